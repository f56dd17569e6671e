import type { Catalog } from '../catalog/catalog.ts';
import { nameChecker } from '../catalog/column-name.ts';
import type { SchemaOptions } from '../catalog/create-table.ts';
import { needsFinder } from '../catalog/evolve-needs.ts';
import type { RecordError } from '../errors.ts';
import { type BindingOptions, binder } from '../plan/binding.ts';
import { displayRelation } from '../plan/identifier.ts';
import { changePlanner, isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Outcomes, Result } from '../report/outcome.ts';
import type { Change, NoChange, SkippedChange } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import { isChange, type Routed } from '../route/route.ts';
import { batchOutcomes } from './batch-outcomes.ts';
import { type BatchTables, batchTables, isTable, type TablePlace } from './batch-tables.ts';
import { checkRefusals } from './check-refusals.ts';
import type { Connection } from './connection.ts';
import { failedBehindDdl, UnusedDdlError } from './ddl.ts';
import { createMissing } from './ensure-tables.ts';
import { applyEvolving, consider, type Evolution } from './evolve-tables.ts';
import { type Applied, inSequence, type Written } from './in-sequence.ts';
import { isWorthRetrying } from './record-error.ts';
import { newRefusals } from './refusals.ts';
import { RETRY_FOR_MS, withRetry } from './retry.ts';
import { ServerError } from './server-error.ts';
import { inTransaction } from './transaction.ts';
import { UnaccountedRowsError } from './units.ts';
import { type AttemptMode, entriesWriter, StaleCatalogError } from './write-entries.ts';

export interface WriterOptions {
  readonly schemaMode: 'create' | 'evolve' | 'fixed';
  readonly schema: SchemaOptions;
  readonly binding: BindingOptions;
  /** Every record goes by the exact lane; tests hold the bulk lane against it. */
  readonly exactOnly?: boolean;
  /** From how many rows on upserts go by the stage, see `copyChoice`; tests have it for few. */
  readonly stagedRows?: number;
  /** How long a batch that met a deadlock or a lock timeout is tried again, in milliseconds; a minute by default. */
  readonly retryForMs?: number;
  /** Told each statement of DDL after its COMMIT. */
  readonly onDdl: (ddl: string) => void;
  /** Told once for each table whose generated columns were given values. */
  readonly onWarning: (message: string) => void;
}

/** Applies batches in one transaction each and gives every record's outcome, in input order: see `inSequence`. */
export type BatchWriter = (batch: readonly Routed[]) => Promise<Applied<Outcomes>>;

/** After so many attempts, what failed changes had made goes without a look at what the next would have had made. */
const MAX_EXACT_ROUNDS = 8;

type MayCommit = () => Promise<void>;

/** What one attempt at a batch knows of each of its records: a change's plan, or why there is none. */
type Entry = PlannedChange | RecordError;

