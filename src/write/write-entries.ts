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

/**
 * Writes a batch's planned changes in the open transaction, from the one at place `first` on; what is no plan is its own
 * result. Gives their results in the same order.
 */
export type EntriesWriter = (
  entries: readonly (PlannedChange | RecordError)[],
  first: number,
  mode: AttemptMode,
) => Promise<readonly (Result | RecordError)[]>;

/** The writer of entries over one session. */
export function entriesWriter(connection: Connection, bind: Binder, stagedRows?: number): EntriesWriter {
  const planExact = exactPlanner();
  const lanes = new Lanes(connection, {
    bind,
    copies: copyChoice(connection.copy !== undefined, stagedRows),
    planExact: ({ change, binding }) => planExact(change, binding),
    explain: ({ binding }, error, isFresh) => explain(error, binding, isFresh),
  });
  return async (entries, first, mode) => {
    const told = new Told(entries, first, mode.fresh);
    const members = told.takeRefused(entries);
    await (mode.exactOnly ? lanes.writeExactly(members, told) : lanes.write(members, told));
    return told.results;
  };
}

/** The server's refusal of one record, unless it says that the run, or the batch as it was planned, cannot go on. */
function explain(error: ServerError, binding: Binding, fresh: boolean): RecordError {
  const { sqlstate } = error;
  if (stopsTheRun(sqlstate) || isWorthRetrying(sqlstate)) throw error;
  if (!fresh && saysCatalogIsStale(sqlstate)) throw new StaleCatalogError(error.message, { cause: error });
  return recordErrorOf(error, binding);
}
