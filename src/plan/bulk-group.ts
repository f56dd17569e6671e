import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import { TextArray } from '../encode/text-array.ts';
import type { RecordError } from '../errors.ts';
import type { Binding, BoundColumn } from './binding.ts';
import type { KeyIndex } from './key-index.ts';

/** What a group's statement does: `update` for upserts of rows that could not be inserted. */
export type BulkAction = 'append' | 'upsert' | 'update' | 'delete';

/** Rows for one statement, as the lanes see them. */
export interface RowGroup {
  readonly binding: Binding;
  readonly action: BulkAction | 'sparse' | 'move';
  /** Rows that the statement will have. */
  readonly liveRows: number;
  /** True where a row that is missing is left to the exact lane. */
  readonly mayMiss: boolean;
  /** Whether the row is inserted where it is missing. */
  readonly canInsert: (row: number) => boolean;
  /** The parameters, and for each of the statement's rows which row of the group it is; the group is empty then. */
  readonly finish: () => { readonly values: readonly Buffer[]; readonly places: readonly number[] };
}

/**
 * Rows for one statement: each column's values as one text[] parameter, written by the encoders straight into it.
 * Bindings with the same id share a group, whatever the order of their columns in the input.
 */
export class BulkGroup implements RowGroup {
  readonly binding: Binding;
  readonly action: BulkAction;
  /** Rows taken, those included that were taken back by `kill`. */
  rows = 0;
  readonly #arrays: readonly TextArray[];
  /** Where the last row's element begins in each column's array. */
  readonly #begun: Int32Array;
  readonly #keyColumns: readonly number[];
  readonly #keyBytes = new ByteSink(64);
  #dead: Uint8Array | undefined;
  #deadRows = 0;
  #finished = false;

  constructor(binding: Binding, action: BulkAction, initialBytes: number) {
    this.binding = binding;
    this.action = action;
    this.#arrays = binding.columns.map(() => new TextArray(initialBytes));
    this.#begun = new Int32Array(binding.columns.length);
    // In the table's order, so that keys which list their columns in another order are the same.
    const order = [...binding.table.columns.keys()];
    const placeOf = (i: number) => order.indexOf((binding.columns[i] as BoundColumn).column.name);
    this.#keyColumns = binding.columns
      .flatMap(({ isKey }, i) => (isKey ? [i] : []))
      .sort((i, j) => placeOf(i) - placeOf(j));
  }

  /**
   * Takes a row, whose shape `binding` binds (its id is the group's); or says which value its column refuses, and then
   * takes nothing.
   */
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

  /** The number that an index gives the key of the row taken last: the same for equal keys where the key is canonical. */
  numberLastKey(index: KeyIndex): number {
    const [first] = this.#keyColumns;
    if (first !== undefined && this.#keyColumns.length === 1) {
      const { sink } = this.#arrays[first] as TextArray;
      return index.numberOf(sink.bytes, this.#begun[first] as number, sink.length);
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

  /** Takes the row taken last back. */
  undoLast(): void {
    this.rows--;
    for (const [i, array] of this.#arrays.entries()) array.truncate(this.rows, this.#begun[i] as number);
  }

  /** Leaves a row out that was taken before. */
  kill(row: number): void {
    let dead = this.#dead;
    if (dead === undefined || row >= dead.length) {
      const larger = new Uint8Array(Math.max(1024, 2 * this.rows));
      if (dead !== undefined) larger.set(dead);
      dead = larger;
      this.#dead = larger;
    }
    dead[row] = 1;
    this.#deadRows++;
  }

  /** Rows that the statement will have. */
  get liveRows(): number {
    return this.rows - this.#deadRows;
  }

  get mayMiss(): boolean {
    return this.action === 'update';
  }

  canInsert(_row: number): boolean {
    return this.action !== 'update';
  }

  /** The parameters, and for each of the statement's rows which row of the group it is; the group is empty then. */
  finish(): { readonly values: readonly Buffer[]; readonly places: readonly number[] } {
    if (this.#finished) throw new TypeError('a group is finished once');
    this.#finished = true;
    const dead = this.#dead;
    const places: number[] = [];
    for (let row = 0; row < this.rows; row++) if (dead?.[row] !== 1) places.push(row);
    const values = this.#arrays.map((array) => (dead === undefined ? array.finish() : array.finishOnly(places)));
    return { values, places };
  }
}
