import type { Binding } from './binding.ts';
import {
  bulkDeleteSql,
  bulkInsertSql,
  bulkMoveSql,
  bulkUpdateSql,
  bulkUpsertSql,
  copySql,
  sparseUpsertSql,
} from './bulk-statements.ts';
import type { RowGroup } from './change-group.ts';
import type { Answer, Statement } from './exact.ts';
import { numbersRows, visibilityOf } from './lane.ts';

/** A group's statement and how its answer is read. */
export interface BulkStatement {
  readonly statement: Statement;
  /**
   * For each row of the group, whether it was there before (an upsert: updated; an update or delete: found); undefined
   * where the answer does not account for every row, so that the rows must go another way.
   */
  readonly existed: (answer: Answer) => ReadonlySet<number> | 'all' | 'none' | undefined;
}

/** Makes a group's statement, which empties the group. `ordered`: its rows see each other. */
export function bulkStatementOf(group: RowGroup, ordered: boolean): BulkStatement {
  const { binding, action } = group;
  const { values, places } = group.finish();
  if (group.copies) {
    const [rows] = values;
    if (rows === undefined) throw new TypeError('a COPY has its rows');
    return {
      statement: { text: copySql(binding), values: [], rows },
      existed: ({ rowCount }) => (rowCount === places.length ? 'none' : undefined),
    };
  }
  switch (action) {
    case 'append':
      return {
        statement: { text: bulkInsertSql(binding, ordered && showsOrder(binding)), values },
        existed: ({ rowCount }) => (rowCount === places.length ? 'none' : undefined),
      };
    case 'upsert':
      return {
        statement: { text: bulkUpsertSql(binding, ordered), values },
        existed: (answer) => updatedOf(answer, places),
      };
    case 'update':
      return { statement: { text: bulkUpdateSql(binding), values }, existed: (answer) => foundOf(answer, places) };
    case 'move':
      return { statement: { text: bulkMoveSql(binding), values }, existed: (answer) => foundOf(answer, places) };
    case 'delete':
      return { statement: { text: bulkDeleteSql(binding), values }, existed: (answer) => foundOf(answer, places) };
    case 'sparse':
      return {
        statement: { text: sparseUpsertSql(binding), values },
        existed: (answer) => sparseFoundOf(answer, group, places),
      };
    default:
      return action satisfies never;
  }
}

/** Whether the order of appended rows can be told from the table's contents. */
function showsOrder(binding: Binding): boolean {
  return visibilityOf(binding.table) !== 'free' || numbersRows(binding);
}

type Existed = ReturnType<BulkStatement['existed']>;

/** Rows written, rows inserted, places of the inserted; key-only rows that were there are not counted as written. */
function updatedOf({ rows }: Answer, places: readonly number[]): Existed {
  const [written, inserted, list] = rows[0] ?? [];
  const count = places.length;
  if (Number(inserted) === count) return 'none';
  if (Number(inserted) === 0) return Number(written) === count || Number(written) === 0 ? 'all' : undefined;
  if (list === null || list === undefined) return undefined;
  const isNew = new Set(list.split(',').map(Number));
  if (isNew.size !== Number(inserted) || (Number(written) !== count && Number(written) !== isNew.size))
    return undefined;
  return new Set(places.filter((_, i) => !isNew.has(i + 1)));
}

/** Rows found, zero, places of the found. */
function foundOf({ rows }: Answer, places: readonly number[]): Existed {
  const [found, , list] = rows[0] ?? [];
  if (Number(found) === places.length) return 'all';
  if (Number(found) === 0) return 'none';
  if (list === null || list === undefined) return undefined;
  const there = list.split(',').map((ord) => places[Number(ord) - 1]);
  if (there.length !== Number(found)) return undefined;
  return new Set(there.filter((place) => place !== undefined));
}

/** Rows found, rows inserted, places of the found; each row that was not found and may be inserted must have been. */
function sparseFoundOf(answer: Answer, group: RowGroup, places: readonly number[]): Existed {
  const found = foundOf(answer, places);
  if (found === undefined || found === 'all') return found;
  const missing = places.filter((place) => found === 'none' || !found.has(place));
  const inserted = missing.filter((place) => group.canInsert(place)).length;
  return Number(answer.rows[0]?.[1]) === inserted ? found : undefined;
}
