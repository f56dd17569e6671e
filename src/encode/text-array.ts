import { ByteSink } from './byte-sink.ts';

/** ndim, has-null, element type, length, lower bound: 4 bytes each. */
const HEADER_BYTES = 20;
const TEXT_OID = 25;

/**
 * Builds one parameter of type text[] in the binary format, element by element: an Encoder writes its text straight
 * into `sink` between `begin` and `end` (or `cancel`, which takes back what it wrote).
 * Format: array_recv in https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c
 */
export class TextArray {
  sink: ByteSink;
  /** Elements so far, nulls included. */
  length = 0;
  #begun = 0;

  constructor(initialBytes = 16_384) {
    this.sink = new ByteSink(HEADER_BYTES + initialBytes);
    this.sink.length = HEADER_BYTES;
  }

  /** What the parameter would take so far, in bytes. */
  get bytes(): number {
    return this.sink.length;
  }

  /** Begins an element; its text goes into `sink`. */
  begin(): void {
    this.sink.reserve(4);
    this.sink.length += 4;
    this.#begun = this.sink.length;
  }

  /** Ends the element begun last. */
  end(): void {
    const { sink } = this;
    const { bytes } = sink;
    const length = sink.length - this.#begun;
    // Byte by byte: Buffer's own method costs as much as a small value (bench/encode.bench.ts).
    bytes[this.#begun - 4] = length >>> 24;
    bytes[this.#begun - 3] = length >>> 16;
    bytes[this.#begun - 2] = length >>> 8;
    bytes[this.#begun - 1] = length;
    this.length++;
  }

  /** Cuts off the element begun last. */
  cancel(): void {
    this.sink.length = this.#begun - 4;
  }

  /** Adds a null. */
  null(): void {
    this.sink.int32(-1);
    this.length++;
  }

  /** Cuts back to the first `length` elements, which ended at `bytes` (both as they were then). */
  truncate(length: number, bytes: number): void {
    this.length = length;
    this.sink.length = bytes;
  }

  /** As `finish`, with some of the elements only: those at `places`, which ascend. */
  finishOnly(places: Int32Array): Buffer {
    const from = this.sink.bytes;
    let at = HEADER_BYTES;
    let to = HEADER_BYTES;
    let next = 0;
    for (let i = 0; i < this.length && next < places.length; i++) {
      const length = from.readInt32BE(at);
      const end = at + 4 + Math.max(length, 0);
      if (places[next] === i) {
        // Moved towards the start, over what is left out: never over what is still to be read.
        from.copyWithin(to, at, end);
        to += end - at;
        next++;
      }
      at = end;
    }
    this.length = places.length;
    this.sink.length = to;
    return this.finish();
  }

  /**
   * The parameter's bytes, which are the caller's from then on (pg may send them later); the builder is empty again.
   */
  finish(): Buffer {
    const { bytes, length } = this.sink;
    bytes.writeInt32BE(1, 0);
    bytes.writeInt32BE(1, 4);
    bytes.writeInt32BE(TEXT_OID, 8);
    bytes.writeInt32BE(this.length, 12);
    bytes.writeInt32BE(1, 16);
    // Mostly nothing follows.
    this.sink = new ByteSink(HEADER_BYTES);
    this.sink.length = HEADER_BYTES;
    this.length = 0;
    return bytes.subarray(0, length);
  }
}
