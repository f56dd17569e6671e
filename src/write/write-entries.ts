import type { RecordError } from '../errors.ts';
import type { Binder, Binding } from '../plan/binding.ts';
import { exactPlanner } from '../plan/exact.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Result } from '../report/outcome.ts';
import type { Connection } from './connection.ts';
import { copyChoice } from './copy-choice.ts';
import { writeLanes, writeMembersExactly } from './lanes.ts';
import { isWorthRetrying, recordErrorOf, saysCatalogIsStale, stopsTheRun } from './record-error.ts';
import type { ServerError } from './server-error.ts';

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
export function entriesWriter(connection: Connection, bind: Binder): EntriesWriter {
  const planExact = exactPlanner();
  const copies = copyChoice(connection.copy !== undefined);
  return async (entries, first, mode) => {
    const results: (Result | RecordError)[] = new Array(entries.length - first);
    const members: PlannedChange[] = [];
    for (let index = first; index < entries.length; index++) {
      const entry = entries[index] as PlannedChange | RecordError; // index is below the length
      if (isPlanned(entry)) members.push(entry);
      else results[index - first] = entry;
    }
    const context = {
      bind,
      copies,
      planExact: ({ change, binding }: PlannedChange) => planExact(change, binding),
      explain:
        ({ binding }: PlannedChange) =>
        (error: ServerError) =>
          explain(error, binding, mode.fresh),
    };
    const write = mode.exactOnly ? writeMembersExactly : writeLanes;
    await write(connection, members, context, (index, result) => {
      results[index - first] = result;
    });
    return results;
  };
}

/** The server's refusal of one record, unless it says that the run, or the batch as it was planned, cannot go on. */
function explain(error: ServerError, binding: Binding, fresh: boolean): RecordError {
  const { sqlstate } = error;
  if (stopsTheRun(sqlstate) || isWorthRetrying(sqlstate)) throw error;
  if (!fresh && saysCatalogIsStale(sqlstate)) throw new StaleCatalogError(error.message, { cause: error });
  return recordErrorOf(error, binding);
}
