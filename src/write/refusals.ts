import type { Table } from '../catalog/table.ts';
import type { ServerError } from './server-error.ts';

/**
 * DDL that the server refused, so that it is not tried again for each record. A refusal stands as long as the table is
 * known as it is; one that the rows gave (a unique index over duplicates) for one transaction, as rows change.
 */
export interface Refusals {
  readonly add: (table: Table, id: string, error: ServerError) => void;
  readonly get: (table: Table, id: string) => ServerError | undefined;
  /** What was refused for the one table is so for the other, which is the same after other DDL. */
  readonly carry: (from: Table, to: Table) => void;
  /** A new transaction begins. */
  readonly begin: () => void;
}

/** An empty memory. */
export function newRefusals(): Refusals {
  const known = new WeakMap<Table, Map<string, { readonly error: ServerError; readonly transaction: number }>>();
  let transaction = 0;
  return {
    add(table, id, error) {
      const refused = known.get(table) ?? new Map();
      refused.set(id, { error, transaction });
      known.set(table, refused);
    },
    get(table, id) {
      const refused = known.get(table)?.get(id);
      if (refused === undefined) return undefined;
      return refused.error.sqlstate === '23505' && refused.transaction !== transaction ? undefined : refused.error;
    },
    carry(from, to) {
      const refused = known.get(from);
      if (refused !== undefined) known.set(to, new Map([...refused, ...(known.get(to) ?? [])]));
    },
    begin() {
      transaction++;
    },
  };
}
