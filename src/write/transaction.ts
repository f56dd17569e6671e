import { OpencdcPgError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Written } from './in-sequence.ts';
import { written } from './send-ahead.ts';
import { ConnectionLostError, ServerError } from './server-error.ts';

/** The transaction ended without being committed though nothing had failed: a deferred check, or the server's choice. */
export class NotCommittedError extends Error {
  override readonly name = 'NotCommittedError';
}

/**
 * Runs `work` between BEGIN and COMMIT and gives what it gives, when COMMIT is handed to the system; where it or `mayCommit`
 * rejects, ROLLBACK. All constraints are checked at once: each record is to fail for itself, at its place, as its own
 * COMMIT would have made it fail. BEGIN is sent without waiting for its answer.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: () => Promise<T>,
  mayCommit: () => Promise<void> = async () => {},
): Promise<Written<T>> {
  const begun = connection.query({ text: 'BEGIN; SET CONSTRAINTS ALL IMMEDIATE' });
  let result: T;
  try {
    [, result] = await Promise.all([begun, work()]);
    await mayCommit();
  } catch (error) {
    await rollback(connection);
    throw error;
  }
  const committed = commit(connection);
  // It may be rejected before anybody waits for it.
  committed.catch(() => undefined);
  await written();
  return { result, committed };
}

/** COMMIT of a transaction that had failed is answered with ROLLBACK, and no error. */
async function commit(connection: Connection): Promise<void> {
  const { command } = await connection.query({ text: 'COMMIT' });
  if (command !== 'COMMIT') throw new NotCommittedError(`COMMIT was answered with ${command}`);
}

/** A failed ROLLBACK (the connection is gone) must not hide what went wrong before. */
async function rollback(connection: Connection): Promise<void> {
  try {
    await connection.query({ text: 'ROLLBACK' });
  } catch {
    // The session is lost, and its transaction with it.
  }
}

/** The run's error where the database ended it; anything else comes back as it is. */
export function runError(error: unknown): unknown {
  if (error instanceof ConnectionLostError) {
    return new OpencdcPgError('database_unreachable', error.message, {
      hint: 'records without a result line were not committed, or their commit was not answered: run them again',
      ...(error.sqlstate === undefined ? {} : { sqlstate: error.sqlstate }),
      cause: error,
    });
  }
  if (error instanceof ServerError) {
    return new OpencdcPgError('database_unreachable', `the database refused to go on: ${error.message}`, {
      ...hintOf(error),
      sqlstate: error.sqlstate,
      cause: error,
    });
  }
  return error;
}

function hintOf({ hint, sqlstate }: ServerError): { readonly hint?: string } {
  if (sqlstate === '25006') return { hint: 'connect to the primary, or unset default_transaction_read_only' };
  return hint === undefined ? {} : { hint };
}
