import type { ColumnType } from '../catalog/column-type.ts';
import { Kind, type Row } from '../decode/row.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { once } from './once.ts';

/**
 * Longer rows may be too long for an index, or, where their columns are stored as they are, for a page, which only the
 * server tells (54000).
 */
const LONGEST_SURE_BYTES = 2000;
/** What a value takes besides its text. */
const OVERHEAD_BYTES = 16;

/**
 * Whether a row whose values passed their encoders is sure to pass alone, as a new row and as an update, so that it may
 * be left out where a later change of its key follows: every NOT NULL column has a value, and no value is of a form
 * that only the server judges. Cautious: a false costs a statement, not the meaning.
 */
export function isSureToPass(row: Row, binding: Binding): boolean {
  const { unicode } = binding.table;
  const { bytes, spans, offset } = row;
  const judges = judgesOf(binding);
  let rowBytes = 0;
  for (let i = 0; i < judges.length; i++) {
    const { index, takesNull, sure } = judges[i] as Judge; // i is below the length
    const at = offset + index * 3;
    const kind = spans[at] as Kind; // the scanner writes Kinds there
    if (kind === Kind.null) {
      if (!takesNull) return false;
      continue;
    }
    const start = spans[at + 1] as number;
    const end = spans[at + 2] as number;
    rowBytes += end - start + OVERHEAD_BYTES;
    if (rowBytes > LONGEST_SURE_BYTES) return false;
    if (!unicode && !isPlain(bytes, start, end)) return false;
    if (!isSure(sure, bytes, kind, start, end)) return false;
  }
  return true;
}

/** Which values of a type are sure to pass, where their encoder has let them through. */
type Sure = 'none' | 'all' | 'plain numbers' | 'plain days and times' | 'shallow JSON';

/** How a column's values are judged. */
interface Judge {
  readonly index: number;
  readonly takesNull: boolean;
  readonly sure: Sure;
}

const judgesOf = once(({ columns }: Binding): readonly Judge[] => columns.map(judgeOf));

function judgeOf({ column, index }: BoundColumn): Judge {
  const { type } = column;
  return { index, takesNull: !column.notNull && !(type.kind === 'domain' && type.notNull), sure: sureOf(type) };
}

/** Types whose encoder refuses all that the server refuses. */
const FULLY_CHECKED: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'bool',
  'text',
  'varchar',
  'uuid',
  'bytea',
]);

function sureOf(type: ColumnType): Sure {
  if (type.kind === 'enum') return 'all';
  if (type.kind === 'domain') return type.checked || type.notNull ? 'none' : sureOf(type.base);
  if (type.kind !== 'base' || type.schema !== 'pg_catalog') return 'none';
  if (FULLY_CHECKED.has(type.name)) return 'all';
  switch (type.name) {
    case 'numeric':
    case 'float4':
    case 'float8':
      return 'plain numbers';
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return 'plain days and times';
    case 'json':
    case 'jsonb':
      return 'shallow JSON';
    default:
      return 'none';
  }
}

function isSure(sure: Sure, bytes: Buffer, kind: Kind, start: number, end: number): boolean {
  switch (sure) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'plain numbers':
      return (kind === Kind.integer || kind === Kind.decimal) && isPlainNumber(bytes, start, end);
    case 'plain days and times':
      // The encoder has refused days and times of this form that there are not.
      return kind === Kind.string && isDayOrTime(bytes, start, end);
    case 'shallow JSON':
      // A string may hold other JSON, in base64.
      return kind !== Kind.string && kind !== Kind.escaped && isShallowJson(bytes, start, end);
    default:
      return sure satisfies never;
  }
}

/** ASCII without escapes: what every encoding of a database has. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] as number) >= 0x80 || bytes[i] === 0x5c) return false;
  return true;
}

/** Digits and a point, few enough for any number type. */
function isPlainNumber(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 30) return false;
  for (let i = start; i < end; i++) if (((bytes[i] as number) | 0x20) === 0x65) return false;
  return true;
}

/** Deep nesting meets the server's stack, and an exponent the bounds of jsonb's numbers. */
function isShallowJson(bytes: Buffer, start: number, end: number): boolean {
  let depth = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x7b || byte === 0x5b) {
      if (++depth > 100) return false;
    } else if ((byte | 0x20) === 0x65 && i > start && isDigit(bytes[i - 1] as number)) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** `YYYY-MM-DD`, alone or before `T` or a blank and `HH:MM:SS`, a fraction of up to nine digits, and `Z` or `+HH:MM`. */
function isDayOrTime(bytes: Buffer, start: number, end: number): boolean {
  if (!isSpelled(bytes, start, end, DAY)) return false;
  if (end - start === DAY.length) return true;
  let at = start + DAY.length;
  if ((bytes[at] !== 0x54 && bytes[at] !== 0x20) || !isSpelled(bytes, at + 1, end, TIME)) return false;
  at += 1 + TIME.length;
  if (at < end && bytes[at] === 0x2e) {
    const fraction = at + 1;
    at = fraction;
    while (at < end && isDigit(bytes[at] as number)) at++;
    if (at === fraction || at - fraction > 9) return false;
  }
  if (at === end) return true;
  if (bytes[at] === 0x5a) return at + 1 === end;
  return (bytes[at] === 0x2b || bytes[at] === 0x2d) && end - at === 6 && isSpelled(bytes, at + 1, end, ZONE);
}

const DAY = Buffer.from('0000-00-00', 'latin1');
const TIME = Buffer.from('00:00:00', 'latin1');
const ZONE = Buffer.from('00:00', 'latin1');

/** Whether a text begins like the pattern, in which `0` is any digit. */
function isSpelled(bytes: Buffer, start: number, end: number, pattern: Buffer): boolean {
  if (end - start < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) {
    const byte = bytes[start + i] as number;
    if (pattern[i] === 0x30 ? !isDigit(byte) : byte !== pattern[i]) return false;
  }
  return true;
}
