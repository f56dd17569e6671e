import type { Column, Table } from '../catalog/table.ts';
import { canonicalKeyKind } from '../encode/canonical-key-kind.ts';
import type { Binding } from './binding.ts';

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
export function visibilityOf(table: Table): Visibility {
  // Triggers, rules and policies are programs; a view or foreign table hides what happens behind it; a function in a
  // default, a check or an index may read any table.
  if (table.triggers || table.rules || table.rowSecurity || table.userFunctions) return 'opaque';
  if (table.kind === 'view' || table.kind === 'foreign' || table.kind === 'other') return 'opaque';
  // A foreign key is checked at the end of a statement: a parent that comes later must not help a child.
  if (table.foreignKeys.length > 0 || table.referencedBy.length > 0) return 'linked';
  // A second unique index (or one of a partition's own, or an exclusion constraint) refuses the new owner of a value
  // as long as the old one is there.
  if (table.uniqueIndexes > 1 || table.excluded || table.uniqueBelow) return 'ordered';
  return 'free';
}

/**
 * Whether several changes of the table may be one statement. Not where a statement's rows would see each other other
 * than one at a time: a foreign key to the table itself passes at the statement's end for a child that came before its
 * parent; ON CONFLICT knows no exclusion constraints; children of inheritance are not reached by ON CONFLICT.
 */
export function takesBulk(table: Table): boolean {
  if (visibilityOf(table) === 'opaque') return false;
  if (table.kind !== 'table' && table.kind !== 'partitioned') return false;
  if (table.kind === 'table' && table.children) return false;
  return !table.excluded && !table.foreignKeys.some((key) => key.targetOid === table.oid);
}

/**
 * Whether many changes with this binding may be one statement. A delete of rows that others refer to may cascade or be
 * refused for a row at a time; an update of referred-to columns likewise. A deferrable key is no conflict target.
 */
export function bindingTakesBulk(binding: Binding): boolean {
  const { table, kind, uniqueKey } = binding;
  if (!takesBulk(table)) return false;
  switch (kind) {
    case 'append':
      return true;
    case 'upsert':
      // --on-conflict and --newer-by look at the row that is there, one record after another.
      if (binding.onConflict !== 'update' || binding.newerBy !== null) return false;
      return uniqueKey !== null && !uniqueKey.deferrable && !setsReferredColumns(binding);
    case 'delete':
      return uniqueKey !== null && table.referencedBy.length === 0;
    case 'move':
    case 'soft-delete':
      return false;
    default:
      return kind satisfies never;
  }
}

/** Foreign keys may refer to any unique columns; only the conflict target's are sure to stay as they are. */
function setsReferredColumns(binding: Binding): boolean {
  return binding.table.referencedBy.length > 0 && binding.table.uniqueIndexes > 1;
}

/**
 * Whether the client can tell the binding's keys apart: each key column's encoded text is the same for equal values.
 * Else `1` and `1.0` of a numeric would pass for two keys.
 */
export function hasCanonicalKey(binding: Binding): boolean {
  return binding.key.every(({ column }) => column.deterministic && canonicalKeyKind(column.type) === 'text');
}

/** Rows that are numbered by a sequence, as they lack the column, show the order in which they came. */
export function numbersRows(binding: Binding): boolean {
  return absentColumns(binding).some((column) => column.numbered);
}

/** The table's columns that the binding does not write. */
export function absentColumns({ table, columns }: Binding): readonly Column[] {
  const given = new Set(columns.map((bound) => bound.column.name));
  return [...table.columns.values()].filter((column) => !given.has(column.name) && !column.generated);
}

/**
 * Whether a change that another of the same key follows may be left out where all its values are sure to pass: nothing
 * but the types and NOT NULL can refuse it. A generated column or an index on an expression computes with the values
 * and may fail on them.
 */
export function takesFolding({ table }: Binding): boolean {
  if (visibilityOf(table) !== 'free' || table.checked || table.fragileIndexes) return false;
  return ![...table.columns.values()].some((column) => column.generated);
}
