import type { Catalog } from '../catalog/catalog.ts';
import {
  createSchemaSql,
  createTableSql,
  lockForCreation,
  type SchemaOptions,
  schemaExists,
} from '../catalog/create-table.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation, quoteIdentifier, quoteRelation } from '../plan/identifier.ts';
import type { Change } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import type { Connection } from './connection.ts';
import { ServerError } from './server-error.ts';

/** A table or schema made in the open transaction, and what unmakes it where no record landed in it. */
export interface Creation {
  readonly relation: Relation;
  readonly ddl: string;
  readonly undo: string;
}

/** The table that a relation is, or why its records fail. */
export type TableFound = Table | RecordError;

/** True where the relation has a table. */
export function isTable(found: TableFound): found is Table {
  return 'oid' in found;
}

/**
 * Makes the tables (and schemas) that are missing, inside the open transaction, each behind a savepoint: a refusal
 * fails the records of that table alone. Gives the tables, and what was made.
 */
export async function createMissing(
  connection: Connection,
  catalog: Catalog,
  missing: ReadonlyMap<Relation, readonly Change[]>,
  options: SchemaOptions,
): Promise<{ readonly tables: ReadonlyMap<Relation, TableFound>; readonly made: readonly Creation[] }> {
  const tables = new Map<Relation, TableFound>();
  const made: Creation[] = [];
  for (const [relation, changes] of missing) {
    const schema = await catalog.schemaOf(relation);
    const savepoint = connection.query({ text: 'SAVEPOINT ddl' });
    try {
      await savepoint;
      made.push(...(await createTable(connection, schema, relation, changes, options)));
      await connection.query({ text: 'RELEASE SAVEPOINT ddl' });
      tables.set(relation, (await catalog.table(relation)) ?? missingTable({ schema, name: relation.name }));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      await connection.query({ text: 'ROLLBACK TO SAVEPOINT ddl; RELEASE SAVEPOINT ddl' });
      tables.set(relation, refusedCreation({ schema, name: relation.name }, error));
    }
  }
  return { tables, made };
}

async function createTable(
  connection: Connection,
  schema: string,
  relation: Relation,
  changes: readonly Change[],
  options: SchemaOptions,
): Promise<readonly Creation[]> {
  const made: Creation[] = [];
  await lockForCreation(connection, schema);
  if (!(await schemaExists(connection, schema))) {
    const ddl = createSchemaSql(schema);
    await connection.query({ text: ddl });
    made.push({ relation, ddl, undo: `DROP SCHEMA ${quoteIdentifier(schema)}` });
  }
  const target = { schema, name: relation.name };
  const before = await connection.query({
    text: 'SELECT pg_catalog.to_regclass($1::text) IS NOT NULL',
    values: [quoteRelation(target)],
  });
  if (before.rows[0]?.[0] === 't') return made;
  const ddl = createTableSql(schema, relation.name, changes, options);
  await connection.query({ text: ddl });
  made.push({ relation, ddl, undo: `DROP TABLE ${quoteRelation(target)}` });
  return made;
}

function refusedCreation(target: { readonly schema: string; readonly name: string }, error: ServerError): RecordError {
  const denied = error.sqlstate === '42501';
  return {
    code: denied ? 'permission_denied' : 'missing_table',
    sqlstate: error.sqlstate,
    message: `the table ${displayRelation(target)} does not exist and could not be created: ${error.message}`,
    hint: denied
      ? `GRANT CREATE ON SCHEMA ${quoteIdentifier(target.schema)} TO the role that loads, or create the table first`
      : 'create the table first, or mend what the message says',
  };
}

/** The error for a record whose table does not exist and is not to be made. */
export function missingTable(target: { readonly schema: string; readonly name: string }): RecordError {
  return {
    code: 'missing_table',
    message: `the table ${displayRelation(target)} does not exist`,
    hint: `create it, or let --schema-mode create make it`,
  };
}
