/** The error codes of a failed record, as they stand in `error.code` of a result line. */
export type RecordErrorCode =
  | 'invalid_json'
  | 'invalid_record'
  | 'invalid_operation'
  | 'record_too_large'
  | 'template_error'
  | 'invalid_table'
  | 'table_not_allowed'
  | 'missing_table'
  | 'key_required'
  | 'missing_unique_index'
  | 'unknown_column'
  | 'invalid_value'
  | 'constraint_violation'
  | 'permission_denied'
  | 'database_error';

/**
 * Why one record could not be applied; a value, never thrown across stages.
 * `message` says what is wrong, `hint` the one thing to do; `sqlstate`, `column`, `constraint` only where known.
 */
export interface RecordError {
  readonly code: RecordErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly sqlstate?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
}

/** What ends the whole run; each has its exit status in `cli/exit-status.ts`. */
export type RunErrorCode = 'usage' | 'database_unreachable' | 'io';

/** An error that stops the run: printed as one line with its hint, and turned into an exit status. */
export class OpencdcPgError extends Error {
  override readonly name = 'OpencdcPgError';
  readonly code: RunErrorCode;
  readonly hint: string | undefined;
  readonly sqlstate: string | undefined;

  constructor(
    code: RunErrorCode,
    message: string,
    options: { hint?: string; sqlstate?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.sqlstate = options.sqlstate;
  }
}

/** A usage error: wrong option or template, exit status 2, found before anything is read. */
export function usageError(message: string, hint?: string): OpencdcPgError {
  return new OpencdcPgError('usage', message, hint === undefined ? {} : { hint });
}

/** What is told of an error that nothing foresaw: the place is in it, and what to do. */
export function bugText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `a bug in opencdc-pg, please report it: ${text}`;
}
