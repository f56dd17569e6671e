import { Kind, type Row } from '../decode/row.ts';
import { quoteIdentifier } from '../plan/identifier.ts';
import type { ColumnType } from './column-type.ts';
import { type InferredType, suitsInferred } from './infer.ts';

/** A type that a column may be widened to without losing any value it can hold. */
export type WiderType = 'integer' | 'bigint' | 'numeric' | 'double precision' | 'text' | 'jsonb';

/** Each type's chain, the nearest first; by pg_type.typname. */
const CHAINS: Readonly<Record<string, readonly WiderType[]>> = {
  int2: ['integer', 'bigint', 'numeric'],
  int4: ['bigint', 'numeric'],
  int8: ['numeric'],
  float4: ['double precision', 'numeric'],
  float8: ['numeric'],
  varchar: ['text'],
};

/**
 * The nearest wider type that takes a value (at `row.spans[at]`) which the column's type refuses, or undefined where
 * there is none. `inferred`: the column's type where the tool chose it; such a column may become text, or jsonb for an
 * object or array. `takes` tells whether a type's encoder takes the value.
 */
export function widerType(
  type: ColumnType,
  inferred: InferredType | undefined,
  row: Row,
  at: number,
  takes: (type: ColumnType) => boolean,
): WiderType | undefined {
  // A domain's or an array's type is the user's own idea.
  if (type.kind !== 'base' || type.schema !== 'pg_catalog') return undefined;
  const near = CHAINS[type.name]?.find((wider) => takes(columnTypeOf(wider)));
  if (inferred === undefined) return near;
  // The only near type of an inferred one.
  if (near === 'numeric' && suitsAt(near, row, at)) return near;
  const kind = row.spans[at];
  const last = kind === Kind.object || kind === Kind.array ? 'jsonb' : 'text';
  return inferred !== 'text' && inferred !== 'jsonb' && takes(columnTypeOf(last)) ? last : undefined;
}

/** Whether the value at `row.spans[at]` suits an inferred type as it is spelled. */
export function suitsAt(inferred: InferredType, { bytes, spans }: Row, at: number): boolean {
  // The scanner writes a Kind, a start and an end there.
  return suitsInferred(inferred, bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number);
}

/** pg_type.typname of each wider type. */
const NAMES: Readonly<Record<WiderType, string>> = {
  integer: 'int4',
  bigint: 'int8',
  numeric: 'numeric',
  'double precision': 'float8',
  text: 'text',
  jsonb: 'jsonb',
};

/** The built-in type as a column's type; its oid is not known, nor of use to encoders. */
function columnTypeOf(wider: WiderType): ColumnType {
  const name = NAMES[wider];
  return { kind: 'base', oid: 0, schema: 'pg_catalog', name, sql: `pg_catalog.${quoteIdentifier(name)}`, modifier: -1 };
}

/**
 * The expression that turns a column's values into the wider type with nothing lost; undefined where the server's own
 * conversion does (and need not rewrite the table: varchar → text). `column` is the quoted name.
 *
 * Floats go by their text, the shortest that reads back as the same value: the server's own cast to numeric rounds to
 * 6 or 15 digits, that to double precision makes 0.1 0.10000000149. Dates and times are written as JSON has them (ISO
 * 8601, points in time in UTC), whatever DateStyle and TimeZone say. A text becomes a JSON string, a number a number.
 */
export function wideningExpression(type: ColumnType, wider: WiderType, column: string): string | undefined {
  if (type.name === 'float4' || type.name === 'float8') return `${column}::text::${wider}`;
  if (wider !== 'text' && wider !== 'jsonb') return undefined;
  if (type.name === 'varchar') return undefined;
  if (type.name === 'timestamptz') {
    const utc = `pg_catalog.to_jsonb(${column} AT TIME ZONE 'UTC') #>> '{}'`;
    const iso = `(${utc}) || CASE WHEN pg_catalog.isfinite(${column}) THEN 'Z' ELSE '' END`;
    return wider === 'text' ? iso : `pg_catalog.to_jsonb(${iso})`;
  }
  if (wider === 'jsonb') return `pg_catalog.to_jsonb(${column})`;
  return type.name === 'date' ? `pg_catalog.to_jsonb(${column}) #>> '{}'` : `${column}::text`;
}
