import type { RecordError } from '../errors.ts';
import type { Answer, ExactPlan, Statement } from '../plan/exact.ts';
import type { Result } from '../report/outcome.ts';
import type { Connection } from './connection.ts';
import { preparing } from './prepared.ts';
import { sendAhead } from './send-ahead.ts';
import { ServerError } from './server-error.ts';

/** A change with its plan, and what the server's refusal of it means. */
export interface ExactItem {
  readonly plan: ExactPlan;
  readonly explain: (error: ServerError) => RecordError;
}

/** Records sent without waiting before the first answers are looked at; it adapts to how many fail. */
const FIRST_CHUNK_ROWS = 64;
const SMALLEST_CHUNK_ROWS = 8;
const LARGEST_CHUNK_ROWS = 512;

/**
 * The exact lane: applies changes one after another inside the open transaction, so that each one's failure costs
 * itself alone; their results or errors, in the same order. Rejects with what `explain` throws and with a lost
 * connection; the transaction is then no longer of use.
 *
 * Single statements go in chunks behind one savepoint, without waiting. Where one fails, the chunk is rolled back, what
 * stood before the failed one is sent again, and it goes on behind it: a savepoint for each record would cost three
 * times as much, and most chunks are clean. A statement that comes again is prepared until all are written.
 */
export async function writeExact(
  connection: Connection,
  items: readonly ExactItem[],
): Promise<readonly (Result | RecordError)[]> {
  const { prepared, release } = preparing(connection);
  try {
    return await writeItems(prepared, items);
  } finally {
    release();
  }
}

async function writeItems(
  connection: Pick<Connection, 'query'>,
  items: readonly ExactItem[],
): Promise<readonly (Result | RecordError)[]> {
  const results: (Result | RecordError)[] = [];
  let chunkRows = FIRST_CHUNK_ROWS;
  while (results.length < items.length) {
    const first = results.length;
    const item = items[first] as ExactItem; // first is below the length
    if (item.plan.lane === 'steps') {
      results.push(await runSteps(connection, item, item.plan.run));
      continue;
    }
    const chunk = singlesFrom(items, first, chunkRows);
    const written = await runChunk(connection, chunk);
    results.push(...written);
    const clean = written.length === chunk.length && !isFailure(written.at(-1));
    chunkRows = clean ? Math.min(chunkRows * 2, LARGEST_CHUNK_ROWS) : Math.max(chunkRows >> 1, SMALLEST_CHUNK_ROWS);
  }
  return results;
}

interface SingleItem extends ExactItem {
  readonly plan: Extract<ExactPlan, { lane: 'single' }>;
}

function singlesFrom(items: readonly ExactItem[], first: number, limit: number): readonly SingleItem[] {
  const chunk: SingleItem[] = [];
  for (let i = first; i < items.length && chunk.length < limit; i++) {
    const { plan, explain } = items[i] as ExactItem;
    if (plan.lane !== 'single') break;
    chunk.push({ plan, explain });
  }
  return chunk;
}

function isFailure(result: Result | RecordError | undefined): boolean {
  return typeof result === 'object';
}

/** Results of the chunk's records up to the first that failed, that one included. */
async function runChunk(
  connection: Pick<Connection, 'query'>,
  chunk: readonly SingleItem[],
): Promise<readonly (Result | RecordError)[]> {
  const results: Result[] = [];
  let failure: { readonly index: number; readonly error: unknown } | undefined;
  const begun = send(connection, 'SAVEPOINT r');
  const answers = chunk.map(({ plan }) => ask(connection, plan.statement));
  const settled = await Promise.allSettled([begun, ...answers]);
  for (const [index, answer] of settled.slice(1).entries()) {
    if (answer.status === 'rejected') {
      failure = { index, error: answer.reason };
      break;
    }
    results.push((chunk[index] as SingleItem).plan.resultOf(answer.value as Answer));
  }
  if (failure === undefined) {
    sendAhead(connection, 'RELEASE SAVEPOINT r');
    return results;
  }
  const { index, error } = failure;
  const refused = explainOrThrow(chunk[index] as SingleItem, error);
  sendAhead(connection, 'ROLLBACK TO SAVEPOINT r; RELEASE SAVEPOINT r');
  if (index === 0) return [refused];
  const again = await runChunk(connection, chunk.slice(0, index));
  return again.length === index && !isFailure(again.at(-1)) ? [...again, refused] : again;
}

async function runSteps(
  connection: Pick<Connection, 'query'>,
  item: ExactItem,
  run: (ask: (statement: Statement) => Promise<Answer>) => Promise<Result>,
): Promise<Result | RecordError> {
  const begun = send(connection, 'SAVEPOINT r');
  try {
    const result = await run((statement) => ask(connection, statement));
    await begun;
    sendAhead(connection, 'RELEASE SAVEPOINT r');
    return result;
  } catch (error) {
    await begun;
    const refused = explainOrThrow(item, error);
    sendAhead(connection, 'ROLLBACK TO SAVEPOINT r; RELEASE SAVEPOINT r');
    return refused;
  }
}

function explainOrThrow(item: ExactItem, error: unknown): RecordError {
  if (error instanceof ServerError) return item.explain(error);
  throw error;
}

async function ask(connection: Pick<Connection, 'query'>, { text, values }: Statement): Promise<Answer> {
  const { rows, rowCount } = await connection.query({ text, values });
  return { rows, rowCount: rowCount ?? 0 };
}

function send(connection: Pick<Connection, 'query'>, text: string): Promise<unknown> {
  return connection.query({ text });
}
