import { commentSql, type SchemaOptions } from '../catalog/create-table.ts';
import { evolvingFor, withMark } from '../catalog/evolve-ddl.ts';
import type { Need, NeedsOf } from '../catalog/evolve-needs.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import { quoteRelation } from '../plan/identifier.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Result } from '../report/outcome.ts';
import type { Change } from '../route/change.ts';
import { type BatchTables, isTable, type TablePlace } from './batch-tables.ts';
import type { Connection } from './connection.ts';
import { behindSavepoint, type Made, underLockTimeout } from './ddl.ts';
import type { Refusals } from './refusals.ts';
import type { ServerError } from './server-error.ts';

type Entry = PlannedChange | RecordError;

/** What evolving works with; `plan` and `write` are the writer's own steps. */
export interface Evolution {
  readonly connection: Connection;
  readonly tables: BatchTables;
  readonly options: SchemaOptions;
  readonly refusals: Refusals;
  readonly needsOf: NeedsOf;
  /** False where tables stay as they are; then needs only tell why something made on creation was refused. */
  readonly evolves: boolean;
  /** The plan of a change, which stands at `index` in the batch. */
  readonly plan: (change: Change, index: number) => Entry;
  /** Writes the entries from place `first` on. */
  readonly write: (entries: readonly Entry[], first: number) => Promise<readonly (Result | RecordError)[]>;
}

/** What became of a batch's changes, and the DDL that was run for them. */
export interface Evolved {
  readonly entries: readonly Entry[];
  readonly results: readonly (Result | RecordError)[];
  readonly made: readonly Made[];
}

/** A change's plan, or why there is none, and what its table lacks for it. */
export interface Considered {
  readonly entry: Entry;
  readonly needs: readonly Need[];
}

/** Plans a change. Where the server has refused what its table lacks, the change fails with the server's reason. */
export function consider(evolution: Evolution, change: Change, index: number): Considered {
  const { tables, needsOf, refusals, plan } = evolution;
  const entry = plan(change, index);
  const table = tables.found(tables.placeOf(change.relation));
  if (!isTable(table)) return { entry, needs: [] };
  const open: Need[] = [];
  for (const need of needsOf(table, change, entry)) {
    const refusal = refusals.get(table, need.id);
    if (refusal === undefined) open.push(need);
    else if (need.error !== undefined) return { entry: refusedNeed(need, need.error, refusal), needs: [] };
  }
  if (!evolution.evolves) return { entry, needs: [] };
  return { entry: open.length > 0 || isPlanned(entry) ? entry : fixedHint(table, entry), needs: open };
}

/**
 * Applies changes in order inside the open transaction. Before one that its table has no column, no unique index or
 * no fitting type for, what stands before it is written, and the table changed: so it is as if each had come alone.
 *
 * Tables that will be changed are locked first, in one order, and read anew: who has written to a table and then waits
 * for its lock, as another does the same, is in a deadlock. `mine`: tables made in this transaction.
 */
export async function applyEvolving(
  evolution: Evolution,
  changes: readonly Change[],
  mine: ReadonlySet<TablePlace>,
): Promise<Evolved> {
  const { connection, write } = evolution;
  await lockTables(evolution, changes, mine);
  const entries: Entry[] = [];
  const results: (Result | RecordError)[] = [];
  const made: Made[] = [];
  const flush = async () => {
    if (entries.length > results.length) results.push(...(await write(entries, results.length)));
  };
  for (const [i, change] of changes.entries()) {
    let considered = consider(evolution, change, i);
    const met = new Set<string>();
    for (;;) {
      const needs = considered.needs.filter((need) => !met.has(need.id));
      if (needs.length === 0) break;
      await flush();
      made.push(...(await underLockTimeout(connection, () => meet(evolution, needs, changes.slice(i)))));
      for (const need of needs) met.add(need.id);
      considered = consider(evolution, change, i);
    }
    entries.push(considered.entry);
  }
  await flush();
  return { entries, results, made };
}

/** A view can't be evolved, so the hint must not say so. */
function fixedHint(table: Table, error: RecordError): RecordError {
  const fixed = table.kind === 'view' || table.kind === 'foreign';
  if (error.code !== 'unknown_column' || !fixed) return error;
  const what = table.kind === 'view' ? "the view's query" : 'the foreign table';
  return { ...error, hint: `add the column to ${what} yourself, or drop it with --ignore-unknown-columns` };
}

