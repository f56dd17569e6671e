import type { Catalog } from '../catalog/catalog.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation } from '../plan/identifier.ts';
import { failed, landed, type Outcome, type Result } from '../report/outcome.ts';
import type { Change, NoChange, SkippedChange } from '../route/change.ts';
import type { Relation } from '../route/relation.ts';
import { isChange, type Routed } from '../route/route.ts';

/** The names that result lines show: with its schema, whether the table exists or not. */
export async function displayNames(batch: readonly Routed[], catalog: Catalog): Promise<ReadonlyMap<Relation, string>> {
  const names = new Map<Relation, string>();
  let last: Relation | undefined;
  for (const routed of batch) {
    if (!hasRelation(routed) || routed.relation === last) continue;
    const { relation } = routed;
    last = relation;
    if (names.has(relation)) continue;
    names.set(relation, displayRelation({ schema: await catalog.schemaOf(relation), name: relation.name }));
  }
  return names;
}

/** What became of a batch's records; `results` are those of its changes. */
export function outcomesOf(
  batch: readonly Routed[],
  names: ReadonlyMap<Relation, string>,
  results: readonly (Result | RecordError)[],
): readonly Outcome[] {
  const outcomes: Outcome[] = new Array(batch.length);
  let next = 0;
  let last: Relation | undefined;
  let lastName: string | null = null;
  for (let i = 0; i < batch.length; i++) {
    const routed = batch[i] as Routed; // i is below the length
    const relation = hasRelation(routed) ? routed.relation : undefined;
    if (relation !== undefined && relation !== last) {
      last = relation;
      lastName = names.get(relation) ?? null;
    }
    const name = relation === undefined ? null : lastName;
    outcomes[i] = isChange(routed) ? outcomeOf(routed, name, results[next++]) : failureOf(routed, name);
  }
  return outcomes;
}

function hasRelation(routed: Routed): routed is Change | NoChange | SkippedChange {
  return 'relation' in routed && routed.relation !== null;
}

function outcomeOf(change: Change, table: string | null, result: Result | RecordError | undefined): Outcome {
  const { record, key } = change;
  if (result === undefined || table === null) throw new TypeError('every change has a table and a result');
  return typeof result === 'string'
    ? landed(record, table, key, null, result)
    : failed(record, table, key, null, result);
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
