import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Statement } from '../plan/exact.ts';
import type { Connection } from './connection.ts';
import { endsTheBatch } from './record-error.ts';
import { sendAhead, written } from './send-ahead.ts';
import { ServerError } from './server-error.ts';

/**
 * Work that stands or falls as a whole behind its savepoint: statements sent without waiting, or, where they fail or
 * their answers don't add up, other units in its place.
 */
export interface Unit {
  /**
   * Asked for when its turn comes, again where it is sent again: the same statements then. Each is sent before the next is
   * asked for.
   */
  readonly statements: () => Iterable<Statement>;
  /**
   * Takes the answers, and gives true; false where they don't add up. Where `isOpen`, it may also give what is still to
   * be done before any later unit.
   */
  readonly take: (answers: readonly Answer[]) => boolean | (() => Promise<void>);
  /**
   * What is run in its place, with the state as it was before. `refusal`: why the server refused its statements;
   * undefined where the answers did not add up.
   */
  readonly instead: (refusal: ServerError | undefined) => Iterable<Unit>;
  /**
   * True where the failure, as `instead` has it, says nothing of the units behind it: what was not known of the rows was
   * tried.
   */
  readonly wasTried?: (refusal: ServerError | undefined) => boolean;
  /** True where later units must wait for what `take` says; asked when its statements were sent. */
  readonly isOpen: boolean;
  /** How many rows its statements have. */
  readonly rows: number;
}

/** A statement's answer does not account for its rows (another session wrote them meanwhile): the batch is run anew. */
export class UnaccountedRowsError extends Error {
  override readonly name = 'UnaccountedRowsError';
}

/**
 * How many units are on their way at a time. What is behind a failed one is sent for nothing, so after a failure few are,
 * until enough have succeeded. One for a connection.
 */
export class SendWindow {
  /** Units that must succeed before the window is wide again. */
  #toSucceed = 0;

  get units(): number {
    return this.isNarrow() ? FEW_UNITS : MOST_UNITS;
  }

  /** True where a statement failed lately. */
  isNarrow(): boolean {
    return this.#toSucceed > 0;
  }

  failed(): void {
    this.#toSucceed = UNITS_TO_SUCCEED;
  }

  succeeded(): void {
    if (this.#toSucceed > 0) this.#toSucceed--;
  }
}

const MOST_UNITS = 1000;
/** One that the server works at, one that it has, and one on its way to it. */
const FEW_UNITS = 3;
const UNITS_TO_SUCCEED = 20;

/** How many bytes of parameters may be on their way at a time. */
const BYTES_ON_THEIR_WAY = 4 * 1024 * 1024;
/** After so many bytes what was sent is handed to the system, so that the server works while the next unit is made. */
const HELD_BYTES = 64 * 1024;
/**
 * After so many bytes, which is what a socket takes at once, the next batch is read on: whoever does that earlier keeps
 * the server waiting.
 */
const TURN_BYTES = 256 * 1024;

/** A unit whose statements are on their way. */
interface SentUnit {
  readonly unit: Unit;
  readonly bytes: number;
  /** False where nothing was sent, and so no savepoint stands. */
  readonly hasStatements: boolean;
  readonly answers: Promise<readonly Answer[] | ServerError>;
}

/**
 * Runs units in order inside the open transaction, each behind a savepoint, without waiting between them; units are drawn
 * when their turn comes to be sent. After a failure those behind it, which the server then refused, are sent again.
 * Rejects with a refusal that ends the batch, with what `instead` throws, and with a lost connection.
 */
export async function runUnits(connection: Connection, units: Iterable<Unit>, window: SendWindow): Promise<void> {
  const source = new UnitSource(units);
  const onTheirWay = new UnitsOnTheirWay(connection, window);
  for (;;) {
    await sendSome(onTheirWay, source);
    const first = onTheirWay.first();
    if (first === undefined) return;
    const instead = await takeAnswers(connection, first, window);
    onTheirWay.drop();
    if (instead === undefined) continue;
    // What was sent behind it was refused.
    source.putFirst(await onTheirWay.takeBack());
    sendAhead(connection, `ROLLBACK TO SAVEPOINT u; ${RELEASE}`);
    source.putFirst(instead);
  }
}

/** Units to be drawn, in order. */
class UnitSource {
  /** The first are drawn from the last of these. */
  readonly #iterators: Iterator<Unit>[];

  constructor(units: Iterable<Unit>) {
    this.#iterators = [units[Symbol.iterator]()];
  }

  /** The next one; undefined where there is none any more. */
  next(): Unit | undefined {
    for (let last = this.#iterators.at(-1); last !== undefined; last = this.#iterators.at(-1)) {
      const drawn = last.next();
      if (drawn.done !== true) return drawn.value;
      this.#iterators.pop();
    }
    return undefined;
  }

