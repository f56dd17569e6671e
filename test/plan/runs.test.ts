import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runsOf, SMALLEST_BULK_ROWS } from '../../src/plan/runs.ts';
import { builtIn, column, members, type Short, table, unique } from './tables.ts';

const upsert = (id: unknown, after: Record<string, unknown> = { a: 'x', b: 'y' }): Short => ({
  op: 'create',
  key: { id },
  after,
});
const remove = (id: unknown): Short => ({ op: 'delete', key: { id } });
const enough = Array.from({ length: SMALLEST_BULK_ROWS }, (_, i) => i + 1);
const more = enough.map((i) => i + 100);

/** Runs as texts: the lane and the records' places. */
async function runs(to: ReturnType<typeof table>, records: readonly Short[]) {
  const cut = runsOf(await members(to, records));
  return {
    runs: cut.runs.map((run) => `${run.lane} ${run.members.map(({ index }) => index).join(',')}`),
    errors: [...cut.errors].map(([{ index }, { column }]) => `${index} ${column}`),
  };
}

const list = (length: number, first = 0) => Array.from({ length }, (_, i) => first + i).join(',');
const n = SMALLEST_BULK_ROWS;

describe('cuts a stream in input order', () => {
  const ordered = table({ uniqueIndexes: 2 });
  const numeric = table({
    columns: [column('id', { type: builtIn('numeric'), notNull: true }), column('a'), column('b')],
  });
  const cases: readonly {
    name: string;
    to?: ReturnType<typeof table>;
    input: readonly Short[];
    want: readonly string[];
  }[] = [
    { name: 'many changes alike are one statement', input: enough.map((i) => upsert(i)), want: [`bulk ${list(n)}`] },
    { name: 'few are singles', input: enough.slice(1).map((i) => upsert(i)), want: [`exact ${list(n - 1)}`] },
    {
      name: 'another operation is another statement',
      input: [...enough.map((i) => upsert(i)), ...enough.map(remove)],
      want: [`bulk ${list(n)}`, `bulk ${list(n, n)}`],
    },
    {
      name: 'another set of columns is another statement',
      input: [...enough.map((i) => upsert(i)), ...enough.map((i) => upsert(i, { a: 'x' }))],
      want: [`bulk ${list(n)}`, `bulk ${list(n, n)}`],
    },
    {
      name: 'columns in another order are the same',
      input: enough.map((i) => upsert(i, i % 2 === 0 ? { a: 'x', b: 'y' } : { b: 'y', a: 'x' })),
      want: [`bulk ${list(n)}`],
    },
    {
      name: 'a key that comes again begins another statement',
      input: [...enough, ...enough].map((i) => upsert(i)),
      want: [`bulk ${list(n)}`, `bulk ${list(n, n)}`],
    },
    {
      name: 'a key that comes again spelled otherwise does too',
      input: [...enough.map((i) => upsert(i)), upsert('1'), ...more.map((i) => upsert(i))],
      want: [`bulk ${list(n)}`, `bulk ${list(n + 1, n)}`],
    },
    { name: 'one key over and over is singles', input: enough.map(() => upsert(1)), want: [`exact ${list(n)}`] },
    {
      name: 'singles between statements stay between them',
      input: [...enough.map((i) => upsert(i)), remove(1), upsert(1, { a: 'x' }), ...more.map((i) => upsert(i))],
      want: [`bulk ${list(n)}`, `exact ${list(2, n)}`, `bulk ${list(n, n + 2)}`],
    },
    {
      name: 'upserts by keys that only the server tells apart are one statement',
      to: numeric,
      input: enough.map((i) => upsert(i)),
      want: [`bulk ${list(n)}`],
    },
    { name: 'deletes by such keys are singles', to: numeric, input: enough.map(remove), want: [`exact ${list(n)}`] },
    {
      name: 'what takes no statement of many rows is singles',
      to: table({ triggers: true }),
      input: enough.map((i) => upsert(i)),
      want: [`exact ${list(n)}`],
    },
    {
      name: 'rows without columns are singles',
      input: enough.map((): Short => ({ op: 'create', after: {} })),
      want: [`exact ${list(n)}`],
    },
  ];
  for (const { name, to = ordered, input, want } of cases) {
    test(name, async () => assert.deepEqual(await runs(to, input), { runs: want, errors: [] }));
  }
});

describe('values that their columns refuse', () => {
  const to = table({ uniqueIndexes: 2, keys: [unique(['id'])] });

  test('are left out of the statement and told', async () => {
    const got = await runs(to, [...enough.map((i) => upsert(i)), upsert('x')]);
    assert.deepEqual(got, { runs: [`bulk ${list(n)}`], errors: [`${n} id`] });
  });

  test('are the exact lane’s to tell where there is no statement', async () => {
    assert.deepEqual(await runs(to, [upsert('x'), upsert(1)]), { runs: ['exact 0,1'], errors: [] });
    const hot = await runs(to, [...enough.map(() => upsert(1)), upsert('x')]);
    assert.deepEqual(hot, { runs: [`exact ${list(n + 1)}`], errors: [] });
  });
});
