import type { Table } from '../catalog/table.ts';
import { isRow } from '../decode/record.ts';
import { Kind, type Row, type Shape } from '../decode/row.ts';
import type { Change } from '../route/change.ts';
import { containsRow, overlayer, pickColumns, shapeOf } from '../route/row-algebra.ts';
import { uniqueKeyOf } from './binding.ts';

/**
 * Conduit's Postgres source puts one column into the key of a table whose primary key has several. Gives the function
 * that completes such a key: where the key's columns have no unique index of their own but are part of the primary key
 * and the row has the rest (a delete: `payload.before`), the change comes back with the whole primary key, and as a
 * move where another of its columns changed. Every other change comes back as it is.
 */
export function keyCompleter(): (table: Table, change: Change) => Change {
  const overlay = overlayer();
  const shapes = new WeakMap<Table, ReturnType<typeof shapeOf>>();
  const isWhole = rememberLast((table: Table, key: Shape) => uniqueKeyOf(table, key.names) !== undefined);

  return (table, change) => {
    const { key } = change;
    if (key === null || isWhole(table, key.shape)) return change;
    const primary = table.keys.find((unique) => unique.primary);
    if (primary === undefined || !key.shape.names.every((name) => primary.columns.includes(name))) return change;
    const shape = shapes.get(table) ?? shapeOf(primary.columns);
    shapes.set(table, shape);

    const before = isRow(change.record.before) ? change.record.before : null;
    const whole = change.kind === 'delete' && before !== null ? overlay(before, key) : change.row;
    const full = completeKey(whole, shape);
    if (full === undefined) return change;
    if (change.kind === 'delete') return { ...change, key: full, row: full };
    if (change.record.operation !== 'update') return { ...change, key: full };
    const partial = change.oldKey ?? key;
    const old =
      (before === null ? undefined : completeKey(overlay(before, partial), shape)) ??
      completeKey(overlay(full, partial), shape);
    if (old === undefined || containsRow(old, full)) return { ...change, kind: 'upsert', key: full, oldKey: null };
    return { ...change, kind: 'move', key: full, oldKey: old };
  };
}

/** `tell` of a table and a shape, asked anew only where the shape is another than that table's last. */
function rememberLast(tell: (table: Table, shape: Shape) => boolean): (table: Table, shape: Shape) => boolean {
  const lastOf = new WeakMap<Table, { shape: Shape | undefined; told: boolean }>();
  let lastTable: Table | undefined;
  let last: { shape: Shape | undefined; told: boolean } = { shape: undefined, told: false };
  return (table, shape) => {
    if (table !== lastTable) {
      last = lastOf.get(table) ?? { shape: undefined, told: false };
      lastOf.set(table, last);
      lastTable = table;
    }
    if (shape !== last.shape) {
      last.told = tell(table, shape);
      last.shape = shape;
    }
    return last.told;
  };
}

function completeKey(row: Row, shape: ReturnType<typeof shapeOf>): Row | undefined {
  const key = pickColumns(row, shape);
  if (key === undefined) return undefined;
  for (let i = 0; i < shape.names.length; i++) if (key.spans[i * 3] === Kind.null) return undefined;
  return key;
}
