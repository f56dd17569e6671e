import type { Relation } from '../route/relation.ts';

/** `--on-delete`: what a delete does. `soft` sets the column to the time of the change. */
export type OnDelete = { readonly kind: 'delete' | 'ignore' } | { readonly kind: 'soft'; readonly column: string };

/** `--column-type TABLE.COLUMN=TYPE`: the type that a new column gets. */
export interface ColumnTypeChoice {
  /** Without a schema: a table of that name in any schema. */
  readonly relation: Relation;
  readonly column: string;
  /** SQL text as in CREATE TABLE: `numeric(12,2)`, `text[]`. */
  readonly type: string;
}
