import type { Outcome, Outcomes, Result } from './outcome.ts';
import { RESULTS } from './outcome.ts';

/** How many records ended each way. */
export type Counts = Readonly<Record<Result | 'failed', number>>;

/** The results and `failed`, in the order in which they are printed. */
export const RESULTS_AND_FAILED = [...RESULTS, 'failed'] as const;

/** A run's counts: all records, and those whose table is known by table, in the order they first came. */
export class Totals {
  records = 0;
  readonly #counts = zeroes();
  readonly #tables = new Map<string, Record<Result | 'failed', number>>();

  /** Counts outcomes, each once. */
  add(outcomes: Outcomes): void {
    this.records += outcomes.length;
    // Most records are of the same table as the one before.
    let last: string | null = null;
    let ofLast = zeroes();
    for (let i = 0; i < outcomes.length; i++) {
      const { result, table } = outcomes.at(i) as Outcome; // i is below the length
      this.#counts[result]++;
      if (table === null) continue;
      if (table !== last) {
        last = table;
        ofLast = this.#ofTable(table);
      }
      ofLast[result]++;
    }
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** By the table's display form. */
  get tables(): ReadonlyMap<string, Counts> {
    return this.#tables;
  }

  /** Throws where the records that were read are not those that have a result: then one was lost or reported twice. */
  assertComplete(recordsRead: number): void {
    const sum = RESULTS_AND_FAILED.reduce((total, result) => total + this.#counts[result], 0);
    if (sum !== recordsRead || this.records !== recordsRead) {
      throw new Error(`${recordsRead} records were read, ${this.records} reported, and the counts add up to ${sum}`);
    }
  }

  #ofTable(table: string): Record<Result | 'failed', number> {
    let counts = this.#tables.get(table);
    if (counts === undefined) {
      counts = zeroes();
      this.#tables.set(table, counts);
    }
    return counts;
  }
}

function zeroes(): Record<Result | 'failed', number> {
  return {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    moved: 0,
    appended: 0,
    deleted: 0,
    absent: 0,
    skipped: 0,
    failed: 0,
  };
}
