import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import { TextArray } from '../encode/text-array.ts';
import type { RecordError } from '../errors.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { type BulkAction, type ChangeGroup, type GroupContent, placesOfLive, RowSet } from './change-group.ts';
import type { KeyIndex } from './key-index.ts';

/**
 * Rows for one statement: each column's values as one text[] parameter, written by the encoders straight into it.
 * Bindings with the same id share a group, whatever the order of their columns in the input.
 */
export class BulkGroup implements ChangeGroup {
  readonly binding: Binding;
  readonly action: BulkAction;
  readonly copies = undefined;
  rows = 0;
  readonly #arrays: readonly TextArray[];
  /** Where the last row's element begins in each column's array. */
  readonly #begun: Int32Array;
  readonly #keyColumns: readonly number[];
  readonly #keyBytes = new ByteSink(64);
  readonly #dead = new RowSet();
  #finished = false;

  /** `expectedRows`: for how many rows there is room at first. */
  constructor(binding: Binding, action: BulkAction, expectedRows: number) {
    this.binding = binding;
    this.action = action;
    this.#arrays = binding.columns.map(() => new TextArray(expectedRows * EXPECTED_BYTES));
    this.#begun = new Int32Array(binding.columns.length);
    // In the table's order, so that keys which list their columns in another order are the same.
    const order = [...binding.table.columns.keys()];
    const placeOf = (i: number) => order.indexOf((binding.columns[i] as BoundColumn).column.name);
    this.#keyColumns = binding.columns
      .flatMap(({ isKey }, i) => (isKey ? [i] : []))
      .sort((i, j) => placeOf(i) - placeOf(j));
  }

  add(row: Row, binding: Binding): RecordError | undefined {
    const { columns } = binding;
    const { bytes, spans, offset } = row;
    for (let i = 0; i < columns.length; i++) {
      const { encode, index, column } = columns[i] as BoundColumn;
      const array = this.#arrays[i] as TextArray;
      const at = offset + index * 3;
      const kind = spans[at] as Kind; // the scanner writes Kinds there
      this.#begun[i] = array.bytes;
      if (kind === Kind.null) {
        array.null();
        continue;
      }
      array.begin();
      const error = encode(bytes, kind, spans[at + 1] as number, spans[at + 2] as number, array.sink);
      if (error !== undefined) {
        array.cancel();
        for (let before = 0; before < i; before++) {
          (this.#arrays[before] as TextArray).truncate(this.rows, this.#begun[before] as number);
        }
        return { ...error, column: column.name };
      }
      array.end();
    }
    this.rows++;
    return undefined;
  }

  numberLastKey(index: KeyIndex): number {
    const [first] = this.#keyColumns;
    if (first !== undefined && this.#keyColumns.length === 1) {
      const { sink } = this.#arrays[first] as TextArray;
      return index.numberOf(sink.bytes, (this.#begun[first] as number) + LENGTH_BYTES, sink.length);
    }
    const key = this.#keyBytes;
    key.length = 0;
    // Each element has its length in front, so no two lists of values make the same bytes.
    for (const i of this.#keyColumns) {
      const { sink } = this.#arrays[i] as TextArray;
      key.copy(sink.bytes, this.#begun[i] as number, sink.length);
    }
    return index.numberOf(key.bytes, 0, key.length);
  }

  undoLast(): void {
    this.rows--;
    for (const [i, array] of this.#arrays.entries()) array.truncate(this.rows, this.#begun[i] as number);
  }

  kill(row: number): void {
    this.#dead.add(row);
  }

  get liveRows(): number {
    return this.rows - this.#dead.size;
  }

  get mayMiss(): boolean {
    return this.action === 'update';
  }

  canInsert(_row: number): boolean {
    return this.action !== 'update';
  }

  finish(): GroupContent {
    if (this.#finished) throw new TypeError('a group is finished once');
    this.#finished = true;
    const places = placesOfLive(this.rows, this.#dead);
    const isWhole = this.#dead.size === 0;
    return { values: this.#arrays.map((array) => (isWhole ? array.finish() : array.finishOnly(places))), places };
  }
}

/** A guess at the length of values that seldom makes the first buffers grow, and wastes little on few rows. */
const EXPECTED_BYTES = 16;

/** What stands before an element's text in the array's binary form. */
const LENGTH_BYTES = 4;
