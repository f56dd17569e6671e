import type { RecordError } from '../errors.ts';
import type { Result } from '../report/outcome.ts';
import type { Change } from '../route/change.ts';
import type { Connection } from './connection.ts';
import { isWorthRetrying, stopsTheRun } from './record-error.ts';
import { ServerError } from './server-error.ts';

/** DDL that was run in the open transaction for some of a batch's changes. */
export interface Made {
  readonly ddl: readonly string[];
  /** The changes that it was made for, in any order. */
  readonly serves: readonly Change[];
  /**
   * Whether it shows where in the batch it was made: then it must have been made for a change that landed. A table's
   * key shows; a column that is null, or a schema, does not.
   */
  readonly shows: 'place' | 'key' | 'nothing';
}

/** Tells the writer that DDL was run for changes that then failed: the batch is to be done again without these. */
export class UnusedDdlError extends Error {
  override readonly name = 'UnusedDdlError';
  readonly failed: ReadonlyMap<Change, RecordError>;

  constructor(failed: ReadonlyMap<Change, RecordError>) {
    super('DDL was run for changes that failed');
    this.failed = failed;
  }
}

/**
 * The failed changes whose DDL would have been undone with them, had each had its own transaction; empty where all is
 * as it should be. `failedBefore` are those known to fail, for which nothing was made. `all`: without regard to what
 * the next change would have had made in their place.
 */
export function failedBehindDdl(
  made: readonly Made[],
  changes: readonly Change[],
  results: readonly (Result | RecordError)[],
  failedBefore: ReadonlyMap<Change, RecordError>,
  all: boolean,
): ReadonlyMap<Change, RecordError> {
  const failed = new Map<Change, RecordError>();
  const placeOf = new Map(made.length === 0 ? [] : changes.map((change, i) => [change, i]));
  for (const { serves, shows } of made) {
    const leading: [Change, RecordError][] = [];
    let landed: Change | undefined;
    // Its own changes only: with many tables, to look through all for each would take longer than to write them.
    for (const i of serves.flatMap((change) => placeOf.get(change) ?? []).sort((one, other) => one - other)) {
      const change = changes[i] as Change; // i is its place
      if (failedBefore.has(change)) continue;
      const result = results[i];
      if (typeof result !== 'object') {
        landed = change;
        break;
      }
      leading.push([change, result]);
    }
    const first = leading[0]?.[0];
    if (first === undefined || (landed !== undefined && shows === 'nothing')) continue;
    if (landed !== undefined && shows === 'key' && keyOf(first) === keyOf(landed)) continue;
    // Those with another key failed, perhaps, because the table had the first one's.
    const gone = shows === 'key' && !all ? leading.filter(([change]) => keyOf(change) === keyOf(first)) : leading;
    for (const [change, error] of gone) failed.set(change, error);
  }
  return failed;
}

/** The key's columns as one text. */
function keyOf({ key }: Change): string {
  return key === null ? '' : JSON.stringify(key.shape.names.toSorted());
}

/**
 * Runs work behind a savepoint. Gives the server's refusal, with all that was done undone; undefined where there was
 * none. Rejects with errors that are no refusal: a lock that was not to be had, a deadlock, a lost connection.
 */
export async function behindSavepoint(
  connection: Connection,
  work: () => Promise<void>,
): Promise<ServerError | undefined> {
  await connection.query({ text: 'SAVEPOINT ddl' });
  try {
    await work();
    await connection.query({ text: 'RELEASE SAVEPOINT ddl' });
    return undefined;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (isWorthRetrying(error.sqlstate) || stopsTheRun(error.sqlstate)) throw error;
    await connection.query({ text: 'ROLLBACK TO SAVEPOINT ddl; RELEASE SAVEPOINT ddl' });
    return error;
  }
}

/** While DDL waits for its lock, everybody else who wants the table waits behind it. */
const LOCK_TIMEOUT_MS = 3000;

/**
 * Runs work under a lock timeout of a few seconds, or the session's own where that is shorter; the transaction then has
 * the session's again. Where work rejects nothing is set back: the transaction is of no use any more.
 * https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT
 */
export async function underLockTimeout<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const { rows } = await connection.query({
    text: "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'",
  });
  const beforeMs = Number(rows[0]?.[0] ?? '0');
  if (beforeMs > 0 && beforeMs <= LOCK_TIMEOUT_MS) return work();
  await connection.query({ text: `SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}` });
  const result = await work();
  await connection.query({ text: `SET LOCAL lock_timeout = ${beforeMs}` });
  return result;
}
