import { buildRecord, rejectLine } from './build-record.ts';
import { CARRIAGE_RETURN, LINE_FEED } from './bytes.ts';
import { isDeadLetter, unwrapDeadLetter } from './dead-letter.ts';
import { explainNotRecord, notUtf8 } from './json-mistakes.ts';
import type { Decoded, RejectedLine, Source } from './record.ts';
import { tooLarge } from './record-errors.ts';
import { RecordFields } from './record-fields.ts';
import { Kind, type Shape } from './row.ts';

const NO_BYTES = Buffer.alloc(0);

/**
 * Decodes lines as OpenCDC records, one at a time. Keep one for many lines: it remembers their shapes.
 * Nothing is thrown; a line that is no record is a RejectedLine with `invalid_json`, `invalid_record`,
 * `invalid_operation` or `record_too_large`.
 */
export class RecordDecoder {
  /** The place after the line feed of the line decoded last. */
  next = 0;
  private readonly maxRecordBytes: number;
  private readonly fields = new RecordFields();
  /** The line being decoded; one object for all lines, as a record keeps a copy of its fields. */
  private readonly place: Writable<Source> = { file: '', line: 0, bytes: NO_BYTES, start: 0, end: 0 };

  private metadataShape: Shape | undefined;
  private isDeadLetterShape = false;

  constructor(maxRecordBytes: number) {
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Decodes the line that starts at `start` in `bytes`, which is UTF-8 and has a line feed at its end; undefined where
   * the line is blank. The end of the line is not looked for: a record ends where its JSON does.
   */
  decode(file: string, line: number, bytes: Buffer, start: number): Decoded | undefined {
    const { fields } = this;
    const { scanner } = fields;
    scanner.turnTo(bytes);
    scanner.lineFeedIsSpace = false;
    const after = fields.readWhole(start);
    const lineFeed = after >= 0 ? after : bytes.indexOf(LINE_FEED, start);
    this.next = lineFeed + 1;
    const end = endOfLine(bytes, start, lineFeed);
    if (end - start > this.maxRecordBytes) return this.rejectTooLarge(file, line);
    if (after < 0 && scanner.failedAt === lineFeed && scanner.space(start) === lineFeed) return undefined;
    const { place } = this;
    place.file = file;
    place.line = line;
    place.bytes = bytes;
    place.start = start;
    place.end = end;
    if (after < 0) return rejectLine(fields, place, null, explainNotRecord(scanner, bytes, start, end));
    return this.isDeadLetter() ? unwrapDeadLetter(fields, place) : buildRecord(fields, place, null);
  }

  /** Looked up only where the metadata's names are others than those of the record before. */
  private isDeadLetter(): boolean {
    const { kind, row } = this.fields.metadata;
    if (kind !== Kind.object || row === null) return false;
    if (row.shape !== this.metadataShape) {
      this.metadataShape = row.shape;
      this.isDeadLetterShape = isDeadLetter(this.fields);
    }
    return this.isDeadLetterShape;
  }

  /** What a line becomes that is not UTF-8. */
  rejectNotUtf8(file: string, line: number, bytes: Buffer, start: number): RejectedLine {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    this.next = lineFeed + 1;
    const end = endOfLine(bytes, start, lineFeed);
    if (end - start > this.maxRecordBytes) return this.rejectTooLarge(file, line);
    const source: Source = { file, line, bytes, start, end };
    return { source, position: null, operation: null, error: notUtf8(bytes, start) };
  }

  /** What a line becomes that is longer than allowed; none of its bytes are kept, wherever that was found out. */
  rejectTooLarge(file: string, line: number): RejectedLine {
    const source: Source = { file, line, bytes: NO_BYTES, start: 0, end: 0 };
    return { source, position: null, operation: null, error: tooLarge(this.maxRecordBytes) };
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function endOfLine(bytes: Buffer, start: number, lineFeed: number): number {
  return lineFeed > start && bytes[lineFeed - 1] === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed;
}
