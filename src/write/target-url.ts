import { type OpencdcPgError, usageError } from '../errors.ts';

/** Connection settings by libpq's keywords: `host`, `dbname`, `sslmode` … */
export type Settings = ReadonlyMap<string, string>;

const form = 'postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE';
const encodeHint = `write it as ${form}; in each part the characters % / ? # @ : are written %25 %2F %3F %23 %40 %3A`;

/**
 * Reads a `postgres://` or `postgresql://` URL into libpq's keywords.
 * Grammar: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * Where the host's part is percent-encoded, or `host` is a parameter, it may be the folder of a Unix socket.
 * Throws a usage error which names the part that is wrong, and never its text: it may be a piece of the password.
 */
export function parseServerUrl(url: string): Settings {
  const rest = url.slice(url.indexOf('//') + 2);
  if (rest.includes('#')) throw wrong('it has a # that is not encoded');
  const [beforeQuery, query] = cut(rest, '?');
  const [authority, path] = cut(beforeQuery, '/');
  if (path.includes('@')) throw wrong('it has an @ or / that is not encoded');
  // The last @, as browsers do it: a password may hold one that nobody encoded.
  const at = authority.lastIndexOf('@');
  const entries: [string, string][] = [
    ...credentials(authority.slice(0, Math.max(at, 0))),
    ...address(authority.slice(at + 1)),
    ['dbname', decode(path, 'database')],
    ...parameters(query),
  ];
  return new Map(entries.filter(([, value]) => value !== ''));
}

function credentials(text: string): [string, string][] {
  const [user, password] = cut(text, ':');
  return [
    ['user', decode(user, 'user')],
    ['password', decode(password, 'password')],
  ];
}

function address(text: string): [string, string][] {
  if (text.includes(',')) throw severalHosts();
  const [, ofVersion6] = /^\[([\da-f:.%]*)\](?=:|$)/i.exec(text) ?? [];
  if (ofVersion6 === undefined && text.startsWith('[')) throw wrong('its host is malformed');
  const [name, port] = ofVersion6 === undefined ? cut(text, ':') : [ofVersion6, text.slice(ofVersion6.length + 3)];
  return [
    ['host', decode(name, 'host')],
    ['port', port],
  ];
}

/** Returns what stands before and behind the first `separator`; all and nothing where there is none. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `ssl=true` is what JDBC writes and libpq reads as `sslmode=require`; the other spellings of `ssl` are pg's. */
function parameters(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      if (!pair.includes('=')) throw wrong('a parameter has no value');
      const [name, value] = cut(pair, '=').map((text) => decode(text, 'parameter')) as [string, string]; // two to two
      if (name === 'ssl') return ['sslmode', sslMode(value)];
      return [name === 'database' || name === 'db' ? 'dbname' : name, value];
    });
}

function sslMode(value: string): string {
  if (value === 'true' || value === '1') return 'require';
  return value === 'false' || value === '0' ? 'disable' : value;
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`its ${part} has a % that is not followed by two hexadecimal digits of UTF-8`);
  }
}

function wrong(reason: string): OpencdcPgError {
  return usageError(`can't read the database URL: ${reason}`, encodeHint);
}

/** libpq's list of hosts, which are tried in turn, is not supported. */
export function severalHosts(): OpencdcPgError {
  return usageError('the database target names several hosts', 'name one: the one that takes writes');
}
