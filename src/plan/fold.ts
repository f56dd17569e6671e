import type { Row } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import { overlayer, shapeOf } from '../route/row-algebra.ts';
import { type Binder, type Binding, isBindingError } from './binding.ts';
import { type BulkAction, BulkGroup, type RowGroup } from './bulk-group.ts';
import { insertsNothingThatFails, isWholeForIndexes, takesFolding } from './lane.ts';
import { MoveGroup } from './move-group.ts';
import type { PlannedChange } from './plan-change.ts';
import { SparseGroup } from './sparse-group.ts';
import { needsExistingRow, settable } from './statements.ts';
import { isSureToPass } from './sure-value.ts';

/** A row of a group. */
interface Place {
  readonly group: RowGroup;
  readonly row: number;
}

/** One key's changes within a wave, and what they come to: perhaps a delete, then perhaps one row. */
export interface FoldedKey {
  /** Indexes of the changes in what was given, in order. */
  readonly members: readonly number[];
  /** Runs before the row: a key that is deleted and created again is a new row. */
  readonly deleted: Place | null;
  /** The row that stays, where the last of the changes is no delete. */
  readonly live: Place | null;
  /** A move; it has two keys, and no other change of either is in its wave. */
  readonly moved?: Place;
}

/** A key while changes are added to it. */
interface OpenKey extends FoldedKey {
  readonly wave: number;
  readonly members: number[];
  deleted: Place | null;
  live: { readonly group: BulkGroup; readonly row: number; readonly values: Row; readonly binding: Binding } | null;
}

/** Changes whose keys differ, after folding: one statement for each group, the deletes' first, else in any order. */
export interface Wave {
  readonly groups: readonly RowGroup[];
  readonly keys: readonly FoldedKey[];
}

/** What folding gives: waves, to be run one after another, and the errors of values that their columns refuse. */
export interface Folded {
  readonly waves: readonly Wave[];
  readonly errors: ReadonlyMap<number, RecordError>;
}

/**
 * Folds and groups changes of one table whose rows don't see each other (visibility `free`, canonical keys). A key's
 * later change goes into the same wave where folding can't be seen, else into the next one.
 */
export function foldChanges(changes: readonly PlannedChange[], bind: Binder): Folded {
  const folder = new Folder(bind, changes.length);
  const errors = new Map<number, RecordError>();
  for (const [index, change] of changes.entries()) {
    const error = folder.add(index, change);
    if (error !== undefined) errors.set(index, error);
  }
  return { waves: folder.waves.map(joinSmallGroups), errors };
}

/** Groups below this many rows, where there are as many of them, share one statement. */
const SMALL_GROUP_ROWS = 8;
const MANY_SMALL_GROUPS = 8;

/** Many small groups of upserts, each with its own columns, become one. */
function joinSmallGroups(wave: OpenWave): Wave {
  const isSmall = ({ action, liveRows, binding }: BulkGroup) =>
    (action === 'upsert' || action === 'update') &&
    liveRows < SMALL_GROUP_ROWS &&
    settable(binding).length > 0 &&
    insertsNothingThatFails(binding);
  const small = new Set(wave.groups.filter(isSmall));
  if (small.size < MANY_SMALL_GROUPS) return { groups: [...wave.groups, ...wave.moves], keys: wave.keys };
  const sparse = new SparseGroup([...small].map((group) => group.binding));
  const keys = wave.keys.map((key): FoldedKey => {
    if (key.live === null || !small.has(key.live.group)) return key;
    sparse.add(key.live.values, key.live.binding);
    return { ...key, live: { group: sparse, row: sparse.rows - 1 } };
  });
  return { groups: [...wave.groups.filter((group) => !small.has(group)), ...wave.moves, sparse], keys };
}

/** How a change is written where it comes alone. */
export function actionOf({ kind, table, columns }: Binding): BulkAction {
  if (kind === 'upsert') return needsExistingRow(table, columns) ? 'update' : 'upsert';
  if (kind === 'move' || kind === 'soft-delete') throw new TypeError(`a ${kind} is no bulk statement`);
  return kind;
}

interface OpenWave {
  readonly groups: BulkGroup[];
  readonly moves: MoveGroup[];
  readonly keys: OpenKey[];
}

class Folder {
  readonly waves: OpenWave[] = [];
  readonly #groups: Map<string, BulkGroup>[] = [];
  readonly #firstGroups = new Map<Binding, BulkGroup>();
  readonly #traits = new Map<Binding, { readonly folds: boolean; readonly isSure: boolean }>();
  readonly #bind: Binder;
  readonly #initialBytes: number;
  readonly #overlay = overlayer();
  readonly #latest = new Map<string, OpenKey>();

  constructor(bind: Binder, rows: number) {
    this.#bind = bind;
    // A guess at the length of values that seldom makes the first buffers grow, and wastes little on few rows.
    this.#initialBytes = 64 + rows * 12;
  }

