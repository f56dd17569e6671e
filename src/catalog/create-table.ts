import type { Shape } from '../decode/row.ts';
import { quoteIdentifier, quoteLiteral, quoteRelation } from '../plan/identifier.ts';
import type { Change } from '../route/change.ts';
import type { Connection } from '../write/connection.ts';
import { textArray } from './array-literal.ts';
import { columnNameError, MAX_COLUMNS, nameChecker } from './column-name.ts';
import { markText } from './evolve-mark.ts';
import { type ColumnsSeen, columnsSeen, type InferOptions, type InferredType } from './infer.ts';

/** `--infer` and `--column-type`, for the tables that the tool makes. */
export interface SchemaOptions {
  readonly infer: InferOptions;
  /** The type given for a column, or undefined; `schema` is where the table lies. */
  readonly columnType: (schema: string, table: string, column: string) => string | undefined;
  /** The column of `--on-delete soft=COLUMN`, which a new table with a key gets before the first delete comes. */
  readonly softDelete?: string | undefined;
}

/** What else decides which changes a new table is made for. */
export interface DesignOptions extends SchemaOptions {
  /** Columns and keys that don't fit can still be added later on. */
  readonly evolve: boolean;
  /** A column that no table can have is dropped, and does not fail its record. */
  readonly ignoreUnknownColumns: boolean;
}

/** A column to be made. */
export interface NewColumn {
  readonly name: string;
  /** As in CREATE TABLE. */
  readonly type: string;
  /** The type where it was inferred; undefined where `--column-type` gave it. */
  readonly inferred: InferredType | undefined;
}

/** A table to be made. */
export interface NewTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly NewColumn[];
  /** The primary key's columns; null where the first change has no key. */
  readonly key: readonly string[] | null;
  /** The changes that had a say, or would have had one with another key. */
  readonly madeFor: readonly Change[];
}

/**
 * The table for the changes that a batch holds for it: columns as first seen, types from all values, the first change's
 * key as primary key. Changes that would fail anyway have no say: those with a name that no column can have, those
 * whose columns would be too many, and, unless the table can evolve, those with another key. Undefined where none is left.
 */
export function designTable(
  { schema, name }: { readonly schema: string; readonly name: string },
  changes: readonly Change[],
  options: DesignOptions,
): NewTable | undefined {
  const nameError = nameChecker(options.ignoreUnknownColumns);
  const possible = changes.filter(
    (change) => nameError(change) === undefined && change.row.shape.names.length <= MAX_COLUMNS,
  );
  const [first] = possible;
  if (first === undefined) return undefined;
  const key = first.key?.shape.names ?? null;
  const seen = columnsSeen(options.infer);
  const names = new Set<string>();
  const shapes = new Map<Shape, boolean>();
  for (const change of possible) {
    const { shape } = change.row;
    if (!options.evolve && !suitsKey(change, key)) continue;
    const fits = shapes.get(shape) ?? addNames(names, shape);
    shapes.set(shape, fits);
    if (!fits) continue;
    addChange(seen, change);
  }
  if (key !== null && options.softDelete !== undefined && names.size < MAX_COLUMNS) seen.addTime(options.softDelete);
  const types = [...seen.types()].filter(([column]) => columnNameError(column) === undefined);
  const columns = types.map(([column, inferred]) => newColumn({ schema, name }, column, inferred, options));
  return { schema, name, columns, key, madeFor: possible };
}

/** Sums up a change's values; that of a soft delete's own column is a time, whatever types are read off strings. */
export function addChange(seen: ColumnsSeen, { kind, key, oldKey, row }: Change): void {
  if (oldKey !== null) seen.add(oldKey);
  if (kind !== 'soft-delete' || key === null) {
    seen.add(row);
    return;
  }
  seen.add(key);
  for (const name of row.shape.names) if (!key.shape.indexOf.has(name)) seen.addTime(name);
}

/** A column with the type that the user gave for it, or else the inferred one. */
export function newColumn(
  table: { readonly schema: string; readonly name: string },
  name: string,
  inferred: InferredType,
  options: SchemaOptions,
): NewColumn {
  const given = options.columnType(table.schema, table.name, name);
  return given === undefined ? { name, type: inferred, inferred } : { name, type: given, inferred: undefined };
}

/** The table's key itself, in any order, or a part of it that the row completes. */
function suitsKey({ key, row }: Change, tableKey: readonly string[] | null): boolean {
  if (key === null) return true;
  if (tableKey === null) return false;
  return (
    key.shape.names.every((name) => tableKey.includes(name)) && tableKey.every((name) => row.shape.indexOf.has(name))
  );
}

/** Adds a shape's names unless they would be too many. */
function addNames(names: Set<string>, shape: Shape): boolean {
  const added = shape.names.filter((name) => !names.has(name));
  if (names.size + added.length > MAX_COLUMNS) return false;
  for (const name of added) names.add(name);
  return true;
}

/** The `CREATE TABLE`. No IF NOT EXISTS: what another process made meanwhile must not be taken for the tool's own. */
export function createTableSql({ schema, name, columns, key }: Omit<NewTable, 'madeFor'>): string {
  const items = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`);
  if (key !== null) items.push(`PRIMARY KEY (${key.map(quoteIdentifier).join(', ')})`);
  return `CREATE TABLE ${quoteRelation({ schema, name })} (${items.join(', ')})`;
}

/** The `COMMENT ON TABLE` by which a later run knows which types were inferred. */
export function markTableSql({ schema, name, columns }: Omit<NewTable, 'madeFor' | 'key'>): string {
  const inferred = columns.flatMap((column) =>
    column.inferred === undefined ? [] : [[column.name, column.inferred] as const],
  );
  return commentSql({ schema, name }, markText(new Map(inferred)));
}

/** The `COMMENT ON TABLE` with any text. */
export function commentSql(table: { readonly schema: string; readonly name: string }, comment: string): string {
  return `COMMENT ON TABLE ${quoteRelation(table)} IS ${quoteLiteral(comment)}`;
}

/** The `ALTER TABLE` that adds a column; it is null in the rows that are there. */
export function addColumnSql(
  table: { readonly schema: string; readonly name: string },
  { name, type }: NewColumn,
): string {
  return `ALTER TABLE ${quoteRelation(table)} ADD COLUMN IF NOT EXISTS ${quoteIdentifier(name)} ${type}`;
}

/** The `CREATE SCHEMA` for a schema that is missing. */
export function createSchemaSql(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`;
}

/** Those of the schemas that exist. */
export async function schemasAmong(connection: Connection, schemas: readonly string[]): Promise<readonly string[]> {
  const { rows } = await connection.query({
    text: 'SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = ANY ($1::text[])',
    values: [textArray(schemas)],
  });
  return rows.map(([name]) => name ?? '');
}

/**
 * Takes, until the transaction ends, the lock that makes processes create tables and schemas of one name one after
 * another: without it two that come at once fail (23505 on pg_type or pg_namespace).
 */
export async function lockForCreation(connection: Connection, schema: string): Promise<void> {
  await connection.query({
    text: "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('opencdc-pg ' || $1::text, 0))",
    values: [schema],
  });
}
