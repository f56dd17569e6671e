import type { LoadOptions } from '../../support/load.ts';

/** JSON spellings that a column is given: most of the time good ones, now and then one that it refuses. */
export interface Pool {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** A relation that records are written to. */
export interface OracleTable {
  /** The record's `opencdc.collection`. */
  readonly name: string;
  /** Ways to spell a key, one is taken for each burst of records; an empty one is a record without a key. */
  readonly keys: readonly (readonly string[])[];
  readonly columns: Readonly<Record<string, Pool>>;
}

/** Tables whose records must not show that they were written many at a time. */
export interface OracleSchema {
  readonly name: string;
  /** SQL run once in an empty schema, which is the search_path. */
  readonly setup: string;
  /** Rows that are there before each load: SQL, run while no trigger fires. */
  readonly seed?: string;
  readonly tables: readonly OracleTable[];
  /**
   * What is compared of a table instead of its whole rows, by its name: a query of one text column, in an order that
   * says nothing. Sequences may have gaps, so of a numbered column only the order counts.
   */
  readonly shown?: Readonly<Record<string, string>>;
  /**
   * True where the tool makes the tables, of types that a batch's values tell: then batches are held against the same
   * ones written record by record.
   */
  readonly made?: boolean;
  /** Options to take besides none. */
  readonly options?: readonly LoadOptions[];
  /** The role that loads, where it is not the owner. */
  readonly role?: string;
  /** The first PostgreSQL that can do it. */
  readonly major?: number;
}

/** A pool of good values, and bad ones. */
export function pool(good: readonly string[], bad: readonly string[] = []): Pool {
  return { good, bad };
}

/** Integers from 1 to `count`, spelled as they are and otherwise. */
export function integers(count: number): Pool {
  const plain = Array.from({ length: count }, (_, i) => String(i + 1));
  return pool([...plain, '1.0', '"2"', '3e0', ...plain], ['"x"', '1.5', '99999999999', 'null', 'true', '[1]']);
}

export const text = pool(['"a"', '"b"', '"c"', '"é"', 'null', '"A"', '7', '""'], ['"\\u0000"', '"\\ud800"']);
export const letters = pool(['"a"', '"b"', '"c"', '"d"', '"e"', '"f"'], ['null', '"\\u0000"']);
export const numbers = pool(
  ['1', '2', '3', '4', '1.0', '2e0', '"3"', '-1', '0', 'null'],
  ['"NaN"', '"x"', '1e200000', '99999999999999'],
);
