import { schemasAmong } from '../catalog/create-table.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation, quoteIdentifier } from '../plan/identifier.ts';
import type { Connection } from './connection.ts';
import type { ServerError } from './server-error.ts';

/**
 * Why records have no table, where the server refused to make it. `grants` remembers, by schema, what was found out for
 * the hint: often all tables of a schema are refused.
 */
export async function refusedCreation(
  connection: Connection,
  place: { readonly schema: string; readonly name: string },
  error: ServerError,
  grants: Map<string, string>,
): Promise<RecordError> {
  const denied = error.sqlstate === '42501';
  if (denied && !grants.has(place.schema)) grants.set(place.schema, await creationGrant(connection, place.schema));
  return {
    code: denied ? 'permission_denied' : 'missing_table',
    sqlstate: error.sqlstate,
    message: `the table ${displayRelation(place)} does not exist and could not be created: ${error.message}`,
    hint: denied
      ? `${grants.get(place.schema)} Or create the table first.`
      : 'create the table first, or mend what the message says',
  };
}

/** The GRANT without which a table, or its schema where that is missing, cannot be made. */
async function creationGrant(connection: Connection, schema: string): Promise<string> {
  const { rows } = await connection.query({ text: 'SELECT current_user, pg_catalog.current_database()' });
  const [role, database] = (rows[0] ?? []).map((name) => quoteIdentifier(name ?? ''));
  const object =
    (await schemasAmong(connection, [schema])).length > 0
      ? `SCHEMA ${quoteIdentifier(schema)}`
      : `DATABASE ${database}`;
  return `GRANT CREATE ON ${object} TO ${role};`;
}
