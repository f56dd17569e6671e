/**
 * How TLS is negotiated with a server, as libpq does it.
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

type SecureVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** The TLS settings of a server, with the certificates already read. */
export interface SslSettings {
  readonly mode: SslMode;
  /** `direct`: TLS from the first byte, without asking (PostgreSQL 17 and later). */
  readonly negotiation: 'postgres' | 'direct';
  /** PEM of the root certificates, or `system` for those that Node brings. Where absent, nothing is verified. */
  readonly rootCertificate?: string | undefined;
  /** PEM of the client's certificate and key. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly keyPassphrase?: string | undefined;
  /** PEM of certificates that were revoked. */
  readonly revoked?: string | undefined;
  readonly minVersion?: SecureVersion | undefined;
  readonly maxVersion?: SecureVersion | undefined;
}

/** A PostgreSQL server and how to log in. */
export interface ServerTarget {
  readonly kind: 'server';
  /** A host name, an address, or the folder of a Unix socket (it starts with `/`). */
  readonly host: string;
  /** The address to connect to in place of looking `host` up. */
  readonly hostAddress?: string | undefined;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string | undefined;
  readonly ssl: SslSettings;
  /** Log in only by SCRAM bound to the TLS channel (libpq's `channel_binding=require`). */
  readonly requireChannelBinding?: boolean | undefined;
  /** How long connecting may take, in milliseconds; without a limit where absent. */
  readonly connectTimeoutMs?: number | undefined;
  /** libpq's `options`: command-line options for the server. */
  readonly options?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly keepAlive: boolean;
  /** Parameters of the server to be set for the session: `statement_timeout`, `timezone` … */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** An embedded PostgreSQL in `folder`, or in memory where there is none. */
export interface PgliteTarget {
  readonly kind: 'pglite';
  readonly folder?: string | undefined;
}

/** Where the records go. */
export type Target = ServerTarget | PgliteTarget;

/** Returns a text that names the target in messages: never the password, nor any option. */
export function describeTarget(target: Target): string {
  if (target.kind === 'pglite') return target.folder === undefined ? 'PGlite in memory' : `PGlite in ${target.folder}`;
  const { host, port, user, database } = target;
  const where = host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : `${bracketed(host)}:${port}`;
  return `database "${database}" at ${where} as user "${user}"`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
