import { nextTick } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection, Copy, Query, QueryResult } from './connection.ts';
import { CopyStatement } from './copy-statement.ts';
import { ConnectionLostError, ServerError, toQueryError } from './server-error.ts';

const closeTimeoutMs = 5000;

/** Remembers the first reason for which a client's connection ended: `lose` tells one, `reason` returns it. */
export function watchLoss(client: pg.Client) {
  let reason: ConnectionLostError | undefined;
  const lose = (error: unknown) => {
    if (reason !== undefined) return;
    const known = toQueryError(error);
    reason =
      known instanceof ConnectionLostError
        ? known
        : new ConnectionLostError(`the server ended the connection: ${known.message}`, {
            sqlstate: known.sqlstate,
            cause: known,
          });
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('closed')));
  return { reason: () => reason, lose };
}

/** See `watchLoss`. */
export type Loss = ReturnType<typeof watchLoss>;

type Done = (error: Error | null | undefined, result: pg.QueryArrayResult<(string | null)[]>) => void;

/** Returns the queries' side of a connection over a client that is connected. */
export function querying(client: pg.Client, loss: Loss): Omit<Connection, 'parameters'> {
  const inOneWrite = corker(client);
  /** The answer to what `ask` sends, or why there is none. */
  const answered = (ask: (done: Done) => void): Promise<QueryResult> =>
    new Promise((resolve, reject) => {
      const lost = loss.reason();
      if (lost !== undefined) {
        reject(lost);
        return;
      }
      inOneWrite();
      ask((error, result) => {
        if (error) reject(queryError(error, loss));
        else resolve(toResult(result));
      });
    });
  const query = ({ text, values, name }: Query): Promise<QueryResult> => {
    const config: pg.QueryArrayConfig = { text, rowMode: 'array' };
    if (name !== undefined) config.name = name;
    if (values !== undefined) config.values = [...values];
    return answered((done) => void client.query(config, done));
  };
  const copy = ({ text, rows }: Copy): Promise<QueryResult> =>
    answered((done) => void client.query(new CopyStatement(text, rows, done)));
  const writable = async () => {
    const stream = client.connection.stream;
    if (!stream.writableNeedDrain || loss.reason() !== undefined) return;
    await new Promise<void>((resolve) => {
      stream.once('drain', resolve);
      stream.once('close', resolve);
    });
  };
  const release = (names: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const lost = loss.reason();
      if (lost === undefined) client.query(new CloseStatements(names, (error) => (error ? reject(error) : resolve())));
      else reject(lost);
    });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= endWithin(client, closeTimeoutMs).then(() => loss.lose(new Error('closed')));
    return closing;
  };
  return { query, copy, release, writable, lost: loss.reason, close };
}

interface ParsedStatements extends pg.Connection {
  readonly parsedStatements?: Record<string, string>;
}

/**
 * Closes named statements by the protocol's own message, which a pooler that renames them understands, unlike DEALLOCATE.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 * pg takes classes of one's own into a pipeline where they are Queries; the error is a lost connection's.
 */
class CloseStatements extends pg.Query {
  readonly #names: readonly string[];

  constructor(names: readonly string[], done: (error: Error | null | undefined) => void) {
    super({ text: '' });
    this.#names = names;
    // Where pg itself keeps the callback that it was given.
    Object.assign(this, { callback: done });
  }

  static {
    // A method for all of them: see CopyStatement.
    CloseStatements.prototype.submit = function (this: CloseStatements, connection) {
      for (const name of this.#names) {
        connection.close({ type: 'S', name }, true);
        // Else pg takes the name for parsed, and remembers its text for ever.
        delete (connection as ParsedStatements).parsedStatements?.[name]; // what its types leave out
      }
      connection.sync();
    };
  }
}

/** A FATAL answer to one query is followed by the end of the connection, which the rest of the queries report. */
function queryError(error: Error, loss: Loss): ServerError | ConnectionLostError {
  const known = toQueryError(error);
  if (known instanceof ServerError && (known.severity === 'FATAL' || known.severity === 'PANIC')) {
    loss.lose(error);
    return loss.reason() ?? known;
  }
  return known instanceof ConnectionLostError ? (loss.reason() ?? known) : known;
}

function toResult(
  result: pg.QueryArrayResult<(string | null)[]> | pg.QueryArrayResult<(string | null)[]>[],
): QueryResult {
  const last = Array.isArray(result) ? result.at(-1) : result;
  if (last === undefined) return { columns: [], rows: [], rowCount: null, command: '' };
  const { fields, rows, rowCount, command } = last;
  return { columns: fields.map(({ name }) => name), rows, rowCount, command };
}

/** Returns a function that holds the stream's writes back until the present turn of the event loop is over. */
function corker(client: pg.Client): () => void {
  let corked = false;
  return () => {
    if (corked) return;
    corked = true;
    const stream = client.connection.stream;
    stream.cork();
    nextTick(() => {
      corked = false;
      stream.uncork();
    });
  };
}

async function endWithin(client: pg.Client, timeoutMs: number): Promise<void> {
  const timeout = new AbortController();
  const ended = client.end().catch(() => {});
  const late = sleep(timeoutMs, 'late', { signal: timeout.signal }).catch(() => 'aborted');
  if ((await Promise.race([ended, late])) === 'late') {
    client.connection.stream.destroy();
  }
  timeout.abort();
}
