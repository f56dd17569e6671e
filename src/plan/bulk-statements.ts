import type { Column, Table } from '../catalog/table.ts';
import type { CopyFormat } from '../encode/copy-rows.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { quoteIdentifier, quoteRelation } from './identifier.ts';
import { stagedRowsSql } from './stage.ts';
import { castTarget, castText, insertInto, nameList, operator, settable } from './statements.ts';

/**
 * The statements of the bulk lane: many rows each, every column one parameter of type text[], in the binding's order.
 * Each answers with one row, so that no row travels back by itself. Which of the given rows were meant is told by their
 * places from 1 (`ord`) where the statement can carry them, else by their keys: the order of RETURNING is not promised.
 * The client finds keys that it can tell apart (see `tellsKeys`), the server, by the key's own equality, the others.
 * Planning that search costs the server a fifth of a statement of 50 rows (bench/README.md).
 */

/**
 * Upserts. Answer: a JSON array with, for each row written, its key as `keyText` has it, or null where it was there
 * before. For keys that the client can't tell apart `upsertPlacesSql`, into partitioned tables `partitionedUpsertSql`.
 * `ordered`: rows see each other (a second unique index), so they are written in the order given.
 */
export function bulkUpsertSql(binding: Binding, ordered: boolean): string {
  return upsertKeysSql(binding, upsert(binding, bulkInsertSql(binding, ordered)));
}

/** As `bulkUpsertSql`, of rows in the stage; for the parameters see `stagedRowsSql`. */
export function stagedUpsertSql(binding: Binding, someDead: boolean): string {
  return upsertKeysSql(binding, upsert(binding, `${insertInto(binding)} ${stagedRowsSql(binding, someDead)}`));
}

/**
 * As `stagedUpsertSql`, of rows that are all there: the INSERT before the update costs the server a tenth of the whole
 * (bench/copy.bench.ts). The answer is the row count alone, which is too low where some are missing.
 */
export function stagedUpdateSql(binding: Binding, someDead: boolean): string {
  const set = givenList(binding, settable(binding));
  return (
    `UPDATE ONLY ${quoteRelation(binding.table)} AS target SET ${set} FROM (${stagedRowsSql(binding, someDead)}) AS given ` +
    `WHERE ${keyMatches(binding, 'target')}`
  );
}

function upsertKeysSql(binding: Binding, upserting: string): string {
  const { key } = binding;
  const isNew = settable(binding).length === 0 ? 'true' : 'xmax = 0';
  // What prints a key stands outside: Citus allows no functions that aren't immutable in RETURNING.
  const [only] = key;
  if (only !== undefined && key.length === 1) {
    const returning = `CASE WHEN ${isNew} THEN ${quoteIdentifier(only.column.name)} END AS k1`;
    return `WITH done AS (${upserting} RETURNING ${returning}) SELECT json_agg(${keyText(key)}) FROM done`;
  }
  const done = `${upserting} RETURNING ${keyAliases(key)}, ${isNew} AS inserted`;
  return `WITH done AS (${done}) SELECT json_agg(CASE WHEN inserted THEN ${keyText(key)} END) FROM done`;
}

/** As `bulkUpsertSql`. Answer: rows written, rows inserted, and, where some but not all were, the places of those. */
export function upsertPlacesSql(binding: Binding, ordered: boolean): string {
  const isNew = settable(binding).length === 0 ? 'true' : 'xmax = 0';
  return (
    `WITH done AS (${upsert(binding, bulkInsertSql(binding, ordered))} RETURNING ${keyAliases(binding.key)}, ${isNew} AS inserted), ` +
    'counted AS (SELECT count(*) AS n, count(*) FILTER (WHERE inserted) AS i FROM done) ' +
    `SELECT n, i, CASE WHEN i > 0 AND i < cardinality($1::text[]) THEN (${placesOf(binding, 'inserted')}) END FROM counted`
  );
}

function upsert(binding: Binding, insert: string): string {
  const set = settable(binding);
  const action = set.length === 0 ? 'NOTHING' : `UPDATE SET ${excludedList(set)}`;
  return `${insert} ON CONFLICT (${nameList(binding.key)}) DO ${action}`;
}

