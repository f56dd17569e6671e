import type { ColumnType } from '../catalog/column-type.ts';
import type { Column, Table } from '../catalog/table.ts';
import { precisionOf } from '../encode/precision.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { quoteIdentifier, quoteRelation } from './identifier.ts';

/**
 * The statements of the exact lane: one row each, values as text parameters that the server casts to the column's own
 * type without modifier, so that assignment, not the cast, meets the length and the scale of the column.
 * Every function gives SQL text; what the parameters are stands in its docstring.
 */

/** `INSERT`; parameters are the binding's columns. */
export function insertSql(binding: Binding): string {
  const { table, columns } = binding;
  if (columns.length === 0) return `INSERT INTO ${quoteRelation(table)} DEFAULT VALUES`;
  const values = columns.map((bound, i) => parameter(bound.column, i)).join(', ');
  return `${insertInto(binding)} VALUES (${values})`;
}

/** `INSERT INTO` the table, with the binding's columns, of which there is one at least. */
export function insertInto({ table, columns }: Pick<Binding, 'table' | 'columns'>): string {
  return `INSERT INTO ${quoteRelation(table)} (${nameList(columns)})${overriding(columns)}`;
}

/**
 * `INSERT … ON CONFLICT (key) DO UPDATE` of the columns that can be set; with none to set `DO NOTHING`.
 * `xmax = 0` tells an inserted row from an updated one: a row that was there was locked first, which sets xmax.
 */
export function upsertSql(binding: Binding): string {
  const set = settable(binding);
  const target = `${insertSql(binding)} ON CONFLICT (${nameList(binding.key)})`;
  if (set.length === 0) return `${target} DO NOTHING RETURNING true`;
  const assignments = set.map(({ column }) => {
    const name = quoteIdentifier(column.name);
    return `${name} = EXCLUDED.${name}`;
  });
  return `${target} DO UPDATE SET ${assignments.join(', ')}${ifNotOlder(binding, 'EXCLUDED')} RETURNING xmax = 0`;
}

/** `INSERT … ON CONFLICT (key) DO NOTHING`, a row back where one was inserted. */
export function insertNewSql(binding: Binding): string {
  return `${insertSql(binding)} ON CONFLICT (${nameList(binding.key)}) DO NOTHING RETURNING true`;
}

/**
 * Plans, and does not run, an INSERT by the key: the server refuses it (42P10) where the table below a view has no unique
 * index on the key's columns. No parameters.
 */
export function checkKeySql({ table, key }: Binding): string {
  return `EXPLAIN INSERT INTO ${quoteRelation(table)} DEFAULT VALUES ON CONFLICT (${nameList(key)}) DO NOTHING`;
}

/** Is there a row with the key? Parameters are the key's columns. */
export function existsSql(binding: Binding): string {
  return `SELECT EXISTS (SELECT FROM ${quoteRelation(binding.table)} WHERE ${keyIs(binding, 0)})`;
}

/** `UPDATE` of the columns that can be set where the key is as given. Parameters: those columns, then the key's. */
export function updateSql(binding: Binding): string {
  const set = settable(binding);
  const { newerBy } = binding;
  const isNotOlder =
    newerBy === null ? '' : ` AND ${notOlder(binding, parameter(newerBy.column, set.indexOf(newerBy)), newerBy)}`;
  return `UPDATE ${quoteRelation(binding.table)} SET ${assignments(set, 0)} WHERE ${keyIs(binding, set.length)}${isNotOlder}`;
}

/** `--newer-by` as the condition of a DO UPDATE; a null on either side is not older. */
function ifNotOlder(binding: Binding, given: string): string {
  const { newerBy } = binding;
  if (newerBy === null) return '';
  return ` WHERE ${notOlder(binding, `${given}.${quoteIdentifier(newerBy.column.name)}`, newerBy)}`;
}

function notOlder({ table }: Binding, given: string, { column }: BoundColumn): string {
  return `(${given} ${operator('<', column)} ${quoteRelation(table)}.${quoteIdentifier(column.name)}) IS NOT TRUE`;
}

/** `UPDATE` of all the binding's columns, the key's too. Parameters: the columns, then the old key's values. */
export function moveSql(binding: Binding): string {
  const { table, columns } = binding;
  return `UPDATE ${quoteRelation(table)} SET ${assignments(columns, 0)} WHERE ${keyIs(binding, columns.length)}`;
}

/**
 * A move for a key that can't be updated (an identity ALWAYS): the old row goes, and comes again whole with the new
 * values. Parameters as for `moveSql`.
 */
export function moveByInsertSql(binding: Binding): string {
  const { table, columns } = binding;
  const given = new Map(columns.map((bound, i) => [bound.column.name, parameter(bound.column, i)]));
  const written = [...table.columns.values()].filter((column) => !column.generated);
  const names = written.map((column) => quoteIdentifier(column.name));
  const values = written.map((column, i) => given.get(column.name) ?? `gone.${names[i]}`);
  return (
    `WITH gone AS (DELETE FROM ${quoteRelation(table)} WHERE ${keyIs(binding, columns.length)} RETURNING *) ` +
    `INSERT INTO ${quoteRelation(table)} (${names.join(', ')}) OVERRIDING SYSTEM VALUE ` +
    `SELECT ${values.join(', ')} FROM gone`
  );
}

