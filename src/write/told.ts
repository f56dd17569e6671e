import type { RecordError } from '../errors.ts';
import { isPlanned, type PlannedChange } from '../plan/plan-change.ts';
import type { Result } from '../report/outcome.ts';

/** What became of a batch's entries from one place on, as it is found out, in whatever order. */
export class Told {
  /** In the order of the entries; complete when all is written. */
  readonly results: (Result | RecordError)[];
  /** The catalog was just read, so what the server refuses is the records' own fault. */
  readonly isFresh: boolean;
  readonly #first: number;

  constructor(entries: readonly unknown[], first: number, isFresh: boolean) {
    this.results = new Array(entries.length - first);
    this.isFresh = isFresh;
    this.#first = first;
  }

  /** A change's result, or why it failed. */
  tell({ index }: PlannedChange, result: Result | RecordError): void {
    this.results[index - this.#first] = result;
  }

  /** Takes entries that are no plan for their own results, and gives the others. */
  takeRefused(entries: readonly (PlannedChange | RecordError)[]): readonly PlannedChange[] {
    if (this.#first === 0 && entries.every(isPlanned)) return entries;
    const planned: PlannedChange[] = [];
    for (let index = this.#first; index < entries.length; index++) {
      const entry = entries[index] as PlannedChange | RecordError; // index is below the length
      if (isPlanned(entry)) planned.push(entry);
      else this.results[index - this.#first] = entry;
    }
    return planned;
  }
}