/**
 * Upserts where xmax can't be read: what is new is inserted, what was there before the statement began is updated;
 * neither part sees what the other does. A row that another session inserts meanwhile is in neither: the numbers then
 * don't add up. Answer: a JSON array of the places of the rows that were there, and the number of those inserted.
 */
export function partitionedUpsertSql(binding: Binding, ordered: boolean): string {
  const set = settable(binding);
  const names = binding.columns.map((_, i) => `c${i + 1}`);
  const target = quoteRelation(binding.table);
  const insert =
    `${insertInto(binding)} SELECT ${names.join(', ')} ` +
    `FROM given${ordered ? ' ORDER BY ord' : ''} ON CONFLICT (${nameList(binding.key)}) DO NOTHING RETURNING true`;
  const matches = keyMatches(binding, 'target');
  const old =
    set.length === 0
      ? `SELECT given.ord FROM given JOIN ${target} AS target ON ${matches}`
      : `UPDATE ${target} AS target SET ${givenList(binding, set)} FROM given WHERE ${matches} RETURNING given.ord`;
  return `WITH ${givenCte(binding)}, new AS (${insert}), old AS (${old}) ${FOUND_AND_INSERTED}`;
}

const FOUND_AND_INSERTED = 'SELECT (SELECT json_agg(ord) FROM old), (SELECT count(*) FROM new)';

/**
 * Upserts of rows that have different columns (see `SparseGroup`): the rows that were there before the statement began
 * are updated in the columns that their mask names, the others, where their mask says so, inserted with their defaults.
 * Parameters: the binding's columns, then the masks. Answer: a JSON array of the places of the rows found, and the
 * number of those inserted.
 */
