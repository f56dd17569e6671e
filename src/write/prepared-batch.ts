import type { Catalog } from '../catalog/catalog.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Change } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import { type BatchTables, batchTables, isTable } from './batch-tables.ts';
import type { EntriesWriter, PreparedEntries } from './write-entries.ts';

/** A batch's changes, planned before their turn, with their first statements made. */
export interface PreparedBatch {
  readonly changes: readonly Change[];
  readonly entries: readonly PlannedChange[];
  readonly written: PreparedEntries;
  /** As they were taken to be. */
  readonly tables: ReadonlyMap<Relation, Table>;
}

/**
 * Prepares changes while the batch before them is being written, so that the database need not wait for their first
 * statements; nothing is asked or sent. Undefined where that is not to be had: a table that is not remembered, or a
 * change that does not fit its table, which may have to be changed first.
 */
export async function prepareBatch(
  changes: readonly Change[],
  catalog: Catalog,
  plan: (change: Change, index: number, tables: BatchTables) => PlannedChange | RecordError,
  writer: EntriesWriter,
): Promise<PreparedBatch | undefined> {
  const relations = relationsOf(changes);
  for (const relation of relations) if (!catalog.remembers(relation)) return undefined;
  const found = await batchTables(catalog, relations);
  const tables = new Map<Relation, Table>();
  for (const relation of relations) {
    const table = found.of(relation);
    if (isTable(table)) tables.set(relation, table);
  }
  const entries: PlannedChange[] = [];
  for (let index = 0; index < changes.length; index++) {
    const entry = plan(changes[index] as Change, index, found); // index is below the length
    if (!isPlanned(entry)) return undefined;
    entries.push(entry);
  }
  if (entries.length === 0) return undefined;
  return { changes, entries, written: await writer.prepare(entries), tables };
}

/** Whether the tables are still what they were when the batch was prepared. */
export function isStillTrue({ tables }: PreparedBatch, current: BatchTables): boolean {
  for (const [relation, table] of tables) if (current.of(relation) !== table) return false;
  return true;
}

/** Each once, as consecutive records mostly share one. */
export function relationsOf(changes: readonly Change[]): ReadonlySet<Relation> {
  const relations = new Set<Relation>();
  let last: Relation | undefined;
  for (const { relation } of changes) {
    if (relation !== last) relations.add(relation);
    last = relation;
  }
  return relations;
}
