import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import type { Encoder, ValueError } from '../encode/encoder.ts';
import { type EncoderOptions, encoderFor } from '../encode/encoder-for.ts';
import type { RecordError } from '../errors.ts';
import type { BoundColumn } from '../plan/binding.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Change } from '../route/change.ts';
import { columnNameError } from './column-name.ts';
import { inferredType, readMark } from './evolve-mark.ts';
import { type WiderType, widerType } from './evolve-type.ts';
import type { Column, Table } from './table.ts';

/** One thing that a table lacks for a change, with what names it and the error that the change has without it. */
export type Need = { readonly id: string; readonly error: RecordError } & (
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'index'; readonly columns: readonly string[] }
  | { readonly kind: 'type'; readonly column: Column; readonly type: WiderType; readonly inferred: boolean }
);

/** The `id` of the need for a column. */
export function columnId(name: string): string {
  return `column ${name}`;
}

/** What a change needs of its table; a change that nothing can help, or that fits, needs nothing. */
export type NeedsOf = (table: Table, change: Change, planned: PlannedChange | RecordError) => readonly Need[];

const NOTHING: readonly Need[] = [];

/** Gives the function that finds out what is to be changed at a table so that a planned change fits. Pure. */
export function needsFinder(options: EncoderOptions & { readonly ignoreUnknownColumns: boolean }): NeedsOf {
  const sink = new ByteSink();
  return (table, change, planned) => {
    // A view's columns are its query's; a foreign table's belong to another server.
    if (table.kind !== 'table' && table.kind !== 'partitioned') return NOTHING;
    if (isPlanned(planned)) return typeNeeds(table, planned, options, sink);
    if (planned.code === 'unknown_column') return columnNeeds(table, change, planned, options.ignoreUnknownColumns);
    if (planned.code === 'missing_unique_index') return indexNeeds(table, change, planned);
    return NOTHING;
  };
}

function columnNeeds(table: Table, { row, key }: Change, error: RecordError, ignoreUnknown: boolean): readonly Need[] {
  const given = ignoreUnknown ? (key?.shape.names ?? []) : row.shape.names;
  const names = given.filter((name) => !table.columns.has(name));
  if (names.some((name) => columnNameError(name) !== undefined)) return NOTHING;
  return names.map((name) => ({ kind: 'column', id: columnId(name), name, error: { ...error, column: name } }));
}

/**
 * None over a part of the primary key: the rows of such a table are told apart by more than that, and a unique index
 * would refuse the next of them.
 */
function indexNeeds(table: Table, { key }: Change, error: RecordError): readonly Need[] {
  const columns = key?.shape.names ?? [];
  const primary = table.keys.find((unique) => unique.primary);
  if (primary !== undefined && columns.every((name) => primary.columns.includes(name))) return NOTHING;
  return [{ kind: 'index', id: `index ${JSON.stringify(columns.toSorted())}`, columns, error }];
}

/** The types to widen; none where one of the refused values fits no wider type: the change would fail all the same. */
function typeNeeds(
  table: Table,
  { change, binding }: PlannedChange,
  options: EncoderOptions,
  sink: ByteSink,
): readonly Need[] {
  const refused = refusedValues(change.row, binding.columns, (bound) => bound.index, sink);
  const { oldKey } = change;
  if (oldKey !== null) {
    refused.push(...refusedValues(oldKey, binding.key, ({ column }) => oldKey.shape.indexOf.get(column.name), sink));
  }
  if (refused.length === 0) return NOTHING;
  const mark = readMark(table.comment);
  const needs = new Map<Column, Need>();
  for (const { column, error, row, at } of refused) {
    const inferred = inferredType(mark, column.name, column.type);
    const kind = row.spans[at] as Kind; // the scanner writes Kinds there
    const type = widerType(column.type, inferred, kind, (wider) => {
      sink.length = 0;
      return encodeAt(encoderFor(wider, options), row, at, sink) === undefined;
    });
    if (type === undefined) return NOTHING;
    const id = `type ${column.name} ${type}`;
    if (!needs.has(column))
      needs.set(column, { kind: 'type', id, column, type, inferred: inferred !== undefined, error });
  }
  return [...needs.values()];
}

interface RefusedValue {
  readonly column: Column;
  readonly error: RecordError;
  readonly row: Row;
  /** The value's place in the row's spans. */
  readonly at: number;
}

function refusedValues(
  row: Row,
  columns: readonly BoundColumn[],
  indexOf: (bound: BoundColumn) => number | undefined,
  sink: ByteSink,
): RefusedValue[] {
  const refused: RefusedValue[] = [];
  for (const bound of columns) {
    const index = indexOf(bound);
    if (index === undefined) continue;
    const at = row.offset + index * 3;
    sink.length = 0;
    const error = encodeAt(bound.encode, row, at, sink);
    if (error !== undefined) {
      refused.push({ column: bound.column, error: { ...error, column: bound.column.name }, row, at });
    }
  }
  return refused;
}

function encodeAt(encode: Encoder, row: Row, at: number, sink: ByteSink): ValueError | undefined {
  const kind = row.spans[at] as Kind; // the scanner writes Kinds there
  if (kind === Kind.null) return undefined;
  return encode(row.bytes, kind, row.spans[at + 1] as number, row.spans[at + 2] as number, sink);
}
