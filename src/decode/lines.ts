import { isUtf8 } from 'node:buffer';
import { LINE_FEED } from './bytes.ts';

/** Whole lines: `bytes[start, end)` ends in a line feed. Nobody writes to these bytes again. */
export interface Lines {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False where some of these lines is not UTF-8. */
  readonly utf8: boolean;
}

/** One line that was longer than allowed: none of its bytes are kept. */
export const TOO_LONG = 'too long';
export type TooLong = typeof TOO_LONG;

/**
 * Cuts the chunks of one input into runs of whole lines. Lines that lie within a chunk stay where they are: only one
 * that goes over the end of a chunk is copied, into a buffer that doubles, so that a line of any number of chunks costs
 * time linear in its length. A line of more than `maxLineBytes` (without its line end) is dropped as it comes.
 */
export class LineCutter {
  private readonly maxLineBytes: number;
  /** The line begun and not ended yet. */
  private begun: Buffer = Buffer.alloc(0);
  private begunBytes = 0;
  private dropping = false;

  constructor(maxLineBytes: number) {
    this.maxLineBytes = maxLineBytes;
  }

  /** The lines that this chunk ends, in order. */
  push(chunk: Buffer): readonly (Lines | TooLong)[] {
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last < 0) {
      this.begin(chunk, 0, chunk.length);
      return [];
    }
    const cut: (Lines | TooLong)[] = [];
    let start = 0;
    if (this.begunBytes > 0 || this.dropping) {
      start = chunk.indexOf(LINE_FEED) + 1;
      this.begin(chunk, 0, start - 1);
      cut.push(this.endBegun());
    }
    if (start <= last) cut.push(linesOf(chunk, start, last + 1));
    this.begin(chunk, last + 1, chunk.length);
    return cut;
  }

  /** The last line, where it has no line feed. */
  end(): readonly (Lines | TooLong)[] {
    return this.begunBytes > 0 || this.dropping ? [this.endBegun()] : [];
  }

  private begin(chunk: Buffer, start: number, end: number): void {
    if (this.dropping || start === end) return;
    const bytes = this.begunBytes + end - start;
    // A byte-order mark and the CR of a CRLF are no part of the line; who reads it measures exactly.
    if (bytes > this.maxLineBytes + 4) {
      this.dropping = true;
      this.begun = Buffer.alloc(0);
      this.begunBytes = 0;
      return;
    }
    // One more for the line feed.
    if (bytes + 1 > this.begun.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, bytes * 2));
      this.begun.copy(larger, 0, 0, this.begunBytes);
      this.begun = larger;
    }
    chunk.copy(this.begun, this.begunBytes, start, end);
    this.begunBytes = bytes;
  }

  private endBegun(): Lines | TooLong {
    const { begun, begunBytes } = this;
    const wasDropped = this.dropping;
    this.dropping = false;
    this.begun = Buffer.alloc(0);
    this.begunBytes = 0;
    if (wasDropped) return TOO_LONG;
    begun[begunBytes] = LINE_FEED;
    return linesOf(begun, 0, begunBytes + 1);
  }
}

/** UTF-8 is checked for many lines at once: whole lines never cut a character, as chunks may. */
function linesOf(bytes: Buffer, start: number, end: number): Lines {
  return { bytes, start, end, utf8: isUtf8(bytes.subarray(start, end)) };
}
