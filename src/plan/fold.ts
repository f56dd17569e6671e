import type { Row } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import { overlayer, shapeOf } from '../route/row-algebra.ts';
import { type Binder, type Binding, isBindingError } from './binding.ts';
import { BulkGroup } from './bulk-group.ts';
import type { BulkAction, ChangeGroup, RowGroup } from './change-group.ts';
import { CopyGroup } from './copy-group.ts';
import { type CopyRule, copying, noCopy } from './copy-rule.ts';
import { type FoldedKey, type LiveRow, OpenKey } from './folded-key.ts';
import { joinSmallGroups } from './join-small-groups.ts';
import { KeyIndex } from './key-index.ts';
import { insertsNothingThatFails, isWholeForIndexes, takesFolding } from './lane.ts';
import { MoveGroup } from './move-group.ts';
import { once } from './once.ts';
import type { PlannedChange } from './plan-change.ts';
import { needsExistingRow } from './statements.ts';
import { isSureToPass } from './sure-value.ts';

/** Changes whose keys differ, after folding: one statement for each group, the deletes' first, else in any order. */
export interface Wave {
  readonly groups: readonly RowGroup[];
  readonly keys: readonly FoldedKey[];
}

/** What folding gives: waves, to be run one after another, and changes with values that their columns refuse. */
export interface Folded {
  readonly waves: readonly Wave[];
  readonly errors: ReadonlyMap<PlannedChange, RecordError>;
  /** The place of the first change that was not taken. */
  readonly next: number;
}

/** Which of the changes to fold: from a place on, until they come to so many keys. */
export interface Slice {
  readonly from: number;
  readonly mostKeys: number;
}

const WHOLE: Slice = { from: 0, mostKeys: Number.POSITIVE_INFINITY };

/**
 * Folds and groups changes of one table whose rows don't see each other (visibility `free`, canonical keys). A key's
 * later change goes into the same wave where folding can't be seen, else into the next one.
 * `copies`: see CopyGroup; a row that is there after all makes its statement fail.
 */
export function foldChanges(
  changes: readonly PlannedChange[],
  bind: Binder,
  copies: CopyRule = noCopy,
  slice: Slice = WHOLE,
): Folded {
  return copying(copies, () => foldOnce(changes, bind, copies, slice));
}

function foldOnce(
  changes: readonly PlannedChange[],
  bind: Binder,
  copies: CopyRule,
  { from, mostKeys }: Slice,
): Folded {
  const folder = new Folder(bind, copies, Math.min(changes.length - from, mostKeys));
  const errors = new Map<PlannedChange, RecordError>();
  let next = from;
  for (; next < changes.length && folder.keys < mostKeys; next++) {
    const change = changes[next] as PlannedChange; // next is below the length
    const error = folder.add(change);
    if (error !== undefined) errors.set(change, error);
  }
  return { waves: folder.joinedWaves(), errors, next };
}

/** How a change is written where it comes alone. */
export const actionOf = once(({ kind, table, columns }: Binding): BulkAction => {
  if (kind === 'upsert') return needsExistingRow(table, columns) ? 'update' : 'upsert';
  if (kind === 'move' || kind === 'soft-delete') throw new TypeError(`a ${kind} is no bulk statement`);
  return kind;
});

/** A wave while it is filled. */
export interface OpenWave {
  readonly groups: ChangeGroup[];
  readonly moves: MoveGroup[];
  readonly keys: OpenKey[];
}

/** What the rules say of a binding's folding; in one object, as they are asked for each record. */
const traitsOf = once((binding: Binding) => ({
  folds: takesFolding(binding),
  isSure: insertsNothingThatFails(binding) && isWholeForIndexes(binding),
  needsExistingRow: binding.kind === 'upsert' && actionOf(binding) === 'update',
}));

/** Whether a key's row, which is in `group`, would have passed alone. */
function isSure(group: ChangeGroup, { values, binding }: OpenKey): boolean {
  return group.action === 'upsert' && traitsOf(binding).isSure && isSureToPass(values, binding);
}

/** Staged rows are sent in pieces, the first of which has about so many. */
const FIRST_STAGED_ROWS = 256;

