import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../src/catalog/table.ts';
import { streamsOf } from '../../src/plan/streams.ts';
import { column, members, type Short, table } from './tables.ts';

const one = table({ name: 'one', oid: 1 });
const two = table({ name: 'two', oid: 2 });
const view = table({ kind: 'view', name: 'view', oid: 3, below: { oid: 1, kind: 'table', hidden: [] } });
const upsert = (to: Table): Short => ({ op: 'create', to, key: { id: 1 }, after: { a: 'x', b: 'y' } });
const append = (to: Table): Short => ({ op: 'create', to, after: { id: 1 } });
const other = { name: 'f', columns: ['a'], targetOid: 1, targetColumns: ['id'] };

const cases: readonly { name: string; input: readonly Short[]; want: readonly string[] }[] = [
  { name: 'each free table is a stream', input: [upsert(one), upsert(two), upsert(one)], want: ['free 0,2', 'free 1'] },
  {
    name: 'deletes by key are free too',
    input: [upsert(one), { op: 'delete', to: one, key: { id: 1 } }],
    want: ['free 0,1'],
  },
  {
    name: 'an append keeps its table’s order',
    input: [upsert(one), append(one), upsert(two)],
    want: ['input 0,1', 'free 2'],
  },
  {
    name: 'moves are free too',
    input: [upsert(one), { op: 'update', to: one, key: { id: 2 }, before: { id: 1 }, after: { a: 'x' } }],
    want: ['free 0,1'],
  },
  {
    name: 'a second unique index keeps its table’s order',
    input: [upsert(table({ uniqueIndexes: 2 })), upsert(one)],
    want: ['input 0', 'free 1'],
  },
  {
    name: 'tables with foreign keys are one stream',
    input: [upsert(table({ foreignKeys: [other] })), upsert(two), upsert(table({ referencedBy: [7] }))],
    want: ['input 0,2', 'free 1'],
  },
  {
    name: 'with a trigger on any table all is one stream',
    input: [upsert(one), upsert(table({ triggers: true })), upsert(two)],
    want: ['input 0,1,2'],
  },
  {
    name: 'a partition and what may be its parent are one stream',
    input: [
      upsert(table({ inherits: true, partition: true })),
      upsert(one),
      upsert(table({ kind: 'partitioned', children: true })),
    ],
    want: ['input 0,2', 'free 1'],
  },
  {
    name: 'a partition beside tables of no family is not linked',
    input: [upsert(table({ inherits: true })), upsert(one)],
    want: ['free 0', 'free 1'],
  },
  {
    name: 'partitioned tables alone are not linked',
    input: [
      upsert(table({ kind: 'partitioned', children: true })),
      upsert(table({ kind: 'partitioned', children: true, oid: 8 })),
    ],
    want: ['free 0', 'free 1'],
  },
  {
    name: 'a table that DDL changed in between keeps its order',
    input: [upsert(one), upsert(table({ name: 'one', oid: 1 })), upsert(two)],
    want: ['input 0,1', 'free 2'],
  },
  {
    name: 'a view and its table, or two views of it, have the same rows',
    input: [upsert(view), upsert(two), upsert(one), upsert({ ...view, oid: 4 })],
    want: ['input 0,2,3', 'free 1'],
  },
  { name: 'a view alone is free', input: [upsert(view), upsert(two)], want: ['free 0', 'free 1'] },
  {
    name: 'a table goes with its view that is linked to others',
    input: [upsert(one), upsert(two), upsert(table({ kind: 'view', oid: 3, below: view.below, sharesSequence: true }))],
    want: ['input 0,2', 'free 1'],
  },
  {
    name: 'rows that a sequence numbers keep their order',
    input: [
      {
        op: 'create',
        key: { id: 1 },
        after: { a: 'x' },
        to: table({ columns: [column('id'), column('a'), column('n', { numbered: true, hasDefault: true })] }),
      },
    ],
    want: ['input 0'],
  },
];

for (const { name, input, want } of cases) {
  test(name, async () => {
    const streams = streamsOf(await members(one, input));
    const got = streams.map((stream) => `${stream.order} ${stream.members.map(({ index }) => index).join(',')}`);
    assert.deepEqual(got, want);
  });
}
