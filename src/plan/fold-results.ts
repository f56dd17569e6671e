import type { Result } from '../report/outcome.ts';
import type { Binding } from './binding.ts';
import type { RowGroup } from './change-group.ts';
import type { FoldedKey } from './folded-key.ts';
import type { PlannedChange } from './plan-change.ts';

/**
 * Tells the results of a key's changes, in order. `existed`: whether the statement of a group's row found the row there.
 * Null: the row was not there, and could not be inserted as it is; the exact lane tells why.
 */
export function tellResultsOfKey(
  key: FoldedKey,
  existed: (group: RowGroup, row: number) => boolean,
  tell: (planned: PlannedChange, result: Result | null) => void,
): void {
  const place = key.deleted ?? key.live ?? key.moved;
  if (place === null) throw new TypeError('a key has a delete, a row or a move');
  const isThere = existed(place.group, place.row);
  const isLeft = !isThere && !place.group.canInsert(place.row);
  tell(key.first, isLeft ? null : resultOfRow(key.first.binding, isThere));
  let there = key.first.binding.kind !== 'delete';
  for (const other of key.others) {
    tell(other, isLeft ? null : resultOfRow(other.binding, there));
    there = other.binding.kind !== 'delete';
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
