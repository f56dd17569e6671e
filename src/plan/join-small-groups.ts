import type { ChangeGroup } from './change-group.ts';
import type { OpenWave, Wave } from './fold.ts';
import type { FoldedKey } from './folded-key.ts';
import { insertsNothingThatFails } from './lane.ts';
import { SparseGroup } from './sparse-group.ts';
import { settable } from './statements.ts';

/** Groups below this many rows, where there are as many of them, share one statement. */
const SMALL_GROUP_ROWS = 8;
const MANY_SMALL_GROUPS = 8;

/** The wave with many small groups of upserts, each with its own columns, made one; any other wave as it is. */
export function joinSmallGroups(wave: OpenWave): Wave {
  const isSmall = ({ action, liveRows, binding }: ChangeGroup) =>
    (action === 'upsert' || action === 'update') &&
    liveRows < SMALL_GROUP_ROWS &&
    settable(binding).length > 0 &&
    insertsNothingThatFails(binding);
  const small = new Set(wave.groups.filter(isSmall));
  if (small.size < MANY_SMALL_GROUPS) return { groups: [...wave.groups, ...wave.moves], keys: wave.keys };
  const sparse = new SparseGroup([...small].map((group) => group.binding));
  const keys = wave.keys.map((key): FoldedKey => {
    if (key.group === null || key.group.action === 'move' || !small.has(key.group)) return key;
    sparse.add(key.values, key.binding);
    const { first, others, deleted } = key;
    return { first, others, deleted, group: sparse, row: sparse.rows - 1 };
  });
  return { groups: [...wave.groups.filter((group) => !small.has(group)), ...wave.moves, sparse], keys };
}
