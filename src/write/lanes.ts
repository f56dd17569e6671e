import type { RecordError } from '../errors.ts';
import type { Binder } from '../plan/binding.ts';
import type { CopyRule } from '../plan/copy-rule.ts';
import { CopyStream } from '../plan/copy-stream.ts';
import { type ExactPlan, isPlanError } from '../plan/exact.ts';
import { foldChanges, type Slice, type Wave } from '../plan/fold.ts';
import type { PlannedChange } from '../plan/plan-change.ts';
import { runsOf, SMALLEST_BULK_ROWS, stretchEnd } from '../plan/runs.ts';
import { StagedStream } from '../plan/staged-stream.ts';
import { type Stream, streamsOf } from '../plan/streams.ts';
import type { Connection } from './connection.ts';
import type { CopyChoice } from './copy-choice.ts';
import { CopyUnit } from './copy-unit.ts';
import { type ExactItem, writeExact } from './exact.ts';
import { ExactUnit } from './exact-unit.ts';
import { joinSmallUnits } from './joint-unit.ts';
import { RunUnit } from './run-unit.ts';
import type { ServerError } from './server-error.ts';
import { StagedUnit } from './staged-unit.ts';
import type { Told } from './told.ts';
import { runUnits, SendWindow, type Unit } from './units.ts';
import { changesOf, WaveUnit } from './wave-unit.ts';

/** What the lanes need besides the connection. */
export interface LaneContext {
  readonly bind: Binder;
  readonly copies: CopyChoice;
  readonly planExact: (planned: PlannedChange) => ExactPlan | RecordError;
  /** Makes a record's error of the server's refusal, or throws what stops the batch. */
  readonly explain: (planned: PlannedChange, error: ServerError, isFresh: boolean) => RecordError;
}

/** Changes divided where one of them is suspected. */
export interface Around {
  readonly before: readonly PlannedChange[];
  readonly suspect: readonly PlannedChange[];
  readonly behind: readonly PlannedChange[];
}

/**
 * Rows that a piece has after its statement failed, and after that piece's failed: the good pieces keep most of the
 * speed, and little goes down the exact lane for one bad record (`npm run bench -- --only check`).
 */
const PIECE_ROWS = 128;
const SMALLEST_PIECE_ROWS = 16;
/** Rows of a COPY that were taken before the one that failed, below which it is not tried once more. */
const FEWEST_ROWS_BEFORE = 16;

/**
 * Rows of a stream that are folded and encoded at a time: while the server writes some, the next ones are made. A slice
 * has up to twice the rows of all before it: by then the server has enough to do, and a COPY of many rows costs it a
 * tenth less than several (bench/README.md).
 */
const SLICE_ROWS = 1000;
const MOST_SLICE_ROWS = 5000;
/**
 * Of a stream that takes several, the first is short, so that the server has something to do while the next is made; and
 * where statements have failed lately all are, as half of one that fails is for nothing.
 */
const SHORT_SLICE_ROWS = 250;

/**
 * Writes planned changes inside the open transaction. One object for all batches of a connection, and functions that are
 * not made anew for each batch: V8 gives up the machine code of those, and a sixth of the time went into making it again.
 */
export class Lanes {
  readonly #connection: Connection;
  readonly #context: LaneContext;
  readonly #copies: CopyRule;
  readonly #window = new SendWindow();

  constructor(connection: Connection, context: LaneContext) {
    this.#connection = connection;
    this.#context = context;
    this.#copies = context.copies;
  }

  get copies(): CopyChoice {
    return this.#context.copies;
  }