function refusedNeed(need: Need, error: RecordError, refusal: ServerError): RecordError {
  const sqlstate = error.sqlstate ?? refusal.sqlstate;
  const why = `the server refused: ${refusal.message}`;
  switch (need.kind) {
    case 'column':
      return { ...error, sqlstate, hint: `add the column, which --schema-mode evolve could not: ${why}` };
    case 'index':
      return { ...error, sqlstate, hint: `${error.hint ?? ''} -- ${why}` };
    case 'type':
      return { ...error, sqlstate, hint: `mend the value, or make the column ${need.type} yourself: ${why}` };
    default:
      return need satisfies never;
  }
}

async function lockTables(
  evolution: Evolution,
  changes: readonly Change[],
  mine: ReadonlySet<TablePlace>,
): Promise<void> {
  const { connection, tables } = evolution;
  const wanted = new Map<TablePlace, Table>();
  for (const [i, change] of changes.entries()) {
    const place = tables.placeOf(change.relation);
    const table = tables.found(place);
    if (!isTable(table) || wanted.has(place) || mine.has(place)) continue;
    if (consider(evolution, change, i).needs.length > 0) wanted.set(place, table);
  }
  if (wanted.size === 0) return;
  await underLockTimeout(connection, async () => {
    for (const table of [...wanted.values()].sort((a, b) => a.oid - b.oid)) {
      // Where the lock is refused, so will the DDL be, with a better reason.
      await behindSavepoint(connection, async () => {
        await connection.query({ text: `LOCK TABLE ${quoteRelation(table)} IN ACCESS EXCLUSIVE MODE` });
      });
    }
    await tables.reload([...wanted.keys()]);
  });
}

/** Runs the DDL for the needs of the first change, each behind its own savepoint. */
async function meet(
  evolution: Evolution,
  needs: readonly Need[],
  changes: readonly Change[],
): Promise<readonly Made[]> {
  const { connection, tables, refusals } = evolution;
  const place = tables.placeOf((changes[0] as Change).relation);
  const table = tables.found(place);
  if (!isTable(table)) return [];
  const following = changes.filter((change) => tables.placeOf(change.relation) === place);
  const made: Made[] = [];
  let comment = table.comment ?? '';
  for (const need of needs) {
    const { ddl, inferred } = evolvingFor(evolution.options, need, table, following);
    const marked = inferred === undefined ? comment : withMark(comment, inferred);
    const statements = marked === comment ? ddl : [...ddl, commentSql(place, marked)];
    const refusal = await behindSavepoint(connection, () => runDdl(connection, statements, need));
    if (refusal === undefined) {
      comment = marked;
      made.push({ ddl: statements, ...servedBy(evolution, need, table, following) });
    } else refusals.add(table, need.id, refusal);
  }
  if (made.length > 0) {
    await tables.reload([place]);
    const after = tables.found(place);
    if (isTable(after)) refusals.carry(table, after);
  }
  return made;
}

async function runDdl(connection: Connection, statements: readonly string[], need: Need): Promise<void> {
  // By default floats are printed so that they read back as the same; a session may have it otherwise.
  const floats = need.kind === 'type' && need.column.type.name.startsWith('float');
  const set = "SELECT pg_catalog.current_setting('extra_float_digits')";
  const before = floats ? (await connection.query({ text: set })).rows[0]?.[0] : undefined;
  if (floats) await connection.query({ text: 'SET LOCAL extra_float_digits = 1' });
  for (const text of statements) await connection.query({ text });
  if (floats) await connection.query({ text: `SET LOCAL extra_float_digits = ${Number(before ?? 1)}` });
}

/** Which of the changes from here on need what was made. */
function servedBy(
  { needsOf, plan }: Evolution,
  need: Need,
  table: Table,
  following: readonly Change[],
): Pick<Made, 'serves' | 'shows'> {
  const needsIt = (change: Change): boolean => {
    switch (need.kind) {
      case 'column':
        return change.row.shape.indexOf.has(need.name);
      case 'index':
        return keyIs(change, need.columns);
      case 'type':
        return needsOf(table, change, plan(change, 0)).some((one) => one.kind === 'type' && one.column === need.column);
      default:
        return need satisfies never;
    }
  };
  return { serves: following.filter(needsIt), shows: need.kind === 'column' ? 'nothing' : 'place' };
}

function keyIs({ key }: Change, columns: readonly string[]): boolean {
  return key?.shape.names.length === columns.length && key.shape.names.every((name) => columns.includes(name));
}
