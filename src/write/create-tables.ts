import {
  addColumnSql,
  createSchemaSql,
  createTableSql,
  markTableSql,
  type NewColumn,
  type NewTable,
  schemasAmong,
} from '../catalog/create-table.ts';
import { columnId } from '../catalog/evolve-needs.ts';
import { type BatchTables, isTable, type TablePlace } from './batch-tables.ts';
import type { Connection } from './connection.ts';
import { behindSavepoint } from './ddl.ts';
import type { Refusals } from './refusals.ts';
import { refusedCreation } from './refused-creation.ts';
import type { ServerError } from './server-error.ts';

/** What making tables works with. */
export interface CreationContext {
  readonly connection: Connection;
  readonly tables: BatchTables;
  readonly refusals: Refusals;
}

/** A table to be made, and where. */
export interface TableWanted {
  readonly place: TablePlace;
  readonly design: NewTable;
}

/** What was run for it. */
export interface Created {
  readonly ddl: readonly string[];
  /** True for a CREATE SCHEMA. */
  readonly schema: boolean;
}

/** Tables made without waiting for answers; after a refusal one, then more again. */
const MOST_TOGETHER = 128;

/**
 * Makes tables inside the open transaction, and the schemas that are missing; gives what was run, for each table that was
 * made. One that the server refuses is undone by itself, and tried again, made without some columns, or its place fails.
 */
export async function createTables(
  context: CreationContext,
  wanted: readonly TableWanted[],
): Promise<ReadonlyMap<TablePlace, readonly Created[]>> {
  const { connection, tables } = context;
  const schemas = new Set(await existingSchemas(connection, [...new Set(wanted.map(({ place }) => place.schema))]));
  const created = new Map<TablePlace, readonly Created[]>();
  const together: TablePlace[] = [];
  const grants = new Map<string, string>();
  let most = MOST_TOGETHER;
  for (let next = 0; next < wanted.length; ) {
    const some = wanted.slice(next, next + most);
    const { made, refusal } = await createTogether(connection, some, schemas);
    for (const [i, parts] of made.entries()) {
      const { place } = some[i] as TableWanted; // no more are made than asked for
      created.set(place, parts);
      together.push(place);
      schemas.add(place.schema);
    }
    next += made.length;
    most = Math.min(most * 2, MOST_TOGETHER);
    const refused = wanted[next];
    if (refusal === undefined || refused === undefined) continue;
    const parts = await createAfter(context, refused, refusal, grants);
    if (parts.length > 0) created.set(refused.place, parts);
    if (parts.length > 0) schemas.add(refused.place.schema);
    next++;
    most = 1;
  }
  await tables.reload(together);
  return created;
}

/**
 * Makes tables up to the first that the server refuses, behind one savepoint, as each that is released costs the server
 * a look at all the tables that the transaction made. `schemas` are those that exist.
 */
async function createTogether(
  connection: Connection,
  wanted: readonly TableWanted[],
  schemas: ReadonlySet<string>,
): Promise<{ readonly made: readonly (readonly Created[])[]; readonly refusal: ServerError | undefined }> {
  const there = new Set(schemas);
  const parts = wanted.map(({ place, design }) => {
    const exists = there.has(place.schema);
    there.add(place.schema);
    return partsOf(design, exists);
  });
  let refusedAt = 0;
  const refusal = await behindSavepoint(connection, async () => {
    const sent = parts.map((some) => {
      const texts = some.flatMap(({ ddl }) => ddl);
      return Promise.allSettled(texts.map((text) => connection.query({ text })));
    });
    const answers = await Promise.all(sent);
    refusedAt = answers.findIndex((some) => some.some(isRejected));
    // What comes after it failed for being in the same transaction.
    const failed = answers[refusedAt]?.find(isRejected);
    if (failed !== undefined) throw failed.reason;
  });
  if (refusal === undefined) return { made: parts, refusal };
  if (refusedAt === 0) return { made: [], refusal };
  const again = await createTogether(connection, wanted.slice(0, refusedAt), schemas);
  return again.refusal === undefined ? { made: again.made, refusal } : again;
}

function isRejected(answer: PromiseSettledResult<unknown>): answer is PromiseRejectedResult {
  return answer.status === 'rejected';
}

function partsOf(design: NewTable, schemaExists: boolean): readonly Created[] {
  const table = { ddl: [createTableSql(design), markTableSql(design)], schema: false };
  return schemaExists ? [table] : [{ ddl: [createSchemaSql(design.schema)], schema: true }, table];
}

/** Goes on with a table that was refused: tries again, or without some columns, or fails its records. */
async function createAfter(
  context: CreationContext,
  { place, design }: TableWanted,
  first: ServerError,
  grants: Map<string, string>,
): Promise<readonly Created[]> {
  const { connection, tables } = context;
  let refusal: ServerError | undefined = first;
  // A process that doesn't take our lock may make the same table or schema at this very moment.
  if (CREATED_MEANWHILE.has(first.sqlstate)) {
    let parts: readonly Created[] = [];
    refusal = await behindSavepoint(connection, async () => {
      await tables.reload([place]);
      if (isTable(tables.found(place))) return;
      parts = partsOf(design, (await schemasAmong(connection, [place.schema])).length > 0);
      await run(
        connection,
        parts.flatMap(({ ddl }) => ddl),
      );
    });
    if (refusal === undefined) {
      await tables.reload([place]);
      return parts;
    }
  }
  const typed = typedColumns(design);
  if (typed.length > 0) return createWithout(context, place, design, typed);
  tables.fail(place, await refusedCreation(connection, place, refusal, grants));
  return [];
}

/** unique_violation in the catalog, duplicate_schema, duplicate_table, duplicate_object. */
const CREATED_MEANWHILE: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', '42710']);

/** Which of the schemas exist. Where the server can't take one of the names, it is found by halves. */
async function existingSchemas(connection: Connection, schemas: readonly string[]): Promise<readonly string[]> {
  let existing: readonly string[] = [];
  const refusal = await behindSavepoint(connection, async () => {
    existing = await schemasAmong(connection, schemas);
  });
  if (refusal === undefined || schemas.length === 1) return existing;
  const half = schemas.length >> 1;
  const first = await existingSchemas(connection, schemas.slice(0, half));
  return [...first, ...(await existingSchemas(connection, schemas.slice(half)))];
}

/** The columns, outside the key, whose type `--column-type` gave: the server may not know it. */
function typedColumns({ columns, key }: NewTable): readonly NewColumn[] {
  return columns.filter((column) => column.inferred === undefined && key?.includes(column.name) !== true);
}

/** Makes the table without some columns and then adds each by itself, so that a type that is none costs its column only. */
async function createWithout(
  context: CreationContext,
  place: TablePlace,
  design: NewTable,
  typed: readonly NewColumn[],
): Promise<readonly Created[]> {
  const { connection, tables, refusals } = context;
  const columns = design.columns.filter((column) => !typed.includes(column));
  const created = [...((await createTables(context, [{ place, design: { ...design, columns } }])).get(place) ?? [])];
  if (created.length === 0) return [];
  const refused: [string, ServerError][] = [];
  for (const column of typed) {
    const ddl = addColumnSql(place, column);
    const no = await behindSavepoint(connection, () => run(connection, [ddl]));
    if (no === undefined) created.push({ ddl: [ddl], schema: false });
    else refused.push([columnId(column.name), no]);
  }
  await tables.reload([place]);
  const table = tables.found(place);
  if (isTable(table)) for (const [id, error] of refused) refusals.add(table, id, error);
  return created;
}

async function run(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const text of statements) await connection.query({ text });
}
