import type { RecordError } from '../errors.ts';
import type { Binding } from './binding.ts';
import { BulkGroup } from './bulk-group.ts';
import type { ChangeGroup } from './change-group.ts';
import { CopyGroup } from './copy-group.ts';
import { type CopyRule, copying, noCopy } from './copy-rule.ts';
import { actionOf } from './fold.ts';
import { KeyIndex } from './key-index.ts';
import { bindingTakesBulk, hasCanonicalKey } from './lane.ts';
import type { PlannedChange } from './plan-change.ts';

/** Fewer changes than this go as single statements: in one pipeline they are as fast, and need no second plan. */
export const SMALLEST_BULK_ROWS = 6;

/** Consecutive changes of a stream in input order: one statement, or singles for the exact lane. */
export type Run =
  | { readonly lane: 'bulk'; readonly group: ChangeGroup; readonly members: readonly PlannedChange[] }
  | { readonly lane: 'exact'; readonly members: readonly PlannedChange[] };

/**
 * Cuts a stream into runs of one operation, table and column set in which no key comes twice; short ones, and what
 * takes no bulk statement, are joined for the exact lane. Errors are those of values that their columns refuse.
 */
export function runsOf(
  members: readonly PlannedChange[],
  copies: CopyRule = noCopy,
): {
  readonly runs: readonly Run[];
  readonly errors: ReadonlyMap<PlannedChange, RecordError>;
} {
  const errors = new Map<PlannedChange, RecordError>();
  const runs: Run[] = [];
  let singles: PlannedChange[] = [];
  const endSingles = () => {
    if (singles.length > 0) runs.push({ lane: 'exact', members: singles });
    singles = [];
  };
  for (let at = 0; at < members.length; ) {
    const stretch = stretchFrom(members, at);
    at += stretch.length;
    const bulk =
      stretch.length >= SMALLEST_BULK_ROWS ? copying(copies, () => groupsOf(stretch, errors, copies)) : undefined;
    if (bulk === undefined) singles.push(...stretch);
    else {
      endSingles();
      runs.push(...bulk);
    }
  }
  endSingles();
  return { runs, errors };
}

/** The members from `first` on that share table, operation and columns; one alone where they take no bulk statement. */
function stretchFrom(members: readonly PlannedChange[], first: number): readonly PlannedChange[] {
  return members.slice(first, stretchEnd(members, first));
}

/** Where the members that begin at `first` no longer share table, operation and columns; see `runsOf`. */
export function stretchEnd(members: readonly PlannedChange[], first: number): number {
  const { binding } = members[first] as PlannedChange; // callers stay below the length
  let end = first + 1;
  if (bindingTakesBulk(binding) && isTellable(binding)) {
    while (end < members.length) {
      const { binding: next } = members[end] as PlannedChange;
      if (next.id !== binding.id || next.table !== binding.table) break;
      end++;
    }
  }
  return end;
}

/** A key that comes twice in one DELETE or UPDATE would be counted for both, with no error. */
function isTellable(binding: Binding): boolean {
  const action = actionOf(binding);
  return action === 'append' || action === 'upsert' || hasCanonicalKey(binding);
}

/** Bulk statements for a stretch, a new one at each key that comes again; undefined where it comes to single rows. */
function groupsOf(
  stretch: readonly PlannedChange[],
  errors: Map<PlannedChange, RecordError>,
  copies: CopyRule,
): readonly Run[] | undefined {
  const [first] = stretch;
  if (first === undefined || first.binding.columns.length === 0) return undefined;
  const { binding } = first;
  const keyed = binding.kind !== 'append' && hasCanonicalKey(binding);
  const action = actionOf(binding);
  const format = action === 'append' ? copies.formatOf(binding) : undefined;
  const runs: { lane: 'bulk'; group: ChangeGroup; members: PlannedChange[] }[] = [];
  const newRun = () => {
    const group =
      format !== undefined && action === 'append'
        ? new CopyGroup(binding, action, format, stretch.length)
        : new BulkGroup(binding, action, 64);
    const run = { lane: 'bulk' as const, group, members: [] };
    runs.push(run);
    return run;
  };
  let run: { group: ChangeGroup; members: PlannedChange[] } = newRun();
  let keys = new KeyIndex();
  for (const member of stretch) {
    const { change, binding: own } = member;
    const error = run.group.add(change.row, own);
    if (error !== undefined) {
      errors.set(member, error);
      continue;
    }
    if (keyed && hasLastKey(run.group, keys)) {
      run.group.undoLast();
      run = newRun();
      keys = new KeyIndex();
      run.group.add(change.row, own);
      run.group.numberLastKey(keys);
    }
    run.members.push(member);
  }
  // Many cuts make short statements, which the exact lane does better.
  if (runs.length * SMALLEST_BULK_ROWS > stretch.length) {
    for (const member of stretch) errors.delete(member);
    return undefined;
  }
  return runs.filter(({ members }) => members.length > 0);
}

/** Whether the key of the row taken last was there before; now it is. */
function hasLastKey(group: ChangeGroup, keys: KeyIndex): boolean {
  const known = keys.size;
  return group.numberLastKey(keys) < known;
}