export function sparseUpsertSql(binding: Binding): string {
  const { table, columns } = binding;
  const target = quoteRelation(table);
  const mask = `$${columns.length + 1}::text[]`;
  const names = columns.map((_, i) => `c${i + 1}`);
  const casts = columns.map(({ column }, i) => `${castText(`c${i + 1}`, column)} AS c${i + 1}`);
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`);
  const given =
    `given AS MATERIALIZED (SELECT ${casts.join(', ')}, m, ord ` +
    `FROM unnest(${[...arrays, mask].join(', ')}) WITH ORDINALITY AS g(${names.join(', ')}, m, ord))`;
  const has = (i: number) => `substr(given.m, ${i + 2}, 1) = '1'`;
  const set = settable(binding).map((bound) => {
    const i = columns.indexOf(bound);
    const name = quoteIdentifier(bound.column.name);
    return `${name} = CASE WHEN ${has(i)} THEN given.c${i + 1} ELSE target.${name} END`;
  });
  const values = columns.map(({ column, isKey }, i) =>
    isKey ? `c${i + 1}` : `CASE WHEN ${has(i)} THEN c${i + 1} ELSE ${defaultOf(column)} END`,
  );
  const old = `UPDATE ${target} AS target SET ${set.join(', ')} FROM given WHERE ${keyMatches(binding, 'target')} RETURNING given.ord`;
  const insert =
    `${insertInto(binding)} SELECT ${values.join(', ')} FROM given ` +
    `WHERE substr(given.m, 1, 1) = '1' AND NOT EXISTS (SELECT FROM old WHERE old.ord = given.ord) ` +
    `ON CONFLICT (${nameList(binding.key)}) DO NOTHING RETURNING true`;
  return `WITH ${given}, old AS (${old}), new AS (${insert}) ${FOUND_AND_INSERTED}`;
}

/** The column's default as its type: the expression may be of another that assignment would convert. */
function defaultOf(column: Column): string {
  return column.default === null ? 'NULL' : `(${column.default})::${castTarget(column)}`;
}

/**
 * Appends; the answer is the row count alone. `ordered`: the order of the rows can be seen, so it is asked for. Else the
 * arrays are unnested in the select list, which costs the server a tenth less of the whole (bench/README.md).
 */
export function bulkInsertSql(binding: Binding, ordered: boolean): string {
  const { columns } = binding;
  const rows = ordered
    ? `SELECT ${castList(columns)} FROM ${unnest(columns)} ORDER BY ord`
    : `SELECT ${columns.map(({ column }, i) => castText(`unnest($${i + 1}::text[])`, column)).join(', ')}`;
  return `${insertInto(binding)} ${rows}`;
}

/** New rows by COPY. https://www.postgresql.org/docs/current/sql-copy.html */
export function copySql({ table, columns }: Binding, format: CopyFormat): string {
  return `COPY ${quoteRelation(table)} (${nameList(columns)}) FROM STDIN${format === 'text' ? '' : ' (FORMAT binary)'}`;
}

/**
 * Updates of rows that are there, for rows that lack columns which a new row must have. Answer: a JSON array of the keys
 * of the rows updated, as `keyText` has them; for keys that the client can't tell apart see `updatePlacesSql`.
 */
export function bulkUpdateSql(binding: Binding): string {
  const { columns, key } = binding;
  // Without ordinality, as that costs the server a tenth of the whole.
  const values = columns.map(({ column }, i) => `${castText(`unnest($${i + 1}::text[])`, column)} AS c${i + 1}`);
  const given = `given AS MATERIALIZED (SELECT ${values.join(', ')})`;
  const returning = keyAliases(key, 'target.');
  return `WITH ${given}, done AS (${update(binding)} RETURNING ${returning}) SELECT json_agg(${keyText(key)}) FROM done`;
}

/** As `bulkUpdateSql`. Answer: a JSON array of the places of the rows updated. */
export function updatePlacesSql(binding: Binding): string {
  return `WITH ${givenCte(binding)}, done AS (${update(binding)} RETURNING given.ord) SELECT json_agg(ord) FROM done`;
}

function update(binding: Binding): string {
  const target = quoteRelation(binding.table);
  const set = givenList(binding, settable(binding));
  return `UPDATE ${target} AS target SET ${set} FROM given WHERE ${keyMatches(binding, 'target')}`;
}

/**
 * Moves of rows that are there to keys that are free. Parameters: the binding's columns, then the old key's. Answer: a
 * JSON array of the places of the rows moved.
 */
export function bulkMoveSql(binding: Binding): string {
  const { table, columns, key } = binding;
  const target = quoteRelation(table);
  const given = givenCte({ columns: [...columns, ...key] });
  const isOld = matches(key, 'target', columns.length);
  const isTaken = keyMatches(binding, 'other');
  const move =
    `UPDATE ${target} AS target SET ${givenList(binding, columns)} FROM given ` +
    `WHERE ${isOld} AND NOT EXISTS (SELECT FROM ${target} AS other WHERE ${isTaken}) RETURNING given.ord`;
  return `WITH ${given}, done AS (${move}) SELECT json_agg(ord) FROM done`;
}

/**
 * Deletes by key; the parameters are the key's columns in the table's order. Answer: a JSON array of the keys of the rows
 * deleted, as `keyText` has them; for keys that the client can't tell apart see `deletePlacesSql`.
 */
export function bulkDeleteSql(binding: Binding): string {
  const { key } = binding;
  return `WITH done AS (${remove(binding)} RETURNING ${keyAliases(key)}) SELECT json_agg(${keyText(key)}) FROM done`;
}

/** As `bulkDeleteSql`. Answer: rows deleted, zero, and, where some but not all were there, the places of those. */
export function deletePlacesSql(binding: Binding): string {
  return (
    `WITH done AS (${remove(binding)} RETURNING ${keyAliases(binding.key)}), counted AS (SELECT count(*) AS n FROM done) ` +
    `SELECT n, 0, CASE WHEN n > 0 AND n < cardinality($1::text[]) THEN (${placesOf(binding, 'true')}) END FROM counted`
  );
}

function remove(binding: Binding): string {
  const { table, columns: key } = binding; // a delete has no others
  const [only] = key;
  const keys = `SELECT ${castList(key)} FROM ${unnest(key)}`;
  const where =
    only !== undefined && key.length === 1 && only.column.type.kind !== 'array'
      ? `${quoteIdentifier(only.column.name)} ${operator('=', only.column)} ANY (${castText('$1::text[]', only.column, '[]')})`
      : key.every(({ column }) => operator('=', column) === '=')
        ? `(${nameList(key)}) IN (${keys})`
        : `EXISTS (SELECT FROM ${unnest(key)} WHERE ${key.map((bound, i) => equalsGiven(table, bound, i)).join(' AND ')})`;
  return `DELETE FROM ${quoteRelation(table)} WHERE ${where}`;
}

/** Places of the rows that the CTE `done` returned. */
function placesOf({ columns, key }: Binding, condition: string): string {
  const arrays = key.map((bound) => `$${columns.indexOf(bound) + 1}::text[]`);
  const names = key.map((_, i) => `c${i + 1}`);
  const on = key.map(({ column }, i) => `done.k${i + 1} ${operator('=', column)} ${castText(`g.c${i + 1}`, column)}`);
  return (
    `SELECT string_agg(g.ord::text, ',') FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS g(${names.join(', ')}, ord) ` +
    `JOIN done ON ${on.join(' AND ')} WHERE ${condition}`
  );
}

/** The key that `keyAliases` returned, as the encoders write it: a text, or an array of one for each column. */
function keyText(key: readonly BoundColumn[]): string {
  const texts = key.map(({ column }, i) => columnText(column, `k${i + 1}`));
  return texts.length === 1 ? `${texts[0]}` : `ARRAY[${texts.join(', ')}]`;
}

/** The server prints other words for booleans than it reads, and bytea as `bytea_output` says. */
function columnText({ type }: Column, name: string): string {
  let base = type;
  while (base.kind === 'domain') base = base.base;
  if (base.kind === 'base' && base.name === 'bool') return `pg_catalog."left"(${name}::text, 1)`;
  if (base.kind === 'base' && base.name === 'bytea') return `E'\\\\x' || pg_catalog.encode(${name}, 'hex')`;
  return `${name}::text`;
}

function givenCte({ columns }: Pick<Binding, 'columns'>): string {
  const values = columns.map(({ column }, i) => `${castText(`c${i + 1}`, column)} AS c${i + 1}`);
  return `given AS MATERIALIZED (SELECT ${values.join(', ')}, ord FROM ${unnest(columns)})`;
}

function unnest(columns: readonly BoundColumn[]): string {
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`);
  return `unnest(${arrays.join(', ')}) WITH ORDINALITY AS g(${columns.map((_, i) => `c${i + 1}`).join(', ')}, ord)`;
}

