import pg from 'pg';

/**
 * An error that the server answered with.
 * Fields: https://www.postgresql.org/docs/current/protocol-error-fields.html
 * `detail` quotes rows and must not be printed.
 */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly sqlstate: string;
  /** `ERROR`, or `FATAL` and `PANIC` where the connection ends with it; translated by older servers. */
  readonly severity: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly dataType: string | undefined;
  readonly constraint: string | undefined;
  /** Where in the statement's text, in characters from 1. */
  readonly position: number | undefined;
  /** Of a COPY: which of its rows was at hand, from 1. To be taken for a hint: it stands in a text that the server translates. */
  readonly copyRow: number | undefined;

  constructor(error: pg.DatabaseError) {
    super(error.message);
    this.sqlstate = error.code ?? 'XX000';
    this.severity = error.severity;
    this.detail = error.detail;
    this.hint = error.hint;
    this.schema = error.schema;
    this.table = error.table;
    this.column = error.column;
    this.dataType = error.dataType;
    this.constraint = error.constraint;
    this.position = error.position === undefined ? undefined : Number(error.position);
    this.copyRow = copyRowOf(error.where);
  }
}

/** `COPY orders, line 5, column total: "…"`, whose second word is another in other languages. */
function copyRowOf(context: string | undefined): number | undefined {
  const row = /^COPY .+?, \D{1,20}(\d{1,9})\b/m.exec(context ?? '')?.[1];
  return row === undefined ? undefined : Number(row);
}

/**
 * The connection went away, or was closed, before the query was answered: whether it was run is not known.
 * `sqlstate` is what the server gave as its reason (57P01 …), `cause` the first error that was seen.
 */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  readonly sqlstate: string | undefined;

  constructor(message: string, options: { sqlstate?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.sqlstate = options.sqlstate;
  }
}

/** Turns what `pg` threw into a `ServerError` where the server said it, else into a `ConnectionLostError`. */
export function toQueryError(error: unknown): ServerError | ConnectionLostError {
  if (error instanceof pg.DatabaseError) return new ServerError(error);
  if (error instanceof ServerError || error instanceof ConnectionLostError) return error;
  return new ConnectionLostError(`the connection to the database was lost: ${messageOf(error)}`, { cause: error });
}

/** Returns the text of anything thrown; that of an `AggregateError` (several addresses tried) from its parts. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(messageOf))].join('; ');
  return error instanceof Error ? error.message : String(error);
}
