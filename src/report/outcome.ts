import type { CdcRecord, Data, Decoded } from '../decode/record.ts';
import type { RecordError } from '../errors.ts';

/** What became of a record that did not fail, in the order of the closing line. */
export const RESULTS = [
  'inserted',
  'updated',
  'unchanged',
  'moved',
  'appended',
  'deleted',
  'absent',
  'skipped',
] as const;
export type Result = (typeof RESULTS)[number];

/**
 * What became of one record; one flat object each, so that they are cheap to make and all alike. Make them with `landed` and `failed`.
 */
export interface OutcomeCommon {
  /** Line, file, position and operation are read off it. */
  readonly record: Decoded;
  /** The table's display form (`displayRelation`), null where it is unknown. */
  readonly table: string | null;
  /**
   * The row that holds the key's values: the record's key, or the payload with `keyNames` given; raw data for a plain
   * key; null where there is none.
   */
  readonly key: Data;
  /** The key's columns; null: all columns of `key`. For raw data its one column (null: it is printed as a string). */
  readonly keyNames: readonly string[] | null;
}
export interface Landed extends OutcomeCommon {
  readonly record: CdcRecord;
  readonly result: Result;
  readonly error: null;
}
export interface Failed extends OutcomeCommon {
  readonly result: 'failed';
  readonly error: RecordError;
}
export type Outcome = Landed | Failed;

/**
 * What became of a batch's records, in input order; an array is one. Outcomes may be made when they are asked for, so that
 * a batch's need not be kept: each is looked at for a moment only.
 */
export interface Outcomes {
  readonly length: number;
  /** The outcome at a place from 0 to below the length; undefined elsewhere. */
  readonly at: (index: number) => Outcome | undefined;
}

/** The outcome of a record that was applied, or left alone on purpose. */
export function landed(
  record: CdcRecord,
  table: string | null,
  key: Data,
  keyNames: readonly string[] | null,
  result: Result,
): Landed {
  return { record, table, key, keyNames, result, error: null };
}

/** The outcome of a record that could not be applied. */
export function failed(
  record: Decoded,
  table: string | null,
  key: Data,
  keyNames: readonly string[] | null,
  error: RecordError,
): Failed {
  return { record, table, key, keyNames, result: 'failed', error };
}
