import type { Column } from '../catalog/table.ts';
import { Kind, type Row } from '../decode/row.ts';
import { TextArray } from '../encode/text-array.ts';
import type { Binding, BoundColumn } from './binding.ts';
import type { GroupContent, RowGroup } from './change-group.ts';
import { needsExistingRow } from './statements.ts';

/**
 * Upserts of many column sets for one statement, so that a set that changes from row to row costs no new plan: all
 * their columns, and for each row a mask that tells which of them it has. The mask's first character is `1` where the
 * row may be inserted, the others stand for the columns in order.
 */
export class SparseGroup implements RowGroup {
  readonly action = 'sparse';
  readonly copies = undefined;
  /** All columns of the rows; its indexes belong to no row. */
  readonly binding: Binding;
  rows = 0;
  readonly #arrays: readonly TextArray[];
  readonly #masks = new TextArray(1024);
  readonly #insertable: boolean[] = [];
  readonly #placeOf: ReadonlyMap<Column, number>;

  constructor(bindings: readonly Binding[]) {
    this.binding = unionOf(bindings);
    const { columns } = this.binding;
    this.#arrays = columns.map(() => new TextArray(1024));
    this.#placeOf = new Map(columns.map(({ column }, i) => [column, i]));
  }

  /** Takes a row whose values passed their encoders before. */
  add(row: Row, binding: Binding): void {
    const given = new Array<BoundColumn | undefined>(this.#arrays.length);
    for (const bound of binding.columns) given[this.#placeOf.get(bound.column) ?? -1] = bound;
    const insertable = !needsExistingRow(binding.table, binding.columns);
    let mask = insertable ? '1' : '0';
    for (const [i, array] of this.#arrays.entries()) {
      mask += given[i] === undefined ? '0' : '1';
      addValue(array, row, given[i]);
    }
    this.#masks.begin();
    this.#masks.sink.text(mask);
    this.#masks.end();
    this.#insertable.push(insertable);
    this.rows++;
  }

  get liveRows(): number {
    return this.rows;
  }

  get mayMiss(): boolean {
    return this.#insertable.includes(false);
  }

  canInsert(row: number): boolean {
    return this.#insertable[row] === true;
  }

  finish(): GroupContent {
    const values = [...this.#arrays, this.#masks].map((array) => array.finish());
    return { values, places: Int32Array.from({ length: this.rows }, (_, i) => i) };
  }
}

function addValue(array: TextArray, row: Row, bound: BoundColumn | undefined): void {
  const at = bound === undefined ? -1 : row.offset + bound.index * 3;
  const kind = row.spans[at] as Kind | undefined; // the scanner writes Kinds there
  if (bound === undefined || kind === undefined || kind === Kind.null) {
    array.null();
    return;
  }
  array.begin();
  const error = bound.encode(row.bytes, kind, row.spans[at + 1] as number, row.spans[at + 2] as number, array.sink);
  if (error !== undefined) throw new TypeError('a row of a sparse group passed its encoders before');
  array.end();
}

function unionOf(bindings: readonly Binding[]): Binding {
  const [first] = bindings;
  if (first === undefined) throw new TypeError('a sparse group has at least one binding');
  const bound = new Map<string, BoundColumn>();
  for (const { columns } of bindings) for (const column of columns) bound.set(column.column.name, column);
  const columns = [...first.table.columns.keys()].flatMap((name) => bound.get(name) ?? []);
  const key = first.key.map(({ column }) => bound.get(column.name) as BoundColumn); // every binding has the key's columns
  return { ...first, columns, key };
}
