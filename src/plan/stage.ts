import { createHash } from 'node:crypto';
import type { Binding } from './binding.ts';
import { absentColumns, bindingTakesBulk, hasBinaryForm, insertsNothingThatFails } from './lane.ts';
import { once } from './once.ts';
import { castTarget, needsExistingRow, settable } from './statements.ts';
import { tellsKeys } from './told-keys.ts';

/**
 * The stage: a temporary table that rows are copied into before one statement takes them on. Rows that are there already
 * can't be copied into their table, and as parameters of a statement they cost the server a fifth more time
 * (bench/copy.bench.ts).
 *
 * It is the session's own, and empties itself at COMMIT. A pooler may give the next transaction another session: so each
 * one makes sure that it is there, and its name says what columns it has. The rows are numbered, which tells them from
 * those that are there from before in the same transaction, and those of them that stand from the others.
 *
 * A value comes to its table as it lies in the stage. Where it lay compressed it would stay so, whatever the table says of
 * compression: its index may then take what it refuses of the value itself. So the stage compresses nothing, which the
 * server leaves to be chosen for rows of a page at most; longer ones, which the binary format lets tell, don't go by it.
 */
export interface StagedRows {
  /** The number of the first row; no other rows of the transaction have it or those behind it. */
  readonly first: number;
  /** Whether all are believed to be there: then they are taken on by an UPDATE, see `stagedUpdateSql`. */
  readonly areThere: boolean;
}

/** The most that `toast_tuple_target` may be. */
const PAGE_BYTES = 8160;
/** What a row has besides its columns' values, of each of which two bytes more may be lost before or behind it. */
const ROW_BYTES = 32;
const COLUMN_BYTES = 8;

/** Whether a row of so many bytes in COPY's binary format, `grown` (see BinaryForm) included, lies on one page of the stage. */
export function fitsOnPage(bytes: number, columns: number): boolean {
  return bytes + columns * COLUMN_BYTES + ROW_BYTES + columns / 8 <= PAGE_BYTES;
}

/**
 * Whether upserts with this binding may go by the stage: what COPY reads is what the cast from text gives, unless that is a
 * function of the user's; the rest is the same statement.
 */
export const takesStage = once((binding: Binding): boolean => {
  const { table, kind, columns } = binding;
  if (kind !== 'upsert' || table.kind !== 'table' || !table.takesStage) return false;
  if (!bindingTakesBulk(binding) || !tellsKeys(binding) || !hasBinaryForm(binding)) return false;
  // Rows that can't be inserted are no upsert.
  return !needsExistingRow(table, columns) && !columns.some(({ column }) => column.userCast);
});

/**
 * Whether upserts with this binding are the same as an UPDATE where all rows are there. What an INSERT does before it meets
 * the row must not be able to fail, nor be seen: defaults and generated columns are worked out, and constraints hold of the
 * row as given, which is the row as updated only where it has all columns. An UPDATE asks for the right to update alone.
 */
export const takesUpdate = once((binding: Binding): boolean => {
  const { table } = binding;
  if (!table.granted || !insertsNothingThatFails(binding) || settable(binding).length === 0) return false;
  return absentColumns(binding).length === 0 || !(table.checked || table.partition);
});

/** The stage's name, quoted, the same for the same types. */
export const stageName = once((binding: Binding): string => {
  const hash = createHash('sha256').update(columnTypes(binding).join('\n')).digest('hex');
  return `pg_temp."opencdc_pg_stage_${hash.slice(0, 32)}"`;
});

/** Makes the stage where it is not there. */
export const makeStageSql = once((binding: Binding): string => {
  const columns = columnTypes(binding).map((type, i) => `, c${i + 1} ${type}`);
  return (
    `CREATE TEMPORARY TABLE IF NOT EXISTS ${stageName(binding)} (n int4${columns.join('')}) ` +
    `WITH (toast_tuple_target = ${PAGE_BYTES}) ON COMMIT DELETE ROWS`
  );
});

/** Copies rows into the stage, each with its number in front. */
export function copyStageSql(binding: Binding): string {
  return `COPY ${stageName(binding)} FROM STDIN (FORMAT binary)`;
}

/**
 * The rows from the number `$1` on, below `$2`, as what an INSERT takes; where `someDead`, but for those whose bit is set in
 * `$3`, counted from `$1`.
 */
export function stagedRowsSql(binding: Binding, someDead: boolean): string {
  const names = binding.columns.map((_, i) => `c${i + 1}`);
  const first = '$1::text::int4';
  const isLive = someDead ? ` AND pg_catalog.get_bit($3::text::bytea, n - ${first}) = 0` : '';
  return `SELECT ${names.join(', ')} FROM ${stageName(binding)} WHERE n >= ${first} AND n < $2::text::int4${isLive}`;
}

/** The parameters of `stagedRowsSql`. `live`: the rows that stand, counted from the first, ascending. */
export function stagedParameters(first: number, rows: number, live: Int32Array): readonly Buffer[] {
  const range = [Buffer.from(String(first)), Buffer.from(String(first + rows))];
  if (live.length === rows) return range;
  const dead = Buffer.alloc(Math.ceil(rows / 8), 0xff);
  for (const row of live) dead[row >> 3] = (dead[row >> 3] as number) & ~(1 << (row & 7)); // below the length
  return [...range, Buffer.from(`\\x${dead.toString('hex')}`)];
}

/** As casts from text have them: the assignment to the column, not the stage, meets its length. */
function columnTypes({ columns }: Binding): readonly string[] {
  return columns.map(({ column }) => castTarget(column));
}