/** A writer over one session; it plans, and takes the lanes. */
export function batchWriter(connection: Connection, catalog: Catalog, options: WriterOptions): BatchWriter {
  const bind = binder(options.binding);
  const planChange = changePlanner(bind);
  const writeEntries = entriesWriter(connection, bind, options.stagedRows);
  const needsOf = needsFinder(options.binding);
  const nameError = nameChecker(options.binding.ignoreUnknownColumns);
  const refusals = newRefusals();
  const { ignoreUnknownColumns } = options.binding;
  const evolves = options.schemaMode === 'evolve';
  const designOptions = { ...options.schema, evolve: evolves, ignoreUnknownColumns };
  const { exactOnly = false, retryForMs = RETRY_FOR_MS } = options;
  const withoutNewerBy = new Set<number>();
  const warned = new Set<number>();

  /** Attempts in one transaction, until no DDL stands that was run for changes which then failed. */
  async function attempt(
    changes: readonly Change[],
    mode: AttemptMode,
    mayCommit: MayCommit,
  ): Promise<Written<Attempt>> {
    const failedBefore = new Map<Change, RecordError>();
    for (let round = 0; ; round++) {
      try {
        return await attemptOnce(changes, failedBefore, mode, round >= MAX_EXACT_ROUNDS, mayCommit);
      } catch (error) {
        if (!(error instanceof UnusedDdlError)) throw error;
        for (const [change, reason] of error.failed) failedBefore.set(change, reason);
      }
    }
  }

  /** One attempt in one transaction. */
  async function attemptOnce(
    changes: readonly Change[],
    failedBefore: ReadonlyMap<Change, RecordError>,
    mode: AttemptMode,
    lastRounds: boolean,
    mayCommit: MayCommit,
  ): Promise<Written<Attempt>> {
    const tables = await batchTables(catalog, relationsOf(changes));
    const hasFailed = failedBefore.size > 0;
    const evolution: Evolution = {
      connection,
      tables,
      options: options.schema,
      refusals,
      needsOf: (table, change, planned) => (evolves || !isPlanned(planned) ? needsOf(table, change, planned) : []),
      evolves,
      plan: (change, index) => planOne(change, index, tables, failedBefore),
      write: (entries, first) => writeEntries(entries, first, mode),
    };
    const believed = async (results: readonly (Result | RecordError)[]) => {
      if (!mode.fresh) await checkRefusals(catalog, tables, changes, results);
      return results;
    };
    const open = hasFailed ? changes.filter((change) => !failedBefore.has(change)) : changes;
    const missing = options.schemaMode === 'fixed' ? new Map<TablePlace, Change[]>() : missingOf(open, tables);
    const { entries, isNeedy } = considerAll(evolution, changes, failedBefore);
    if (!isNeedy && missing.size === 0) {
      const { result: results, committed } = entries.some(isPlanned)
        ? await inTransaction(connection, async () => believed(await writeEntries(entries, 0, mode)), mayCommit)
        : await inNone(believed(entries.map((entry) => entry as RecordError)), mayCommit); // none of them is planned
      return { result: { entries, results, ddl: [] }, committed };
    }
    try {
      const work = async () => {
        refusals.begin();
        const { made, created } = await createMissing(
          { connection, tables, options: designOptions, refusals },
          missing,
        );
        const done = await applyEvolving(evolution, changes, created);
        await believed(done.results);
        const all = [...made, ...done.made];
        const unused = failedBehindDdl(all, changes, done.results, failedBefore, lastRounds);
        if (unused.size > 0) throw new UnusedDdlError(unused);
        return { ...done, ddl: all.flatMap(({ ddl }) => ddl) };
      };
      const written = await inTransaction(connection, work, mayCommit);
      await written.committed;
      return written;
    } catch (error) {
      // What was read of tables that were rolled back is no longer so.
      catalog.clear();
      throw error;
    }
  }

  /** The changes' entries, and whether any of their tables lacks something. */
  function considerAll(
    evolution: Evolution,
    changes: readonly Change[],
    failedBefore: ReadonlyMap<Change, RecordError>,
  ): { readonly entries: readonly Entry[]; readonly isNeedy: boolean } {
    const entries: Entry[] = new Array(changes.length);
    let isNeedy = false;
    for (let index = 0; index < changes.length; index++) {
      const change = changes[index] as Change; // index is below the length
      const entry = planOne(change, index, evolution.tables, failedBefore);
      entries[index] = entry;
      // What is planned needs nothing where tables don't evolve, which is nearly every record of nearly every run.
      if (!evolves && isPlanned(entry)) continue;
      const considered = consider(evolution, change, index);
      entries[index] = considered.entry;
      isNeedy ||= considered.needs.length > 0;
    }
    return { entries, isNeedy };
  }

  function planOne(
    change: Change,
    index: number,
    tables: BatchTables,
    failedBefore: ReadonlyMap<Change, RecordError>,
  ): Entry {
    const failure = failedBefore.size > 0 ? failedBefore.get(change) : undefined;
    if (failure !== undefined) return failure;
    const found = tables.of(change.relation);
    return (
      nameError(change, isTable(found) ? found.columns : undefined) ??
      (isTable(found) ? planChange(found, change, index) : found)
    );
  }

  function warnOfIgnored(entries: readonly Entry[]): void {
    const { newerBy } = options.binding;
    for (const entry of entries) {
      if (!isPlanned(entry)) continue;
      const { table, ignored } = entry.binding;
      if (newerBy !== undefined && !table.columns.has(newerBy) && !withoutNewerBy.has(table.oid)) {
        withoutNewerBy.add(table.oid);
        const column = JSON.stringify(newerBy);
        options.onWarning(`${displayRelation(table)} has no column ${column}: --newer-by holds no late records off it`);
      }
      if (ignored.length === 0 || warned.has(table.oid)) continue;
      warned.add(table.oid);
      const generated = ignored.filter((name) => table.columns.get(name)?.generated === true);
      if (generated.length === 0) continue;
      const names = generated.map((name) => JSON.stringify(name)).join(', ');
      options.onWarning(`${displayRelation(table)}: values for the generated columns ${names} are ignored`);
    }
  }

  async function attempts(changes: readonly Change[], mayCommit: MayCommit): Promise<Written<Attempt>> {
    let mode: AttemptMode = { fresh: false, exactOnly };
    return withRetry(retryForMs, async (tries) => {
      if (tries > 1) catalog.clear();
      try {
        return await attempt(changes, mode, mayCommit);
      } catch (error) {
        const unaccounted = error instanceof UnaccountedRowsError;
        if (!unaccounted && !(error instanceof StaleCatalogError)) throw error;
        catalog.clear();
        mode = { fresh: true, exactOnly: exactOnly || unaccounted };
        return attempt(changes, mode, mayCommit);
      }
    });
  }

  async function write(batch: readonly Routed[], mayCommit: MayCommit): Promise<Written<Outcomes>> {
    const changes = batch.every(isChange) ? batch : batch.filter(isChange);
    const names = await displayNames(batch);
    const { result: done, committed } = await attempts(changes, mayCommit);
    for (const ddl of done.ddl) options.onDdl(ddl);
    warnOfIgnored(done.entries);
    return { result: batchOutcomes(batch, names, done.results), committed };
  }

  /** Where the COMMIT failed as any statement may that is worth trying again. */
  async function writeAgain(batch: readonly Routed[], error: unknown): Promise<Outcomes> {
    if (!(error instanceof ServerError) || !isWorthRetrying(error.sqlstate)) throw error;
    return withRetry(retryForMs, async () => {
      catalog.clear();
      const { result, committed } = await write(batch, async () => {});
      await committed;
      return result;
    });
  }

  /** The name that result lines show: with its schema, whether the table exists or not. */
  async function displayNames(batch: readonly Routed[]): Promise<ReadonlyMap<Relation, string>> {
    const names = new Map<Relation, string>();
    for (const relation of relationsOf(batch)) {
      names.set(relation, displayRelation({ schema: await catalog.schemaOf(relation), name: relation.name }));
    }
    return names;
  }

  return inSequence({ write, writeAgain });
}