  /** Puts units before all others. */
  putFirst(units: Iterable<Unit>): void {
    this.#iterators.push(units[Symbol.iterator]());
  }
}

/** What was sent and is not answered yet, in order. */
class UnitsOnTheirWay {
  readonly #connection: Connection;
  readonly #window: SendWindow;
  readonly #sent: SentUnit[] = [];
  #bytes = 0;
  #hasFailed = false;

  constructor(connection: Connection, window: SendWindow) {
    this.#connection = connection;
    this.#window = window;
  }

  /** The one that is answered next. */
  first(): SentUnit | undefined {
    return this.#sent[0];
  }

  /** Whether one more may be sent. */
  hasRoom(): boolean {
    if (this.#hasFailed || this.#sent.at(-1)?.unit.isOpen === true) return false;
    return this.#bytes < BYTES_ON_THEIR_WAY && this.#sent.length < this.#window.units;
  }

  /** Sends a unit; gives its bytes. */
  send(unit: Unit): number {
    const { statements, answered: sending } = sendUnit(this.#connection, unit);
    const answers = sending.then((answered) => {
      this.#hasFailed ||= answered instanceof ServerError;
      return answered;
    });
    // It is awaited when its turn comes, and may be rejected before.
    answers.catch(() => undefined);
    // When they are sent: rows may be made as they are.
    const bytes = statements.reduce((sum, statement) => sum + bytesOf(statement), 0);
    this.#sent.push({ unit, bytes, hasStatements: statements.length > 0, answers });
    this.#bytes += bytes;
    return bytes;
  }

  /** Forgets the first. */
  drop(): void {
    this.#bytes -= this.#sent.shift()?.bytes ?? 0;
  }

  /** The units that were sent, when all of them are answered; nothing is on its way then. */
  async takeBack(): Promise<readonly Unit[]> {
    const sent = this.#sent.splice(0);
    this.#bytes = 0;
    await Promise.all(sent.map(({ answers }) => answers));
    this.#hasFailed = false;
    return sent.map(({ unit }) => unit);
  }
}

/** Sends units while there is room; the first at once, as the server has nothing to do then. */
async function sendSome(onTheirWay: UnitsOnTheirWay, source: UnitSource): Promise<void> {
  let heldBytes = 0;
  let turnBytes = 0;
  while (onTheirWay.hasRoom()) {
    const unit = source.next();
    if (unit === undefined) return;
    const isIdle = onTheirWay.first() === undefined;
    const bytes = onTheirWay.send(unit);
    heldBytes += bytes;
    turnBytes += bytes;
    if (turnBytes >= TURN_BYTES) await nextTurn();
    else if (heldBytes >= HELD_BYTES || isIdle) await written();
    else continue;
    heldBytes = 0;
    if (turnBytes >= TURN_BYTES) turnBytes = 0;
  }
}

/** Takes a unit's answers when they are there, and does what is still to be done; or gives what is to be run instead. */
async function takeAnswers(
  connection: Connection,
  { unit, hasStatements, answers: promised }: SentUnit,
  window: SendWindow,
): Promise<Iterable<Unit> | undefined> {
  const answers = await promised;
  const isRefused = answers instanceof ServerError;
  const taken = !isRefused && unit.take(answers);
  if (taken === false) {
    if (isRefused && endsTheBatch(answers.sqlstate)) throw answers;
    if (!isRefused && !unit.isOpen) throw new UnaccountedRowsError('a statement left rows unaccounted for');
    const refusal = isRefused ? answers : undefined;
    if (unit.wasTried?.(refusal) !== true) window.failed();
    return unit.instead(refusal);
  }
  window.succeeded();
  if (unit.isOpen && hasStatements) sendAhead(connection, RELEASE);
  if (taken !== true) await taken();
  return undefined;
}

const RELEASE = 'RELEASE SAVEPOINT u';

/**
 * Sends a unit's statements. `answered` gives the answers, or the first refusal; it rejects with what else went wrong. After
 * a failure the savepoint that stands is the failed unit's: its RELEASE is refused, and so is all that was sent behind it.
 * An open unit's savepoint is released by whoever took its answers.
 */
function sendUnit(
  connection: Connection,
  unit: Unit,
): { readonly statements: readonly Statement[]; readonly answered: Promise<readonly Answer[] | ServerError> } {
  const statements: Statement[] = [];
  const answers: Promise<Answer>[] = [];
  for (const statement of unit.statements()) {
    if (statements.length === 0) sendAhead(connection, 'SAVEPOINT u');
    statements.push(statement);
    const answer = send(connection, statement);
    // Those that are refused while nobody waits for them yet would end the process.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  const released = statements.length > 0 && !unit.isOpen ? connection.query({ text: RELEASE }) : undefined;
  const settled = Promise.all([Promise.allSettled(answers), Promise.allSettled([released])]);
  return { statements, answered: settled.then(([all]) => answersOf(all)) };
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

function bytesOf({ values, rows = [] }: Statement): number {
  let bytes = 0;
  for (const value of values) bytes += value?.length ?? 0;
  for (const piece of rows) bytes += piece.length;
  return bytes;
}
