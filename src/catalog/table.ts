import { isDeepStrictEqual } from 'node:util';
import type { ColumnType } from './column-type.ts';

/** What pg_class.relkind says, in words; other kinds (indexes, sequences, ...) cannot be written to. */
export type TableKind = 'table' | 'partitioned' | 'view' | 'foreign' | 'other';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  /** True where a row without the column gets a value: a default, an identity, a domain's default. */
  readonly hasDefault: boolean;
  /** The default's expression as SQL, null where there is none; not that of an identity. */
  readonly default: string | null;
  /** True for identity and serial columns: where the value is left out, rows are numbered in the order they come. */
  readonly numbered: boolean;
  /** GENERATED ALWAYS AS IDENTITY: inserting a value needs OVERRIDING SYSTEM VALUE, updating it is refused. */
  readonly identityAlways: boolean;
  /** GENERATED ALWAYS AS (expression): never written. */
  readonly generated: boolean;
  /** True where a cast from text to the type, or to the base of a domain, is a function of a user's. */
  readonly userCast: boolean;
  /** True where equal texts are equal bytes: no collation, or a deterministic one. */
  readonly deterministic: boolean;
}

/** A unique index that can be an ON CONFLICT target: no predicate, no expression, valid. */
export interface UniqueKey {
  readonly name: string;
  /** The key columns in index order, without INCLUDE columns. */
  readonly columns: readonly string[];
  readonly primary: boolean;
  /** True where its collations are deterministic: equal texts are equal bytes. */
  readonly deterministic: boolean;
  /** A deferrable constraint is refused as conflict target (55000), one WITHOUT OVERLAPS too (42P10): update, then insert. */
  readonly deferrable: boolean;
}

/** A foreign key as seen from the table that holds it. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetOid: number;
  readonly targetColumns: readonly string[];
}

/** What the session's role lacks to write to a table, as far as the catalog tells. */
export interface Access {
  readonly role: string;
  /** Of SELECT, INSERT, UPDATE and DELETE, those that it may not do with all columns. */
  readonly denied: readonly string[];
  /** True where USAGE of the table's schema is not granted. */
  readonly schemaDenied: boolean;
  /** Sequences of the columns' defaults that it may not use; quoted where SQL needs it. */
  readonly sequencesDenied: readonly string[];
}

/** The table whose rows a simple view shows. */
export interface TableBelow {
  readonly oid: number;
  readonly kind: 'table' | 'partitioned';
  /** Its columns that the view doesn't show: a new row has their defaults. */
  readonly hidden: readonly Column[];
}

/**
 * A relation as pg_catalog has it, with all that makes a shortcut visible.
 * https://www.postgresql.org/docs/current/catalogs.html
 */
export interface Table {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly columns: ReadonlyMap<string, Column>;
  readonly keys: readonly UniqueKey[];
  /** Unique indexes in all, those included that can be no conflict target (partial, on expressions). */
  readonly uniqueIndexes: number;
  /** An index on several columns that is not unique, here or in a partition: its values may be too long together. */
  readonly wideIndexes: boolean;
  /** An index on an expression or with a predicate, here or in a partition: it can fail on a value. */
  readonly fragileIndexes: boolean;
  /** A unique or exclusion index that a partition or child has for itself alone. */
  readonly uniqueBelow: boolean;
  /** True where other tables inherit from this one (partitions included). */
  readonly children: boolean;
  /** True for partitions and other children: their rows are also those of a table above. */
  readonly inherits: boolean;
  /** A foreign key that a partition or child has, or is referred to by, for itself alone. */
  readonly foreignKeysBelow: boolean;
  /**
   * Users' functions in defaults, checks or indexes, and rules of tables that foreign keys cascade into: they may look at
   * any table.
   */
  readonly userFunctions: boolean;
  /** A default draws from a sequence that is not this table's alone. */
  readonly sharesSequence: boolean;
  /** True where the role may select, insert, update and delete, in all columns. */
  readonly granted: boolean;
  readonly access: Access;
  /** True where the database's encoding is UTF8, which holds every character. */
  readonly unicode: boolean;
  /**
   * True where rows may come to it by a temporary table, which nobody sees then: the role may make one, no event trigger
   * tells of it, no column keeps its values as they come (STORAGE PLAIN), where those of a table are a few bytes shorter.
   * Not on Citus, where it gains nothing.
   */
  readonly takesStage: boolean;
  /** True where its file was not empty when it was read: then rows are likely there. Of a simple view, its table's. */
  readonly hasRows: boolean;
  /** True where a CHECK constraint (of the table or of a column's domain) can refuse a row. */
  readonly checked: boolean;
  readonly excluded: boolean;
  /** True where a constraint or a constraint trigger may be checked at COMMIT. */
  readonly deferrable: boolean;
  readonly foreignKeys: readonly ForeignKey[];
  /** Tables whose foreign keys point here; this table's own oid where it references itself. */
  readonly referencedBy: readonly number[];
  /** Triggers of any level made by users, those of partitions and of tables that foreign keys cascade into included. */
  readonly triggers: boolean;
  /** Rules of users, a view's own not counted. */
  readonly rules: boolean;
  /**
   * Of a view that is nothing but columns of one table, and rows of it by comparison with constants: then all that is
   * said here of keys, indexes, constraints and partitions is that table's. Null for all else.
   */
  readonly below: TableBelow | null;
  /** INSTEAD OF triggers of a view. */
  readonly insteadOf: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean };
  readonly rowSecurity: boolean;
  /** Columns of the partition key of the table and of its partitioned partitions; null in it stands for an expression. */
  readonly partitionColumns: readonly (string | null)[];
  /** True where the table is a partition: rows outside of its bounds are refused. */
  readonly partition: boolean;
  /** The table's comment, in which the tool remembers the types that it inferred. */
  readonly comment?: string | null | undefined;
}

/** Whether two readings of a table say the same of it; whether there are rows is said of the moment, not of the table. */
export function isSameTable(one: Table | undefined, other: Table | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isDeepStrictEqual(one, { ...other, hasRows: one.hasRows });
}
