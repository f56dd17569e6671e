import type { Catalog } from '../catalog/catalog.ts';
import type { SchemaOptions } from '../catalog/create-table.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import { type BindingOptions, binder } from '../plan/binding.ts';
import { type ExactOptions, exactPlanner, isPlanError } from '../plan/exact.ts';
import { displayRelation } from '../plan/identifier.ts';
import { changePlanner, isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import { failed, landed, type Outcome, type Result } from '../report/outcome.ts';
import type { Change, NoChange } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import { isChange, type Routed } from '../route/route.ts';
import type { Connection } from './connection.ts';
import { type Creation, createMissing, isTable, missingTable, type TableFound } from './ensure-tables.ts';
import { writeExact } from './exact.ts';
import { isWorthRetrying, recordErrorOf, saysCatalogIsStale, stopsTheRun } from './record-error.ts';
import { ServerError } from './server-error.ts';
import { inTransaction } from './transaction.ts';

export interface WriterOptions {
  readonly schemaMode: 'create' | 'evolve' | 'fixed';
  readonly schema: SchemaOptions;
  readonly binding: BindingOptions;
  readonly exact: ExactOptions;
  /** Told each statement of DDL after its COMMIT. */
  readonly onDdl: (ddl: string) => void;
  /** Told once for each table whose generated columns were given values. */
  readonly onWarning: (message: string) => void;
}

/** Applies batches in one transaction each and gives every record's outcome, in input order, after COMMIT. */
export type BatchWriter = (batch: readonly Routed[]) => Promise<readonly Outcome[]>;

/** Another session changed a table since the catalog was read: the batch is planned anew. */
class StaleCatalogError extends Error {
  override readonly name = 'StaleCatalogError';
}

/** What one attempt at a batch knows of each of its records: a change's plan, or why there is none. */
type Entry = PlannedChange | RecordError;

const NOTHING_MISSING: ReadonlyMap<Relation, readonly Change[]> = new Map();

/** A writer over one session; it plans, and takes the lanes. */
export function batchWriter(connection: Connection, catalog: Catalog, options: WriterOptions): BatchWriter {
  const planChange = changePlanner(binder(options.binding));
  const planExact = exactPlanner(options.exact);
  const warned = new WeakSet<Table>();

  async function tablesOf(changes: readonly Change[]): Promise<Map<Relation, TableFound>> {
    const relations = [...new Set(changes.map((change) => change.relation))];
    const found = await Promise.all(relations.map((relation) => catalog.table(relation)));
    const tables = new Map<Relation, TableFound>();
    for (const [i, relation] of relations.entries()) {
      const table = found[i] ?? missingTable({ schema: await catalog.schemaOf(relation), name: relation.name });
      tables.set(relation, table);
    }
    return tables;
  }

  /** One attempt in one transaction. `fresh`: the catalog was just read, so its errors are the records' own. */
  async function attempt(changes: readonly Change[], fresh: boolean): Promise<Attempt> {
    const tables = await tablesOf(changes);
    const missing = options.schemaMode === 'fixed' ? NOTHING_MISSING : missingOf(changes, tables);
    const plan = () => changes.map((change) => planOne(change, tables));
    if (missing.size === 0) {
      const entries = plan();
      const results = entries.some((entry) => isPlanned(entry))
        ? await inTransaction(connection, () => writeEntries(entries, fresh))
        : entries.map((entry) => entry as RecordError); // none of them is planned
      return { entries, results, ddl: [] };
    }
    try {
      return await inTransaction(connection, async () => {
        const { tables: created, made } = await createMissing(connection, catalog, missing, options.schema);
        for (const [relation, table] of created) tables.set(relation, table);
        const entries = plan();
        const results = await writeEntries(entries, true);
        const ddl = await undoUnused(made, changes, results);
        return { entries, results, ddl };
      });
    } catch (error) {
      // What was read of tables that were rolled back is no longer so.
      catalog.clear();
      throw error;
    }
  }

  function planOne(change: Change, tables: ReadonlyMap<Relation, TableFound>): PlannedChange | RecordError {
    const table = tables.get(change.relation);
    if (table === undefined) throw new TypeError('every relation of a batch is looked up');
    return isTable(table) ? planChange(table, change) : table;
  }

  async function writeEntries(
    entries: readonly (PlannedChange | RecordError)[],
    fresh: boolean,
  ): Promise<readonly (Result | RecordError)[]> {
    const results: (Result | RecordError)[] = [];
    const items = [];
    const places: number[] = [];
    for (const [i, entry] of entries.entries()) {
      const plan = isPlanned(entry) ? planExact(entry.change, entry.binding) : entry;
      if (isPlanError(plan) || !isPlanned(entry)) {
        results[i] = plan as RecordError; // an entry that is not planned is its own error
        continue;
      }
      const { table } = entry.binding;
      items.push({ plan, explain: (error: ServerError) => explain(error, table, fresh) });
      places.push(i);
    }
    const written = await writeExact(connection, items);
    for (const [i, result] of written.entries()) results[places[i] as number] = result;
    return results;
  }

  /** A table made for records of which none landed would not be there had each had its own transaction. */
  async function undoUnused(
    made: readonly Creation[],
    changes: readonly Change[],
    results: readonly (Result | RecordError)[],
  ): Promise<readonly string[]> {
    const used = new Set(changes.filter((_, i) => typeof results[i] === 'string').map((change) => change.relation));
    for (const creation of made.toReversed()) {
      if (used.has(creation.relation)) continue;
      await connection.query({ text: creation.undo });
      await catalog.forget(creation.relation);
    }
    return made.filter((creation) => used.has(creation.relation)).map((creation) => creation.ddl);
  }

  function warnOfIgnored(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (!isPlanned(entry) || entry.binding.ignored.length === 0) continue;
      const { table, ignored } = entry.binding;
      if (warned.has(table)) continue;
      warned.add(table);
      const generated = ignored.filter((name) => table.columns.get(name)?.generated === true);
      if (generated.length === 0) continue;
      const names = generated.map((name) => JSON.stringify(name)).join(', ');
      options.onWarning(`${displayRelation(table)}: values for the generated columns ${names} are ignored`);
    }
  }

  async function attempts(changes: readonly Change[]): Promise<Attempt> {
    try {
      return await attempt(changes, false);
    } catch (error) {
      const stale = error instanceof StaleCatalogError;
      if (!stale && !(error instanceof ServerError && isWorthRetrying(error.sqlstate))) throw error;
      catalog.clear();
      return attempt(changes, true);
    }
  }

  /** The name that result lines show: with its schema, whether the table exists or not. */
  async function displayNames(batch: readonly Routed[]): Promise<ReadonlyMap<Relation, string>> {
    const names = new Map<Relation, string>();
    for (const { relation } of batch.filter(hasRelation)) {
      if (names.has(relation)) continue;
      names.set(relation, displayRelation({ schema: await catalog.schemaOf(relation), name: relation.name }));
    }
    return names;
  }

  return async (batch) => {
    const changes = batch.filter(isChange);
    const names = await displayNames(batch);
    const done = await attempts(changes);
    for (const ddl of done.ddl) options.onDdl(ddl);
    warnOfIgnored(done.entries);
    let next = 0;
    return batch.map((routed) => {
      const name = hasRelation(routed) ? (names.get(routed.relation) ?? null) : null;
      return isChange(routed) ? outcomeOf(routed, name, done.results[next++]) : failureOf(routed, name);
    });
  };
}

