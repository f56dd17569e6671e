import { Kind, type Row } from '../decode/row.ts';

/** Types that a table of ours can have; each holds every JSON value that led to it, as it was spelled. */
export type InferredType = 'boolean' | 'bigint' | 'numeric' | 'text' | 'jsonb' | 'timestamptz' | 'date' | 'uuid';

/** `--infer`: which types are read off strings. */
export interface InferOptions {
  readonly timestamps: boolean;
  readonly dates: boolean;
  readonly uuids: boolean;
}

/** What was seen in a column, as bits; a column of nulls alone has none. */
const Seen = {
  boolean: 1,
  integer: 2,
  number: 4,
  string: 8,
  structured: 16,
  timestamp: 32,
  date: 64,
  uuid: 128,
} as const;

/** All values of the columns of some rows, summed up. Names come in the order in which they were first seen. */
export interface ColumnsSeen {
  readonly add: (row: Row) => void;
  /** A time that the tool itself writes into the column. */
  readonly addTime: (name: string) => void;
  readonly types: () => ReadonlyMap<string, InferredType>;
}

/**
 * Sums up rows for the table that is to hold them. Only booleans: boolean; whole numbers: bigint, beyond it numeric;
 * other numbers: numeric; strings: text; objects and arrays: jsonb; only nulls: text. Mixed: jsonb where an object or
 * an array is among them, else text. `only`: the columns that matter, all where left out.
 */
export function columnsSeen(options: InferOptions, only?: readonly string[]): ColumnsSeen {
  const seen = new Map<string, number>();

  function look(row: Row, name: string, index: number): void {
    seen.set(name, (seen.get(name) ?? 0) | bitOf(row, row.offset + index * 3));
  }

  function bitOf(row: Row, at: number): number {
    const start = row.spans[at + 1] as number;
    const end = row.spans[at + 2] as number;
    switch (row.spans[at]) {
      case Kind.null:
        return 0;
      case Kind.true:
      case Kind.false:
        return Seen.boolean;
      case Kind.integer:
        return fitsBigint(row.bytes, start, end) ? Seen.integer : Seen.number;
      case Kind.decimal:
        return Seen.number;
      case Kind.string:
        return stringBit(row.bytes, start, end, options);
      case Kind.escaped:
        return Seen.string;
      default:
        return Seen.structured;
    }
  }

  return {
    add(row) {
      const { names, indexOf } = row.shape;
      if (only === undefined) {
        for (let i = 0; i < names.length; i++) look(row, names[i] as string, i);
        return;
      }
      for (const name of only) {
        const index = indexOf.get(name);
        if (index !== undefined) look(row, name, index);
      }
    },
    addTime(name) {
      seen.set(name, (seen.get(name) ?? 0) | Seen.timestamp);
    },
    types: () => new Map([...seen].map(([name, bits]) => [name, typeOf(bits)])),
  };
}

const ONLY: ReadonlyMap<number, InferredType> = new Map<number, InferredType>([
  [Seen.boolean, 'boolean'],
  [Seen.integer, 'bigint'],
  [Seen.number, 'numeric'],
  [Seen.integer | Seen.number, 'numeric'],
  [Seen.timestamp, 'timestamptz'],
  [Seen.date, 'date'],
  [Seen.uuid, 'uuid'],
]);

function typeOf(bits: number): InferredType {
  if ((bits & Seen.structured) !== 0) return 'jsonb';
  return ONLY.get(bits) ?? 'text';
}

const BIGINT_MAX = '9223372036854775807';
const BIGINT_MIN = '9223372036854775808';

/** Whether the digits, JSON's, so without leading zeros, are within bigint. */
function fitsBigint(bytes: Buffer, start: number, end: number): boolean {
  const negative = bytes[start] === 0x2d;
  const digits = end - start - (negative ? 1 : 0);
  if (digits !== BIGINT_MAX.length) return digits < BIGINT_MAX.length;
  return bytes.toString('latin1', end - digits, end) <= (negative ? BIGINT_MIN : BIGINT_MAX);
}

/**
 * Whether a value that a column's encoder takes also suits the column's inferred type: as it is spelled, not by what the
 * type might make of it (`1` or "yes" of a boolean, "007" or "1/3" of a number, a date of a time, "12" of a date).
 */
export function suitsInferred(type: InferredType, bytes: Buffer, kind: Kind, start: number, end: number): boolean {
  switch (type) {
    case 'boolean':
      return kind === Kind.true || kind === Kind.false;
    case 'bigint':
    case 'numeric':
      return kind === Kind.string ? isPlainNumber(type, bytes, start, end) : kind !== Kind.escaped;
    case 'timestamptz':
      return kind === Kind.string && stringBit(bytes, start, end, ALL) === Seen.timestamp;
    case 'date':
      return kind === Kind.string && stringBit(bytes, start, end, ALL) === Seen.date;
    case 'uuid':
      return kind === Kind.string && stringBit(bytes, start, end, ALL) === Seen.uuid;
    case 'text':
    case 'jsonb':
      return true;
    default:
      return type satisfies never;
  }
}

const ALL: InferOptions = { timestamps: true, dates: true, uuids: true };
const LONGEST_NUMBER_BYTES = 1000;

/** A text that the type gives back as it is. */
function isPlainNumber(type: 'bigint' | 'numeric', bytes: Buffer, start: number, end: number): boolean {
  if (end - start > LONGEST_NUMBER_BYTES) return false;
  const text = bytes.toString('latin1', start, end);
  return (
    /^(?:0|-?[1-9]\d*)$/.test(text) || (type === 'numeric' && /^(?:0|-?[1-9]\d*|-?0(?=\.\d*[1-9]))\.\d+$/.test(text))
  );
}

/**
 * RFC 3339, as JSON's producers write times: with seconds and with an offset, or it is no point in time. Microseconds
 * are the most that timestamptz keeps; a finer time stays text. So does a column of times and dates: a date is no point
 * in time until some time zone makes it one.
 */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6}0*)?(?:Z|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST_LOOK_BYTES = 36;

function stringBit(bytes: Buffer, start: number, end: number, options: InferOptions): number {
  if (end - start > LONGEST_LOOK_BYTES) return Seen.string;
  if (!options.timestamps && !options.dates && !options.uuids) return Seen.string;
  const text = bytes.toString('latin1', start, end);
  if (options.uuids && UUID.test(text)) return Seen.uuid;
  if (options.dates && DATE.test(text) && isDate(text)) return Seen.date;
  if (options.timestamps && TIMESTAMP.test(text) && isDate(text.slice(0, 10)) && isTime(text)) return Seen.timestamp;
  return Seen.string;
}

/** A day that the calendar has; year 0 is none in Postgres. */
function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && !text.startsWith('0000');
}

function isTime(text: string): boolean {
  return Number(text.slice(11, 13)) < 24 && Number(text.slice(14, 16)) < 60 && Number(text.slice(17, 19)) < 60;
}
