import type { RecordError } from '../errors.ts';
import type { Binder } from '../plan/binding.ts';
import { type BulkStatement, bulkStatementOf } from '../plan/bulk.ts';
import type { RowGroup } from '../plan/change-group.ts';
import { type ExactPlan, isPlanError } from '../plan/exact.ts';
import { type CopyRule, foldChanges, type Wave } from '../plan/fold.ts';
import { resultOfRow, tellResultsOfKey } from '../plan/fold-results.ts';
import type { FoldedKey } from '../plan/folded-key.ts';
import type { PlannedChange } from '../plan/plan-change.ts';
import { type Run, runsOf, SMALLEST_BULK_ROWS } from '../plan/runs.ts';
import { type Stream, streamsOf } from '../plan/streams.ts';
import type { Result } from '../report/outcome.ts';
import type { Connection } from './connection.ts';
import type { CopyChoice } from './copy-choice.ts';
import { type ExactItem, writeExact } from './exact.ts';
import type { ServerError } from './server-error.ts';
import { runUnits, type Unit } from './units.ts';

/** What the lanes need besides the connection. */
export interface LaneContext {
  readonly bind: Binder;
  readonly copies: CopyChoice;
  readonly planExact: (planned: PlannedChange) => ExactPlan | RecordError;
  /** Makes a record's error of the server's refusal, or throws what stops the batch. */
  readonly explain: (planned: PlannedChange) => ExactItem['explain'];
}

type Existed = NonNullable<ReturnType<BulkStatement['existed']>>;

/** Tells what became of a change; `index` is its place in the batch. */
type Tell = (index: number, result: Result | RecordError) => void;

/**
 * Rows that a piece has after its statement failed, and after that piece's failed: the good pieces keep most of the
 * speed, and little goes down the exact lane for one bad record (`npm run bench -- --only check`).
 */
const PIECE_ROWS = 128;
const SMALLEST_PIECE_ROWS = 16;

/**
 * Changes of a stream that are folded and encoded at a time: while the server writes some, the next ones are made. Many
 * more rows in a statement gain nothing (see bench/README.md).
 */
const SLICE_ROWS = 1000;
/** Of a stream that takes several, the first is short, so that the server has something to do while the next is made. */
const FIRST_SLICE_ROWS = 250;

/**
 * Writes the batch's planned changes inside the open transaction, each stream in its own order: bulk statements where
 * they can't be told from one at a time, the exact lane elsewhere and for what fails.
 */
export async function writeLanes(
  connection: Connection,
  members: readonly PlannedChange[],
  context: LaneContext,
  tell: Tell,
): Promise<void> {
  const lanes = lanesOf(connection, context, tell);
  await runUnits(connection, unitsOfStreams(streamsOf(members), lanes.unitsOf));
}

function* unitsOfStreams(streams: readonly Stream[], unitsOf: (stream: Stream) => Iterable<Unit>): Generator<Unit> {
  for (const stream of streams) yield* unitsOf(stream);
}

/** Writes changes one by one, in order. */
export async function writeMembersExactly(
  connection: Connection,
  members: readonly PlannedChange[],
  context: LaneContext,
  tell: Tell,
): Promise<void> {
  const items: ExactItem[] = [];
  const indexes: number[] = [];
  for (const planned of members) {
    const plan = context.planExact(planned);
    if (isPlanError(plan)) tell(planned.index, plan);
    else {
      items.push({ plan, explain: context.explain(planned) });
      indexes.push(planned.index);
    }
  }
  const results = await writeExact(connection, items);
  for (const [i, result] of results.entries()) tell(indexes[i] as number, result);
}