interface Attempt {
  readonly entries: readonly Entry[];
  readonly results: readonly (Result | RecordError)[];
  readonly ddl: readonly string[];
}

function hasRelation(routed: Routed): routed is Change | NoChange {
  return 'relation' in routed && routed.relation !== null;
}

function missingOf(
  changes: readonly Change[],
  tables: ReadonlyMap<Relation, TableFound>,
): ReadonlyMap<Relation, readonly Change[]> {
  const missing = new Map<Relation, Change[]>();
  for (const change of changes) {
    const found = tables.get(change.relation);
    if (found !== undefined && isTable(found)) continue;
    const others = missing.get(change.relation);
    if (others === undefined) missing.set(change.relation, [change]);
    else others.push(change);
  }
  return missing;
}

/** The server's refusal of one record, unless it says that the run, or the batch as it was planned, cannot go on. */
function explain(error: ServerError, table: Table, fresh: boolean): RecordError {
  const { sqlstate } = error;
  if (stopsTheRun(sqlstate) || isWorthRetrying(sqlstate)) throw error;
  if (!fresh && saysCatalogIsStale(sqlstate)) throw new StaleCatalogError(error.message, { cause: error });
  return recordErrorOf(error, table);
}

function outcomeOf(change: Change, table: string | null, result: Result | RecordError | undefined): Outcome {
  const { record, key } = change;
  if (result === undefined || table === null) throw new TypeError('every change has a table and a result');
  return typeof result === 'string'
    ? landed(record, table, key, null, result)
    : failed(record, table, key, null, result);
}

function failureOf(routed: Exclude<Routed, Change>, table: string | null): Outcome {
  if (!('record' in routed)) return failed(routed, null, null, null, routed.error);
  return failed(routed.record, table, routed.relation === null ? null : routed.key, null, routed.error);
}
