import type { Column, Table } from '../catalog/table.ts';
import { canonicalKeyKind } from '../encode/canonical-key-kind.ts';
import { type Binding, hasGeneratedKey } from './binding.ts';
import { once } from './once.ts';
import { needsExistingRow } from './statements.ts';
import { hasSureDefaults } from './sure-default.ts';

/**
 * What of a table's changes can be seen by others, and so how far they may leave input order. Every rule is a pure
 * function of the catalog's Table; each gives the reason for which one at a time could otherwise be told from many.
 *
 * - `opaque`: something of the user's runs for a row and may look at any table; all of the batch keeps input order.
 * - `linked`: rows of other tables are looked at (foreign keys); the linked tables keep input order among them.
 * - `ordered`: rows of the table see each other; they keep their order, in runs of one operation.
 * - `free`: rows with different keys don't see each other; only a key's own changes keep their order.
 */
export type Visibility = 'opaque' | 'linked' | 'ordered' | 'free';

/** How far a table's changes may leave input order. */
export const visibilityOf = once((table: Table): Visibility => {
  // Triggers, rules and policies are programs; a foreign table, or a view that is more than its table's columns, hides
  // what happens behind it; a function in a default, a check or an index may read any table.
  if (table.triggers || table.rules || table.rowSecurity || table.userFunctions) return 'opaque';
  if (rowsKind(table) === undefined) return 'opaque';
  // Foreign keys of a partition's own link its rows alone, which the relation written to doesn't say.
  if (table.foreignKeysBelow) return 'opaque';
  // A foreign key is checked at the end of a statement: a parent that comes later must not help a child. The numbers
  // of a sequence that other tables draw from tell the order among the tables.
  if (table.foreignKeys.length > 0 || table.referencedBy.length > 0 || table.sharesSequence) return 'linked';
  // A second unique index (or one of a partition's own, or an exclusion constraint) refuses the new owner of a value
  // as long as the old one is there.
  if (table.uniqueIndexes > 1 || table.excluded || table.uniqueBelow) return 'ordered';
  return 'free';
});

/**
 * Whether several changes of the table may be one statement. Not where a statement's rows would see each other other
 * than one at a time: a foreign key to the table itself passes at the statement's end for a child that came before its
 * parent; ON CONFLICT knows no exclusion constraints; children of inheritance are not reached by ON CONFLICT.
 */
export function takesBulk(table: Table): boolean {
  if (visibilityOf(table) === 'opaque') return false;
  if (rowsKind(table) === 'table' && table.children) return false;
  return !table.excluded && !table.foreignKeys.some((key) => key.targetOid === rowsOid(table));
}

/** The kind of the table that has the rows: the relation itself, or what is below a simple view. */
function rowsKind({ kind, below }: Table): 'table' | 'partitioned' | undefined {
  return kind === 'table' || kind === 'partitioned' ? kind : below?.kind;
}

/** The oid of the table that has the rows, which a view and its table have in common. */
export function rowsOid({ oid, below }: Table): number {
  return below?.oid ?? oid;
}

/**
 * Whether many changes with this binding may be one statement. A delete of rows that others refer to may cascade or be
 * refused for a row at a time; an update of referred-to columns likewise. A deferrable key is no conflict target.
 */
export const bindingTakesBulk = once((binding: Binding): boolean => {
  const { table, kind, uniqueKey } = binding;
  if (!takesBulk(table)) return false;
  switch (kind) {
    case 'append':
      return true;
    case 'upsert':
      if (hasGeneratedKey(binding)) return false; // its values are none of the statement's
      // --on-conflict and --newer-by look at the row that is there, one record after another.
      if (binding.onConflict !== 'update' || binding.newerBy !== null) return false;
      if (uniqueKey === null || uniqueKey.deferrable || setsReferredColumns(binding)) return false;
      return updatesInOrder(binding);
    case 'delete':
      return uniqueKey !== null && table.referencedBy.length === 0;
    case 'move': // see movesTakeBulk
    case 'soft-delete':
      return false;
    default:
      return kind satisfies never;
  }
});

/**
 * Whether new rows of this binding may be sent by COPY, which is then the INSERT without the conflict: what the two do
 * with a table's rows, values, defaults, partitions and constraints is the same (test/write/copy-as-insert.test.ts) but
 * where a cast from text is a function of the user's, and in a column that is left out and whose domain takes no null.
 */
export const takesCopy = once((binding: Binding): boolean => {
  const { table, kind, columns } = binding;
  if (table.kind === 'view') return false; // 42809
  if ((kind !== 'append' && kind !== 'upsert') || !bindingTakesBulk(binding) || columns.length === 0) return false;
  // COPY wants the right to INSERT alone, and the upsert has to be refused where one of the others is missing.
  if (kind === 'upsert' && !table.granted) return false;
  if (columns.some(({ column }) => column.userCast)) return false;
  return absentColumns(binding).every((column) => column.type.kind !== 'domain' || column.hasDefault);
});