  /**
   * Writes a batch's changes, each stream in its own order: bulk statements where they can't be told from one at a time,
   * the exact lane elsewhere and for what fails.
   */
  async write(members: readonly PlannedChange[], told: Told): Promise<void> {
    const units = joinSmallUnits(this.#unitsOfStreams(members, told), this.#window);
    await runUnits(this.#connection, units, this.#window);
  }

  /** Writes changes one by one, in order. */
  async writeExactly(members: readonly PlannedChange[], told: Told): Promise<void> {
    const items: ExactItem[] = [];
    const written: PlannedChange[] = [];
    for (const planned of members) {
      const plan = this.#context.planExact(planned);
      if (isPlanError(plan)) {
        told.tell(planned, plan);
        continue;
      }
      items.push({ plan, explain: (error) => this.#context.explain(planned, error, told.isFresh) });
      written.push(planned);
    }
    const results = await writeExact(this.#connection, items);
    for (const [i, result] of results.entries()) told.tell(written[i] as PlannedChange, result);
  }

  /** What failed as a whole: again in pieces, and the smallest ones record by record. */
  *inPieces(members: readonly PlannedChange[], order: Stream['order'], told: Told): Generator<Unit> {
    if (members.length <= SMALLEST_PIECE_ROWS) {
      yield new ExactUnit(this, members, told);
      return;
    }
    const rows = members.length <= PIECE_ROWS ? SMALLEST_PIECE_ROWS : PIECE_ROWS;
    for (let at = 0; at < members.length; at += rows) {
      yield* this.#unitsOf(order, members.slice(at, at + rows), told);
    }
  }

  /** What failed as a whole, once more as a whole, and not by COPY. */
  uncopied(members: readonly PlannedChange[], told: Told): Iterable<Unit> {
    return this.#freeUnits(members, told);
  }

  /**
   * What failed as a whole, by COPY once more, but for the changes of the row that was at hand then: these one by one,
   * between what is before and what is behind them. So each row is sent twice at most. Where a row fails early there are
   * likely many, which pieces take better.
   */
  *around(parts: Around, order: Stream['order'], told: Told): Generator<Unit> {
    const { before, suspect, behind } = parts;
    if (before.length < FEWEST_ROWS_BEFORE) {
      yield* this.inPieces(inOrder([...before, ...suspect, ...behind]), order, told);
      return;
    }
    yield* this.#unitsOf(order, before, told, this.#copies);
    yield new ExactUnit(this, suspect, told);
    yield* this.#unitsOf(order, behind, told, this.#copies);
  }

  #unitsOf(order: Stream['order'], members: readonly PlannedChange[], told: Told, copies?: CopyRule): readonly Unit[] {
    if (members.length === 0) return [];
    return order === 'free' ? this.#freeUnits(members, told, copies) : this.#orderedUnits(members, told, copies);
  }

  *#unitsOfStreams(members: readonly PlannedChange[], told: Told): Generator<Unit> {
    for (const { order, members: own } of streamsOf(members)) {
      for (let at = 0; at < own.length; ) {
        const rows = this.#sliceRows(at, own.length);
        const staged = order === 'free' && !this.#window.isNarrow() ? this.#stagedUnit(own, at, told) : undefined;
        if (staged !== undefined) {
          yield staged.unit;
          const { binding } = staged.stream;
          const { waves, errors, next } = staged.stream.folded();
          if (staged.stream.isStopped) this.copies.unstaged(binding);
          for (const [planned, error] of errors) told.tell(planned, error);
          yield* this.#unitsOfWaves(waves.slice(1), told, true);
          at = next;
          continue;
        }
        if (order === 'free') {
          const { units, next } = this.#foldedUnits(own, told, this.#copies, { from: at, mostKeys: rows });
          yield* units;
          at = next;
          continue;
        }
        const copied = this.#window.isNarrow() ? undefined : this.#copiedUnit(own, at, told);
        if (copied === undefined) {
          yield* this.#orderedUnits(own.slice(at, at + rows), told, this.#copies);
          at += rows;
          continue;
        }
        yield copied.unit;
        at = this.#endOf(copied.stream, told);
      }
    }
  }

  /** The rows of the slice at `at`, of all the changes of a stream; never a small rest. */
  #sliceRows(at: number, rows: number): number {
    const isShort = this.#window.isNarrow() || (at === 0 && rows > SLICE_ROWS);
    const left = rows - at;
    const most = isShort ? SHORT_SLICE_ROWS : Math.min(Math.max(SLICE_ROWS, 2 * at), MOST_SLICE_ROWS);
    return left < most * 1.5 ? left : most;
  }

  /** The unit of the upserts from place `at` on, if they are many and may go by the stage. */
  #stagedUnit(
    members: readonly PlannedChange[],
    at: number,
    told: Told,
  ): { readonly unit: Unit; readonly stream: StagedStream } | undefined {
    const { binding } = members[at] as PlannedChange; // callers stay below the length
    const rows = members.length - at;
    const stage = binding.kind === 'upsert' ? this.copies.stage(binding, rows) : undefined;
    if (stage === undefined) return undefined;
    const stream = new StagedStream(members, at, binding, stage, { bind: this.#context.bind, copies: this.#copies });
    return { unit: new StagedUnit(this, stream, rows, told), stream };
  }

  /** The unit of the appends from place `at` on, if they are many and may be copied. */
  #copiedUnit(
    members: readonly PlannedChange[],
    at: number,
    told: Told,
  ): { readonly unit: Unit; readonly stream: CopyStream } | undefined {
    const { binding } = members[at] as PlannedChange; // callers stay below the length
    const format = binding.kind === 'append' ? this.#copies.formatOf(binding) : undefined;
    if (format === undefined) return undefined;
    const last = stretchEnd(members, at);
    if (last - at < SLICE_ROWS) return undefined;
    const stream = new CopyStream(members, { first: at, last }, binding, format);
    return { unit: new CopyUnit(this, stream, told), stream };
  }

  /** Where a stream that was sent ended; what it knows of its changes is told. */
  #endOf({ end, errors, needsText, binding }: CopyStream, told: Told): number {
    for (const [planned, error] of errors) told.tell(planned, error);
    if (needsText) this.#copies.asText(binding);
    return end;
  }

  #orderedUnits(members: readonly PlannedChange[], told: Told, copies?: CopyRule): readonly Unit[] {
    const { runs, errors } = runsOf(members, copies);
    for (const [planned, error] of errors) told.tell(planned, error);
    return runs.map((run) =>
      run.lane === 'exact' ? new ExactUnit(this, run.members, told) : new RunUnit(this, run.group, run.members, told),
    );
  }

