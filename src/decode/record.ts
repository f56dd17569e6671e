import type { RecordError } from '../errors.ts';
import type { Row } from './row.ts';

export type Operation = 'create' | 'update' | 'delete' | 'snapshot';

/** Bytes that are no JSON object: raw data of OpenCDC, already base64-decoded. */
export interface RawData {
  readonly raw: Buffer;
}

/** OpenCDC's data: structured (a row), raw (bytes), or none (null). */
export type Data = Row | RawData | null;

/** Where a record's text stands: `bytes[start, end)` is the line without its line end. */
export interface Source {
  readonly file: string;
  /** From 1 in each file. */
  readonly line: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** One OpenCDC record, scanned. */
export interface CdcRecord {
  readonly source: Source;
  /** The position as JSON text with its quotes, as the input spelled it; null where absent or null. */
  readonly position: string | null;
  readonly operation: Operation;
  /** All values are strings (Kind.string or Kind.escaped); null where absent or null. */
  readonly metadata: Row | null;
  readonly key: Data;
  readonly before: Data;
  readonly after: Data;
}

/** A line that is no record: reported as failed with what is known of it. */
export interface RejectedLine {
  readonly source: Source;
  readonly position: string | null;
  readonly operation: string | null;
  readonly error: RecordError;
}

/** What the decoder yields for each line that is not blank. */
export type Decoded = CdcRecord | RejectedLine;

/** True for a line that could not be read as a record. */
export function isRejected(decoded: Decoded): decoded is RejectedLine {
  return 'error' in decoded;
}

/** True for structured data. */
export function isRow(data: Data): data is Row {
  return data !== null && 'shape' in data;
}
