import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { PasswordMissingError } from './unreachable.ts';

/** What one `pg` session needs; everything is given, so that `pg` looks nothing up in the environment. */
export interface SessionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string | undefined;
  readonly ssl: false | ConnectionOptions;
  readonly directTls: boolean;
  readonly keepAlive: boolean;
  /** Parameters of the startup message besides user and database. */
  readonly parameters: Readonly<Record<string, string>>;
  /** In place of a socket: the embedded Postgres. */
  readonly stream?: (() => Duplex) | undefined;
}

/** Returns a `pg` client in pipeline mode, not yet connected, whose results are the text that Postgres sends. */
export function newSession(settings: SessionSettings): pg.Client {
  return new Session(settings);
}

const textResults: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

class Session extends pg.Client {
  readonly #startup: Readonly<Record<string, string>>;

  constructor(settings: SessionSettings) {
    const { host, port, user, database, ssl, keepAlive, stream, password } = settings;
    super({
      host,
      port,
      user,
      database,
      ssl,
      keepAlive,
      sslnegotiation: settings.directTls ? 'direct' : 'postgres',
      pipeline: true,
      types: textResults,
      // A function even without a password: pg would read .pgpass itself, and print a warning.
      password: () => {
        if (password === undefined) throw new PasswordMissingError('the server asks for a password');
        return password;
      },
      ...(stream === undefined ? {} : { stream }),
    });
    this.#startup = { user, database, ...settings.parameters };
  }

  /** Overrides what pg sends, which has no client_encoding and takes its options from the environment. */
  getStartupConf(): Readonly<Record<string, string>> {
    return this.#startup;
  }
}
