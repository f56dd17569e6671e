import { type DesignOptions, designTable, lockForCreation } from '../catalog/create-table.ts';
import type { Change } from '../route/change.ts';
import { isTable, type TablePlace } from './batch-tables.ts';
import { type CreationContext, createTables, type TableWanted } from './create-tables.ts';
import { behindSavepoint, type Made } from './ddl.ts';

/**
 * Makes the tables (and schemas) that are missing, inside the open transaction; a refusal fails the records of its
 * table alone. Gives what was made. `missing` holds each table's changes in input order.
 */
export async function createMissing(
  context: CreationContext & { readonly options: DesignOptions },
  missing: ReadonlyMap<TablePlace, readonly Change[]>,
): Promise<{ readonly made: readonly Made[]; readonly created: ReadonlySet<TablePlace> }> {
  const { connection, tables, options } = context;
  if (missing.size === 0) return { made: [], created: new Set() };
  // In one order, so that two processes that need the same schemas don't wait for each other.
  for (const schema of [...new Set([...missing.keys()].map((place) => place.schema))].sort()) {
    // A server without such locks makes do with the second try below.
    await behindSavepoint(connection, () => lockForCreation(connection, schema));
  }
  // What another process made before it let go of the lock; what can't be read is taken for missing, and tried.
  await behindSavepoint(connection, () => tables.reload([...missing.keys()]));
  const wanted: TableWanted[] = [];
  for (const [place, changes] of missing) {
    const design = isTable(tables.found(place)) ? undefined : designTable(place, changes, options);
    if (design !== undefined) wanted.push({ place, design });
  }
  const createdIn = await createTables(context, wanted);
  const inSchema = new Map<string, Change[]>();
  for (const [{ schema }, changes] of missing) {
    const others = inSchema.get(schema) ?? [];
    for (const change of changes) others.push(change);
    inSchema.set(schema, others);
  }
  const made = wanted.flatMap(({ place, design }) =>
    (createdIn.get(place) ?? []).map(({ ddl, schema }): Made => {
      return schema
        ? { ddl, serves: inSchema.get(place.schema) ?? [], shows: 'nothing' }
        : { ddl, serves: design.madeFor, shows: 'key' };
    }),
  );
  return { made, created: new Set(createdIn.keys()) };
}
