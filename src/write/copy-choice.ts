import type { Table } from '../catalog/table.ts';
import type { CopyFormat } from '../encode/copy-rows.ts';
import type { Binding } from '../plan/binding.ts';
import type { CopyRule } from '../plan/copy-rule.ts';
import type { Existed } from '../plan/fold-results.ts';
import { hasBinaryForm, takesCopy } from '../plan/lane.ts';
import { type StagedRows, stageName, takesStage, takesUpdate } from '../plan/stage.ts';

/**
 * Decides which rows go by COPY: appends, and upserts of a table that was empty and whose keys have been new so far; those
 * of others, where they are many, into the stage. One for a connection.
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
  /** How so many rows of upserts go by the stage; undefined where they don't. */
  readonly stage: (binding: Binding, rows: number) => StagedRows | undefined;
  /** Rows of this table can't go by the stage. */
  readonly unstaged: (binding: Binding) => void;
  /** Staged rows that were believed to be there were not, some of them. */
  readonly missed: (binding: Binding) => void;
  /** Rows were upserted by another statement than COPY; `existed`: which of them were there. */
  readonly upserted: (binding: Binding, rows: number, existed: Existed) => void;
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
  /** Rows in a row that were all there, and how often it was believed in vain that the next would be. */
  rowsThere: number;
  misses: number;
  /** Rows of the last upsert. */
  upsertedRows: number;
  isStageRefused: boolean;
}

/** After the first failure; doubled after each. */
const ROWS_TO_TRY_AGAIN = 5000;
const MOST_DOUBLINGS = 20;

/**
 * A choice that knows nothing yet; `isAble`: whether the connection can copy at all. From `stagedRows` on upserts go by the
 * stage; with 0 all that can, whatever is known of their table, and by an UPDATE after any that were all there.
 */
export function copyChoice(isAble: boolean, stagedRows = STAGED_ROWS): CopyChoice {
  const memories = new WeakMap<Table, Memory>();
  const stages = new Set<string>();
  let next = 0;

  function memoryOf({ table }: Binding): Memory {
    let memory = memories.get(table);
    if (memory === undefined) {
      memory = newMemory(table);
      memories.set(table, memory);
    }
    return memory;
  }

  const isBinary = (binding: Binding) => !memoryOf(binding).isText && hasBinaryForm(binding);

  function mayStage(binding: Binding): boolean {
    if (!isAble || !takesStage(binding)) return false;
    const { belief, upsertedRows, isStageRefused } = memoryOf(binding);
    if (isStageRefused || !isBinary(binding)) return false;
    const someAreThere =
      upsertedRows >= Math.min(stagedRows, FEWEST_ROWS_BEFORE) && belief !== 'untried' && belief !== 'new';
    if (!someAreThere && stagedRows > 0) return false;
    return stages.size < MOST_STAGES || stages.has(stageName(binding));
  }

  function areThere(binding: Binding): boolean {
    const { rowsThere, misses } = memoryOf(binding);
    const wanted = misses === 0 ? FEWEST_ROWS_BEFORE : rowsAfter(misses);
    return takesUpdate(binding) && rowsThere > 0 && (rowsThere >= wanted || stagedRows === 0);
  }

  return {
    formatOf: (binding) => {
      if (!isAble || !takesCopy(binding)) return undefined;
      const { belief } = memoryOf(binding);
      const wanted = binding.kind === 'append' ? belief !== 'never' : belief === 'untried' || belief === 'new';
      if (!wanted) return undefined;
      return isBinary(binding) ? 'binary' : 'text';
    },
    stage: (binding, rows) => {
      if (rows < stagedRows || !mayStage(binding)) return undefined;
      stages.add(stageName(binding));
      if (next > MOST_NUMBER - rows) next = 0;
      const first = next;
      next += rows;
      return { first, areThere: areThere(binding) };
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
    unstaged: (binding) => {
      memoryOf(binding).isStageRefused = true;
    },
    missed: (binding) => {
      const memory = memoryOf(binding);
      memory.misses++;
      memory.rowsThere = 0;
    },
    upserted: (binding, rows, existed) => {
      const memory = memoryOf(binding);
      memory.upsertedRows = rows;
      memory.newRows = existed === 'none' ? memory.newRows + rows : 0;
      memory.rowsThere = existed === 'all' ? memory.rowsThere + rows : 0;
      if (memory.belief === 'known' && memory.newRows >= rowsAfter(memory.failures)) memory.belief = 'untried';
    },
  };
}

/** Where rows are there, those that come are taken for the same until they are seen to be new. */
function newMemory({ hasRows }: Table): Memory {
  return {
    belief: hasRows ? 'known' : 'untried',
    failures: 0,
    isText: false,
    newRows: 0,
    rowsThere: 0,
    misses: 0,
    upsertedRows: hasRows ? FEWEST_ROWS_BEFORE : 0,
    isStageRefused: false,
  };
}

/** How many rows have to be as believed before that is tried again after so many failures. */
function rowsAfter(failures: number): number {
  return ROWS_TO_TRY_AGAIN * 2 ** Math.min(failures - 1, MOST_DOUBLINGS);
}

const UNIQUE_VIOLATION = '23505';

/** Rows from which on the stage is worth its statements (bench/copy.bench.ts). */
const STAGED_ROWS = 1500;
/** So many the table's last upsert must have had: where records differ in their columns, few rows share a statement. */
const FEWEST_ROWS_BEFORE = 200;
/** Each that a session has is emptied at every COMMIT. */
const MOST_STAGES = 16;
/** Of an int4; what a transaction has is far below. */
const MOST_NUMBER = 2 ** 31 - 1;

/** SQLSTATEs by which a row is refused, and what is refused behind it in the same transaction (25P02). */
export function isAboutRows(sqlstate: string): boolean {
  return /^(?:22|23|25P02|40|54|55P03|57)/.test(sqlstate);
}
