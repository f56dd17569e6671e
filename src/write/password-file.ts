import type { TextFile } from './target-files.ts';

/** What a password is asked for: the fields of a line in libpq's order. */
export interface PasswordKey {
  /** Any of these names matches; libpq calls the default socket folder `localhost`. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The password, where a line has it, and why the file was not used, where it was not. */
export interface FoundPassword {
  readonly password?: string | undefined;
  readonly warning?: string | undefined;
}

/**
 * Looks a password up in a `.pgpass` file: lines `host:port:database:user:password`, the first that matches counts, `*`
 * matches anything, a backslash takes the next character as it is. A file that others may read is not used, as in
 * libpq. https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function findPassword(path: string, file: TextFile, key: PasswordKey): FoundPassword {
  if (file.mode !== undefined && (file.mode & 0o077) !== 0) {
    return { warning: `password file ${path} is not used: others may read it; run: chmod 600 ${path}` };
  }
  for (const line of file.text.split('\n')) {
    if (line.startsWith('#')) continue;
    const [host, port, database, user, password] = fields(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (password === undefined) continue;
    const matches = (field: Field | undefined, wanted: string) =>
      field !== undefined && (field.raw === '*' || field.text === wanted);
    if (
      key.hosts.some((name) => matches(host, name)) &&
      matches(port, String(key.port)) &&
      matches(database, key.database) &&
      matches(user, key.user)
    ) {
      return { password: password.text };
    }
  }
  return {};
}

interface Field {
  readonly raw: string;
  readonly text: string;
}

/** Cuts a line at its colons, except those behind a backslash. */
function fields(line: string): readonly Field[] {
  const found: Field[] = [];
  let raw = '';
  let text = '';
  for (let at = 0; at <= line.length; at += 1) {
    const escaped = line[at] === '\\' && at + 1 < line.length;
    if (at === line.length || line[at] === ':') {
      found.push({ raw, text });
      raw = '';
      text = '';
      continue;
    }
    raw += escaped ? line.slice(at, at + 2) : line[at];
    if (escaped) at += 1;
    text += line[at];
  }
  return found;
}
