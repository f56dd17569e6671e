import type { BinaryForm } from './binary-form.ts';
import { putInt32 } from './binary-integer.ts';
import { ByteSink } from './byte-sink.ts';
import type { CopyRows } from './copy-rows.ts';

/** The format's signature, flags, and the length of what could follow: none. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** What stands before a value: how many bytes it has, or -1. */
const LENGTH_BYTES = 4;
/** In place of a number of values: there are no more rows. */
const TRAILER_BYTES = 2;

/** Rows in the binary format of COPY. https://www.postgresql.org/docs/current/sql-copy.html */
export class CopyBinaryRows implements CopyRows {
  sink: ByteSink;
  #row = HEADER.length;
  /** Where the value that is being written begins, and its text. */
  #begun = 0;
  #text = 0;

  constructor(initialBytes = 65_536) {
    this.sink = new ByteSink(HEADER.length + initialBytes);
    this.sink.copy(HEADER, 0, HEADER.length);
  }

  get bytes(): number {
    return this.sink.length;
  }

  beginRow(values: number): void {
    const { sink } = this;
    sink.reserve(2);
    const { bytes } = sink;
    bytes[sink.length++] = values >> 8;
    bytes[sink.length++] = values;
  }

  written(form: BinaryForm | undefined, text: Buffer, start: number, end: number): boolean {
    if (form?.write === undefined) return false;
    const { sink } = this;
    const begun = sink.length;
    sink.reserve(LENGTH_BYTES);
    sink.length += LENGTH_BYTES;
    if (form.write(text, start, end, sink)) {
      putInt32(sink.bytes, begun, sink.length - begun - LENGTH_BYTES);
      return true;
    }
    sink.length = begun;
    return false;
  }

  begin(form: BinaryForm | undefined): number {
    const { sink } = this;
    sink.reserve(LENGTH_BYTES + 1);
    sink.length += LENGTH_BYTES;
    this.#begun = sink.length;
    if (form?.lead !== undefined) sink.bytes[sink.length++] = form.lead;
    this.#text = sink.length;
    return sink.length;
  }

  end(form: BinaryForm | undefined): boolean {
    const { sink } = this;
    if (form === undefined || !form.replace(sink, this.#text)) return false;
    putInt32(sink.bytes, this.#begun - LENGTH_BYTES, sink.length - this.#begun);
    return true;
  }

  /** Adds an int4. */
  int4(value: number): void {
    const { sink } = this;
    sink.reserve(2 * LENGTH_BYTES);
    putInt32(sink.bytes, sink.length, 4);
    putInt32(sink.bytes, sink.length + LENGTH_BYTES, value);
    sink.length += 2 * LENGTH_BYTES;
  }

  null(): void {
    const { sink } = this;
    sink.reserve(LENGTH_BYTES);
    putInt32(sink.bytes, sink.length, -1);
    sink.length += LENGTH_BYTES;
  }

  endRow(): void {
    this.#row = this.sink.length;
  }

  cancelRow(): void {
    this.sink.length = this.#row;
  }

  truncate(bytes: number): void {
    this.#row = bytes;
    this.sink.length = bytes;
  }

  take(room: number): Buffer {
    const { bytes, length } = this.sink;
    this.sink = new ByteSink(room);
    this.#row = 0;
    return bytes.subarray(0, length);
  }

  finish(): Buffer {
    const { sink } = this;
    sink.reserve(TRAILER_BYTES);
    sink.length = sink.bytes.writeInt16BE(-1, sink.length);
    return this.take(0);
  }
}

/** The rows (as `finish` gives them) without the one at a place. */
export function withoutBinaryRow(rows: Buffer, place: number): Buffer {
  let start = HEADER.length;
  for (let before = 0; before < place; before++) start = rowEnd(rows, start);
  return Buffer.concat([rows.subarray(0, start), rows.subarray(rowEnd(rows, start))]);
}

/** Where the row at `at` ends. */
function rowEnd(rows: Buffer, at: number): number {
  let end = at + 2;
  for (let value = rows.readInt16BE(at); value > 0; value--) end += 4 + Math.max(0, rows.readInt32BE(end));
  return end;
}
