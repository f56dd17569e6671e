import {
  addColumnSql,
  createSchemaSql,
  createTableSql,
  type DesignOptions,
  designTable,
  lockForCreation,
  markTableSql,
  type NewColumn,
  type NewTable,
  schemaExists,
} from '../catalog/create-table.ts';
import { columnId } from '../catalog/evolve-needs.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation, quoteIdentifier } from '../plan/identifier.ts';
import type { Change } from '../route/change.ts';
import { type BatchTables, isTable, type TablePlace } from './batch-tables.ts';
import type { Connection } from './connection.ts';
import { behindSavepoint, type Made } from './ddl.ts';
import type { Refusals } from './refusals.ts';
import type { ServerError } from './server-error.ts';

export interface CreationContext {
  readonly connection: Connection;
  readonly tables: BatchTables;
  readonly options: DesignOptions;
  readonly refusals: Refusals;
}

/**
 * Makes the tables (and schemas) that are missing, inside the open transaction, each behind a savepoint: a refusal
 * fails the records of that table alone. Gives what was made. `missing` holds each table's changes in input order.
 */
export async function createMissing(
  context: CreationContext,
  missing: ReadonlyMap<TablePlace, readonly Change[]>,
): Promise<{ readonly made: readonly Made[]; readonly created: ReadonlySet<TablePlace> }> {
  const { connection, options } = context;
  // In one order, so that two processes that need the same schemas don't wait for each other.
  for (const schema of [...new Set([...missing.keys()].map((place) => place.schema))].sort()) {
    // A server without such locks makes do with the second try below.
    await behindSavepoint(connection, () => lockForCreation(connection, schema));
  }
  const made: Made[] = [];
  const created = new Set<TablePlace>();
  for (const [place, changes] of missing) {
    const design = designTable(place, changes, options);
    if (design === undefined) continue;
    const wanted = new Set(design.madeFor);
    const inSchema = new Set([...missing].flatMap(([other, its]) => (other.schema === place.schema ? its : [])));
    for (const { ddl, schema } of await createTable(context, place, design)) {
      const served = schema ? inSchema : wanted;
      created.add(place);
      made.push({ ddl, serves: (change) => served.has(change), shows: schema ? 'nothing' : 'key' });
    }
  }
  return { made, created };
}

interface Created {
  readonly ddl: readonly string[];
  /** True for a CREATE SCHEMA. */
  readonly schema: boolean;
}

async function createTable(context: CreationContext, place: TablePlace, design: NewTable): Promise<readonly Created[]> {
  const { connection, tables } = context;
  let created: Created[] = [];
  let refusal: ServerError | undefined;
  // Twice, because a process that doesn't take our lock may make the same table or schema at this very moment.
  for (let tries = 0; tries < 2; tries++) {
    created = [];
    refusal = await behindSavepoint(connection, async () => {
      if (isTable(await tables.reload(place))) return;
      created.push(...(await createSchema(connection, place.schema)));
      await run(connection, [createTableSql(design), markTableSql(design)]);
      created.push({ ddl: [createTableSql(design), markTableSql(design)], schema: false });
    });
    if (refusal === undefined || !CREATED_MEANWHILE.has(refusal.sqlstate)) break;
  }
  const typed = typedColumns(design);
  if (refusal !== undefined && typed.length > 0) return createWithout(context, place, design, typed);
  if (refusal !== undefined) {
    tables.fail(place, await refusedCreation(connection, place, refusal));
    return [];
  }
  await tables.reload(place);
  return created;
}

/** unique_violation in the catalog, duplicate_schema, duplicate_table, duplicate_object. */
const CREATED_MEANWHILE: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', '42710']);

async function createSchema(connection: Connection, schema: string): Promise<readonly Created[]> {
  if (await schemaExists(connection, schema)) return [];
  const ddl = createSchemaSql(schema);
  await run(connection, [ddl]);
  return [{ ddl: [ddl], schema: true }];
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
  const created = [...(await createTable(context, place, { ...design, columns }))];
  if (created.length === 0) return [];
  const refused: [string, ServerError][] = [];
  for (const column of typed) {
    const ddl = addColumnSql(place, column);
    const no = await behindSavepoint(connection, () => run(connection, [ddl]));
    if (no === undefined) created.push({ ddl: [ddl], schema: false });
    else refused.push([columnId(column.name), no]);
  }
  const table = await tables.reload(place);
  if (isTable(table)) for (const [id, error] of refused) refusals.add(table, id, error);
  return created;
}

async function run(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const text of statements) await connection.query({ text });
}

async function refusedCreation(connection: Connection, place: TablePlace, error: ServerError): Promise<RecordError> {
  const denied = error.sqlstate === '42501';
  return {
    code: denied ? 'permission_denied' : 'missing_table',
    sqlstate: error.sqlstate,
    message: `the table ${displayRelation(place)} does not exist and could not be created: ${error.message}`,
    hint: denied
      ? `${await creationGrant(connection, place.schema)} Or create the table first.`
      : 'create the table first, or mend what the message says',
  };
}

/** The GRANT without which a table, or its schema where that is missing, cannot be made. */
async function creationGrant(connection: Connection, schema: string): Promise<string> {
  const { rows } = await connection.query({ text: 'SELECT current_user, pg_catalog.current_database()' });
  const [role, database] = (rows[0] ?? []).map((name) => quoteIdentifier(name ?? ''));
  const object = (await schemaExists(connection, schema))
    ? `SCHEMA ${quoteIdentifier(schema)}`
    : `DATABASE ${database}`;
  return `GRANT CREATE ON ${object} TO ${role};`;
}
