import { usageError } from '../errors.ts';
import { findPassword } from './password-file.ts';
import { readService } from './service-file.ts';
import type { ServerTarget, Target } from './target.ts';
import { type Environment, environmentNamesDatabase, settingsOfEnvironment } from './target-environment.ts';
import type { Machine } from './target-files.ts';
import { checkParameters, sessionParameters } from './target-parameters.ts';
import { resolveSsl } from './target-ssl.ts';
import { parseServerUrl, type Settings, severalHosts } from './target-url.ts';

/** What names the target. */
export interface TargetSources {
  /** The value of `--url`. */
  readonly url?: string | undefined;
  readonly env: Environment;
  readonly machine: Machine;
}

/** A target, and what the user should hear about how it was found. */
export interface ResolvedTarget {
  readonly target: Target;
  readonly warnings: readonly string[];
}

/** Where servers put their Unix socket: Debian's and Red Hat's packages, then the default of the source. */
const socketFolders = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

/**
 * Finds the target: `--url`, else OPENCDC_PG_URL, else DATABASE_URL, else libpq's variables. What a URL leaves open
 * comes from its service, then from libpq's variables, then from libpq's defaults; the password then from `.pgpass`.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 * Throws a usage error where nothing names a database, or what does can't be read; no message has a secret.
 */
export function resolveTarget({ url, env, machine }: TargetSources): ResolvedTarget {
  const { OPENCDC_PG_URL, DATABASE_URL } = env;
  const given = [url, OPENCDC_PG_URL, DATABASE_URL].find((text) => text !== undefined && text !== '');
  if (given !== undefined && /^pglite:/i.test(given)) return { target: pgliteTarget(given, machine), warnings: [] };
  if (given !== undefined && !/^postgres(ql)?:\/\//i.test(given)) throw unknownScheme(given);
  if (given === undefined && !environmentNamesDatabase(env)) {
    throw usageError(
      'no database given',
      'name it by --url postgres://…, by the libpq variables (PGHOST, PGDATABASE …), or embed one: --url pglite:DIR',
    );
  }
  const ofUrl: Settings = given === undefined ? new Map() : parseServerUrl(given);
  const ofEnvironment = settingsOfEnvironment(env);
  const ofService = serviceSettings(ofUrl.get('service') ?? ofEnvironment.get('service'), env, machine);
  const settings: Settings = new Map([...ofEnvironment, ...ofService, ...ofUrl]);
  const warnings = checkParameters(settings);
  const target = serverTarget(settings, env, machine);
  if (target.password !== undefined) return { target, warnings };
  const { password, warning } = passwordFromFile(target, settings, machine);
  return { target: { ...target, password }, warnings: warning === undefined ? warnings : [...warnings, warning] };
}

function pgliteTarget(url: string, { home }: Machine): Target {
  const named = url.slice('pglite:'.length).replace(/^\/\//, '');
  if (named === '') return { kind: 'pglite' };
  // The shell leaves a tilde behind the colon alone.
  return { kind: 'pglite', folder: home !== undefined && named.startsWith('~/') ? home + named.slice(1) : named };
}

function unknownScheme(url: string) {
  const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(url) ?? [];
  const what = scheme === undefined ? 'has no scheme' : `has the unknown scheme "${scheme}"`;
  return usageError(`the database URL ${what}`, 'it starts with postgres://, postgresql:// or pglite:');
}

function serviceSettings(service: string | undefined, env: Environment, machine: Machine): Settings {
  if (service === undefined) return new Map();
  const { PGSERVICEFILE, PGSYSCONFDIR } = env;
  const files = [
    PGSERVICEFILE ?? (machine.home === undefined ? undefined : `${machine.home}/.pg_service.conf`),
    PGSYSCONFDIR === undefined ? undefined : `${PGSYSCONFDIR}/pg_service.conf`,
  ];
  for (const path of files) {
    const file = path === undefined ? undefined : machine.readFile(path);
    const found = file === undefined ? undefined : readService(file.text, service);
    if (found !== undefined) return found;
  }
  throw usageError(`the service "${service}" is not defined`, 'define it in ~/.pg_service.conf, or set PGSERVICEFILE');
}

function serverTarget(settings: Settings, env: Environment, machine: Machine): ServerTarget {
  const port = portOf(settings.get('port'));
  const hostAddress = settings.get('hostaddr');
  const host = settings.get('host') ?? hostAddress ?? defaultHost(port, machine);
  if ([host, hostAddress ?? ''].some((name) => name.includes(','))) throw severalHosts();
  const { USER } = env;
  const user = settings.get('user') ?? machine.user ?? USER;
  if (user === undefined) throw usageError('no database user given', 'name one: PGUSER, or postgres://USER@…');
  const seconds = wholeNumber('connect_timeout', settings.get('connect_timeout') ?? '0');
  return {
    kind: 'server',
    host,
    hostAddress,
    port,
    user,
    database: settings.get('dbname') ?? user,
    password: settings.get('password'),
    ssl: host.startsWith('/') ? { mode: 'disable', negotiation: 'postgres' } : resolveSsl(settings, machine),
    requireChannelBinding: settings.get('channel_binding') === 'require',
    connectTimeoutMs: seconds > 0 ? seconds * 1000 : undefined,
    options: settings.get('options'),
    applicationName: settings.get('application_name'),
    keepAlive: settings.get('keepalives') !== '0',
    parameters: sessionParameters(settings),
  };
}

function defaultHost(port: number, machine: Machine): string {
  return socketFolders.find((folder) => machine.exists(`${folder}/.s.PGSQL.${port}`)) ?? 'localhost';
}

/** The text is not printed: in a URL whose password is not encoded it may be a piece of it. */
function portOf(text = '5432'): number {
  if (text.includes(',')) throw severalHosts();
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw usageError(
    'the database port is no number from 1 to 65535',
    'a : in a user or password of a URL is written %3A',
  );
}

function wholeNumber(keyword: string, text: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw usageError(`${keyword} is no whole number`);
}

function passwordFromFile(target: ServerTarget, settings: Settings, machine: Machine) {
  const path = settings.get('passfile') ?? (machine.home === undefined ? undefined : `${machine.home}/.pgpass`);
  if (path === undefined) return {};
  const hosts = socketFolders.includes(target.host) ? [target.host, 'localhost'] : [target.host];
  try {
    const file = machine.readFile(path);
    return file === undefined ? {} : findPassword(path, file, { ...target, hosts });
  } catch {
    return { warning: `password file ${path} is not used: it can't be read` };
  }
}
