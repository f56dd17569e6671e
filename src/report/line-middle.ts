import type { Row, Shape } from '../decode/row.ts';
import { type KeyLayout, keyLayout } from './key-bytes.ts';

/** What stands in a result line between the position and the first value of the key, and how the key goes on. */
export interface LineMiddle {
  readonly operation: string | null;
  readonly table: string | null;
  /** Of the key's row; null where the line shows none. */
  readonly shape: Shape | null;
  readonly names: readonly string[] | null;
  /** `,"operation":"create","table":"orders","key":{"id":`, without what is unknown. */
  readonly start: Buffer;
  readonly key: KeyLayout;
}

/** Makes the middle of one line. */
export function lineMiddle(
  operation: string | null,
  table: string | null,
  row: Row | null,
  names: readonly string[] | null,
): LineMiddle {
  const key = row === null ? NO_KEY : keyLayout(row.shape, names);
  const start =
    (operation === null ? '' : `,"operation":${JSON.stringify(operation)}`) +
    (table === null ? '' : `,"table":${JSON.stringify(table)}`) +
    (row === null ? '' : `,"key":${key.start}`);
  return { operation, table, shape: row === null ? null : row.shape, names, start: Buffer.from(start), key };
}

const NO_KEY: KeyLayout = { indexes: [], start: '', between: [] };

/**
 * The same, remembering the last middle of each operation and table, of which there must be few. Keep one per run.
 */
export function lineMiddles(): typeof lineMiddle {
  const byTable = new Map<string | null, Map<string | null, LineMiddle>>();
  let last: LineMiddle | undefined;
  return (operation, table, row, names) => {
    // Most records are like the one before them.
    if (last === undefined || last.operation !== operation || last.table !== table) {
      last = byTable.get(table)?.get(operation);
    }
    const shape = row === null ? null : row.shape;
    if (last === undefined || last.shape !== shape || last.names !== names) {
      last = lineMiddle(operation, table, row, names);
      const byOperation = byTable.get(table) ?? new Map<string | null, LineMiddle>();
      byTable.set(table, byOperation.set(operation, last));
    }
    return last;
  };
}