/** `DELETE` by key. Parameters are the key's columns. */
export function deleteSql(binding: Binding): string {
  return `DELETE FROM ${quoteRelation(binding.table)} WHERE ${keyIs(binding, 0)}`;
}

/**
 * What a move must know: is there a row with the old key, is there one with the new, are they the same row (keys that
 * are equal to the column's type though spelled differently)? Parameters: the old key's columns, then the new key's.
 */
export function moveStateSql(binding: Binding): string {
  const relation = quoteRelation(binding.table);
  const isOld = keyIs(binding, 0);
  const isNew = keyIs(binding, binding.key.length);
  return (
    `SELECT EXISTS (SELECT FROM ${relation} WHERE ${isOld}), EXISTS (SELECT FROM ${relation} WHERE ${isNew}), ` +
    `EXISTS (SELECT FROM ${relation} WHERE ${isOld} AND ${isNew})`
  );
}

/** The columns that an upsert may set on a row that is there: not the key's, not an identity ALWAYS. */
export function settable(binding: Binding): readonly BoundColumn[] {
  return binding.columns.filter((bound) => !bound.isKey && !bound.column.identityAlways);
}

/** Parameter `$i+1`, a text that the server reads by the type's own input function. */
function parameter(column: Column, i: number): string {
  return castText(`$${i + 1}::text`, column);
}

/** A text expression read as the column's type, without the type's modifier; `suffix` `[]` for an array of them. */
export function castText(expression: string, column: Column, suffix: '' | '[]' = ''): string {
  const { type } = column;
  const isText = type.schema === 'pg_catalog' && type.name === 'text';
  if (isText) return expression;
  const target = castTarget(column);
  // From text this cast looks a relation up; from char(n) it is the input function, which also reads `-` and numbers.
  const read = target === REGCLASS ? `${expression}::pg_catalog."bpchar"${suffix}` : expression;
  return `${read}::${target}${suffix}`;
}

const REGCLASS = '"pg_catalog"."regclass"';

/**
 * A domain is cast to its base, also without modifier: a cast to a domain over varchar(3) would cut, where the
 * assignment to the column refuses. Only a modifier that rounds is given: a key has to be compared as it is stored.
 */
export function castTarget({ type }: Column): string {
  let target = type;
  while (target.kind === 'domain') target = target.base;
  return target.sql + roundingModifier(target);
}

/** The precision of numbers and times, as pg_attribute.atttypmod packs it: `(5,2)`; '' for none and for other types. */
function roundingModifier({ kind, schema, name, modifier }: ColumnType): string {
  if (kind !== 'base' || schema !== 'pg_catalog' || modifier < 0) return '';
  switch (name) {
    case 'numeric': {
      const precision = precisionOf(modifier);
      return precision === undefined ? '' : `(${precision.precision},${precision.scale})`;
    }
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return `(${modifier})`;
    case 'interval':
      return (modifier & 0xffff) === 0xffff ? `(${modifier >> 16})` : `(${modifier >> 16},${modifier & 0xffff})`;
    default:
      return '';
  }
}

function keyIs(binding: Binding, first: number): string {
  return binding.key
    .map(({ column }, i) => `${quoteIdentifier(column.name)} ${operator('=', column)} ${parameter(column, first + i)}`)
    .join(' AND ');
}

/** The type's own operator, whatever search_path is. */
export function operator(name: '=' | '<', { type }: Column): string {
  let base = type;
  while (base.kind === 'domain') base = base.base;
  if (base.kind !== 'base' || base.operatorSchema === undefined) return name;
  return `OPERATOR(${quoteIdentifier(base.operatorSchema)}.${name})`;
}

function assignments(columns: readonly BoundColumn[], first: number): string {
  return columns
    .map((bound, i) => `${quoteIdentifier(bound.column.name)} = ${parameter(bound.column, first + i)}`)
    .join(', ');
}

/** The quoted names of some columns, for a column list. */
export function nameList(columns: readonly BoundColumn[]): string {
  return columns.map((bound) => quoteIdentifier(bound.column.name)).join(', ');
}

/** An identity ALWAYS takes a given value only so. https://www.postgresql.org/docs/current/sql-insert.html */
export function overriding(columns: readonly BoundColumn[]): string {
  return columns.some((bound) => bound.column.identityAlways) ? ' OVERRIDING SYSTEM VALUE' : '';
}

/** True where a row of these columns alone may be refused as a new row though it could update one that is there. */
export function needsExistingRow(table: Table, columns: readonly BoundColumn[]): boolean {
  const given = new Set(columns.map((bound) => bound.column.name));
  const shown = [...table.columns.values()].filter(({ name }) => !given.has(name));
  const absent = [...shown, ...(table.below?.hidden ?? [])].filter((column) => !column.generated);
  if (absent.length === 0) return false;
  if (table.checked || table.rowSecurity || table.excluded || table.partition) return true;
  if (table.partitionColumns.some((name) => name === null || !given.has(name))) return true;
  return absent.some((column) => isNotNull(column) && !column.hasDefault);
}

function isNotNull({ notNull, type }: Column): boolean {
  return notNull || (type.kind === 'domain' && (type.notNull || type.checked));
}
