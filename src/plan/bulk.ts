import { withoutBinaryRow } from '../encode/copy-binary-rows.ts';
import type { CopyFormat } from '../encode/copy-rows.ts';
import { withoutTextRow } from '../encode/copy-text-rows.ts';
import type { Binding } from './binding.ts';
import {
  bulkDeleteSql,
  bulkInsertSql,
  bulkMoveSql,
  bulkUpdateSql,
  bulkUpsertSql,
  copySql,
  deletePlacesSql,
  partitionedUpsertSql,
  sparseUpsertSql,
  stagedUpdateSql,
  stagedUpsertSql,
  updatePlacesSql,
  upsertPlacesSql,
} from './bulk-statements.ts';
import type { GroupContent, RowGroup } from './change-group.ts';
import type { Answer, Statement } from './exact.ts';
import { numbersRows, visibilityOf } from './lane.ts';
import { type StagedRows, stagedParameters } from './stage.ts';
import { settable } from './statements.ts';
import { keyTextsIn, rowsOfKeys, type ToldKey, tellsKeys } from './told-keys.ts';

/** A group's statement and how its answer is read. */
export interface BulkStatement extends Question {
  /** For each row of the statement which row of the group it is. */
  readonly places: Int32Array;
}

interface Question {
  readonly statement: Statement;
  /**
   * For each row of the group, whether it was there before (an upsert: updated; an update or delete: found); undefined
   * where the answer does not account for every row, so that the rows must go another way.
   */
  readonly existed: (answer: Answer) => ReadonlySet<number> | 'all' | 'none' | undefined;
}

/** Makes a group's statement, which empties the group. `ordered`: its rows see each other. */
export function bulkStatementOf(group: RowGroup, ordered: boolean): BulkStatement {
  const content = group.finish();
  return { ...questionOf(group, ordered, content), places: content.places };
}

function questionOf(group: RowGroup, ordered: boolean, content: GroupContent): Question {
  const { binding, action, stage } = group;
  const { values, places } = content;
  if (stage !== undefined) return stagedOf(binding, stage, content);
  if (group.copies !== undefined) {
    return copyOf(copySql(binding, group.copies), values, places.length);
  }
  switch (action) {
    case 'append':
      return {
        statement: { text: bulkInsertSql(binding, ordered && showsOrder(binding)), values },
        existed: ({ rowCount }) => (rowCount === places.length ? 'none' : undefined),
      };
    case 'upsert':
      return upsertOf(group, ordered, values, places);
    case 'update':
      return tellsKeys(binding)
        ? {
            statement: { text: bulkUpdateSql(binding), values },
            existed: (answer) => foundByKeys(answer, places, () => keyTextsIn(binding, values)),
          }
        : { statement: { text: updatePlacesSql(binding), values }, existed: (answer) => foundOf(answer, places) };
    case 'move':
      return { statement: { text: bulkMoveSql(binding), values }, existed: (answer) => foundOf(answer, places) };
    case 'delete':
      return deleteOf(binding, values, places);
    case 'sparse':
      return {
        statement: { text: sparseUpsertSql(binding), values },
        existed: (answer) => foundOrInserted(answer, group, places),
      };
    default:
      return action satisfies never;
  }
}

/** Whether the order of appended rows can be told from the table's contents. */
function showsOrder(binding: Binding): boolean {
  return visibilityOf(binding.table) !== 'free' || numbersRows(binding);
}

function upsertOf(group: RowGroup, ordered: boolean, values: readonly Buffer[], places: Int32Array): Question {
  const { binding } = group;
  // Nor does a view show xmax.
  if (binding.table.kind !== 'table') {
    return {
      statement: { text: partitionedUpsertSql(binding, ordered), values },
      existed: (answer) => foundOrInserted(answer, group, places),
    };
  }
  if (tellsKeys(binding)) {
    return {
      statement: { text: bulkUpsertSql(binding, ordered), values },
      existed: (answer) => updatedByKeys(answer, binding, places, () => keyTextsIn(binding, values)),
    };
  }
  return {
    statement: { text: upsertPlacesSql(binding, ordered), values },
    existed: (answer) => updatedByPlaces(answer, binding, places),
  };
}

/** Of rows that are in the stage. */
function stagedOf(
  binding: Binding,
  { first, areThere }: StagedRows,
  { places, sentRows = 0, keyTexts = () => [] }: GroupContent,
): Question {
  const values = stagedParameters(first, sentRows, places);
  const someDead = places.length < sentRows;
  if (areThere) {
    return {
      statement: { text: stagedUpdateSql(binding, someDead), values },
      existed: ({ rowCount }) => (rowCount === places.length ? 'all' : undefined),
    };
  }
  return {
    statement: { text: stagedUpsertSql(binding, someDead), values },
    existed: (answer) => updatedByKeys(answer, binding, places, keyTexts),
  };
}

