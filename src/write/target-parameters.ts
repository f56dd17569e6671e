import { usageError } from '../errors.ts';
import type { Settings } from './target-url.ts';

/** Keywords that have an effect here. */
const used = new Set(
  `host hostaddr port dbname user password passfile channel_binding service options application_name sslmode requiressl
   sslnegotiation sslcert sslkey sslpassword sslrootcert sslcrl ssl_min_protocol_version ssl_max_protocol_version
   connect_timeout keepalives target_session_attrs gssencmode statement_timeout lock_timeout
   idle_in_transaction_session_timeout timezone datestyle`.split(/\s+/),
);

/** Keywords of libpq and pg that change nothing of what is done here, or that only tune. */
const harmless = new Set(
  `fallback_application_name client_encoding encoding keepalives_idle keepalives_interval keepalives_count
   tcp_user_timeout sslcompression sslsni sslcertmode krbsrvname gsslib gssdelegation load_balance_hosts uselibpqcompat
   min_protocol_version max_protocol_version scram_client_key scram_server_key sslkeylogfile
   servicefile`.split(/\s+/),
);

/** Keywords that ask for a protection which is not there: to go on without it would be wrong. */
const refused = ['require_auth', 'requirepeer', 'sslcrldir', 'replication'];

/**
 * Checks the keywords: throws a usage error for one that asks for what can't be given, and returns a warning for each
 * that is unknown (other tools put their own into URLs: `pgbouncer=true`, `schema=public`).
 */
export function checkParameters(settings: Settings): readonly string[] {
  const missing = refused.find((keyword) => settings.has(keyword));
  if (missing !== undefined) throw usageError(`the connection parameter ${missing} is not supported`, 'leave it out');
  if (settings.get('gssencmode') === 'require') throw usageError('gssencmode=require is not supported', 'use TLS');
  const session = settings.get('target_session_attrs') ?? 'any';
  if (!['any', 'read-write', 'primary', 'prefer-standby'].includes(session)) {
    throw usageError('target_session_attrs asks for a server that takes no writes', 'use read-write');
  }
  return [...settings.keys()]
    .filter((keyword) => !used.has(keyword) && !harmless.has(keyword))
    .map((keyword) => `unknown connection parameter "${keyword.slice(0, 63)}" is ignored`);
}

/** Returns the parameters of the server that are set for the session when it starts: pg's timeouts, PGTZ, PGDATESTYLE. */
export function sessionParameters(settings: Settings): Readonly<Record<string, string>> {
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'timezone', 'datestyle'];
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = settings.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
