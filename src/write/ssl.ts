import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { ServerError } from './server-error.ts';
import type { SessionSettings } from './session.ts';
import type { ServerTarget, SslSettings } from './target.ts';
import { ConnectTimeoutError, codeOf, PasswordMissingError } from './unreachable.ts';

/**
 * Returns the ways to connect that `sslmode` stands for, in the order to be tried: `allow` plain, then TLS; `prefer`
 * TLS, then plain; the others one way only. A Unix socket is always plain.
 * https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export function sessionAttempts(
  target: ServerTarget,
  parameters: Readonly<Record<string, string>>,
): readonly SessionSettings[] {
  const { port, user, database, password, keepAlive, ssl } = target;
  const host = target.hostAddress ?? target.host;
  const { requireChannelBinding } = target;
  const shared = { host, port, user, database, password, keepAlive, requireChannelBinding, parameters };
  const plain: SessionSettings = { ...shared, ssl: false, directTls: false };
  if (host.startsWith('/') || ssl.mode === 'disable') return [plain];
  const tls = { ...shared, ssl: tlsOptions(target), directTls: ssl.negotiation === 'direct' };
  if (ssl.mode === 'allow') return [plain, tls];
  return ssl.mode === 'prefer' ? [tls, plain] : [tls];
}

/**
 * Tells whether another way of the same target may succeed where this one failed: the server's pg_hba.conf refused it
 * (28000), or TLS failed. A wrong password, an unknown database or a closed port stay what they are.
 */
export function worthTheNextAttempt(error: unknown): boolean {
  if (error instanceof ServerError) return error.sqlstate === '28000';
  if (error instanceof ConnectTimeoutError || error instanceof PasswordMissingError) return false;
  return !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)$/.test(codeOf(error));
}

/** As libpq: the chain is verified wherever root certificates are given, the name with `verify-full` only. */
function tlsOptions({ host, ssl }: ServerTarget): ConnectionOptions {
  return {
    ...certificates(ssl),
    rejectUnauthorized: ssl.rootCertificate !== undefined,
    ...(ssl.mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    // The name to verify, also where the address is given apart.
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

function certificates(ssl: SslSettings): ConnectionOptions {
  const { rootCertificate, certificate, key, keyPassphrase, revoked, minVersion, maxVersion } = ssl;
  return {
    ...(rootCertificate === undefined || rootCertificate === 'system' ? {} : { ca: rootCertificate }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(keyPassphrase === undefined ? {} : { passphrase: keyPassphrase }),
    ...(revoked === undefined ? {} : { crl: revoked }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  };
}
