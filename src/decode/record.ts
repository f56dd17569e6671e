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

/**
 * One OpenCDC record, scanned. It is its own source, and its position stays a place in its line until somebody asks for
 * the text: a batch holds thousands of records, and each object less in one is less for the garbage collector to carry
 * (bench/client.bench.ts).
 */
export class CdcRecord implements Source {
  readonly file: string;
  readonly line: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The position with its quotes is `bytes[positionStart, positionEnd)`; -1 where it does not stand in the line. */
  readonly positionStart: number;
  readonly positionEnd: number;
  /** A position that was found elsewhere: in or around a dead letter. */
  readonly otherPosition: string | null;
  readonly operation: Operation;
  /** All values are strings (Kind.string or Kind.escaped); null where absent or null. */
  readonly metadata: Row | null;
  readonly key: Data;
  readonly before: Data;
  readonly after: Data;

  /** One by one, in place of an object of them, which would be made and thrown away for each record. */
  constructor(
    source: Source,
    positionStart: number,
    positionEnd: number,
    otherPosition: string | null,
    operation: Operation,
    metadata: Row | null,
    key: Data,
    before: Data,
    after: Data,
  ) {
    this.file = source.file;
    this.line = source.line;
    this.bytes = source.bytes;
    this.start = source.start;
    this.end = source.end;
    this.positionStart = positionStart;
    this.positionEnd = positionEnd;
    this.otherPosition = otherPosition;
    this.operation = operation;
    this.metadata = metadata;
    this.key = key;
    this.before = before;
    this.after = after;
  }

  get source(): Source {
    return this;
  }

  /** The position as JSON text with its quotes, as the input spelled it; null where absent or null. */
  get position(): string | null {
    if (this.positionStart < 0) return this.otherPosition;
    return this.bytes.toString('utf8', this.positionStart, this.positionEnd);
  }
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
  return !(decoded instanceof CdcRecord);
}

/** True for structured data. */
export function isRow(data: Data): data is Row {
  return data !== null && 'shape' in data;
}