/** What needs no transaction is as good as committed. */
async function inNone<T>(result: Promise<T>, mayCommit: MayCommit): Promise<Written<T>> {
  const written = { result: await result, committed: Promise.resolve() };
  await mayCommit();
  return written;
}

/** The relations that records are for, each once; consecutive records mostly share one. */
export function relationsOf(batch: readonly Routed[]): ReadonlySet<Relation> {
  const relations = new Set<Relation>();
  let last: Relation | undefined;
  for (const routed of batch) {
    if (!hasRelation(routed) || routed.relation === last) continue;
    last = routed.relation;
    relations.add(last);
  }
  return relations;
}

interface Attempt {
  readonly entries: readonly Entry[];
  readonly results: readonly (Result | RecordError)[];
  readonly ddl: readonly string[];
}

function hasRelation(routed: Routed): routed is Change | NoChange | SkippedChange {
  return 'relation' in routed && routed.relation !== null;
}

function missingOf(changes: readonly Change[], tables: BatchTables): Map<TablePlace, Change[]> {
  const missing = new Map<TablePlace, Change[]>();
  for (const change of changes) {
    if (isTable(tables.of(change.relation))) continue;
    const place = tables.placeOf(change.relation);
    const others = missing.get(place);
    if (others === undefined) missing.set(place, [change]);
    else others.push(change);
  }
  return missing;
}
