import type { RecordError } from '../errors.ts';
import { failed, type Landed, landed, type Outcome, type Outcomes, type Result } from '../report/outcome.ts';
import type { Change } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import { isChange, type Routed } from '../route/route.ts';

/**
 * What became of a batch's records. `results` are those of its changes, in their order; `names` are the relations' display
 * forms. Each outcome is made when it is asked for, as one for each record at once is what the garbage collector then
 * carries about; all that landed are one object, which says what became of the record asked for last.
 */
export function batchOutcomes(
  batch: readonly Routed[],
  names: ReadonlyMap<Relation, string>,
  results: readonly (Result | RecordError)[],
): Outcomes {
  const byPlace = results.length === batch.length ? results : spread(batch, results);
  let last: Relation | undefined;
  let lastName: string | null = null;
  let shared: Writable<Landed> | undefined;

  function nameOf(relation: Relation): string | null {
    if (relation !== last) {
      last = relation;
      lastName = names.get(relation) ?? null;
    }
    return lastName;
  }

  function outcomeOf({ record, key }: Change, table: string | null, result: Result | RecordError | undefined): Outcome {
    if (result === undefined || table === null) throw new TypeError('every change has a table and a result');
    if (typeof result !== 'string') return failed(record, table, key, null, result);
    shared ??= landed(record, table, key, null, result);
    shared.record = record;
    shared.table = table;
    shared.key = key;
    shared.result = result;
    return shared;
  }

  return {
    length: batch.length,
    at(index) {
      const routed = batch[index];
      if (routed === undefined) return undefined;
      if (isChange(routed)) return outcomeOf(routed, nameOf(routed.relation), byPlace[index]);
      return failureOf(routed, 'relation' in routed && routed.relation !== null ? nameOf(routed.relation) : null);
    },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The results at the places of their changes in the batch. */
function spread(
  batch: readonly Routed[],
  results: readonly (Result | RecordError)[],
): readonly (Result | RecordError | undefined)[] {
  let next = 0;
  return batch.map((routed) => (isChange(routed) ? results[next++] : undefined));
}

/** The outcome of what never went to the database. */
function failureOf(routed: Exclude<Routed, Change>, table: string | null): Outcome {
  if (!('record' in routed)) return failed(routed, null, null, null, routed.error);
  if ('skipped' in routed) {
    if (table === null) throw new TypeError('a skipped change has a table');
    return landed(routed.record, table, routed.key, null, 'skipped');
  }
  return failed(routed.record, table, routed.key, null, routed.error);
}
