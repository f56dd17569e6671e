import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Result } from '../../src/report/outcome.ts';
import type { Connection } from '../../src/write/connection.ts';
import { type ExactItem, writeExact } from '../../src/write/exact.ts';
import { connectTo } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

let database: TestDatabase;
let connection: Connection;
before(async () => {
  database = await (await startServer(18)).createDatabase();
  connection = await connectTo(database.url);
});
after(async () => {
  await connection?.close();
  await database?.drop();
});
beforeEach(() => database.sql('DROP TABLE IF EXISTS t; CREATE TABLE t (n serial, v int CHECK (v < 100), seen bigint)'));

const explain: ExactItem['explain'] = ({ sqlstate, message }) => ({ code: 'database_error', sqlstate, message });
const statement = (v: number) => ({
  text: 'INSERT INTO t (v, seen) SELECT $1::text::int, count(*) FROM t',
  values: [Buffer.from(String(v))],
});
const single = (v: number): ExactItem => ({
  explain,
  plan: { lane: 'single', statement: statement(v), resultOf: () => 'appended' },
});
/** Several statements, each of which waits for the one before. */
const steps = (...values: number[]): ExactItem => ({
  explain,
  plan: {
    lane: 'steps',
    run: async (ask): Promise<Result> => {
      for (const v of values) await ask(statement(v));
      return 'moved';
    },
  },
});

/** Results as texts, and the values in the order written, each with the rows that it saw. */
async function run(items: readonly ExactItem[]) {
  await connection.query({ text: 'BEGIN' });
  try {
    const results = await writeExact(connection, items);
    await connection.query({ text: 'COMMIT' });
    const rows = await database.sql("SELECT v || '/' || seen AS row FROM t ORDER BY n");
    return {
      results: results.map((result) => (typeof result === 'string' ? result : result.sqlstate)),
      rows: rows.map(({ row }) => row),
    };
  } catch (error) {
    await connection.query({ text: 'ROLLBACK' });
    throw error;
  }
}

test('records are written one after another', async () => {
  assert.deepEqual(await run([single(1), steps(2, 3), single(4)]), {
    results: ['appended', 'moved', 'appended'],
    rows: ['1/0', '2/1', '3/2', '4/3'],
  });
});

test('a record that fails costs itself alone, and all of itself', async () => {
  assert.deepEqual(await run([single(100), single(1), steps(2, 100), single(3), single(101)]), {
    results: ['23514', 'appended', '23514', 'appended', '23514'],
    rows: ['1/0', '3/1'],
  });
});

test('wherever records fail, the others are as if these had not been', async () => {
  const { FC_SEED, FC_NUM_RUNS = '10' } = process.env;
  const kinds = fc.array(fc.constantFrom('good', 'good', 'good', 'bad', 'steps', 'bad steps'), {
    maxLength: 150,
    size: 'max',
  });
  const property = fc.asyncProperty(kinds, async (list) => {
    await database.sql('TRUNCATE t');
    const items = list.map((kind, v) => {
      const value = v % 50;
      if (kind === 'good') return single(value);
      if (kind === 'bad') return single(100);
      return kind === 'steps' ? steps(value) : steps(value, 100);
    });
    const { results, rows } = await run(items);
    const isGood = (kind: string) => !kind.startsWith('bad');
    const wanted = list.map((kind) => (isGood(kind) ? (kind === 'good' ? 'appended' : 'moved') : '23514'));
    assert.deepEqual(results, wanted);
    const written = list.flatMap((kind, v) => (isGood(kind) ? [v % 50] : []));
    assert.deepEqual(
      rows,
      written.map((v, i) => `${v}/${i}`),
    );
  });
  await fc.assert(property, {
    numRuns: Number(FC_NUM_RUNS),
    ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
  });
});

test('rejects with what the error means for the run', async () => {
  const stop = new Error('stop');
  const throwing: ExactItem = {
    ...single(100),
    explain: () => {
      throw stop;
    },
  };
  await assert.rejects(run([single(1), throwing, single(2)]), stop);
});
