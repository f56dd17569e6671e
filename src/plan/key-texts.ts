import { ByteSink } from '../encode/byte-sink.ts';
import type { Binding } from './binding.ts';

/** The texts of rows' keys, kept for an answer that tells keys: rows in COPY's binary format don't have them. */
export class KeyTexts {
  readonly #bytes: ByteSink;
  /** Where each row's key ends. */
  #ends: Int32Array;
  /** For each key column, as it comes in a row, its place in the binding's key. */
  readonly #places: readonly number[];

  constructor({ columns, key }: Binding, expectedRows: number) {
    this.#bytes = new ByteSink(expectedRows * EXPECTED_BYTES * key.length);
    this.#ends = new Int32Array(Math.max(FEWEST_ROWS, expectedRows));
    this.#places = columns.filter(({ isKey }) => isKey).map((bound) => key.indexOf(bound));
  }

  /** Takes a row's key: one text, or several with their lengths in front. Rows behind it are forgotten. */
  add(row: number, key: ByteSink): void {
    this.#bytes.length = this.#startOf(row);
    this.#bytes.copy(key.bytes, 0, key.length);
    if (row === this.#ends.length) {
      const larger = new Int32Array(2 * row);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[row] = this.#bytes.length;
  }

  /** The keys of some rows: for each column of the binding's key the rows' texts. */
  of(rows: Int32Array): readonly (readonly string[])[] {
    const texts: string[][] = this.#places.map(() => []);
    const { bytes } = this.#bytes;
    for (const row of rows) {
      let at = this.#startOf(row);
      for (const place of this.#places) {
        const isOnly = this.#places.length === 1;
        const start = isOnly ? at : at + LENGTH_BYTES;
        const end = isOnly ? (this.#ends[row] as number) : start + bytes.readInt32BE(at); // each row has its end
        texts[place]?.push(bytes.toString('utf8', start, end));
        at = end;
      }
    }
    return texts;
  }

  #startOf(row: number): number {
    return row === 0 ? 0 : (this.#ends[row - 1] as number); // each row has its end
  }
}

const FEWEST_ROWS = 16;
const EXPECTED_BYTES = 8;
const LENGTH_BYTES = 4;
