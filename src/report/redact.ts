import type { RecordError, RecordErrorCode } from '../errors.ts';

/**
 * The error as `--redact` shows it: its code, SQLSTATE, column and constraint, and a message of the code's own in
 * place of one that may quote what the record holds. A hint is kept only where it is about names.
 */
export function redactedError(error: RecordError): RecordError {
  const { code, sqlstate, column, constraint } = error;
  return {
    code,
    sqlstate,
    column,
    constraint,
    message: MESSAGES[code],
    hint: NAMES_ONLY[code] ? error.hint : undefined,
  };
}

const MESSAGES: Readonly<Record<RecordErrorCode, string>> = {
  invalid_json: 'the line is not JSON',
  invalid_record: 'the line is not an OpenCDC record',
  invalid_operation: 'the operation is not create, update, delete or snapshot',
  record_too_large: 'the line is longer than --max-record-bytes',
  template_error: 'the template of --table failed on this record',
  invalid_table: 'the table name that the template gave is not valid',
  table_not_allowed: 'the table is not among --only-tables',
  missing_table: 'the table does not exist',
  key_required: 'the record has no usable key',
  missing_unique_index: 'no unique index stands on exactly the columns of the key',
  unknown_column: 'the table has no such column',
  invalid_value: 'a value does not fit its column',
  constraint_violation: 'the row violates a constraint',
  permission_denied: 'the database refused permission',
  database_error: 'the database refused the record',
};

/** Codes whose hints speak of tables, columns and options, never of values. */
const NAMES_ONLY: Readonly<Record<RecordErrorCode, boolean>> = {
  invalid_json: false,
  invalid_record: false,
  invalid_operation: true,
  record_too_large: true,
  template_error: false,
  invalid_table: false,
  table_not_allowed: true,
  missing_table: true,
  key_required: true,
  missing_unique_index: true,
  unknown_column: true,
  invalid_value: false,
  constraint_violation: false,
  permission_denied: true,
  database_error: false,
};
