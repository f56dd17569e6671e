import type { Row } from '../decode/row.ts';
import type { Binding } from './binding.ts';
import type { ChangeGroup, RowGroup } from './change-group.ts';
import type { MoveGroup } from './move-group.ts';
import type { PlannedChange } from './plan-change.ts';

/** A row of a group. */
export interface Place {
  readonly group: RowGroup;
  readonly row: number;
}

/** One key's changes within a wave, and what they come to: perhaps a delete, then perhaps one row; or a move. */
export interface FoldedKey {
  /** The changes in order: the first, and those after it, which most keys don't have. */
  readonly first: PlannedChange;
  readonly others: readonly PlannedChange[];
  /** Runs before the row: a key that is deleted and created again is a new row. */
  readonly deleted: Place | null;
  /**
   * The group of the row that stays, null where the last of the changes is a delete. Of a move it is a MoveGroup: that has
   * two keys, and no other change of either is in its wave.
   */
  readonly group: RowGroup | null;
  /** That row's number in its group. */
  readonly row: number;
}

const NO_OTHERS: readonly PlannedChange[] = [];

/** What later changes of a key bring; most keys have none. */
interface Folding {
  readonly others: PlannedChange[];
  /** The values of the row that stays, and how they are bound. */
  values: Row;
  binding: Binding;
}

/** A key while changes are added to it. There is one for nearly every record, so it has few fields. */
export class OpenKey implements FoldedKey {
  readonly wave: number;
  readonly first: PlannedChange;
  deleted: Place | null;
  group: ChangeGroup | MoveGroup | null;
  row: number;
  #folding: Folding | undefined = undefined;

  /** With the row that the first change comes to: in `group`, or of a delete in `deleted`. */
  constructor(
    wave: number,
    first: PlannedChange,
    group: ChangeGroup | MoveGroup | null,
    row: number,
    deleted: Place | null,
  ) {
    this.wave = wave;
    this.first = first;
    this.deleted = deleted;
    this.group = group;
    this.row = row;
  }

  get others(): readonly PlannedChange[] {
    return this.#folding?.others ?? NO_OTHERS;
  }

  /** The values of the row that stays, which those of later changes come over. */
  get values(): Row {
    return this.#folding?.values ?? this.first.change.row;
  }

  /** How these are bound. */
  get binding(): Binding {
    return this.#folding?.binding ?? this.first.binding;
  }

  /** Adds a change after the others: a delete, after which no row stays. */
  joinDelete(change: PlannedChange, deleted: Place): void {
    this.#join(change, change.change.row, change.binding);
    this.deleted = deleted;
    this.group = null;
  }

  /** Adds a change after the others, after which this row stays. */
  joinRow(change: PlannedChange, { group, row, values, binding }: LiveRow): void {
    this.#join(change, values, binding);
    this.group = group;
    this.row = row;
  }

  #join(change: PlannedChange, values: Row, binding: Binding): void {
    const folding = this.#folding;
    if (folding === undefined) {
      this.#folding = { others: [change], values, binding };
      return;
    }
    folding.others.push(change);
    folding.values = values;
    folding.binding = binding;
  }
}

/** A row that stays. */
export interface LiveRow {
  readonly group: ChangeGroup;
  readonly row: number;
  readonly values: Row;
  readonly binding: Binding;
}
