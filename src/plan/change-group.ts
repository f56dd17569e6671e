import type { Row } from '../decode/row.ts';
import type { CopyFormat } from '../encode/copy-rows.ts';
import type { RecordError } from '../errors.ts';
import type { Binding } from './binding.ts';
import type { KeyIndex } from './key-index.ts';
import type { StagedRows } from './stage.ts';

/** What a group's statement does: `update` for upserts of rows that could not be inserted. */
export type BulkAction = 'append' | 'upsert' | 'update' | 'delete';

/** The parameters, or of a COPY its rows as the only one, and for each row of the statement which row of the group it is. */
export interface GroupContent {
  readonly values: readonly Buffer[];
  readonly places: Int32Array;
  /** Of staged rows: how many were sent, those included that don't stand. */
  readonly sentRows?: number;
  /** Of staged rows the texts of each key column, in the order of the binding's key: no parameter has them. */
  readonly keyTexts?: () => readonly (readonly string[])[];
}

/** Rows for one statement, as the lanes see them. */
export interface RowGroup {
  readonly binding: Binding;
  readonly action: BulkAction | 'sparse' | 'move';
  /** The format of the statement's data where it is a COPY. */
  readonly copies: CopyFormat | undefined;
  /** How the rows are copied into the stage, where they go by it. */
  readonly stage?: StagedRows | undefined;
  /** Rows that the statement will have. */
  readonly liveRows: number;
  /** True where rows that are missing are still to be written when the statement is answered. */
  readonly mayMiss: boolean;
  /** Whether the row is inserted where it is missing. */
  readonly canInsert: (row: number) => boolean;
  /** To be called once; the group is empty then. */
  readonly finish: () => GroupContent;
}

/** Rows of one action and column set, while changes are added and folded. */
export interface ChangeGroup extends RowGroup {
  readonly action: BulkAction;
  /** Rows taken, those included that were taken back by `kill`. */
  readonly rows: number;
  /**
   * Takes a row, whose shape `binding` binds (its id is the group's); or says which value its column refuses, and then
   * takes nothing.
   */
  readonly add: (row: Row, binding: Binding) => RecordError | undefined;
  /** The number that an index gives the key of the row taken last: the same for equal keys where the key is canonical. */
  readonly numberLastKey: (index: KeyIndex) => number;
  /** Takes the row taken last back. */
  readonly undoLast: () => void;
  /** Leaves a row out that was taken before. */
  readonly kill: (row: number) => void;
}

/** A set of row numbers; cheap where it is empty, as it nearly always is. */
export class RowSet {
  size = 0;
  #flags: Uint8Array | undefined;

  has(row: number): boolean {
    return this.#flags?.[row] === 1;
  }

  /** Adds a row that is not in it. */
  add(row: number): void {
    let flags = this.#flags;
    if (flags === undefined || row >= flags.length) {
      const larger = new Uint8Array(Math.max(1024, 2 * row + 1));
      if (flags !== undefined) larger.set(flags);
      flags = larger;
      this.#flags = larger;
    }
    flags[row] = 1;
    this.size++;
  }
}

/** Which of `rows` rows are not among the dead, ascending. */
export function placesOfLive(rows: number, dead: RowSet): Int32Array {
  const places = new Int32Array(rows - dead.size);
  let live = 0;
  for (let row = 0; row < rows; row++) if (dead.size === 0 || !dead.has(row)) places[live++] = row;
  return places;
}
