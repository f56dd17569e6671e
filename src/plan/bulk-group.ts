import { Kind, type Row } from '../decode/row.ts';
import { TextArray } from '../encode/text-array.ts';
import type { RecordError } from '../errors.ts';
import type { Binding, BoundColumn } from './binding.ts';

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
  readonly #columns: readonly BoundColumn[];
  readonly #arrays: readonly TextArray[];
  /** Where the last row's element begins in each column's array. */
  readonly #begun: Int32Array;
  readonly #keyColumns: readonly number[];
  readonly #dead = new Set<number>();
  #finished = false;

  constructor(binding: Binding, action: BulkAction, initialBytes: number) {
    this.binding = binding;
    this.action = action;
    this.#columns = binding.columns;
    this.#arrays = this.#columns.map(() => new TextArray(initialBytes));
    this.#begun = new Int32Array(this.#columns.length);
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
    for (let i = 0; i < columns.length; i++) {
      const { encode, index, column } = columns[i] as BoundColumn;
      const array = this.#arrays[i] as TextArray;
      const at = row.offset + index * 3;
      const kind = row.spans[at] as Kind; // the scanner writes Kinds there
      this.#begun[i] = array.bytes;
      if (kind === Kind.null) {
        array.null();
        continue;
      }
      array.begin();
      const error = encode(row.bytes, kind, row.spans[at + 1] as number, row.spans[at + 2] as number, array.sink);
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

  /** The key of the row taken last as one text: equal for equal keys where the key is canonical. */
  lastKey(): string {
    const [first] = this.#keyColumns;
    if (first !== undefined && this.#keyColumns.length === 1) return this.#lastText(first);
    return this.#keyColumns
      .map((i) => this.#lastText(i))
      .map((text) => `${text.length}:${text}`)
      .join('');
  }

  /** Takes the row taken last back. */
  undoLast(): void {
    this.rows--;
    for (const [i, array] of this.#arrays.entries()) array.truncate(this.rows, this.#begun[i] as number);
  }

  /** Leaves a row out that was taken before. */
  kill(row: number): void {
    this.#dead.add(row);
  }

  /** Rows that the statement will have. */
  get liveRows(): number {
    return this.rows - this.#dead.size;
  }

  get mayMiss(): boolean {
    return this.action === 'update';
  }

  canInsert(_row: number): boolean {
    return this.action !== 'update';
  }

  /** What its parameters take, in bytes. */
  get bytes(): number {
    return this.#arrays.reduce((sum, array) => sum + array.bytes, 0);
  }

  /** The parameters, and for each of the statement's rows which row of the group it is; the group is empty then. */
  finish(): { readonly values: readonly Buffer[]; readonly places: readonly number[] } {
    if (this.#finished) throw new TypeError('a group is finished once');
    this.#finished = true;
    const places: number[] = [];
    for (let row = 0; row < this.rows; row++) if (!this.#dead.has(row)) places.push(row);
    const values = this.#arrays.map((array) => (this.#dead.size === 0 ? array.finish() : array.finishOnly(places)));
    return { values, places };
  }

  #lastText(i: number): string {
    const { sink } = this.#arrays[i] as TextArray;
    return sink.bytes.toString('latin1', (this.#begun[i] as number) + 4, sink.length);
  }
}
