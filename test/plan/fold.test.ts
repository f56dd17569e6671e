import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BindingOptions } from '../../src/plan/binding.ts';
import type { RowGroup } from '../../src/plan/change-group.ts';
import { type Folded, foldChanges } from '../../src/plan/fold.ts';
import { type Existed, tellResults } from '../../src/plan/fold-results.ts';
import { builtIn, column, planned, type Short, table, unique } from './tables.ts';

const upsert = (id: unknown, after: Record<string, unknown> = { a: 'x' }): Short => ({
  op: 'create',
  key: { id },
  after,
});
const remove = (id: unknown): Short => ({ op: 'delete', key: { id } });

/** A parameter of the bulk lane as its texts. */
function texts(parameter: Buffer): (string | null)[] {
  const values: (string | null)[] = [];
  for (let at = 20; at < parameter.length; ) {
    const length = parameter.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : parameter.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}

/** Waves as texts: `action(columns) rows`. Groups without rows don't show. */
function show({ waves }: Folded): string[] {
  return waves.map(({ groups }) =>
    groups
      .filter((group) => group.liveRows > 0)
      .map((group) => {
        const columns = group.finish().values.map(texts);
        const rows = (columns[0] ?? []).map((_, row) => columns.map((values) => values[row] ?? 'null').join(':'));
        return `${group.action} ${rows.join(' ')}`;
      })
      .join('; '),
  );
}

async function folded(to: ReturnType<typeof table>, records: readonly Short[], options: Partial<BindingOptions> = {}) {
  const { changes, bind } = await planned(to, records, options);
  return { changes, ...foldChanges(changes, bind) };
}

describe('folds changes of one key into one row', () => {
  const required = table({
    columns: [column('id', { type: builtIn('int4'), notNull: true }), column('a', { notNull: true }), column('b')],
  });
  const given = column('a', {
    type: { ...builtIn('text'), kind: 'domain', base: builtIn('text'), notNull: true, checked: false },
  });
  const domain = table({ columns: [column('id', { type: builtIn('int4'), notNull: true }), given, column('b')] });
  const failing = table({
    columns: [
      column('id', { type: builtIn('int4'), notNull: true }),
      column('a'),
      column('b', { hasDefault: true, default: 'f()' }),
    ],
  });
  const partitioned = table({ kind: 'partitioned' });
  const composite = table({
    columns: [column('x', { type: builtIn('int4') }), column('y', { type: builtIn('int4') }), column('a')],
    keys: [unique(['x', 'y'])],
  });
  const both = (key: Record<string, unknown>, a: string): Short => ({ op: 'create', key, after: { a } });
  const cases: readonly {
    name: string;
    to?: ReturnType<typeof table>;
    input: readonly Short[];
    want: readonly string[];
  }[] = [
    { name: 'different keys are rows of one statement', input: [upsert(1), upsert(2)], want: ['upsert 1:x 2:x'] },
    { name: 'the later values win', input: [upsert(1), upsert(1, { a: 'y' })], want: ['upsert 1:y'] },
    { name: 'a key spelled otherwise is the same', input: [upsert(1), upsert('1', { a: 'y' })], want: ['upsert 1:y'] },
    { name: 'partial rows come together', input: [upsert(1), upsert(1, { b: 'z' })], want: ['upsert 1:x:z'] },
    {
      name: 'a null is a value',
      input: [upsert(1, { a: 'x', b: 'z' }), upsert(1, { b: null })],
      want: ['upsert 1:x:null'],
    },
    { name: 'a deleted row is not written', input: [upsert(1), remove(1)], want: ['delete 1'] },
    {
      name: 'a row that comes again is a new one',
      input: [upsert(1, { b: 'z' }), remove(1), upsert(1)],
      want: ['delete 1; upsert 1:x'],
    },
    { name: 'deletes of one key are one', input: [remove(1), remove(1)], want: ['delete 1'] },
    {
      name: 'a null that may be refused is not left out',
      to: required,
      input: [upsert(1, { a: null }), upsert(1)],
      want: ['upsert 1:null', 'upsert 1:x'],
    },
    {
      name: 'a null that a domain refuses is not left out',
      to: domain,
      input: [upsert(1, { a: null }), upsert(1)],
      want: ['upsert 1:null', 'upsert 1:x'],
    },
    {
      name: 'a row that only updates is not left out',
      to: required,
      input: [upsert(1, { b: 'z' }), upsert(1)],
      want: ['update 1:z', 'upsert 1:x'],
    },
    {
      name: 'a row that only updates comes over one that is new',
      to: required,
      input: [upsert(1), upsert(1, { b: 'z' })],
      want: ['upsert 1:x:z'],
    },
    {
      name: 'a row whose default may fail is not left out',
      to: failing,
      input: [upsert(1), upsert(1, { a: 'x', b: 'z' })],
      want: ['upsert 1:x', 'upsert 1:x:z'],
    },
    {
      name: 'a default that may fail is taken as often as before',
      to: failing,
      input: [upsert(1, { a: 'x', b: 'z' }), upsert(1)],
      want: ['upsert 1:x:z', 'upsert 1:x'],
    },
    {
      name: 'a row of a table with checks is not left out',
      to: table({ checked: true }),
      input: [upsert(1, { a: 'x', b: 'y' }), upsert(1, { a: 'x', b: 'y' }), upsert(2, { a: 'x', b: 'y' })],
      want: ['upsert 1:x:y 2:x:y', 'upsert 1:x:y'],
    },
    {
      name: 'a row that may have no partition is not left out',
      to: partitioned,
      input: [upsert(1), remove(1)],
      want: ['upsert 1:x', 'delete 1'],
    },
    {
      name: 'a key’s columns may come in any order',
      to: composite,
      input: [both({ x: 1, y: 2 }, 'p'), both({ y: 2, x: 1 }, 'q')],
      want: ['upsert 1:2:q'],
    },
    {
      name: 'a key’s values belong to their columns',
      to: composite,
      input: [both({ x: 1, y: 2 }, 'p'), both({ y: 1, x: 2 }, 'q')],
      want: ['upsert 1:2:p; upsert 2:1:q'],
    },
    {
      name: 'a key’s values are not run together',
      to: composite,
      input: [both({ x: 1, y: 12 }, 'p'), both({ x: 11, y: 2 }, 'q')],
      want: ['upsert 1:12:p 11:2:q'],
    },
  ];
  for (const { name, to = table(), input, want } of cases) {
    test(name, async () => {
      const result = await folded(to, input);
      assert.deepEqual([...result.errors], []);
      assert.deepEqual(show(result), want);
    });
  }

  test('a slice ends when it has so many keys, however many changes these fold', async () => {
    const records = [upsert(1), upsert(2), upsert(1), upsert(2), upsert(3), upsert(1)];
    const { changes, bind } = await planned(required, records);
    const first = foldChanges(changes, bind, undefined, { from: 0, mostKeys: 3 });
    assert.deepEqual([show(first), first.next], [['upsert 1:x 2:x 3:x'], 5]);
    const rest = foldChanges(changes, bind, undefined, { from: first.next, mostKeys: 3 });
    assert.deepEqual([show(rest), rest.next], [['upsert 1:x'], 6]);
  });

  test('a value that its column refuses is told, and leaves the row as it was', async () => {
    const { errors, ...result } = await folded(table(), [
      upsert(1),
      upsert('x', { a: 'y' }),
      upsert(1, { b: '\u0000' }),
    ]);
    assert.deepEqual(
      [...errors].map(([{ index }, { column: name }]) => [index, name]),
      [
        [1, 'id'],
        [2, 'b'],
      ],
    );
    assert.deepEqual(show({ ...result, errors }), ['upsert 1:x']);
  });
});

describe('joins small groups', () => {
  const names = Array.from({ length: 8 }, (_, i) => `c${i}`);
  const id = column('id', { type: builtIn('int4'), notNull: true });
  const scattered = names.map((name, i) => upsert(i + 1, { [name]: 'x' }));

  test('many column sets are one statement, with a mask for each row', async () => {
    const result = await folded(table({ columns: [id, ...names.map((name) => column(name))] }), scattered);
    const rows = scattered.map((_, i) =>
      [
        i + 1,
        ...names.map((__, c) => (c === i ? 'x' : 'null')),
        `11${names.map((__, c) => (c === i ? 1 : 0)).join('')}`,
      ].join(':'),
    );
    assert.deepEqual(show(result), [`sparse ${rows.join(' ')}`]);
  });

  const kept = [
    { name: 'a default that may fail', extra: column('d', { hasDefault: true, default: 'f()' }) },
    { name: 'a generated column', extra: column('d', { generated: true }) },
  ];
  for (const { name, extra } of kept) {
    test(`not with ${name}, which an INSERT works out for a row that is there too`, async () => {
      const result = await folded(table({ columns: [id, ...names.map((each) => column(each)), extra] }), scattered);
      assert.deepEqual(show(result), [scattered.map((_, i) => `upsert ${i + 1}:x`).join('; ')]);
    });
  }
});

describe('tells the results of the sequence', () => {
  const cases: readonly {
    name: string;
    input: readonly Short[];
    existed: boolean;
    want: readonly (string | null)[];
  }[] = [
    { name: 'new, then updated', input: [upsert(1), upsert(1)], existed: false, want: ['inserted', 'updated'] },
    { name: 'there, then updated', input: [upsert(1), upsert(1)], existed: true, want: ['updated', 'updated'] },
    { name: 'nothing to set', input: [upsert(1, {}), upsert(1, {})], existed: false, want: ['inserted', 'unchanged'] },
    {
      name: 'deleted in the middle',
      input: [upsert(1), remove(1), remove(1), upsert(1)],
      existed: true,
      want: ['updated', 'deleted', 'absent', 'inserted'],
    },
    {
      name: 'deleted at first',
      input: [remove(1), upsert(1), remove(1)],
      existed: false,
      want: ['absent', 'inserted', 'deleted'],
    },
  ];
  for (const { name, input, existed, want } of cases) {
    test(name, async () => {
      const { waves } = await folded(table(), input);
      const results: (string | null)[] = [];
      for (const { keys, groups } of waves) {
        const answers = new Map(groups.map((group): [RowGroup, Existed] => [group, existed ? 'all' : 'none']));
        const missing = tellResults(keys, answers, {
          tell: ({ index }, result) => {
            results[index] = result;
          },
        });
        assert.deepEqual(missing, []);
      }
      assert.deepEqual(results, want);
    });
  }

  test('nothing is told of a row that is missing and can’t be inserted', async () => {
    const to = table({
      columns: [column('id', { type: builtIn('int4') }), column('a'), column('b', { notNull: true })],
    });
    const { changes, waves } = await folded(to, [upsert(1)]);
    const told: unknown[] = [];
    const missing = waves.flatMap(({ keys, groups }) =>
      tellResults(keys, new Map(groups.map((group): [RowGroup, Existed] => [group, 'none'])), {
        tell: (planned) => told.push(planned),
      }),
    );
    assert.deepEqual([missing, told], [changes, []]);
  });
});