function castList(columns: readonly BoundColumn[]): string {
  return columns.map(({ column }, i) => castText(`c${i + 1}`, column)).join(', ');
}

function keyAliases(key: readonly BoundColumn[], of = ''): string {
  return key.map(({ column }, i) => `${of}${quoteIdentifier(column.name)} AS k${i + 1}`).join(', ');
}

function keyMatches({ columns, key }: Binding, target: string): string {
  return key
    .map((bound) => {
      const { column } = bound;
      return `${target}.${quoteIdentifier(column.name)} ${operator('=', column)} given.c${columns.indexOf(bound) + 1}`;
    })
    .join(' AND ');
}

/** The columns' values are those of the CTE `given` from place `first` on. */
function matches(key: readonly BoundColumn[], target: string, first: number): string {
  return key
    .map(
      ({ column }, i) => `${target}.${quoteIdentifier(column.name)} ${operator('=', column)} given.c${first + i + 1}`,
    )
    .join(' AND ');
}

/** For `(a, b) IN (…)` the server looks each `=` up by search_path. */
function equalsGiven(table: Table, { column }: BoundColumn, i: number): string {
  return `${quoteRelation(table)}.${quoteIdentifier(column.name)} ${operator('=', column)} ${castText(`g.c${i + 1}`, column)}`;
}

function givenList({ columns }: Binding, set: readonly BoundColumn[]): string {
  return set.map((bound) => `${quoteIdentifier(bound.column.name)} = given.c${columns.indexOf(bound) + 1}`).join(', ');
}

function excludedList(set: readonly BoundColumn[]): string {
  return set
    .map(({ column }) => quoteIdentifier(column.name))
    .map((name) => `${name} = EXCLUDED.${name}`)
    .join(', ');
}
