import type { Table } from '../catalog/table.ts';
import type { RecordError, RecordErrorCode } from '../errors.ts';
import type { Binding, BoundColumn } from '../plan/binding.ts';
import { displayRelation, quoteIdentifier, quoteRelation } from '../plan/identifier.ts';
import type { ChangeKind } from '../route/change.ts';
import type { ServerError } from './server-error.ts';

/**
 * What the server's refusal of one record is called, by SQLSTATE; everything else is `database_error`.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CODES: Readonly<Record<string, RecordErrorCode>> = {
  '42501': 'permission_denied',
  '42P01': 'missing_table',
  '3F000': 'missing_table',
  '42703': 'unknown_column',
  '42P10': 'missing_unique_index',
  '44000': 'constraint_violation',
};
const CLASSES: Readonly<Record<string, RecordErrorCode>> = { '22': 'invalid_value', '23': 'constraint_violation' };

/** One thing to do about a violation, by SQLSTATE. */
const HINTS: Readonly<Record<string, string>> = {
  '23502': 'send the column, or give it a default',
  '23503': 'load the row it refers to first, or mend the reference',
  '23505': 'another row has the same value; mend one of them',
  '23514': 'mend the value, or the constraint',
  '23P01': 'another row overlaps with it; mend one of them',
};

/**
 * The server's refusal of one record. Its message is kept as it is, its `detail`, which quotes whole rows, is not.
 */
export function recordErrorOf(error: ServerError, { table, kind, key }: Binding): RecordError {
  const { sqlstate } = error;
  const code = codeOf(sqlstate, table);
  return {
    code,
    sqlstate,
    message: shortMessage(error.message),
    column: error.column,
    constraint: error.constraint,
    hint: hintOf(error, table, kind, key),
  };
}

/**
 * The server's message with the values that it quotes cut at 100 characters, as the client's own checks do, and the
 * whole at 1,000. Nothing is read out of it.
 */
function shortMessage(message: string): string {
  const cut = message.replaceAll(/([^\s]{100})[^\s]+/g, '$1…').replaceAll(/"([^"]{100})[^"]+"/g, '"$1…"');
  return cut.length > 1000 ? `${cut.slice(0, 1000)}…` : cut;
}

function codeOf(sqlstate: string, table: Table): RecordErrorCode {
  // object_not_in_prerequisite_state: a view that is not updatable.
  if (sqlstate === '55000' && table.kind === 'view') return 'invalid_table';
  return CODES[sqlstate] ?? CLASSES[sqlstate.slice(0, 2)] ?? 'database_error';
}

function hintOf(error: ServerError, table: Table, kind: ChangeKind, key: readonly BoundColumn[]): string {
  const { sqlstate } = error;
  if (sqlstate === '42501') return grantHint(table, kind);
  if (sqlstate === '42P10' && table.kind === 'view') {
    const columns = key.map(({ column }) => quoteIdentifier(column.name)).join(', ');
    return `make a unique index on (${columns}) of the table below the view ${displayRelation(table)}`;
  }
  return HINTS[sqlstate] ?? error.hint ?? hintOfClass(sqlstate);
}

/** What is left to say where the server gives no hint: by the SQLSTATE's class. */
function hintOfClass(sqlstate: string): string {
  switch (sqlstate.slice(0, 2)) {
    case '22':
      return "mend the value, or change the column's type";
    case '23':
      return 'mend the record, or the constraint';
    case 'P0':
      return 'a trigger or function of the database raised this: mend what it complains of';
    default:
      return `https://www.postgresql.org/docs/current/errcodes-appendix.html tells what SQLSTATE ${sqlstate} stands for`;
  }
}

/** The GRANT that would help, or who else refused. */
function grantHint({ access, rowSecurity, ...table }: Table, kind: ChangeKind): string {
  const role = quoteIdentifier(access.role);
  const missing = access.denied.filter((right) => RIGHTS[kind].includes(right));
  const grants = [
    ...(missing.length === 0 ? [] : [`${missing.join(', ')} ON ${quoteRelation(table)}`]),
    ...(access.schemaDenied ? [`USAGE ON SCHEMA ${quoteIdentifier(table.schema)}`] : []),
    ...access.sequencesDenied.map((sequence) => `USAGE ON SEQUENCE ${sequence}`),
  ];
  if (grants.length > 0) return grants.map((grant) => `GRANT ${grant} TO ${role};`).join(' ');
  const relation = displayRelation(table);
  if (rowSecurity) return `a row-level security policy of ${relation} refused the row: mend the row, or the policy`;
  return `the role ${role} has the rights to ${relation}: look at what its triggers, views or foreign servers touch`;
}

/** What each kind of change has to be granted: finding a row, and telling whether there was one, is a SELECT. */
const RIGHTS: Readonly<Record<ChangeKind, readonly string[]>> = {
  append: ['INSERT'],
  upsert: ['SELECT', 'INSERT', 'UPDATE'],
  delete: ['SELECT', 'DELETE'],
  'soft-delete': ['SELECT', 'UPDATE'],
  move: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
};

/** SQLSTATEs of a run that cannot go on: nothing is wrong with the record. */
export function stopsTheRun(sqlstate: string): boolean {
  // 25006: nothing can be written in a read-only transaction, so no record would land.
  return sqlstate === '57014' || sqlstate === '25006' || /^(08|28|3D|53|57P|58)/.test(sqlstate);
}

/** SQLSTATEs after which the same batch may well succeed: serialization failure, deadlock, lock not available. */
export function isWorthRetrying(sqlstate: string): boolean {
  return sqlstate === '40001' || sqlstate === '40P01' || sqlstate === '55P03';
}

/**
 * SQLSTATEs after which nothing is gained by sending the same in smaller pieces: the batch is tried again as a whole, or
 * somebody, or a timeout, wants it to end (query_canceled).
 */
export function endsTheBatch(sqlstate: string): boolean {
  return isWorthRetrying(sqlstate) || sqlstate === '57014';
}

/** SQLSTATEs that another session's DDL explains: what the catalog said no longer holds. */
export function saysCatalogIsStale(sqlstate: string): boolean {
  return ['42P01', '42703', '42P10', '42704', '42804', '3F000', '0A000', '42883'].includes(sqlstate);
}
