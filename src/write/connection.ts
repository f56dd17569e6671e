import type pg from 'pg';
import { OpencdcPgError } from '../errors.ts';
import { querying, watchLoss } from './querying.ts';
import { type ConnectionLostError, ServerError, toQueryError } from './server-error.ts';
import { newSession, type SessionSettings } from './session.ts';
import { sessionAttempts, worthTheNextAttempt } from './ssl.ts';
import type { ServerTarget, Target } from './target.ts';
import { ConnectTimeoutError, unreachable } from './unreachable.ts';

/**
 * One statement. Without `values` it goes by the simple protocol and may be several statements with `;` (the last
 * one's result is returned); with `values` or `name` by the extended one. A string is sent as text, a Buffer as binary.
 *
 * A `name` keeps the statement prepared in the session: it is parsed at its first use and never again. Where that first
 * parse fails (in an aborted transaction, say), the queries already sent with the name fail too, with 26000, so let the
 * first use succeed before sending more. A name stands for one text. Behind a pooler in transaction mode a session may
 * change between transactions: use names only there where that is known not to be so.
 */
export interface Query {
  readonly text: string;
  readonly values?: readonly (string | Buffer | null)[] | undefined;
  readonly name?: string | undefined;
}

/**
 * `COPY … FROM STDIN` with all its rows (see `CopyRows`), in pieces that are asked for as they are written: while the
 * server takes one, the next is made. They must stay unchanged until it is answered.
 */
export interface Copy {
  readonly text: string;
  readonly rows: Iterable<Buffer>;
}

/** The answer to a query: rows in the order of `columns`, every value its text form, or null. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows affected, or returned; null where the command has no such number. */
  readonly rowCount: number | null;
  /** The first word of the command tag: `INSERT`, `BEGIN`, `ROLLBACK` … (`COMMIT` of a failed transaction: `ROLLBACK`). */
  readonly command: string;
}

/**
 * A session. Queries are written at once, without waiting for answers, and answered in order. Each is followed by a
 * Sync, so an error fails its own query alone; the next are run all the same (inside a transaction block they then
 * fail with 25P02 until ROLLBACK or ROLLBACK TO). What one turn of the event loop asks for leaves in one write.
 *
 * Nothing limits how many queries are in flight: each waits in memory, and what the socket doesn't take is buffered
 * by Node. Await `writable()` now and then (every few hundred queries) to be held back by a slow server.
 */
export interface Connection {
  /**
   * Rejects with `ServerError` (the server said no) or `ConnectionLostError` (no answer came, nor will). Where several
   * are in flight, wait for all at once (`Promise.allSettled`): one that fails while another is awaited counts as
   * unhandled in Node, and ends the process.
   */
  readonly query: (query: Query) => Promise<QueryResult>;
  /**
   * Sends rows; `rowCount` is how many were copied. In the pipeline it is one more query: sent at once, in order, and an
   * error fails it alone. Undefined where it is not to be used: the embedded Postgres does not survive it.
   */
  readonly copy: ((copy: Copy) => Promise<QueryResult>) | undefined;
  /** Ends statements that were prepared by `name`: sent at once, in order with the queries. Rejects as `query` does. */
  readonly release: (names: readonly string[]) => Promise<void>;
  /** Resolves when what was asked for so far is handed to the system, or the connection is lost. */
  readonly writable: () => Promise<void>;
  /** Why the connection was lost, or undefined while it stands. */
  readonly lost: () => ConnectionLostError | undefined;
  /** Parameters that the server reported: `server_version`, `TimeZone`, `in_hot_standby` … */
  readonly parameters: ReadonlyMap<string, string>;
  /** Waits for the queries in flight (5 s at most), says goodbye. Never rejects; may be called twice. */
  readonly close: () => Promise<void>;
}

/** Options of `connect`. */
export interface ConnectOptions {
  /** What `pg_stat_activity` shows where the target doesn't say; default `opencdc-pg`. */
  readonly applicationName?: string | undefined;
  /** Ends connecting; it has no effect on an open connection. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each notice of the server; without it they are dropped. */
  readonly onNotice?: ((notice: { readonly severity: string; readonly message: string }) => void) | undefined;
}

/**
 * Opens a session. Rejects with `OpencdcPgError` `database_unreachable` (its `cause` is a `ServerError` or Node's
 * error with `code`), or with the signal's reason. An embedded Postgres has one session only: a second one is refused.
 */
export async function connect(target: Target, options: ConnectOptions = {}): Promise<Connection> {
  options.signal?.throwIfAborted();
  if (target.kind === 'pglite') {
    const { openPglite } = await import('./pglite.ts');
    const embedded = await openPglite(target);
    const session = { ...embeddedSession, parameters: parameters(options), stream: embedded.newStream };
    try {
      const connection = await open(newSession(session), undefined, options);
      return { ...connection, copy: undefined, close: () => connection.close().then(embedded.close) };
    } catch (cause) {
      await embedded.close();
      options.signal?.throwIfAborted();
      throw new OpencdcPgError('database_unreachable', "can't open the embedded Postgres", { cause });
    }
  }
  const attempts = sessionAttempts(target, parameters(options, target));
  for (const [index, attempt] of attempts.entries()) {
    try {
      return await open(newSession(attempt), target.connectTimeoutMs, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (index + 1 === attempts.length || !worthTheNextAttempt(error)) throw unreachable(target, error);
    }
  }
  throw new OpencdcPgError('database_unreachable', 'no way to connect');
}

const embeddedSession: Omit<SessionSettings, 'parameters'> = {
  host: 'localhost',
  port: 5432,
  user: 'postgres',
  database: 'postgres',
  ssl: false,
  directTls: false,
  keepAlive: false,
};

function parameters(
  options: ConnectOptions,
  target: Partial<Pick<ServerTarget, 'applicationName' | 'options' | 'parameters'>> = {},
): Record<string, string> {
  return {
    application_name: target.applicationName ?? options.applicationName ?? 'opencdc-pg',
    // Else the session speaks the encoding of the database, or what its role was given.
    client_encoding: 'UTF8',
    ...target.parameters,
    ...(target.options === undefined ? {} : { options: target.options }),
  };
}

async function open(
  client: pg.Client,
  timeoutMs: number | undefined,
  { signal, onNotice }: ConnectOptions,
): Promise<Connection> {
  const reported = new Map<string, string>();
  client.connection.on('parameterStatus', (message: { parameterName: string; parameterValue: string }) =>
    reported.set(message.parameterName, message.parameterValue),
  );
  // pg itself prints nothing of notices; an 'error' without listener would end the process.
  client.on('notice', (notice) => onNotice?.({ severity: notice.severity ?? '', message: notice.message ?? '' }));
  const loss = watchLoss(client);
  const stop = (reason: unknown) => client.connection.stream.destroy(reason instanceof Error ? reason : undefined);
  const onAbort = () => stop(signal?.reason ?? new Error('stopped'));
  const timer =
    timeoutMs && setTimeout(() => stop(new ConnectTimeoutError(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await client.connect();
  } catch (error) {
    client.connection.stream.destroy();
    const known = toQueryError(error);
    throw known instanceof ServerError ? known : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
  return { ...querying(client, loss), parameters: reported };
}