  #freeUnits(members: readonly PlannedChange[], told: Told, copies?: CopyRule): readonly Unit[] {
    return this.#foldedUnits(members, told, copies).units;
  }

  /** The units of a slice, and the place of the first change that is none of it. */
  #foldedUnits(
    members: readonly PlannedChange[],
    told: Told,
    copies?: CopyRule,
    slice?: Slice,
  ): { readonly units: readonly Unit[]; readonly next: number } {
    const { waves, errors, next } = foldChanges(members, this.#context.bind, copies, slice);
    for (const [planned, error] of errors) told.tell(planned, error);
    return { units: this.#unitsOfWaves(waves, told, false), next };
  }

  /** `areLater`: another wave came before these. */
  #unitsOfWaves(waves: readonly Wave[], told: Told, areLater: boolean): readonly Unit[] {
    const units: Unit[] = [];
    let singles: PlannedChange[] = [];
    const endSingles = () => {
      if (singles.length > 0) units.push(new ExactUnit(this, inOrder(singles), told));
      singles = [];
    };
    for (const [i, wave] of waves.entries()) {
      // One key that comes over and over without folding makes waves of one change.
      const changes = (areLater || i > 0) && wave.keys.length < SMALLEST_BULK_ROWS ? changesOf(wave.keys) : undefined;
      if (changes !== undefined && changes.length < SMALLEST_BULK_ROWS) {
        singles.push(...changes);
        continue;
      }
      endSingles();
      units.push(new WaveUnit(this, wave, told));
    }
    endSingles();
    return units;
  }
}

/** In input order. */
export function inOrder(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.toSorted((a, b) => a.index - b.index);
}
