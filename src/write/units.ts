import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Statement } from '../plan/exact.ts';
import type { Connection } from './connection.ts';
import { endsTheBatch } from './record-error.ts';
import { ServerError } from './server-error.ts';

/**
 * Work that stands or falls as a whole behind its savepoint: statements sent without waiting, or, where they fail or
 * their answers don't add up, `instead`, which is run with the state as it was before.
 */
export interface Unit {
  /** Asked for when its turn comes, again where it is sent again: the same statements then. */
  readonly statements: () => readonly Statement[];
  /**
   * Takes the answers, and gives true; false where they don't add up. Where `isOpen`, it may also give what is still to
   * be done before any later unit.
   */
  readonly take: (answers: readonly Answer[]) => boolean | (() => Promise<void>);
  /** `refusal`: why the server refused its statements; undefined where the answers did not add up. */
  readonly instead: (refusal: ServerError | undefined) => Promise<void>;
  /** True where later units must wait for what `take` says. */
  readonly isOpen: boolean;
}

/** A statement's answer does not account for its rows (another session wrote them meanwhile): the batch is run anew. */
export class UnaccountedRowsError extends Error {
  override readonly name = 'UnaccountedRowsError';
}

/**
 * How many units are sent before the first is answered. What is behind a failed one is sent for nothing, so after a
 * failure few are, until enough have succeeded. One for a connection.
 */
export class SendWindow {
  units = MOST_UNITS;

  /** True where a statement failed lately. */
  isNarrow(): boolean {
    return this.units < NARROW_UNITS;
  }

  failed(): void {
    this.units = FEWEST_UNITS;
  }

  succeeded(): void {
    this.units = Math.min(this.units + 1, MOST_UNITS);
  }
}

const MOST_UNITS = 1000;
const FEWEST_UNITS = 2;
const NARROW_UNITS = 20;

/** How many bytes of parameters may be on their way at a time. */
const BURST_BYTES = 4 * 1024 * 1024;
/** After so many bytes what was sent is handed to the system, so that the server works while the next unit is made. */
const TURN_BYTES = 64 * 1024;

/**
 * Runs units in order inside the open transaction, each behind a savepoint, many in one burst without waiting between
 * them; units are drawn when their turn comes to be sent. After a failure the burst's later units, which the server then
 * refused, are sent again. Rejects with what `instead` rejects with, with a refusal that ends the batch, and with a lost
 * connection.
 */
export async function runUnits(connection: Connection, units: Iterable<Unit>, window: SendWindow): Promise<void> {
  const source = units[Symbol.iterator]();
  const drawn: Unit[] = [];
  for (;;) {
    const sent = await sendBurst(connection, drawn, source, window);
    if (sent.length === 0) return;
    drawn.splice(0, await takeBurst(connection, drawn, sent, window));
  }
}

type Sent = Promise<PromiseSettledResult<Answer>[]>;

/** Sends the units drawn before, then more from the source, up to the bytes of a burst or an open unit. */
async function sendBurst(
  connection: Connection,
  drawn: Unit[],
  source: Iterator<Unit>,
  window: SendWindow,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  let bytes = 0;
  let turnBytes = 0;
  while (bytes < BURST_BYTES && sent.length < window.units) {
    if (sent.length === drawn.length) {
      if (turnBytes >= TURN_BYTES) {
        turnBytes = 0;
        await nextTurn();
      }
      const next = source.next();
      if (next.done === true) break;
      drawn.push(next.value);
    }
    const unit = drawn[sent.length] as Unit; // drawn above
    const statements = unit.statements();
    sent.push(sendUnit(connection, statements, unit.isOpen));
    const unitBytes = statements.reduce((sum, statement) => sum + bytesOf(statement), 0);
    bytes += unitBytes;
    turnBytes += unitBytes;
    if (unit.isOpen) break;
  }
  return sent;
}

/** Waits for the answers of a burst's units and takes them; gives how many are done. */
async function takeBurst(
  connection: Connection,
  units: readonly Unit[],
  sent: readonly Sent[],
  window: SendWindow,
): Promise<number> {
  for (const [i, settled] of (await Promise.all(sent)).entries()) {
    const unit = units[i] as Unit; // it was sent
    const answers = answersOf(settled);
    const refusal = answers instanceof ServerError ? answers : undefined;
    const taken = !(answers instanceof ServerError) && unit.take(answers);
    if (taken === true) {
      window.succeeded();
      if (unit.isOpen) await connection.query({ text: RELEASE });
      continue;
    }
    if (taken !== false) {
      await connection.query({ text: RELEASE });
      await taken();
      return i + 1;
    }
    if (refusal !== undefined && endsTheBatch(refusal.sqlstate)) throw refusal;
    if (refusal === undefined && !unit.isOpen) throw new UnaccountedRowsError('a statement left rows unaccounted for');
    window.failed();
    await connection.query({ text: `ROLLBACK TO SAVEPOINT u; ${RELEASE}` });
    await unit.instead(refusal);
    return i + 1;
  }
  return sent.length;
}

const RELEASE = 'RELEASE SAVEPOINT u';

/**
 * After a failure the savepoint that stands is the failed unit's: its RELEASE is refused, and so is all that was sent
 * behind it. An open unit's savepoint is released by whoever took its answers.
 */
async function sendUnit(
  connection: Connection,
  statements: readonly Statement[],
  isOpen: boolean,
): Promise<PromiseSettledResult<Answer>[]> {
  const begun = connection.query({ text: 'SAVEPOINT u' });
  const answers = statements.map((statement) => send(connection, statement));
  const released = isOpen ? undefined : connection.query({ text: RELEASE });
  // All at once: an answer that is refused while nobody waits for it yet would end the process.
  const [settled] = await Promise.all([Promise.allSettled(answers), Promise.allSettled([begun, released])]);
  return settled;
}

async function send({ query, copy }: Connection, { text, values, rows: copied }: Statement): Promise<Answer> {
  if (copied !== undefined && copy === undefined) throw new TypeError('this connection takes no COPY');
  const { rows, rowCount } = await (copied === undefined || copy === undefined
    ? query({ text, values })
    : copy({ text, rows: copied }));
  return { rows, rowCount: rowCount ?? 0 };
}

/** The answers, or the first refusal. Throws what else went wrong. */
function answersOf(settled: readonly PromiseSettledResult<Answer>[]): readonly Answer[] | ServerError {
  const answers: Answer[] = [];
  for (const answer of settled) {
    if (answer.status === 'fulfilled') answers.push(answer.value);
    else if (answer.reason instanceof ServerError) return answer.reason;
    else throw answer.reason;
  }
  return answers;
}

function bytesOf({ values, rows }: Statement): number {
  return values.reduce((sum, value) => sum + (value?.length ?? 0), rows?.length ?? 0);
}
