import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RecordError } from '../../src/errors.ts';
import type { Change } from '../../src/route/change.ts';
import type { Relation } from '../../src/route/relation.ts';
import type { Routed } from '../../src/route/route.ts';
import { batchOutcomes } from '../../src/write/batch-outcomes.ts';
import { cdcRecord, rejected, row } from '../report/records.ts';

const error: RecordError = { code: 'invalid_value', message: 'no' };
const orders: Relation = { schema: undefined, name: 'orders' };
const people: Relation = { schema: 's', name: 'people' };
const names = new Map([
  [orders, 'public.orders'],
  [people, 's.people'],
]);

function change(line: number, relation: Relation): Change {
  const key = row(['id', String(line)]);
  return { record: cdcRecord({ line, key }), relation, kind: 'upsert', key, oldKey: null, row: key };
}

/** What a batch of everything comes to; the results are those of its changes alone. */
const mixed: readonly Routed[] = [
  change(1, orders),
  rejected(error, { line: 2 }),
  change(3, people),
  { record: cdcRecord({ line: 4 }), relation: null, key: null, error },
  { record: cdcRecord({ line: 5 }), relation: orders, key: null, error },
  { record: cdcRecord({ line: 6 }), relation: people, key: null, skipped: true },
  change(7, orders),
];
const told = [
  '1 public.orders inserted',
  '2 null failed',
  '3 s.people failed',
  '4 null failed',
  '5 public.orders failed',
  '6 s.people skipped',
  '7 public.orders updated',
];

describe('the outcomes of a batch', () => {
  const outcomes = () => batchOutcomes(mixed, names, ['inserted', error, 'updated']);
  const tell = (of: ReturnType<typeof outcomes>, index: number) => {
    const outcome = of.at(index);
    assert.ok(outcome);
    return `${outcome.record.source.line} ${outcome.table} ${outcome.result}`;
  };

  test('stand at the places of their records', () => {
    const all = outcomes();
    assert.equal(all.length, mixed.length);
    assert.deepEqual(
      mixed.map((_, index) => tell(all, index)),
      told,
    );
    assert.equal(all.at(mixed.length), undefined);
  });

  test('are told again, and in any order', () => {
    const all = outcomes();
    for (const index of [6, 0, 2, 6, 5, 1, 3, 4, 0]) assert.equal(tell(all, index), told[index]);
  });

  test('of a batch of changes alone', () => {
    const all = batchOutcomes([change(1, orders), change(2, people)], names, ['appended', 'deleted']);
    assert.deepEqual([tell(all, 0), tell(all, 1)], ['1 public.orders appended', '2 s.people deleted']);
  });

  test('want a result for each change', () => {
    const all = batchOutcomes([change(1, orders), rejected(error)], names, []);
    assert.throws(() => all.at(0), TypeError);
  });
});
