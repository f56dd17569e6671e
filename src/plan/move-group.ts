import type { Row, Shape } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import type { Binding } from './binding.ts';
import { BulkGroup } from './bulk-group.ts';
import type { GroupContent, RowGroup } from './change-group.ts';
import type { KeyIndex } from './key-index.ts';

/**
 * Moves for one statement: each row's new values, and the key that it has so far. The statement moves the rows that
 * are there and whose new key is free; every other one is left to the exact lane.
 */
export class MoveGroup implements RowGroup {
  readonly binding: Binding;
  readonly action = 'move';
  readonly copies = undefined;
  readonly #rows: BulkGroup;
  readonly #oldKeys: BulkGroup;
  readonly #oldBindings = new WeakMap<Shape, Binding>();

  constructor(binding: Binding) {
    this.binding = binding;
    this.#rows = new BulkGroup(binding, 'update', 64);
    this.#oldKeys = new BulkGroup({ ...binding, columns: binding.key }, 'update', 64);
  }

  /** Takes a row and its old key; or says which value its column refuses, and then takes nothing. */
  add(row: Row, oldKey: Row, binding: Binding): RecordError | undefined {
    const error = this.#rows.add(row, binding);
    if (error !== undefined) return error;
    const oldError = this.#oldKeys.add(oldKey, this.#oldBinding(oldKey.shape));
    if (oldError !== undefined) this.#rows.undoLast();
    return oldError;
  }

  /** The numbers that an index gives the keys of the row taken last: the same for equal keys where the key is canonical. */
  numberLastKeys(index: KeyIndex): { readonly newKey: number; readonly oldKey: number } {
    return { newKey: this.#rows.numberLastKey(index), oldKey: this.#oldKeys.numberLastKey(index) };
  }

  /** Takes the row taken last back. */
  undoLast(): void {
    this.#rows.undoLast();
    this.#oldKeys.undoLast();
  }

  get rows(): number {
    return this.#rows.rows;
  }

  get liveRows(): number {
    return this.#rows.liveRows;
  }

  get mayMiss(): boolean {
    return true;
  }

  canInsert(): boolean {
    return false;
  }

  finish(): GroupContent {
    const { values, places } = this.#rows.finish();
    return { values: [...values, ...this.#oldKeys.finish().values], places };
  }

  /** The key's columns, at their places in the old key. */
  #oldBinding(shape: Shape): Binding {
    let binding = this.#oldBindings.get(shape);
    if (binding === undefined) {
      const key = this.binding.key.map((bound) => ({ ...bound, index: shape.indexOf.get(bound.column.name) ?? -1 }));
      binding = { ...this.binding, columns: key, key };
      this.#oldBindings.set(shape, binding);
    }
    return binding;
  }
}