/** Folds changes one after another. */
export class Folder {
  readonly waves: OpenWave[] = [];
  /** Keys of all waves, which are the rows of their statements. */
  keys = 0;
  readonly #groups: Map<string, ChangeGroup>[] = [];
  readonly #firstGroups = new Map<Binding, ChangeGroup>();
  readonly #bind: Binder;
  readonly #copies: CopyRule;
  readonly #rows: number;
  readonly #overlay = overlayer();
  readonly #index = new KeyIndex();
  /** By the key's number: where its last change went. */
  readonly #latest: (OpenKey | undefined)[];
  #lastBinding: Binding | undefined;
  #lastGroup: ChangeGroup | undefined;

  constructor(bind: Binder, copies: CopyRule, rows: number) {
    this.#bind = bind;
    this.#copies = copies;
    this.#rows = rows;
    this.#latest = new Array(rows);
  }

  joinedWaves(): readonly Wave[] {
    return this.waves.map(joinSmallGroups);
  }

  /**
   * Takes a change, or says which of its values is refused. Throws what CopyGroup throws, and has not taken it then, nor
   * anything of it.
   */
  add(planned: PlannedChange): RecordError | undefined {
    const { change, binding } = planned;
    if (change.oldKey !== null) return this.#addMove(planned, change.oldKey);
    // The key is read off the encoded row; where it is there already, the row moves on.
    const group = this.#firstGroup(binding);
    const error = group.add(change.row, binding);
    if (error !== undefined) return error;
    const number = group.numberLastKey(this.#index);
    const before = this.#latest[number];
    if (before === undefined) {
      this.#begin(number, 0, planned, group);
      return undefined;
    }
    if (this.#comesOver(before, planned, group) || this.#folds(before, planned, group)) return undefined;
    const wave = before.wave + 1;
    const next = this.#group(wave, binding, actionOf(binding));
    next.add(change.row, binding);
    this.#begin(number, wave, planned, next);
    return undefined;
  }

  /** A move goes into the first wave in which nothing else touches its keys, and no later change may join it there. */
  #addMove(planned: PlannedChange, oldKey: Row): RecordError | undefined {
    const { change, binding } = planned;
    const first = this.#moveGroup(0, binding);
    const error = first.add(change.row, oldKey, binding);
    if (error !== undefined) return error;
    const keys = first.numberLastKeys(this.#index);
    const before = [keys.newKey, keys.oldKey].flatMap((number) => this.#latest[number]?.wave ?? []);
    const wave = Math.max(-1, ...before) + 1;
    let group = first;
    if (wave > 0) {
      first.undoLast();
      group = this.#moveGroup(wave, binding);
      group.add(change.row, oldKey, binding);
    }
    const key = new OpenKey(wave, planned, group, group.rows - 1, null);
    this.#latest[keys.newKey] = key;
    this.#latest[keys.oldKey] = key;
    this.#addKey(wave, key);
    return undefined;
  }

  #begin(number: number, wave: number, planned: PlannedChange, group: ChangeGroup): void {
    const row = group.rows - 1;
    const isDelete = planned.binding.kind === 'delete';
    const key = isDelete
      ? new OpenKey(wave, planned, null, -1, { group, row })
      : new OpenKey(wave, planned, group, row, null);
    this.#latest[number] = key;
    this.#addKey(wave, key);
  }

  #addKey(wave: number, key: OpenKey): void {
    this.waves[wave]?.keys.push(key);
    this.keys++;
  }

  /** The plainest folding: the row just added, of the same columns, stands for the one that is there; nothing is encoded anew. */
  #comesOver(key: OpenKey, planned: PlannedChange, group: ChangeGroup): boolean {
    const { binding } = planned;
    if (key.group !== group || binding.id !== key.binding.id) return false;
    if (!traitsOf(binding).folds || !isSure(group, key)) return false;
    group.kill(key.row);
    key.joinRow(planned, { group, row: group.rows - 1, values: planned.change.row, binding });
    return true;
  }

