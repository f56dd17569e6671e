import { usageError } from '../errors.ts';
import { messageOf } from './server-error.ts';
import type { SslMode, SslSettings } from './target.ts';
import type { Machine } from './target-files.ts';
import type { Settings } from './target-url.ts';

const modes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const protocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/**
 * Returns the TLS settings as libpq understands them, with the files read that they name or that stand in
 * `~/.postgresql`: root certificates, once there, are used for verification in every mode.
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 * Two additions: `verify-full` without root certificates takes those that Node brings (libpq refuses), which verifies
 * no less; `no-verify` is pg's word for `require` that verifies nothing in any case.
 * Throws a usage error for a value that is none, and for a file that can't be read.
 */
export function resolveSsl(settings: Settings, machine: Machine): SslSettings {
  const mode = sslMode(settings);
  const negotiation = settings.get('sslnegotiation') ?? 'postgres';
  if (negotiation !== 'postgres' && negotiation !== 'direct') {
    throw usageError('sslnegotiation is none of: postgres, direct');
  }
  if (mode === 'disable') return { mode, negotiation: 'postgres' };
  if (negotiation === 'direct' && (mode === 'allow' || mode === 'prefer')) {
    throw usageError(`sslnegotiation=direct does not go with sslmode=${mode}`, 'use sslmode=require or stronger');
  }
  const file = (keyword: string, standard: string) => readNamed(settings.get(keyword), standard, keyword, machine);
  const certificate = file('sslcert', 'postgresql.crt');
  return {
    mode,
    negotiation,
    rootCertificate: rootCertificate(mode, settings, machine),
    certificate,
    key: certificate === undefined ? undefined : file('sslkey', 'postgresql.key'),
    keyPassphrase: settings.get('sslpassword'),
    revoked: file('sslcrl', 'root.crl'),
    minVersion: protocol('ssl_min_protocol_version', settings),
    maxVersion: protocol('ssl_max_protocol_version', settings),
  };
}

function sslMode(settings: Settings): SslMode {
  const strict = settings.get('sslrootcert') === 'system';
  const unset = settings.get('requiressl') === '1' ? 'require' : strict ? 'verify-full' : 'prefer';
  const given = settings.get('sslmode') ?? unset;
  const mode = given === 'no-verify' ? 'require' : modes.find((name) => name === given);
  if (mode === undefined) throw usageError(`sslmode is none of: ${modes.join(', ')}`);
  // Anybody can get a certificate from a public authority: only the name tells the server.
  if (strict && mode !== 'verify-full') throw usageError('sslrootcert=system needs sslmode=verify-full');
  return mode;
}

function rootCertificate(mode: SslMode, settings: Settings, machine: Machine): string | undefined {
  if (settings.get('sslmode') === 'no-verify') return undefined;
  const named = settings.get('sslrootcert');
  if (named === 'system') return named;
  const text = readNamed(named, 'root.crt', 'sslrootcert', machine);
  if (text === undefined && mode === 'verify-ca') {
    throw usageError('sslmode=verify-ca needs a root certificate', "name the authority's file: sslrootcert=FILE");
  }
  return text ?? (mode === 'verify-full' ? 'system' : undefined);
}

/** Reads the file that is named, which must be there, or the standard one below `~/.postgresql` if it is there. */
function readNamed(named: string | undefined, standard: string, keyword: string, machine: Machine): string | undefined {
  if (named === undefined && machine.home === undefined) return undefined;
  const path = named ?? `${machine.home}/.postgresql/${standard}`;
  let reason = 'there is no such file';
  try {
    const file = machine.readFile(path);
    if (file !== undefined || named === undefined) return file?.text;
  } catch (error) {
    reason = messageOf(error);
  }
  throw usageError(`can't read ${path} (${keyword}): ${reason}`);
}

function protocol(keyword: string, settings: Settings): (typeof protocols)[number] | undefined {
  const given = settings.get(keyword);
  const known = protocols.find((name) => name === given);
  if (given !== undefined && known === undefined) throw usageError(`${keyword} is none of: ${protocols.join(', ')}`);
  return known;
}