/** Whether the rows' values can go in COPY's binary format, which is dearer to no one: each column's type has to have one. */
export const hasBinaryForm = once(({ columns }: Binding): boolean =>
  columns.every(({ binary }) => binary !== undefined),
);

/**
 * Whether many moves with this binding may be one statement, which each move only to a free key: where rows don't see
 * each other, no key comes twice in it, and the key may be updated at all.
 */
export const movesTakeBulk = once((binding: Binding): boolean => {
  const { table, kind, uniqueKey } = binding;
  if (kind !== 'move' || !takesBulk(table) || visibilityOf(table) !== 'free' || uniqueKey === null) return false;
  if (binding.onConflict !== 'update' || uniqueKey.deferrable || hasGeneratedKey(binding)) return false;
  return !binding.columns.some(({ column }) => column.identityAlways);
});

/**
 * Whether an upsert's rows meet the table's other unique indexes as they would one at a time: in order, and each row at
 * once. A deferrable constraint is checked at the statement's end, when a later row may have made room; an UPDATE of
 * many rows (rows that could not be inserted, and all that are there where xmax can't be read) takes them in any order.
 */
function updatesInOrder({ table, columns }: Binding): boolean {
  const updates = needsExistingRow(table, columns);
  if (updates && !columns.some(({ column, isKey }) => !isKey && !column.identityAlways)) return false; // nothing to set
  if (table.uniqueIndexes <= 1 && !table.uniqueBelow) return true;
  return !updates && table.kind === 'table' && !table.keys.some((key) => key.deferrable);
}

/** Foreign keys may refer to any unique columns; only the conflict target's are sure to stay as they are. */
function setsReferredColumns(binding: Binding): boolean {
  return binding.table.referencedBy.length > 0 && binding.table.uniqueIndexes > 1;
}

/**
 * Whether the client can tell the binding's keys apart: each key column's encoded text is the same for equal values.
 * Else `1` and `1.0` of a numeric would pass for two keys. The unique index may have another collation than the column.
 */
export const hasCanonicalKey = once((binding: Binding): boolean => {
  if (binding.uniqueKey?.deterministic === false) return false;
  return binding.key.every(({ column }) => column.deterministic && canonicalKeyKind(column.type) === 'text');
});

/** Rows that are numbered by a sequence, as they lack the column, show the order in which they came. */
export const numbersRows = once((binding: Binding): boolean => {
  return absentColumns(binding).some((column) => column.numbered);
});

/** The table's columns that the binding does not write, those included that a view doesn't show. */
export function absentColumns({ table, columns }: Binding): readonly Column[] {
  const given = new Set(columns.map((bound) => bound.column));
  return allColumns(table).filter((column) => !given.has(column) && !column.generated);
}

function allColumns({ columns, below }: Table): readonly Column[] {
  return [...columns.values(), ...(below?.hidden ?? [])];
}

/** More columns than this may make a row that is too long for its page, which only the server tells (54000). */
const MOST_SURE_COLUMNS = 300;

/**
 * Whether a change may be folded with others of its key where all values are sure to pass: nothing but the types and
 * NOT NULL can refuse it. A generated column or an index on an expression computes with the values and may fail on
 * them; a partition refuses rows outside of its bounds; a role may have the right to one operation and not to another.
 */
export const takesFolding = once(({ table, columns }: Binding): boolean => {
  if (visibilityOf(table) !== 'free' || table.checked || table.fragileIndexes) return false;
  if (table.partition || !table.granted || table.columns.size > MOST_SURE_COLUMNS) return false;
  // A row keeps the first value of an identity ALWAYS, not the last.
  if (columns.some(({ column, isKey }) => column.identityAlways && !isKey)) return false;
  return !computes(table);
});

/**
 * Whether an upsert may be left out, or be an update where the row is there: an INSERT that meets a conflict has worked
 * out defaults and generated columns, which may fail, though none of it is kept.
 */
export const insertsNothingThatFails = once((binding: Binding): boolean => {
  return !computes(binding.table) && hasSureDefaults(binding);
});

/**
 * Whether what an index takes of a row is known from the change alone. A row that lacks columns keeps values that may be
 * too long for an index together with the new ones (54000), and a later change may shorten them before anybody sees.
 */
export const isWholeForIndexes = once((binding: Binding): boolean => {
  return !binding.table.wideIndexes || absentColumns(binding).length === 0;
});

function computes(table: Table): boolean {
  return allColumns(table).some((column) => column.generated);
}
