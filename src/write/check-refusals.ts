import type { Catalog } from '../catalog/catalog.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import type { Result } from '../report/outcome.ts';
import type { Change } from '../route/change.ts';
import { type BatchTables, isTable } from './batch-tables.ts';
import { StaleCatalogError } from './write-entries.ts';

/** What the client refuses a record for as it knows the table, and what another session may have mended meanwhile. */
const REFUSED_BY_CATALOG: ReadonlySet<string> = new Set(['unknown_column', 'invalid_value', 'missing_unique_index']);

/**
 * Holds refusals against the tables as they are now: a label that an enum got, a column that was added or widened, an
 * index that was made since the table was read. Reads each table that refused a record once more, two round trips for
 * all of them. Throws StaleCatalogError where one has changed. `results` are those of `changes`, in their order.
 */
export async function checkRefusals(
  catalog: Catalog,
  tables: BatchTables,
  changes: readonly Change[],
  results: readonly (Result | RecordError)[],
): Promise<void> {
  const refusing = new Set<Table>();
  for (let i = 0; i < changes.length; i++) {
    const result = results[i];
    if (typeof result !== 'object' || !REFUSED_BY_CATALOG.has(result.code)) continue;
    const found = tables.of((changes[i] as Change).relation); // i is below the length
    if (isTable(found)) refusing.add(found);
  }
  if (refusing.size === 0 || (await catalog.areCurrent([...refusing]))) return;
  throw new StaleCatalogError('another session changed a table since it was read');
}