  add(index: number, { change, binding }: PlannedChange): RecordError | undefined {
    if (change.oldKey !== null) return this.#addMove(index, change.row, change.oldKey, binding);
    // The key is read off the encoded row; where it is there already, the row moves on.
    const group = this.#firstGroup(binding);
    const error = group.add(change.row, binding);
    if (error !== undefined) return error;
    const text = group.lastKey();
    const before = this.#latest.get(text);
    if (before === undefined) {
      this.#begin(text, 0, index, group, change.row, binding);
      return undefined;
    }
    group.undoLast();
    if (this.#fold(before, change.row, binding)) {
      before.members.push(index);
      return undefined;
    }
    const wave = before.wave + 1;
    const next = this.#group(wave, binding, actionOf(binding));
    next.add(change.row, binding);
    this.#begin(text, wave, index, next, change.row, binding);
    return undefined;
  }

  /** A move goes into the first wave in which nothing else touches its keys, and no later change may join it there. */
  #addMove(index: number, values: Row, oldKey: Row, binding: Binding): RecordError | undefined {
    const first = this.#moveGroup(0, binding);
    const error = first.add(values, oldKey, binding);
    if (error !== undefined) return error;
    const keys = first.lastKeys();
    const before = [keys.newKey, keys.oldKey].flatMap((text) => this.#latest.get(text)?.wave ?? []);
    const wave = Math.max(-1, ...before) + 1;
    let group = first;
    if (wave > 0) {
      first.undoLast();
      group = this.#moveGroup(wave, binding);
      group.add(values, oldKey, binding);
    }
    const key: OpenKey = { wave, members: [index], deleted: null, live: null, moved: { group, row: group.rows - 1 } };
    this.#latest.set(keys.newKey, key);
    this.#latest.set(keys.oldKey, key);
    this.waves[wave]?.keys.push(key);
    return undefined;
  }

  #begin(text: string, wave: number, index: number, group: BulkGroup, values: Row, binding: Binding): void {
    const row = group.rows - 1;
    const isDelete = binding.kind === 'delete';
    // Literals without spreading, which would cost more than all else here (bench/client.bench.ts).
    const key: OpenKey = {
      wave,
      members: [index],
      deleted: isDelete ? { group, row } : null,
      live: isDelete ? null : { group, row, values, binding },
    };
    this.#latest.set(text, key);
    this.waves[wave]?.keys.push(key);
  }

  /** Adds a change to its key's others in the same wave; false where that could be seen. */
  #fold(key: OpenKey, values: Row, binding: Binding): boolean {
    if (key.moved !== undefined || !this.#traitsOf(binding).folds) return false;
    const { live } = key;
    // What is left out must be sure to have passed alone; an update says nothing of a row that is missing.
    if (live !== null && !this.#isSure(live)) return false;
    if (binding.kind === 'delete') {
      // That there is a partition for its key is nothing that a row's values tell.
      if (live !== null && binding.table.kind !== 'table') return false;
      live?.group.kill(live.row);
      key.live = null;
      key.deleted ??= this.#take(key.wave, 'delete', values, binding);
      return true;
    }
    if (live === null) {
      if (needsExistingRow(binding.table, binding.columns)) return false;
      key.live = { ...this.#take(key.wave, 'upsert', values, binding), values, binding };
      return true;
    }
    const isAlike = binding.id === live.binding.id;
    if (!isAlike && !this.#traitsOf(binding).isSure) return false;
    const merged = isAlike ? values : this.#overlay(live.values, values);
    const bound = merged === values ? binding : this.#rebind(merged, binding);
    if (bound === undefined) return false;
    live.group.kill(live.row);
    key.live = { ...this.#take(key.wave, 'upsert', merged, bound), values: merged, binding: bound };
    return true;
  }

  #isSure({ group, values, binding }: NonNullable<OpenKey['live']>): boolean {
    return group.action === 'upsert' && this.#traitsOf(binding).isSure && isSureToPass(values, binding);
  }

  /** What the rules say of a binding, worked out once for each. */
  #traitsOf(binding: Binding): { readonly folds: boolean; readonly isSure: boolean } {
    let traits = this.#traits.get(binding);
    if (traits === undefined) {
      traits = { folds: takesFolding(binding), isSure: insertsNothingThatFails(binding) && isWholeForIndexes(binding) };
      this.#traits.set(binding, traits);
    }
    return traits;
  }

  #take(wave: number, action: BulkAction, values: Row, binding: Binding): { group: BulkGroup; row: number } {
    const group = this.#group(wave, binding, action);
    group.add(values, binding);
    return { group, row: group.rows - 1 };
  }

  #rebind(row: Row, { table, kind, key }: Binding): Binding | undefined {
    const bound = this.#bind(table, kind, row.shape, shapeOf(key.map(({ column }) => column.name)));
    return isBindingError(bound) ? undefined : bound;
  }

  /** The group of the first wave that a binding's changes go to; worked out once for each binding. */
  #firstGroup(binding: Binding): BulkGroup {
    let group = this.#firstGroups.get(binding);
    if (group === undefined) {
      group = this.#group(0, binding, actionOf(binding));
      this.#firstGroups.set(binding, group);
    }
    return group;
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

  #group(wave: number, binding: Binding, action: BulkAction): BulkGroup {
    const { groups: inOrder } = this.#wave(wave);
    const groups = this.#groups[wave] as Map<string, BulkGroup>; // made above
    let group = groups.get(binding.id);
    if (group === undefined) {
      // The first sets of columns are likely those of many rows.
      group = new BulkGroup(binding, action, wave === 0 && groups.size < 4 ? this.#initialBytes : 256);
      groups.set(binding.id, group);
      inOrder.push(group);
    }
    return group;
  }
}
