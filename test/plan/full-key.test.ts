import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../src/decode/row.ts';
import { textOf } from '../../src/decode/text.ts';
import { keyCompleter } from '../../src/plan/full-key.ts';
import { builtIn, changesOf, column, type Short, table, unique } from './tables.ts';

const integer = builtIn('int4');
const columns = [column('x', { type: integer }), column('y', { type: integer }), column('a')];
const composite = table({ columns, keys: [unique(['x', 'y'], { primary: true })] });
const withOwn = table({ columns, keys: [unique(['x', 'y'], { primary: true }), unique(['x'])] });
const without = table({ columns, keys: [unique(['x', 'y'])] });

function show(row: Row | null): string | null {
  return row === null ? null : row.shape.names.map((name, i) => `${name}=${textOf(row, i)}`).join(' ');
}

const cases: readonly {
  name: string;
  to?: ReturnType<typeof table>;
  input: Short;
  want: readonly [kind: string, key: string | null, old: string | null];
}[] = [
  {
    name: 'a create takes the rest from the row',
    input: { op: 'create', key: { x: '1' }, after: { y: '2', a: 'p' } },
    want: ['upsert', 'x=1 y=2', null],
  },
  {
    name: 'an update with no row before it stays an upsert',
    input: { op: 'update', key: { x: '1' }, after: { y: '2', a: 'p' } },
    want: ['upsert', 'x=1 y=2', null],
  },
  {
    name: 'an update that changes the rest is a move',
    input: { op: 'update', key: { x: '1' }, before: { x: '1', y: '2' }, after: { y: '3', a: 'p' } },
    want: ['move', 'x=1 y=3', 'x=1 y=2'],
  },
  {
    name: 'an update that changes the key’s own column is a move of the whole',
    input: { op: 'update', key: { x: '5' }, before: { x: '1', y: '2' }, after: { y: '2', a: 'p' } },
    want: ['move', 'x=5 y=2', 'x=1 y=2'],
  },
  {
    name: 'a delete takes the rest from the row before',
    input: { op: 'delete', key: { x: '1' }, before: { x: '1', y: '2' } },
    want: ['delete', 'x=1 y=2', null],
  },
  { name: 'a delete without it stays', input: { op: 'delete', key: { x: '1' } }, want: ['delete', 'x=1', null] },
  {
    name: 'a null makes no key',
    input: { op: 'create', key: { x: '1' }, after: { y: null } },
    want: ['upsert', 'x=1', null],
  },
  {
    name: 'a key with an index of its own stays',
    to: withOwn,
    input: { op: 'create', key: { x: '1' }, after: { y: '2' } },
    want: ['upsert', 'x=1', null],
  },
  {
    name: 'without a primary key it stays',
    to: without,
    input: { op: 'create', key: { x: '1' }, after: { y: '2' } },
    want: ['upsert', 'x=1', null],
  },
  {
    name: 'a column outside of the primary key stays',
    input: { op: 'create', key: { a: 'p' }, after: { x: '1', y: '2' } },
    want: ['upsert', 'a=p', null],
  },
  { name: 'an append stays', input: { op: 'create', after: { x: '1', y: '2' } }, want: ['append', null, null] },
];

for (const { name, to = composite, input, want } of cases) {
  test(name, async () => {
    const complete = keyCompleter();
    const changes = (await changesOf([input])).map((change) => complete(to, change));
    assert.deepEqual(
      changes.map(({ kind, key, oldKey }) => [kind, show(key), show(oldKey)]),
      [want],
    );
  });
}
