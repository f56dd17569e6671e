import type { ByteSink } from '../encode/byte-sink.ts';
import type { Outcome } from './outcome.ts';

/** Gives `{"level":30,"time":5,"result":"inserted","line":`, made once for each result of the same millisecond. */
export function lineBeginnings(): (result: Outcome['result'], timeMs: number) => Buffer {
  const made = new Map<Outcome['result'], Buffer>();
  let madeMs = Number.NaN;
  let lastResult: Outcome['result'] | undefined;
  let last: Buffer = Buffer.alloc(0);
  return (result, timeMs) => {
    if (timeMs !== madeMs) {
      made.clear();
      madeMs = timeMs;
    } else if (result === lastResult) {
      return last;
    }
    last = made.get(result) ?? beginning(result, timeMs);
    made.set(result, last);
    lastResult = result;
    return last;
  };
}

function beginning(result: Outcome['result'], timeMs: number): Buffer {
  return Buffer.from(`{"level":${result === 'failed' ? 50 : 30},"time":${timeMs},"result":"${result}","line":`);
}

/** What a line says of its file. */
export interface FilePieces {
  /** `,"file":"orders.ndjson"` */
  readonly file: Buffer;
  /** The same and `,"position":`. */
  readonly fileAndPosition: Buffer;
}

/** Gives a file's pieces, made once while it is the same. */
export function filePieces(): (file: string) => FilePieces {
  let last: string | undefined;
  let pieces: FilePieces = { file: Buffer.alloc(0), fileAndPosition: Buffer.alloc(0) };
  return (file) => {
    if (file !== last) {
      last = file;
      const text = `,"file":${JSON.stringify(file)}`;
      pieces = { file: Buffer.from(text), fileAndPosition: Buffer.from(`${text},"position":`) };
    }
    return pieces;
  };
}

/**
 * Writes all of `piece`. `set` takes some 20 ns whatever the length, a loop that already for 10 bytes; `Buffer.copy` of a
 * part of a buffer, which makes an object in between, 100.
 */
export function append(to: ByteSink, piece: Buffer): void {
  to.reserve(piece.length);
  to.bytes.set(piece, to.length);
  to.length += piece.length;
}

/** Writes a whole number that is not negative in decimal digits. */
export function writeNumber(to: ByteSink, value: number): void {
  if (value > 0x7fff_ffff) {
    to.text(String(value));
    return;
  }
  let digits = 1;
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits++;
  to.reserve(digits);
  const { bytes } = to;
  let rest = value;
  for (let at = to.length + digits - 1; at >= to.length; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = ZERO + rest - 10 * tens;
    rest = tens;
  }
  to.length += digits;
}

const ZERO = 0x30;
