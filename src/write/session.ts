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
  readonly requireChannelBinding?: boolean | undefined;
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
      enableChannelBinding: settings.requireChannelBinding === true,
      types: textResults,
      // A function even without a password: pg would read .pgpass itself, and print a warning.
      password: () => {
        if (password === undefined) throw new PasswordMissingError('the server asks for a password');
        return password;
      },
      ...(stream === undefined ? {} : { stream }),
    });
    if (settings.requireChannelBinding === true) requireChannelBinding(this);
    this.#startup = { user, database, ...settings.parameters };
  }

  /** Overrides what pg sends, which has no client_encoding and takes its options from the environment. */
  getStartupConf(): Readonly<Record<string, string>> {
    return this.#startup;
  }
}

/**
 * pg binds the channel where the server offers it and says nothing where it doesn't, so every other way of logging in
 * is refused here. The names of the messages are pg's.
 */
function requireChannelBinding(client: pg.Client): void {
  let bound = false;
  const refuse = () => {
    if (bound) return;
    const error = new Error('channel binding is required, but the server offers none');
    // First: the server's "ready" may have come in the same packet as its "ok".
    client.connection.emit('error', error);
    client.connection.stream.destroy();
  };
  client.connection.prependListener('authenticationSASL', ({ mechanisms }: { mechanisms: readonly string[] }) => {
    // `encrypted` tells a TLS socket by itself: its class would have to be loaded for sessions without TLS too.
    bound = 'encrypted' in client.connection.stream && mechanisms.includes('SCRAM-SHA-256-PLUS');
    refuse();
  });
  for (const other of ['authenticationOk', 'authenticationCleartextPassword', 'authenticationMD5Password']) {
    client.connection.prependListener(other, refuse);
  }
}
