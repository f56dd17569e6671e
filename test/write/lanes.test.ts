import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertUnseen, type Stage, stageOf } from '../property/oracle/run.ts';
import type { OracleSchema } from '../property/oracle/schema.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

/** Enough for several slices of a stream, and for pieces of these. */
const ROWS = 1500;

type Values = Readonly<Record<string, unknown>>;
const record = (table: string, operation: string, key: Values, after: Values | null) =>
  JSON.stringify({ operation, metadata: { 'opencdc.collection': table }, key, payload: { after } });

/** Rows of which some are refused: by the client, by the server's reading, by a constraint, by a unique index. */
function manyRows(table: string): string[] {
  return Array.from({ length: ROWS }, (_, i) => {
    const row = { id: i, a: i % 90, u: i, at: '2024-01-01' };
    if (i % 701 === 5) return record(table, 'create', { id: i }, { ...row, a: 'x' });
    if (i % 701 === 150) return record(table, 'create', { id: i }, { ...row, at: '2024-01-01 25 o’clock' });
    if (i % 701 === 300) return record(table, 'create', { id: i }, { ...row, a: 100 });
    if (i % 701 === 450) return record(table, 'create', { id: i }, { ...row, u: i - 1 });
    if (i % 11 === 3) return record(table, 'update', { id: i - 2 }, { a: i % 90 });
    if (i % 13 === 4) return record(table, 'delete', { id: i - 3 }, null);
    return record(table, 'create', { id: i }, row);
  });
}

const columns = 'id int PRIMARY KEY, a int CHECK (a < 100), at timestamptz';
const cases: readonly (Omit<OracleSchema, 'tables'> & { readonly lines: readonly string[] })[] = [
  { name: 'rows that don’t see each other', setup: `CREATE TABLE t (${columns}, u int)`, lines: manyRows('t') },
  { name: 'rows that do', setup: `CREATE TABLE t (${columns}, u int UNIQUE)`, lines: manyRows('t') },
  {
    name: 'tables that refer to each other',
    setup: `CREATE TABLE p (${columns}, u int); CREATE TABLE t (${columns}, u int REFERENCES p ON DELETE CASCADE)`,
    lines: [...manyRows('p').slice(0, 700), ...manyRows('t').slice(0, 800), ...manyRows('p').slice(600, 800)],
  },
  {
    name: 'new rows, a few of them refused',
    setup: `CREATE TABLE t (${columns}, u int)`,
    lines: Array.from({ length: 4000 }, (_, i) =>
      record('t', 'create', { id: i }, { id: i, a: i % 800 === 700 ? 100 : i % 90, u: i, at: '2024-01-01' }),
    ),
  },
  {
    name: 'new rows, of which one is there and some are refused, in a table with a name that counts',
    setup: `CREATE TABLE "t, 2" (${columns}, u int); INSERT INTO "t, 2" VALUES (1777, 1)`,
    lines: Array.from({ length: 3000 }, (_, i) =>
      record('"t, 2"', 'create', { id: i }, { id: i, a: i % 400 === 399 ? 100 : i % 90, u: i }),
    ),
  },
  {
    name: 'appended rows, many of them refused',
    setup: 'CREATE TABLE t (id int UNIQUE, a int CHECK (a < 100), at timestamptz)',
    lines: Array.from({ length: 2000 }, (_, i) => {
      const row = { id: i % 300 === 200 ? i - 150 : i, a: i > 1500 && i % 4 === 0 ? 100 : i % 90 };
      return JSON.stringify({
        operation: 'create',
        metadata: { 'opencdc.collection': 't' },
        payload: { after: i % 210 === 50 ? { ...row, at: 'no time' } : row },
      });
    }),
  },
  {
    name: 'many tables with few rows each, of which some are there and some are refused',
    setup: Array.from(
      { length: 40 },
      (_, t) => `CREATE TABLE t${t} (${columns}, u int); INSERT INTO t${t} SELECT g FROM generate_series(0, ${t}, 3) g`,
    ).join(';'),
    lines: Array.from({ length: ROWS }, (_, i) => {
      const id = Math.floor(i / 40);
      return record(`t${i % 40}`, 'create', { id }, { id, a: i % 331 === 300 ? 100 : i % 90, u: i });
    }),
  },
  {
    name: 'one key over and over, where nothing is folded',
    setup: `CREATE TABLE t (${columns}, u int)`,
    lines: Array.from({ length: 500 }, (_, i) =>
      i % 50 === 49
        ? record('t', 'delete', { id: 1 }, null)
        : record('t', 'update', { id: i % 7 === 0 ? i : 1 }, { a: i % 102 }),
    ),
  },
];

describe('bad records among many', () => {
  let database: TestDatabase;
  before(async () => {
    database = await (await startServer(18)).createDatabase();
  });
  after(() => database?.drop());

  for (const { lines, ...given } of cases) {
    test(`are told, and cost nothing else: ${given.name}`, async () => {
      const schema = { ...given, tables: [] };
      const stage: Stage = await stageOf(schema, database);
      try {
        await assertUnseen(stage, schema, lines, {}, [5000], 'same batches');
        const { results } = await stage.apply(lines, {});
        const failed = results.filter((line) => line.includes('"failed"')).length;
        assert.ok(failed > 0 && failed < lines.length / 4, `${failed} failed`);
      } finally {
        await stage.close();
      }
    });
  }
});
