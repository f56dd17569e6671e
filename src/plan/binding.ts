import type { Column, Table, UniqueKey } from '../catalog/table.ts';
import type { Shape } from '../decode/row.ts';
import { type BinaryForm, binaryFormOf } from '../encode/binary-form.ts';
import type { Encoder } from '../encode/encoder.ts';
import { type EncoderOptions, encoderFor } from '../encode/encoder-for.ts';
import type { RecordError } from '../errors.ts';
import type { ChangeKind } from '../route/change.ts';
import { displayRelation, quoteIdentifier, quoteRelation } from './identifier.ts';

/** A column of a shape, bound to its column of the table. */
export interface BoundColumn {
  readonly column: Column;
  /** The value's index in the row's shape. */
  readonly index: number;
  readonly encode: Encoder;
  /** Undefined where the type has none. */
  readonly binary: BinaryForm | undefined;
  readonly isKey: boolean;
}

/**
 * A shape bound to a table: which values go to which columns, and by which key a row is found. Worked out once for
 * each table, shape and key; changes with the same binding differ in their values only.
 */
export interface Binding {
  readonly table: Table;
  readonly kind: ChangeKind;
  /** In the table's own order, so that shapes which list the same columns in another order share their SQL. */
  readonly columns: readonly BoundColumn[];
  /** What is the same for all bindings whose changes can share a statement: operation, columns, key. */
  readonly id: string;
  /** The key's columns in the key's order; empty for an append. Generated ones are none of `columns`, but for a delete. */
  readonly key: readonly BoundColumn[];
  /** The unique index that the key is; null for an append, and for views and foreign tables, whose indexes belong to others. */
  readonly uniqueKey: UniqueKey | null;
  /** `--on-conflict`: what an upsert does to a row that is there. */
  readonly onConflict: 'update' | 'ignore' | 'fail';
  /** `--newer-by`, where table and row have the column: an upsert with an older value leaves the row alone. */
  readonly newerBy: BoundColumn | null;
  /** Given values that are not written: generated columns, and unknown ones with --ignore-unknown-columns. */
  readonly ignored: readonly string[];
}

export interface BindingOptions extends EncoderOptions {
  readonly ignoreUnknownColumns: boolean;
  readonly onConflict: 'update' | 'ignore' | 'fail';
  readonly newerBy: string | undefined;
}

/** Binds shapes to tables; what it returns for the same arguments is the same object while table and shapes live. */
export type Binder = (table: Table, kind: ChangeKind, row: Shape, key: Shape | null) => Binding | RecordError;

/** True where no binding was possible: an unknown column, or a key without a unique index. */
export function isBindingError(bound: Binding | RecordError): bound is RecordError {
  return 'code' in bound;
}

/** A binder with its own memory; encoders are made once for each type of the server's own, and each column of another. */
export function binder(options: BindingOptions): Binder {
  const known = new WeakMap<Table, WeakMap<Shape, Map<ChangeKind, WeakMap<Shape, Binding | RecordError>>>>();
  const encoders = new WeakMap<Column, Encoder>();
  /** By name and modifier: thousands of tables have columns of the same few, and V8 calls the same few faster. */
  const sharedEncoders = new Map<string, Encoder>();

  function encoderOf(column: Column): Encoder {
    const { type } = column;
    if (type.kind !== 'base' || type.schema !== 'pg_catalog') {
      return getOrMake(encoders, column, () => encoderFor(type, options));
    }
    return getOrMake(sharedEncoders, `${type.name} ${type.modifier}`, () => encoderFor(type, options));
  }

  /** What was bound last, of each table and of all. */
  const lastOf = new WeakMap<Table, Bound>();
  let last: Bound | undefined;

  const lookUp: Binder = (table, kind, row, key) => {
    const byRow = getOrMake(known, table, () => new WeakMap());
    const byKind = getOrMake(byRow, row, () => new Map());
    const byKey = getOrMake(byKind, kind, () => new WeakMap());
    return getOrMake(byKey, key ?? row, () => bind(table, kind, row, key, options, encoderOf));
  };

  // Nearly always the same as for the table's record before: comparing costs less than looking up.
  return (table, kind, row, key) => {
    const before = last?.table === table ? last : lastOf.get(table);
    if (before !== undefined && before.row === row && before.key === key && before.kind === kind) {
      last = before;
      return before.bound;
    }
    last = { table, kind, row, key, bound: lookUp(table, kind, row, key) };
    lastOf.set(table, last);
    return last.bound;
  };
}

