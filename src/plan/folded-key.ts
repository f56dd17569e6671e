import type { Row } from '../decode/row.ts';
import type { Binding } from './binding.ts';
import type { ChangeGroup, RowGroup } from './change-group.ts';
import type { PlannedChange } from './plan-change.ts';

/** A row of a group. */
export interface Place {
  readonly group: RowGroup;
  readonly row: number;
}

/** One key's changes within a wave, and what they come to: perhaps a delete, then perhaps one row. */
export interface FoldedKey {
  /** The changes in order: the first, and those after it, which most keys don't have. */
  readonly first: PlannedChange;
  readonly others: readonly PlannedChange[];
  /** Runs before the row: a key that is deleted and created again is a new row. */
  readonly deleted: Place | null;
  /** The row that stays, where the last of the changes is no delete. */
  readonly live: Place | null;
  /** A move; it has two keys, and no other change of either is in its wave. */
  readonly moved: Place | null;
}

const NO_OTHERS: readonly PlannedChange[] = [];

/** A row that stays, with the values that later changes of its key come over. */
export interface LiveRow {
  readonly group: ChangeGroup;
  readonly row: number;
  readonly values: Row;
  readonly binding: Binding;
}

/** A key while changes are added to it. */
export class OpenKey implements FoldedKey {
  readonly wave: number;
  readonly first: PlannedChange;
  deleted: Place | null = null;
  live: LiveRow | null = null;
  moved: Place | null = null;
  #others: PlannedChange[] | undefined = undefined;

  constructor(wave: number, first: PlannedChange) {
    this.wave = wave;
    this.first = first;
  }

  get others(): readonly PlannedChange[] {
    return this.#others ?? NO_OTHERS;
  }

  /** Adds a change after the others. */
  join(change: PlannedChange): void {
    if (this.#others === undefined) this.#others = [change];
    else this.#others.push(change);
  }
}
