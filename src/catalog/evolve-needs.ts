import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import type { Encoder, ValueError } from '../encode/encoder.ts';
import { type EncoderOptions, encoderFor } from '../encode/encoder-for.ts';
import type { RecordError } from '../errors.ts';
import type { BoundColumn } from '../plan/binding.ts';
import { displayRelation } from '../plan/identifier.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Change } from '../route/change.ts';
import { columnNameError } from './column-name.ts';
import { type InferredMark, inferredType, readMark } from './evolve-mark.ts';
import { suitsAt, type WiderType, widerType } from './evolve-type.ts';
import type { InferredType } from './infer.ts';
import type { Column, Table } from './table.ts';

/**
 * One thing that a table lacks for a change, with what names it and the error that the change has without it: none for a
 * value that its column takes, but would give back in another form.
 */
export type Need = { readonly id: string; readonly error: RecordError | undefined } & (
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
  const inferredIn = inferredColumns();
  return (table, change, planned) => {
    // A view's columns are its query's; a foreign table's belong to another server.
    if (table.kind !== 'table' && table.kind !== 'partitioned') return NOTHING;
    if (isPlanned(planned)) return typeNeeds(planned, options, sink, inferredIn(table));
    if (planned.code === 'unknown_column') return columnNeeds(table, change, planned, options.ignoreUnknownColumns);
    if (planned.code === 'missing_unique_index') return indexNeeds(table, change, planned);
    return NOTHING;
  };
}

function columnNeeds(table: Table, { row, key }: Change, error: RecordError, ignoreUnknown: boolean): readonly Need[] {
  const given = ignoreUnknown ? (key?.shape.names ?? []) : row.shape.names;
  const names = given.filter((name) => !table.columns.has(name));
  if (names.some((name) => columnNameError(name) !== undefined)) return NOTHING;
  return names.map((name) => {
    const message = `the table ${displayRelation(table)} has no column ${JSON.stringify(name)}`;
    return { kind: 'column', id: columnId(name), name, error: { ...error, message, column: name } };
  });
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

/** Gives the function that tells a table's columns whose types were inferred, and are still the same. */
function inferredColumns(): (table: Table) => ReadonlyMap<string, InferredType> {
  const known = new WeakMap<Table, ReadonlyMap<string, InferredType>>();
  return (table) => {
    let inferred = known.get(table);
    if (inferred === undefined) {
      const mark = readMark(table.comment) ?? new Map<string, InferredType>();
      inferred = new Map([...mark].filter(([name]) => isStillInferred(mark, table.columns.get(name))));
      known.set(table, inferred);
    }
    return inferred;
  };
}

function isStillInferred(mark: InferredMark, column: Column | undefined): boolean {
  return column !== undefined && inferredType(mark, column.name, column.type) !== undefined;
}

/** The types to widen; none where one of the refused values fits no wider type: the change would fail all the same. */
function typeNeeds(
  { change, binding }: PlannedChange,
  options: EncoderOptions,
  sink: ByteSink,
  inferred: ReadonlyMap<string, InferredType>,
): readonly Need[] {
  const misfits = misfitsIn(change.row, binding.columns, (bound) => bound.index, sink, inferred);
  const { oldKey } = change;
  if (oldKey !== null) {
    const indexOf = ({ column }: BoundColumn) => oldKey.shape.indexOf.get(column.name);
    misfits.push(...misfitsIn(oldKey, binding.key, indexOf, sink, inferred));
  }
  if (misfits.length === 0) return NOTHING;
  const needs = new Map<Column, Need>();
  for (const { column, error, row, at } of misfits) {
    const type = widerType(column.type, inferred.get(column.name), row, at, (wider) => {
      sink.length = 0;
      return encodeAt(encoderFor(wider, options), row, at, sink) === undefined;
    });
    if (type === undefined && error === undefined) continue;
    if (type === undefined) return NOTHING;
    const id = `type ${column.name} ${type}`;
    const known = needs.get(column);
    if (known === undefined || known.error === undefined) {
      needs.set(column, { kind: 'type', id, column, type, inferred: inferred.has(column.name), error });
    }
  }
  return [...needs.values()];
}

interface Misfit {
  readonly column: Column;
  /** Undefined where the column takes the value, though not as it is spelled. */
  readonly error: RecordError | undefined;
  readonly row: Row;
  /** The value's place in the row's spans. */
  readonly at: number;
}

function misfitsIn(
  row: Row,
  columns: readonly BoundColumn[],
  indexOf: (bound: BoundColumn) => number | undefined,
  sink: ByteSink,
  inferred: ReadonlyMap<string, InferredType>,
): Misfit[] {
  const misfits: Misfit[] = [];
  for (const bound of columns) {
    const index = indexOf(bound);
    if (index === undefined) continue;
    const { column } = bound;
    const at = row.offset + index * 3;
    if (row.spans[at] === Kind.null) continue;
    sink.length = 0;
    const refused = encodeAt(bound.encode, row, at, sink);
    const error = refused === undefined ? undefined : { ...refused, column: column.name };
    const type = inferred.get(column.name);
    if (error !== undefined || (type !== undefined && !suitsAt(type, row, at)))
      misfits.push({ column, error, row, at });
  }
  return misfits;
}

function encodeAt(encode: Encoder, { bytes, spans }: Row, at: number, sink: ByteSink): ValueError | undefined {
  // The scanner writes a Kind, a start and an end there.
  return encode(bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number, sink);
}
