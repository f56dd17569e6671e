import type { RecordError } from '../errors.ts';
import type { Binder, Binding } from '../plan/binding.ts';
import { exactPlanner } from '../plan/exact.ts';
import type { PlannedChange } from '../plan/plan-change.ts';
import type { Result } from '../report/outcome.ts';
import type { Connection } from './connection.ts';
import { copyChoice } from './copy-choice.ts';
import { Lanes } from './lanes.ts';
import { isWorthRetrying, recordErrorOf, saysCatalogIsStale, stopsTheRun } from './record-error.ts';
import type { ServerError } from './server-error.ts';
import { Told } from './told.ts';
import type { Unit } from './units.ts';

/** Another session changed a table since the catalog was read: the batch is planned anew. */
export class StaleCatalogError extends Error {
  override readonly name = 'StaleCatalogError';
}

/** How one attempt at a batch goes. */
export interface AttemptMode {
  /** The catalog was just read, so its errors are the records' own. */
  readonly fresh: boolean;
  /** Every record goes by the exact lane. */
  readonly exactOnly: boolean;
}

/** Entries whose first statements are made before their turn. */
export interface PreparedEntries {
  readonly told: Told;
  readonly units: Iterable<Unit>;
}

/** Writes batches' entries: planned changes, and errors that are their own results. */
export interface EntriesWriter {
  /**
   * Writes entries in the open transaction, from the one at place `first` on; gives their results in the same order.
   * `onSent` is called when all is sent, if only answers are to be waited for.
   */
  readonly write: (
    entries: readonly (PlannedChange | RecordError)[],
    first: number,
    mode: AttemptMode,
    onSent?: () => void,
  ) => Promise<readonly (Result | RecordError)[]>;
  /** Makes the first statements of entries that are to be written later, as a first attempt; sends nothing. */
  readonly prepare: (entries: readonly (PlannedChange | RecordError)[]) => Promise<PreparedEntries>;
  /** Writes what was prepared, and gives the results. */
  readonly writePrepared: (
    prepared: PreparedEntries,
    onSent?: () => void,
  ) => Promise<readonly (Result | RecordError)[]>;
}

/** The writer of entries over one session. */
export function entriesWriter(connection: Connection, bind: Binder): EntriesWriter {
  const planExact = exactPlanner();
  const lanes = new Lanes(connection, {
    bind,
    copies: copyChoice(connection.copy !== undefined),
    planExact: ({ change, binding }) => planExact(change, binding),
    explain: ({ binding }, error, isFresh) => explain(error, binding, isFresh),
  });
  return {
    async write(entries, first, mode, onSent = () => {}) {
      const told = new Told(entries, first, mode.fresh);
      const members = told.takeRefused(entries);
      await (mode.exactOnly ? lanes.writeExactly(members, told) : lanes.write(members, told, onSent));
      return told.results;
    },
    async prepare(entries) {
      const told = new Told(entries, 0, false);
      return { told, units: await lanes.prepare(told.takeRefused(entries), told) };
    },
    async writePrepared({ told, units }, onSent = () => {}) {
      await lanes.writePrepared(units, onSent);
      return told.results;
    },
  };
}

/** The server's refusal of one record, unless it says that the run, or the batch as it was planned, cannot go on. */
function explain(error: ServerError, binding: Binding, fresh: boolean): RecordError {
  const { sqlstate } = error;
  if (stopsTheRun(sqlstate) || isWorthRetrying(sqlstate)) throw error;
  if (!fresh && saysCatalogIsStale(sqlstate)) throw new StaleCatalogError(error.message, { cause: error });
  return recordErrorOf(error, binding);
}
