import type { Table } from '../catalog/table.ts';
import type { Binding } from './binding.ts';
import { bindingTakesBulk, hasCanonicalKey, movesTakeBulk, numbersRows, rowsOid, visibilityOf } from './lane.ts';
import type { PlannedChange } from './plan-change.ts';

/**
 * Changes that keep their order among themselves; different streams don't see each other. In a `free` stream (one
 * table) only the changes of one key must keep their order.
 */
export interface Stream {
  readonly order: 'input' | 'free';
  readonly members: readonly PlannedChange[];
}

/**
 * Divides a batch into streams: one for the whole batch where anything in it is opaque; else one for all tables with
 * foreign keys or of one family, and one for each other table.
 */
export function streamsOf(members: readonly PlannedChange[]): readonly Stream[] {
  const bindings = bindingsOf(members);
  const tables = new Set([...bindings].map(({ table }) => table));
  if ([...tables].some((table) => visibilityOf(table) === 'opaque')) {
    return [{ order: 'input', members }];
  }
  const kin = kinOf(tables);
  // Nearly all batches are of one table.
  if (tables.size === 1 && [...tables].every((table) => visibilityOf(table) !== 'linked')) {
    return [{ order: orderOf(bindings), members }];
  }
  const linkedOids = new Set(
    [...tables].filter((table) => visibilityOf(table) === 'linked' || kin.has(table)).map(rowsOid),
  );
  const linked: PlannedChange[] = [];
  // By oid: a table that DDL changed within the batch is read anew, and a view has the rows of its table.
  const others = new Map<number, PlannedChange[]>();
  for (const member of members) {
    const oid = rowsOid(member.binding.table);
    if (linkedOids.has(oid)) {
      linked.push(member);
      continue;
    }
    const same = others.get(oid);
    if (same === undefined) others.set(oid, [member]);
    else same.push(member);
  }
  const streams: Stream[] = [...others.values()].map((own) => ({ order: orderOf(bindingsOf(own)), members: own }));
  return linked.length === 0 ? streams : [{ order: 'input', members: linked }, ...streams];
}

/** Tables that may hold the same rows: a partition or child and what it belongs to. Told roughly: any beside any. */
function kinOf(tables: ReadonlySet<Table>): ReadonlySet<Table> {
  const kin = [...tables].filter((table) => table.inherits || table.children);
  return new Set(kin.length > 1 && kin.some((table) => table.inherits) ? kin : []);
}

/**
 * A table's changes are free where each has a key that the client can tell from others, and nothing numbers rows as
 * they come. Appends see the keyed rows through the key's index.
 */
function orderOf(bindings: ReadonlySet<Binding>): Stream['order'] {
  // What is read of one table before and after DDL has other columns.
  const isOneTable = new Set([...bindings].map(({ table }) => table)).size === 1;
  return isOneTable && [...bindings].every(isFreeBinding) ? 'free' : 'input';
}

/** Few, as many records share one. */
function bindingsOf(members: readonly PlannedChange[]): ReadonlySet<Binding> {
  const bindings = new Set<Binding>();
  let last: Binding | undefined;
  for (const { binding } of members) {
    if (binding !== last) bindings.add(binding);
    last = binding;
  }
  return bindings;
}

function isFreeBinding(binding: Binding): boolean {
  const { table, kind } = binding;
  if (visibilityOf(table) !== 'free' || !(bindingTakesBulk(binding) || movesTakeBulk(binding))) return false;
  if (kind === 'append') return false;
  return hasCanonicalKey(binding) && !numbersRows(binding);
}
