/**
 * A column's type as pg_type has it, resolved far enough that a value can be checked and written without asking again.
 * https://www.postgresql.org/docs/current/catalog-pg-type.html
 */
interface TypeCommon {
  readonly oid: number;
  readonly schema: string;
  /** pg_type.typname: `int8`, `varchar`, `_text`, `mood`. */
  readonly name: string;
  /**
   * What a text is cast to: the quoted, schema-qualified name without modifier (`pg_catalog."varchar"`). A cast with a
   * modifier would cut (`::varchar(3)`); without it, assignment to the column checks the length.
   */
  readonly sql: string;
  /** pg_attribute.atttypmod (or typtypmod of a domain); -1 where there is none. */
  readonly modifier: number;
}

export interface BaseType extends TypeCommon {
  readonly kind: 'base';
  /**
   * The schema of its comparison operators; none where that is pg_catalog. Those of an extension have to be named in
   * full, as search_path need not have its schema: citext then compares as text does.
   */
  readonly operatorSchema?: string | undefined;
}
export interface EnumType extends TypeCommon {
  readonly kind: 'enum';
  readonly labels: readonly string[];
}
export interface DomainType extends TypeCommon {
  readonly kind: 'domain';
  readonly base: ColumnType;
  readonly notNull: boolean;
  /** True where a CHECK constraint hangs on this domain or one below it. */
  readonly checked: boolean;
}
export interface ArrayType extends TypeCommon {
  readonly kind: 'array';
  readonly element: ColumnType;
  /** pg_type.typdelim of the element: `,` for all but `box` (`;`). */
  readonly delimiter: string;
}
export interface CompositeType extends TypeCommon {
  readonly kind: 'composite';
  readonly attributes: readonly { readonly name: string; readonly type: ColumnType }[];
}
export interface RangeType extends TypeCommon {
  readonly kind: 'range' | 'multirange';
  readonly subtype: ColumnType;
}

export type ColumnType = BaseType | EnumType | DomainType | ArrayType | CompositeType | RangeType;
