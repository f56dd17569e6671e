import type { Table } from '../catalog/table.ts';
import type { CopyFormat } from '../encode/copy-rows.ts';
import type { Binding } from '../plan/binding.ts';
import type { CopyRule } from '../plan/copy-rule.ts';
import { hasBinaryForm, takesCopy } from '../plan/lane.ts';

/**
 * Decides which rows go by COPY: appends, and upserts of a table whose keys have been new so far. One for a connection.
 * A wrong belief costs a statement, as it fails at the first key that is there and its rows go as upserts; so it begins
 * with one statement, and after a failure only many rows that were all new make it try again.
 */
export interface CopyChoice extends CopyRule {
  /** A COPY of the binding has been sent: until it is answered no other one of an untried table is. */
  readonly sent: (binding: Binding) => void;
  /** A COPY has landed. */
  readonly landed: (binding: Binding) => void;
  /** A COPY was refused. */
  readonly refused: (binding: Binding, format: CopyFormat, sqlstate: string) => void;
  /** Rows were upserted by the other statement; `allNew`: none was there before. */
  readonly upserted: (binding: Binding, rows: number, allNew: boolean) => void;
}

/** `never`: the server or the table takes no COPY. `known`: rows were there already. */
type Belief = 'untried' | 'tried' | 'new' | 'known' | 'never';

interface Memory {
  belief: Belief;
  failures: number;
  /** True where a value had no binary form, or the server took none. */
  isText: boolean;
  /** Rows in a row that were all new, since it is known that some were not. */
  newRows: number;
}

/** After the first failure; doubled after each. */
const ROWS_TO_TRY_AGAIN = 5000;
const MOST_DOUBLINGS = 20;

/** A choice that knows nothing yet; `isAble`: whether the connection can copy at all. */
export function copyChoice(isAble: boolean): CopyChoice {
  const memories = new WeakMap<Table, Memory>();

  function memoryOf({ table }: Binding): Memory {
    let memory = memories.get(table);
    if (memory === undefined) {
      memory = { belief: 'untried', failures: 0, isText: false, newRows: 0 };
      memories.set(table, memory);
    }
    return memory;
  }

  return {
    formatOf: (binding) => {
      if (!isAble || !takesCopy(binding)) return undefined;
      const { belief, isText } = memoryOf(binding);
      const wanted = binding.kind === 'append' ? belief !== 'never' : belief === 'untried' || belief === 'new';
      if (!wanted) return undefined;
      return isText || !hasBinaryForm(binding) ? 'text' : 'binary';
    },
    asText: (binding) => {
      memoryOf(binding).isText = true;
    },
    sent: (binding) => {
      const memory = memoryOf(binding);
      if (binding.kind === 'upsert' && memory.belief === 'untried') memory.belief = 'tried';
    },
    landed: (binding) => {
      const memory = memoryOf(binding);
      if (binding.kind === 'upsert' && memory.belief === 'tried') memory.belief = 'new';
    },
    refused: (binding, format, sqlstate) => {
      const memory = memoryOf(binding);
      if (memory.belief === 'never') return;
      if (sqlstate === UNIQUE_VIOLATION && binding.kind === 'upsert') {
        if (memory.belief !== 'known') memory.failures++;
        memory.belief = 'known';
        memory.newRows = 0;
      } else if (!isAboutRows(sqlstate)) {
        if (format === 'text') memory.belief = 'never';
        else if (memory.belief === 'tried') memory.belief = 'untried';
        memory.isText = true;
      } else if (memory.belief === 'tried') memory.belief = 'untried';
    },
    upserted: (binding, rows, allNew) => {
      const memory = memoryOf(binding);
      memory.newRows = allNew ? memory.newRows + rows : 0;
      if (memory.belief !== 'known') return;
      const wanted = ROWS_TO_TRY_AGAIN * 2 ** Math.min(memory.failures - 1, MOST_DOUBLINGS);
      if (memory.newRows >= wanted) memory.belief = 'untried';
    },
  };
}

const UNIQUE_VIOLATION = '23505';

/** SQLSTATEs by which a row is refused, and what is refused behind it in the same transaction (25P02). */
function isAboutRows(sqlstate: string): boolean {
  return /^(?:22|23|25P02|40|54|55P03|57)/.test(sqlstate);
}