  /** Adds a change to its key's others in the same wave, its row being taken out of `group`; false where that could be seen. */
  #folds(key: OpenKey, planned: PlannedChange, group: ChangeGroup): boolean {
    group.undoLast();
    const { group: live } = key;
    const { binding } = planned;
    const values = planned.change.row;
    if (live instanceof MoveGroup || !traitsOf(binding).folds) return false;
    // What is left out must be sure to have passed alone; an update says nothing of a row that is missing.
    if (live !== null && !isSure(live, key)) return false;
    if (binding.kind === 'delete') {
      // That there is a partition for its key is nothing that a row's values tell.
      if (live !== null && binding.table.kind === 'partitioned') return false;
      live?.kill(key.row);
      key.joinDelete(planned, key.deleted ?? this.#take(key.wave, 'delete', values, binding));
      return true;
    }
    if (live === null) {
      if (traitsOf(binding).needsExistingRow) return false;
      key.joinRow(planned, this.#take(key.wave, 'upsert', values, binding));
      return true;
    }
    const isAlike = binding.id === key.binding.id;
    if (!isAlike && !traitsOf(binding).isSure) return false;
    const merged = isAlike ? values : this.#overlay(key.values, values);
    const bound = merged === values ? binding : this.#rebind(merged, binding);
    if (bound === undefined) return false;
    // First, as it may find a value without a binary form.
    const taken = this.#take(key.wave, 'upsert', merged, bound);
    live.kill(key.row);
    key.joinRow(planned, taken);
    return true;
  }

  /** The group of the first wave that a binding's changes go to. Nearly always the same as for the change before. */
  #firstGroup(binding: Binding): ChangeGroup {
    if (binding === this.#lastBinding && this.#lastGroup !== undefined) return this.#lastGroup;
    const group = this.#firstGroups.get(binding) ?? this.#group(0, binding, actionOf(binding));
    this.#firstGroups.set(binding, group);
    this.#lastBinding = binding;
    this.#lastGroup = group;
    return group;
  }

  #take(wave: number, action: BulkAction, values: Row, binding: Binding): LiveRow {
    const group = this.#group(wave, binding, action);
    group.add(values, binding);
    return { group, row: group.rows - 1, values, binding };
  }

  #rebind(row: Row, { table, kind, key }: Binding): Binding | undefined {
    const bound = this.#bind(table, kind, row.shape, shapeOf(key.map(({ column }) => column.name)));
    return isBindingError(bound) ? undefined : bound;
  }

  #moveGroup(wave: number, binding: Binding): MoveGroup {
    const { moves } = this.#wave(wave);
    let group = moves.find((other) => other.binding.id === binding.id);
    if (group === undefined) {
      group = new MoveGroup(binding);
      moves.push(group);
    }
    return group;
  }

  #wave(index: number): OpenWave {
    while (this.waves.length <= index) {
      this.waves.push({ groups: [], moves: [], keys: [] });
      this.#groups.push(new Map());
    }
    return this.waves[index] as OpenWave; // made above
  }

  /** A group whose rows are copied, where the rule has it so. */
  #copiedGroup(binding: Binding, rows: number): ChangeGroup | undefined {
    const stage = this.#copies.stageOf?.(binding);
    if (stage !== undefined)
      return new CopyGroup(binding, 'upsert', 'binary', Math.min(rows, FIRST_STAGED_ROWS), stage);
    const format = this.#copies.formatOf(binding);
    return format && new CopyGroup(binding, 'upsert', format, rows);
  }

  #group(wave: number, binding: Binding, action: BulkAction): ChangeGroup {
    const { groups: inOrder } = this.#wave(wave);
    const groups = this.#groups[wave] as Map<string, ChangeGroup>; // made above
    let group = groups.get(binding.id);
    if (group === undefined) {
      // The first sets of columns are likely those of many rows.
      const rows = wave === 0 && groups.size < 4 ? this.#rows : 16;
      group =
        (action === 'upsert' && wave === 0 && this.#copiedGroup(binding, rows)) || new BulkGroup(binding, action, rows);
      groups.set(binding.id, group);
      inOrder.push(group);
    }
    return group;
  }
}
