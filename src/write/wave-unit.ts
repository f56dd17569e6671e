import { type BulkStatement, bulkStatementOf, withoutCopied } from '../plan/bulk.ts';
import type { RowGroup } from '../plan/change-group.ts';
import type { Answer, Statement } from '../plan/exact.ts';
import type { Wave } from '../plan/fold.ts';
import { type Existed, tellResults } from '../plan/fold-results.ts';
import type { FoldedKey } from '../plan/folded-key.ts';
import type { PlannedChange } from '../plan/plan-change.ts';
import { ExactUnit } from './exact-unit.ts';
import { inOrder, type Lanes } from './lanes.ts';
import type { ServerError } from './server-error.ts';
import type { Told } from './told.ts';
import type { Unit } from './units.ts';

/** A wave of folded keys, one statement for each of its groups. */
export class WaveUnit implements Unit {
  readonly isOpen: boolean;
  readonly rows: number;
  readonly #lanes: Lanes;
  readonly #wave: Wave;
  readonly #told: Told;
  /** Kept, as making them empties the groups, and a unit behind one that failed is sent again. */
  #bulks: readonly (readonly [RowGroup, BulkStatement])[] | undefined;
  /** True for what is left of a wave of which a row was refused. */
  readonly #isRest: boolean;

  /** `rest`: the statements of a wave that had one more row. */
  constructor(lanes: Lanes, wave: Wave, told: Told, rest?: readonly (readonly [RowGroup, BulkStatement])[]) {
    this.isOpen = wave.groups.some((group) => group.mayMiss);
    this.rows = wave.groups.reduce((sum, group) => sum + group.liveRows, 0);
    this.#lanes = lanes;
    this.#wave = wave;
    this.#told = told;
    this.#bulks = rest;
    this.#isRest = rest !== undefined;
  }

  statements(): readonly Statement[] {
    const { groups } = this.#wave;
    this.#bulks ??= bulksOf(groups);
    for (const group of groups) if (group.copies) this.#lanes.copies.sent(group.binding);
    return this.#bulks.map(([, bulk]) => bulk.statement);
  }

  take(answers: readonly Answer[]): boolean | (() => Promise<void>) {
    const existed = new Map<RowGroup, Existed>();
    for (const [i, [group, bulk]] of (this.#bulks ?? []).entries()) {
      const found = bulk.existed(answers[i] as Answer); // one for each statement
      if (found === undefined) return false;
      existed.set(group, found);
    }
    for (const [group, found] of existed) this.#noteAnswer(group, found);
    const missing = tellResults(this.#wave.keys, existed, this.#told);
    return missing.length === 0 ? true : () => this.#lanes.writeExactly(missing, this.#told);
  }

  /** Some were there already: none is copied any more. */
  wasTried(refusal: ServerError | undefined): boolean {
    return refusal?.sqlstate === UNIQUE_VIOLATION && this.#wave.groups.some(({ copies }) => copies !== undefined);
  }

  instead(refusal: ServerError | undefined): Iterable<Unit> {
    const { groups, keys } = this.#wave;
    const copied = groups.filter(({ copies }) => copies !== undefined);
    const [only] = copied;
    if (refusal === undefined || only === undefined) return this.#lanes.inPieces(allChanges(keys), 'free', this.#told);
    for (const { binding, copies } of copied) {
      if (copies !== undefined) this.#lanes.copies.refused(binding, copies, refusal.sqlstate);
    }
    if (refusal.sqlstate === UNIQUE_VIOLATION) return this.#lanes.uncopied(allChanges(keys), this.#told);
    const place = copied.length === 1 ? (refusal.copyRow ?? 0) - 1 : -1;
    return this.#withoutRow(only, place) ?? this.#lanes.inPieces(allChanges(keys), 'free', this.#told);
  }

  /**
   * The units where the row at a place of a group's COPY is suspected; undefined where there is none. Its changes go one
   * by one, before the others, as keys of a wave don't see each other. The others go once more as they are, if the COPY
   * is all there is; where that fails too, they are divided.
   */
  #withoutRow(group: RowGroup, place: number): Iterable<Unit> | undefined {
    const bulk = this.#bulks?.find(([own]) => own === group)?.[1];
    const row = bulk?.places[place];
    if (bulk === undefined || row === undefined || group.copies === undefined) return undefined;
    const before: FoldedKey[] = [];
    const suspect: FoldedKey[] = [];
    const behind: FoldedKey[] = [];
    for (const key of this.#wave.keys) {
      const own = key.group === group ? key.row : -1;
      if (own === row) suspect.push(key);
      else if (own < row) before.push(key);
      else behind.push(key);
    }
    if (this.#wave.groups.length > 1 || this.#isRest) {
      return this.#lanes.around(
        { before: allChanges(before), suspect: allChanges(suspect), behind: allChanges(behind) },
        'free',
        this.#told,
      );
    }
    const exact = new ExactUnit(this.#lanes, allChanges(suspect), this.#told);
    const rest = { groups: this.#wave.groups, keys: [...before, ...behind] };
    if (rest.keys.length === 0) return [exact];
    return [exact, new WaveUnit(this.#lanes, rest, this.#told, [[group, withoutCopied(bulk, group.copies, place)]])];
  }

  #noteAnswer(group: RowGroup, existed: Existed): void {
    const { copies } = this.#lanes;
    if (group.copies) copies.landed(group.binding);
    else if (group.action === 'upsert') copies.upserted(group.binding, group.liveRows, existed);
  }
}

const UNIQUE_VIOLATION = '23505';

/** The statements of the groups that have rows, the deletes' first. */
function bulksOf(groups: readonly RowGroup[]): readonly (readonly [RowGroup, BulkStatement])[] {
  const live = groups.filter((group) => group.liveRows > 0);
  const sorted = [...live.filter(isDelete), ...live.filter((group) => !isDelete(group))];
  return sorted.map((group) => [group, bulkStatementOf(group, false)]);
}

function isDelete(group: RowGroup): boolean {
  return group.action === 'delete';
}

/** All changes of some keys, in input order. */
export function allChanges(keys: readonly FoldedKey[]): readonly PlannedChange[] {
  return inOrder(changesOf(keys));
}

/** All changes of some keys. */
export function changesOf(keys: readonly FoldedKey[]): readonly PlannedChange[] {
  return keys.flatMap(({ first, others }) => [first, ...others]);
}
