import type { Result } from '../report/outcome.ts';
import type { Binding } from './binding.ts';
import type { RowGroup } from './bulk-group.ts';
import type { FoldedKey } from './fold.ts';
import type { PlannedChange } from './plan-change.ts';

/**
 * Tells the results of a key's changes, in order. `existed`: whether the statement of a group's row found the row there.
 * Null: the row was not there, and could not be inserted as it is; the exact lane tells why.
 */
export function tellResultsOfKey(
  key: FoldedKey,
  changes: readonly PlannedChange[],
  existed: (group: RowGroup, row: number) => boolean,
  tell: (index: number, result: Result | null) => void,
): void {
  const first = key.deleted ?? key.live ?? key.moved;
  if (first === undefined) throw new TypeError('a key has a delete, a row or a move');
  let there = existed(first.group, first.row);
  if (!there && !first.group.canInsert(first.row)) {
    for (const index of key.members) tell(index, null);
    return;
  }
  for (const index of key.members) {
    const { binding } = changes[index] as PlannedChange;
    tell(index, resultOfRow(binding, there));
    there = binding.kind !== 'delete';
  }
}

/** The result of one change, by whether its row was there. */
export function resultOfRow(binding: Binding, existed: boolean): Result {
  switch (binding.kind) {
    case 'append':
      return 'appended';
    case 'delete':
      return existed ? 'deleted' : 'absent';
    case 'move':
      return 'moved'; // one that is missing is left to the exact lane
    default:
      if (!existed) return 'inserted';
      return setsColumns(binding) ? 'updated' : 'unchanged';
  }
}

/** Whether `settable` gives any column, without making a list for each record. */
function setsColumns({ columns }: Binding): boolean {
  for (const bound of columns) if (!bound.isKey && !bound.column.identityAlways) return true;
  return false;
}
