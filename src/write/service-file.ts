/**
 * Returns the settings of one service of a `pg_service.conf`, or undefined where it has no section of that name.
 * Sections `[name]`, lines `keyword=value`, comments `#`.
 * https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export function readService(text: string, service: string): ReadonlyMap<string, string> | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines.indexOf(`[${service}]`) + 1;
  if (first === 0) return undefined;
  const next = lines.findIndex((line, index) => index >= first && line.startsWith('['));
  const entries = lines.slice(first, next < 0 ? lines.length : next).flatMap((line): [string, string][] => {
    const equals = line.indexOf('=');
    return line.startsWith('#') || equals < 0 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
  });
  return new Map(entries);
}
