import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, LOWER_N, LOWER_T, SPACE, TAB } from '../decode/bytes.ts';
import { ByteSink } from './byte-sink.ts';
import type { CopyRows } from './copy-rows.ts';

/** Rows in the text format of COPY. https://www.postgresql.org/docs/current/sql-copy.html */
export class CopyTextRows implements CopyRows {
  sink: ByteSink;
  /** Where the row that is being built begins. */
  #row = 0;
  /** Where the value that is being written begins. */
  #begun = 0;
  /** The sink's bytes, as they were last, to be read in words. */
  #viewed: Buffer;
  #view: DataView;

  constructor(initialBytes = 65_536) {
    this.sink = new ByteSink(initialBytes);
    this.#viewed = this.sink.bytes;
    this.#view = viewOf(this.#viewed);
  }

  get bytes(): number {
    return this.sink.length;
  }

  beginRow(): void {}

  written(): boolean {
    return false;
  }

  begin(): number {
    this.#begun = this.sink.length;
    return this.#begun;
  }

  end(): boolean {
    const { sink } = this;
    if (!this.#isPlain(this.#begun, sink.length)) escapeFrom(sink, this.#begun);
    sink.reserve(1);
    sink.bytes[sink.length++] = TAB;
    return true;
  }

  null(): void {
    const { sink } = this;
    sink.reserve(3);
    const { bytes } = sink;
    bytes[sink.length++] = BACKSLASH;
    bytes[sink.length++] = UPPER_N;
    bytes[sink.length++] = TAB;
  }

  endRow(): void {
    const { sink } = this;
    if (sink.length > this.#row) sink.bytes[sink.length - 1] = LINE_FEED;
    else sink.byte(LINE_FEED); // a row without columns
    this.#row = sink.length;
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
    return this.take(0);
  }

  /**
   * Whether `[start, end)` stands for itself. Four bytes at a time, the last four read twice where they don't go out
   * even; other control characters than tab and line ends pass for not plain too, which `escapeFrom` leaves alone.
   */
  #isPlain(start: number, end: number): boolean {
    const { bytes } = this.sink;
    if (bytes !== this.#viewed) this.#turnTo(bytes);
    const view = this.#view;
    const lastWord = end - 4;
    if (lastWord < start) {
      for (let at = start; at < end; at++) {
        const byte = bytes[at] as number;
        if (byte < SPACE || byte === BACKSLASH) return false;
      }
      return true;
    }
    for (let at = start; at < lastWord; at += 4) if (!isPlainWord(view.getInt32(at))) return false;
    return isPlainWord(view.getInt32(lastWord));
  }

  #turnTo(bytes: Buffer): void {
    this.#viewed = bytes;
    this.#view = viewOf(bytes);
  }
}

const UPPER_N = 0x4e;

/** True where none of the four bytes is `\` or a control character; worked out as for JSON's strings (text-scanner.ts). */
function isPlainWord(word: number): boolean {
  return (((word - 0x20202020) | ((word ^ 0x5c5c5c5c) - 0x01010101)) & ~word & 0x80808080) === 0;
}

/** The letter that stands for a byte behind a backslash; 0 for bytes that stand for themselves. */
const LETTER: Uint8Array = new Uint8Array(256);
LETTER[BACKSLASH] = BACKSLASH;
LETTER[TAB] = LOWER_T;
LETTER[LINE_FEED] = LOWER_N;
LETTER[CARRIAGE_RETURN] = 0x72;

/** Escapes the bytes from `start` to the sink's end, from the last one on, so that none is written over unread. */
function escapeFrom(sink: ByteSink, start: number): void {
  let more = 0;
  for (let at = start; at < sink.length; at++) if (LETTER[sink.bytes[at] as number] !== 0) more++;
  sink.reserve(more);
  const { bytes } = sink;
  let from = sink.length;
  let to = from + more;
  // Where both meet, what is left stands where it should.
  while (from < to) {
    const byte = bytes[--from] as number;
    const letter = LETTER[byte] as number;
    bytes[--to] = letter === 0 ? byte : letter;
    if (letter !== 0) bytes[--to] = BACKSLASH;
  }
  sink.length += more;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The rows (as `finish` gives them) without the one at a place: a row is a line, as a line feed within it is escaped. */
export function withoutTextRow(rows: Buffer, place: number): Buffer {
  let start = 0;
  for (let before = 0; before < place; before++) start = rows.indexOf(LINE_FEED, start) + 1;
  const end = rows.indexOf(LINE_FEED, start) + 1;
  return Buffer.concat([rows.subarray(0, start), rows.subarray(end)]);
}