function lanesOf(connection: Connection, context: LaneContext, tell: Tell) {
  const exactly = (members: readonly PlannedChange[]) => writeMembersExactly(connection, members, context, tell);

  function* unitsOf({ order, members }: Stream): Generator<Unit> {
    for (const slice of slicesOf(members)) {
      const units = order === 'free' ? freeUnits : orderedUnits;
      yield* units(slice, context.copies.wants);
    }
  }

  function orderedUnits(members: readonly PlannedChange[], copies?: CopyRule): readonly Unit[] {
    const { runs, errors } = runsOf(members, copies);
    for (const [index, error] of errors) tell(index, error);
    return runs.map((run) => (run.lane === 'exact' ? exactUnit(run.members) : runUnit(run)));
  }

  function exactUnit(members: readonly PlannedChange[]): Unit {
    return { statements: () => [], take: () => () => exactly(members), instead: () => exactly(members), isOpen: true };
  }

  function runUnit({ group, members }: Extract<Run, { lane: 'bulk' }>): Unit {
    // Kept, as making it empties the group, and a unit behind one that failed is sent again.
    let bulk: BulkStatement | undefined;
    return {
      statements: () => {
        bulk ??= bulkStatementOf(group, true);
        if (group.copies) context.copies.sent(group.binding);
        return [bulk.statement];
      },
      take: ([answer]) => {
        const existed = answer && bulk?.existed(answer);
        // A row that is missing might be inserted alone, and seen by the run's later ones.
        if (existed === undefined || (group.action === 'update' && existed !== 'all')) return false;
        for (const [row, { index, binding }] of members.entries()) {
          tell(index, resultOfRow(binding, existed === 'all' || (existed !== 'none' && existed.has(row))));
        }
        return true;
      },
      instead: (refusal) => {
        noteRefusal([group], refusal);
        return inPieces(members, orderedUnits);
      },
      isOpen: group.action === 'update',
    };
  }

  function freeUnits(members: readonly PlannedChange[], copies?: CopyRule): readonly Unit[] {
    const { waves, errors } = foldChanges(members, context.bind, copies);
    for (const [{ index }, error] of errors) tell(index, error);
    const units: Unit[] = [];
    let singles: PlannedChange[] = [];
    const endSingles = () => {
      if (singles.length > 0) units.push(exactUnit(inOrder(singles)));
      singles = [];
    };
    for (const [i, wave] of waves.entries()) {
      // One key that comes over and over without folding makes waves of one change.
      const changes = i > 0 && wave.keys.length < SMALLEST_BULK_ROWS ? changesOf(wave.keys) : undefined;
      if (changes !== undefined && changes.length < SMALLEST_BULK_ROWS) {
        singles.push(...changes);
        continue;
      }
      endSingles();
      units.push(waveUnit(wave));
    }
    endSingles();
    return units;
  }

  function waveUnit({ groups, keys }: Wave): Unit {
    // Kept, as making them empties the groups, and a unit behind one that failed is sent again.
    let bulks: readonly (readonly [RowGroup, BulkStatement])[] | undefined;
    const made = () => {
      const live = groups.filter((group) => group.liveRows > 0);
      const sorted = [...live.filter(isDelete), ...live.filter((group) => !isDelete(group))];
      return sorted.map((group) => [group, bulkStatementOf(group, false)] as const);
    };
    return {
      statements: () => {
        bulks ??= made();
        for (const group of groups) if (group.copies) context.copies.sent(group.binding);
        return bulks.map(([, bulk]) => bulk.statement);
      },
      take: (answers) => {
        const existed = new Map<RowGroup, Existed>();
        for (const [i, [group, bulk]] of (bulks ?? []).entries()) {
          const found = bulk.existed(answers[i] as never);
          if (found === undefined) return false;
          existed.set(group, found);
        }
        for (const [group, found] of existed) noteAnswer(group, found);
        const wasThere = (group: RowGroup, row: number) => {
          const found = existed.get(group);
          return found === 'all' || (found !== 'none' && found?.has(row) === true);
        };
        const missing: PlannedChange[] = [];
        const tellOrMiss = (planned: PlannedChange, result: Result | null) => {
          if (result === null) missing.push(planned);
          else tell(planned.index, result);
        };
        for (const key of keys) tellResultsOfKey(key, wasThere, tellOrMiss);
        return missing.length === 0 ? true : () => exactly(missing);
      },
      instead: (refusal) => {
        noteRefusal(groups, refusal);
        return inPieces(inOrder(changesOf(keys)), freeUnits);
      },
      isOpen: groups.some((group) => group.mayMiss),
    };
  }

  function noteAnswer(group: RowGroup, existed: Existed): void {
    if (group.copies) context.copies.landed(group.binding);
    else if (group.action === 'upsert') {
      context.copies.upserted(group.binding, group.liveRows, existed === 'none');
    }
  }

  function noteRefusal(groups: readonly RowGroup[], refusal: ServerError | undefined): void {
    for (const { copies, binding } of groups) {
      if (copies && refusal !== undefined) context.copies.refused(binding, refusal.sqlstate);
    }
  }

  /** What failed as a whole: again in pieces, and the smallest ones record by record. */
  async function inPieces(
    members: readonly PlannedChange[],
    unitsOfPiece: (piece: readonly PlannedChange[]) => readonly Unit[],
  ) {
    if (members.length <= SMALLEST_PIECE_ROWS) return exactly(members);
    const rows = members.length <= PIECE_ROWS ? SMALLEST_PIECE_ROWS : PIECE_ROWS;
    const units: Unit[] = [];
    for (let at = 0; at < members.length; at += rows) units.push(...unitsOfPiece(members.slice(at, at + rows)));
    await runUnits(connection, units);
  }

  return { unitsOf };
}

/** All changes of some keys. */
function changesOf(keys: readonly FoldedKey[]): readonly PlannedChange[] {
  return keys.flatMap(({ first, others }) => [first, ...others]);
}

/** In input order. */
function inOrder(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.toSorted((a, b) => a.index - b.index);
}

/** The first one short where there are several, the others of about the same length. */
function slicesOf(members: readonly PlannedChange[]): readonly (readonly PlannedChange[])[] {
  if (members.length <= SLICE_ROWS) return [members];
  const count = Math.round((members.length - FIRST_SLICE_ROWS) / SLICE_ROWS) || 1;
  const rows = Math.ceil((members.length - FIRST_SLICE_ROWS) / count);
  const rest = Array.from({ length: count }, (_, i) =>
    members.slice(FIRST_SLICE_ROWS + i * rows, FIRST_SLICE_ROWS + (i + 1) * rows),
  );
  return [members.slice(0, FIRST_SLICE_ROWS), ...rest];
}

function isDelete(group: RowGroup): boolean {
  return group.action === 'delete';
}
