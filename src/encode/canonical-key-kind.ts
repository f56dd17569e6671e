import type { ColumnType } from '../catalog/column-type.ts';

/**
 * Whether values of the type are equal exactly where their encoded texts are ('text'), so that the client can tell
 * keys apart, or only the server can say ('server').
 *
 * 'text' for what the encoders write in one form only: smallint, integer and bigint (`7` for `007` and `7.0`),
 * boolean (`t`, `f`), uuid (lower case, hyphens), bytea (lower-case hex), enums (labels), name, text and varchar.
 * Of text and varchar this holds under a deterministic collation only, which the catalog knows and this function does
 * not: the caller asks pg_collation.collisdeterministic.
 *
 * 'server' for all others: `1.0` and `1` are one numeric, `-0` and `0` one float, char(n) ignores blanks at the end,
 * citext case, timestamptz the zone it is written in, date and time know many spellings; oid takes octal digits on
 * some servers; arrays, ranges and composites are equal where their elements are, and types of extensions have their
 * own equality.
 */
export function canonicalKeyKind(type: ColumnType): 'text' | 'server' {
  switch (type.kind) {
    case 'domain':
      return canonicalKeyKind(type.base);
    case 'enum':
      return 'text';
    case 'base':
      return type.schema === 'pg_catalog' && canonicalNames.has(type.name) ? 'text' : 'server';
    default:
      return 'server';
  }
}

const canonicalNames: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'bool',
  'uuid',
  'bytea',
  'name',
  'text',
  'varchar',
]);