function deleteOf(binding: Binding, values: readonly Buffer[], places: Int32Array): Question {
  if (tellsKeys(binding)) {
    return {
      statement: { text: bulkDeleteSql(binding), values },
      existed: (answer) => foundByKeys(answer, places, () => keyTextsIn(binding, values)),
    };
  }
  return {
    statement: { text: deletePlacesSql(binding), values },
    existed: (answer) => deletedByPlaces(answer, places),
  };
}

/** A COPY's statement without the row at a place. */
export function withoutCopied(bulk: BulkStatement, format: CopyFormat, place: number): BulkStatement {
  const { statement, places } = bulk;
  const { rows } = statement;
  const [whole] = rows ?? [];
  if (whole === undefined) throw new TypeError('only a COPY has rows');
  const kept = new Int32Array(places.length - 1);
  kept.set(places.subarray(0, place));
  kept.set(places.subarray(place + 1), place);
  const without = format === 'text' ? withoutTextRow : withoutBinaryRow;
  const rest = copyOf(statement.text, [without(whole, place)], kept.length);
  return { statement: rest.statement, existed: rest.existed, places: kept };
}

function copyOf(text: string, rows: readonly Buffer[], count: number): Question {
  return {
    statement: { text, values: [], rows },
    existed: ({ rowCount }) => (rowCount === count ? 'none' : undefined),
  };
}

type Existed = ReturnType<BulkStatement['existed']>;
/** Made where it is wanted, as nearly no answer has some rows and not others. */
type KeyTextsOf = () => readonly (readonly string[])[];

/** For each row written its key, or null where it was there; of key-only rows, those that were there are left out. */
function updatedByKeys(answer: Answer, binding: Binding, places: Int32Array, keyTexts: KeyTextsOf): Existed {
  const written = listOf<ToldKey | null>(answer);
  const inserted = written.filter((key) => key !== null);
  if (!areAllWritten(written.length, inserted.length, binding, places.length)) return undefined;
  if (inserted.length === 0) return 'all';
  if (inserted.length === places.length) return 'none';
  const isNew = rowsOfKeys(inserted, keyTexts());
  return isNew && new Set(places.filter((_, i) => !isNew.has(i)));
}

/** Rows written, rows inserted, places of the inserted where some but not all were. */
function updatedByPlaces({ rows }: Answer, binding: Binding, places: Int32Array): Existed {
  const [written, inserted, list] = rows[0] ?? [];
  if (!areAllWritten(Number(written), Number(inserted), binding, places.length)) return undefined;
  if (Number(inserted) === 0) return 'all';
  if (Number(inserted) === places.length) return 'none';
  const isNew = new Set(list?.split(',').map(Number));
  return isNew.size === Number(inserted) ? new Set(places.filter((_, i) => !isNew.has(i + 1))) : undefined;
}

/** Key-only rows that were there are not written; all others are. */
function areAllWritten(written: number, inserted: number, binding: Binding, rows: number): boolean {
  return written === (settable(binding).length === 0 ? inserted : rows);
}

/** The keys of the rows that were there. */
function foundByKeys(answer: Answer, places: Int32Array, keyTexts: KeyTextsOf): Existed {
  const found = listOf<ToldKey>(answer);
  if (found.length === 0) return 'none';
  if (found.length === places.length) return 'all';
  const there = rowsOfKeys(found, keyTexts());
  return there && new Set(places.filter((_, i) => there.has(i)));
}

/** Rows deleted, zero, places of the deleted where some but not all were. */
function deletedByPlaces({ rows }: Answer, places: Int32Array): Existed {
  const [deleted, , list] = rows[0] ?? [];
  if (Number(deleted) === 0) return 'none';
  if (Number(deleted) === places.length) return 'all';
  const there = new Set(list?.split(',').map(Number));
  return there.size === Number(deleted) ? new Set(places.filter((_, i) => there.has(i + 1))) : undefined;
}

/** The places of the rows found. */
function foundOf(answer: Answer, places: Int32Array): NonNullable<Existed> {
  const found = new Set(listOf<number>(answer));
  if (found.size === 0) return 'none';
  if (found.size === places.length) return 'all';
  return new Set(places.filter((_, i) => found.has(i + 1)));
}

/** The places of the rows found, rows inserted; each row that was not found and may be inserted must have been. */
function foundOrInserted(answer: Answer, group: RowGroup, places: Int32Array): Existed {
  const found = foundOf(answer, places);
  const missing = places.filter((place) => found === 'none' || (found !== 'all' && !found.has(place)));
  const insertable = missing.filter((place) => group.canInsert(place)).length;
  return Number(answer.rows[0]?.[1]) === insertable ? found : undefined;
}

/** The JSON array that the answer's row begins with; the server's json_agg of no rows is null. */
function listOf<T>({ rows }: Answer): readonly T[] {
  return JSON.parse(rows[0]?.[0] ?? '[]') as readonly T[]; // as the statement makes it
}
