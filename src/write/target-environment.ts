import type { Settings } from './target-url.ts';

/** The environment, given by the caller. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** https://www.postgresql.org/docs/current/libpq-envars.html */
const keywords: Readonly<Record<string, string>> = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGPASSFILE: 'passfile',
  PGREQUIREAUTH: 'require_auth',
  PGCHANNELBINDING: 'channel_binding',
  PGSERVICE: 'service',
  PGOPTIONS: 'options',
  PGAPPNAME: 'application_name',
  PGSSLMODE: 'sslmode',
  PGREQUIRESSL: 'requiressl',
  PGSSLNEGOTIATION: 'sslnegotiation',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCRL: 'sslcrl',
  PGSSLCRLDIR: 'sslcrldir',
  PGSSLMINPROTOCOLVERSION: 'ssl_min_protocol_version',
  PGSSLMAXPROTOCOLVERSION: 'ssl_max_protocol_version',
  PGREQUIREPEER: 'requirepeer',
  PGGSSENCMODE: 'gssencmode',
  PGCONNECT_TIMEOUT: 'connect_timeout',
  PGTARGETSESSIONATTRS: 'target_session_attrs',
  PGTZ: 'timezone',
  PGDATESTYLE: 'datestyle',
};

const naming = ['PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD', 'PGSERVICE'];

/** Returns libpq's variables by their keywords; an empty one counts as absent. */
export function settingsOfEnvironment(env: Environment): Settings {
  return new Map(
    Object.entries(keywords).flatMap(([variable, keyword]): [string, string][] => {
      const value = env[variable];
      return value === undefined || value === '' ? [] : [[keyword, value]];
    }),
  );
}

/** Tells whether the variables name a database at all, and not only settings for one. */
export function environmentNamesDatabase(env: Environment): boolean {
  return naming.some((variable) => (env[variable] ?? '') !== '');
}
