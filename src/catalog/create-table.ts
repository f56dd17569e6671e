import { quoteIdentifier, quoteRelation } from '../plan/identifier.ts';
import type { Change } from '../route/change.ts';
import type { Connection } from '../write/connection.ts';
import { columnsSeen, type InferOptions } from './infer.ts';

/** `--infer` and `--column-type`, for the tables that the tool makes. */
export interface SchemaOptions {
  readonly infer: InferOptions;
  /** The type given for a column, or undefined; `schema` is where the table lies. */
  readonly columnType: (schema: string, table: string, column: string) => string | undefined;
}

/**
 * The `CREATE TABLE` for the changes that a batch holds for it: columns as first seen, types from all values, the
 * first key's columns as primary key. IF NOT EXISTS: another process may have made it meanwhile.
 */
export function createTableSql(
  schema: string,
  name: string,
  changes: readonly Change[],
  options: SchemaOptions,
): string {
  const seen = columnsSeen(options.infer);
  for (const change of changes) {
    if (change.oldKey !== null) seen.add(change.oldKey);
    seen.add(change.row);
  }
  const columns = [...seen.types()].map(([column, inferred]) => {
    const type = options.columnType(schema, name, column) ?? inferred;
    return `${quoteIdentifier(column)} ${type}`;
  });
  const key = changes.find((change) => change.key !== null)?.key?.shape.names;
  if (key !== undefined) columns.push(`PRIMARY KEY (${key.map(quoteIdentifier).join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${quoteRelation({ schema, name })} (${columns.join(', ')})`;
}

/** The `CREATE SCHEMA` for a schema that is missing. */
export function createSchemaSql(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`;
}

/** True where the schema exists. */
export async function schemaExists(connection: Connection, schema: string): Promise<boolean> {
  const { rows } = await connection.query({
    text: 'SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1::text)',
    values: [schema],
  });
  return rows[0]?.[0] === 't';
}

/**
 * Takes, until the transaction ends, the lock that makes processes create one table or schema one after another:
 * IF NOT EXISTS alone fails where two come at once (23505 on pg_type or pg_namespace).
 */
export async function lockForCreation(connection: Connection, name: string): Promise<void> {
  await connection.query({
    text: "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('opencdc-pg ' || $1::text, 0))",
    values: [name],
  });
}
