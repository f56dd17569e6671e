import type { Result } from '../report/outcome.ts';
import type { Binding } from './binding.ts';
import type { RowGroup } from './change-group.ts';
import type { FoldedKey } from './folded-key.ts';
import type { PlannedChange } from './plan-change.ts';

/** Which of a group's rows its statement found there. */
export type Existed = ReadonlySet<number> | 'all' | 'none';

/** Where results are told. */
export interface Telling {
  readonly tell: (planned: PlannedChange, result: Result) => void;
}

/**
 * Tells the results of keys' changes, those of each key in order. Gives the changes of keys whose row was not there and
 * could not be inserted as it is: the exact lane tells why.
 */
export function tellResults(
  keys: readonly FoldedKey[],
  existed: ReadonlyMap<RowGroup, Existed>,
  telling: Telling,
): readonly PlannedChange[] {
  const missing: PlannedChange[] = [];
  let group: RowGroup | undefined;
  let found: Existed | undefined;
  // Plain loops: this is done for each record.
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as FoldedKey; // below the length
    const { first, others, deleted } = key;
    const own = deleted === null ? key.group : deleted.group;
    const row = deleted === null ? key.row : deleted.row;
    if (own === null) throw new TypeError('a key has a delete, a row or a move');
    if (own !== group) {
      group = own;
      found = existed.get(group);
    }
    const isThere = found === 'all' || (found !== 'none' && found?.has(row) === true);
    if (!isThere && !group.canInsert(row)) {
      missing.push(first, ...others);
      continue;
    }
    telling.tell(first, resultOfRow(first.binding, isThere));
    let there = first.binding.kind !== 'delete';
    for (let n = 0; n < others.length; n++) {
      const other = others[n] as PlannedChange; // below the length
      telling.tell(other, resultOfRow(other.binding, there));
      there = other.binding.kind !== 'delete';
    }
  }
  return missing;
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