/** What was asked of a binder, and its answer. */
interface Bound {
  readonly table: Table;
  readonly kind: ChangeKind;
  readonly row: Shape;
  readonly key: Shape | null;
  readonly bound: Binding | RecordError;
}

function bind(
  table: Table,
  kind: ChangeKind,
  row: Shape,
  key: Shape | null,
  options: BindingOptions,
  encoderOf: (column: Column) => Encoder,
): Binding | RecordError {
  const columns: BoundColumn[] = [];
  const generatedKey: BoundColumn[] = [];
  const ignored: string[] = [];
  for (const [index, name] of row.names.entries()) {
    const column = table.columns.get(name);
    const isKey = key?.indexOf.has(name) ?? false;
    if (column === undefined) {
      // Of a soft delete the column that takes the time is all there is to write.
      if (!options.ignoreUnknownColumns || isKey || kind === 'soft-delete') return unknownColumn(table, name);
      ignored.push(name);
    } else if (column.generated && !isKey) ignored.push(name);
    // A delete writes no column, so all it names are there to find the row.
    else if (column.generated && kind !== 'delete')
      generatedKey.push(boundColumn(column, index, encoderOf(column), isKey));
    else columns.push(boundColumn(column, index, encoderOf(column), isKey));
  }
  const order = [...table.columns.keys()];
  columns.sort((a, b) => order.indexOf(a.column.name) - order.indexOf(b.column.name));
  const all = [...columns, ...generatedKey];
  const keyColumns = (key?.names ?? []).map((name) => all.find((bound) => bound.column.name === name));
  const bound = keyColumns.filter((column) => column !== undefined);
  if (bound.length < keyColumns.length) return unknownColumn(table, (key as Shape).names[bound.length] as string);
  const id = [kind, ...columns.map(({ column }) => column.name), '', ...(key?.names ?? [])].join('\0');
  const newerBy = columns.find((column) => column.column.name === options.newerBy && !column.isKey) ?? null;
  const { onConflict } = options;
  const uniqueKey = (key && uniqueKeyOf(table, key.names)) ?? null;
  // What stands behind a foreign table is not known here, and a view's key is looked for in its table by the server.
  const trusted = table.kind === 'view' || table.kind === 'foreign';
  if (key !== null && uniqueKey === null && !trusted) return missingUniqueIndex(table, key.names);
  return { table, kind, columns, id, key: bound, uniqueKey, onConflict, newerBy, ignored };
}

function boundColumn(column: Column, index: number, encode: Encoder, isKey: boolean): BoundColumn {
  return { column, index, encode, binary: binaryFormOf(column.type), isKey };
}

/** The unique index on exactly these columns, in any order: a primary key rather than others, a deferrable one last. */
export function uniqueKeyOf(table: Table, names: readonly string[]): UniqueKey | undefined {
  const fitting = table.keys.filter(
    (key) => key.columns.length === names.length && key.columns.every((column) => names.includes(column)),
  );
  return fitting.find((key) => !key.deferrable) ?? fitting[0];
}

/** Whether a column of the key is generated: it tells which row is meant, and is not written. */
export function hasGeneratedKey({ key }: Binding): boolean {
  return key.some(({ column }) => column.generated);
}

function unknownColumn(table: Table, name: string): RecordError {
  const relation = displayRelation(table);
  const lower = name.toLowerCase();
  const alike = [...table.columns.keys()].find((column) => column.toLowerCase() === lower);
  return {
    code: 'unknown_column',
    message: `the table ${relation} has no column ${JSON.stringify(name)}`,
    column: name,
    hint:
      alike === undefined
        ? `add it (ALTER TABLE ${quoteRelation(table)} ADD COLUMN ${quoteIdentifier(name)} …), let --schema-mode evolve add it, or drop it with --ignore-unknown-columns`
        : `there is a column ${JSON.stringify(alike)}: names are taken with their case`,
  };
}

function missingUniqueIndex(table: Table, names: readonly string[]): RecordError {
  const columns = names.map(quoteIdentifier).join(', ');
  return {
    code: 'missing_unique_index',
    message: `the table ${displayRelation(table)} has no unique index on exactly the key's columns (${columns})`,
    hint: `CREATE UNIQUE INDEX ON ${quoteRelation(table)} (${columns});`,
  };
}

function getOrMake<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}
