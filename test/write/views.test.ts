import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { type LoadOptions, load } from '../support/load.ts';
import { testTargets } from '../support/target.ts';
import { record, resultOf, toNdjson } from './schema-cases.ts';

const ROWS = 60;
const rows = Array.from({ length: ROWS }, (_, i) => i);
type Values = Readonly<Record<string, unknown>>;
const put = (id: unknown, after: Values, table = 'v') => record('create', { table, key: { id }, after });
const remove = (id: unknown, table = 'v') => record('delete', { table, key: { id } });
const puts = rows.map((id) => put(id, { a: id % 9, b: 'x' }));

interface Case {
  readonly name: string;
  readonly setup: string;
  readonly records: readonly unknown[];
  /** How often each result comes. */
  readonly want: Readonly<Record<string, number>>;
  /** At most so many statements name the view; where a row's refusal is met, its neighbours go one by one. */
  readonly statements: number;
}

const made = 'CREATE TABLE t (id int PRIMARY KEY, a int, b text)';
const plain = `${made}; CREATE VIEW v AS SELECT id, a, b FROM t`;
const seed = 'INSERT INTO t SELECT i, i % 9 FROM generate_series(0, 59, 2) AS i';

const cases: readonly Case[] = [
  { name: 'new rows', setup: plain, records: puts, want: { inserted: 60 }, statements: 1 },
  {
    name: 'new rows and others',
    setup: `${plain}; ${seed}`,
    records: puts,
    want: { inserted: 30, updated: 30 },
    statements: 1,
  },
  {
    name: 'deletes',
    setup: `${plain}; ${seed}`,
    records: rows.map((id) => remove(id)),
    want: { deleted: 30, absent: 30 },
    statements: 1,
  },
  {
    name: 'appends',
    setup: 'CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT * FROM t',
    records: rows.map((a) => record('create', { table: 'v', after: { a, b: 'x' } })),
    want: { appended: 60 },
    statements: 1,
  },
  {
    name: 'keys alone',
    setup: `${plain}; ${seed}`,
    records: rows.map((id) => put(id, {})),
    want: { inserted: 30, unchanged: 30 },
    statements: 1,
  },
  {
    name: 'moves',
    setup: `${plain}; ${seed}`,
    records: rows
      .slice(0, 30)
      .map((i) => record('update', { table: 'v', key: { id: 100 + 2 * i }, before: { id: 2 * i }, after: { a: 1 } })),
    want: { moved: 30 },
    statements: 1,
  },
  {
    name: 'one key over and over, of which the last stands',
    setup: plain,
    records: rows.map((i) => (i % 20 === 19 ? remove(1) : put(1, { a: i }))),
    want: { inserted: 3, updated: 54, deleted: 3 },
    statements: 2,
  },
  {
    name: 'one bad row among many',
    setup: plain,
    records: rows.map((id) => put(id, { a: id === 31 ? 99999999999 : 1, b: 'x' })),
    want: { inserted: 59, 'invalid_value 22003': 1 },
    statements: 1,
  },
  {
    name: 'one row among many that a check refuses',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a < 50), b text); CREATE VIEW v AS SELECT id, a, b FROM t`,
    records: rows.map((id) => put(id, { a: id === 31 ? 50 : 1, b: 'x' })),
    want: { inserted: 59, 'constraint_violation 23514': 1 },
    statements: 40,
  },
  {
    name: 'rows that the view hides',
    setup: `${made}; CREATE VIEW v AS SELECT id, a, b FROM t WHERE a < 5; INSERT INTO t SELECT i, 7 FROM generate_series(30, 32) AS i`,
    records: rows.map((id) => put(id, { a: 1, b: 'x' })),
    want: { inserted: 57, 'constraint_violation 23505': 3 },
    statements: 130,
  },
  {
    name: 'rows that leave the view and come again',
    setup: `${made}; CREATE VIEW v AS SELECT id, a, b FROM t WHERE a < 5`,
    records: rows.map((i) => put(i % 30, { a: i < 30 && i >= 20 ? 7 : 1, b: 'x' })),
    want: { inserted: 30, updated: 20, 'constraint_violation 23505': 10 },
    statements: 130,
  },
  {
    name: 'a check option',
    setup: `${made}; CREATE VIEW v AS SELECT id, a, b FROM t WHERE a < 5 WITH CHECK OPTION`,
    records: rows.map((id) => put(id, { a: id === 31 ? 7 : 1, b: 'x' })),
    want: { inserted: 59, 'constraint_violation 44000': 1 },
    statements: 40,
  },
  {
    name: 'defaults of the view and of its table',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b text NOT NULL DEFAULT 'b', c text DEFAULT 'c');
      CREATE VIEW v AS SELECT id, a, b FROM t; ALTER VIEW v ALTER a SET DEFAULT 2`,
    records: rows.map((id) => put(id, {})),
    want: { inserted: 60 },
    statements: 1,
  },
  {
    name: 'a column that the view hides and a new row must have',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text NOT NULL); CREATE VIEW v AS SELECT id, a, b FROM t;
      INSERT INTO t SELECT i, 1, '', '' FROM generate_series(0, 58) AS i`,
    records: puts,
    want: { updated: 59, 'constraint_violation 23502': 1 },
    statements: 5,
  },
  {
    name: 'columns by other names',
    setup: `CREATE TABLE t (a int PRIMARY KEY, b int, id text); CREATE VIEW v AS SELECT a AS id, b AS a, id AS b FROM t`,
    records: puts,
    want: { inserted: 60 },
    statements: 1,
  },
  {
    name: 'a partitioned table',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, b text) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (40);
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (40) TO (59); CREATE VIEW v AS SELECT * FROM t; INSERT INTO t VALUES (1), (41)`,
    records: puts,
    want: { inserted: 57, updated: 2, 'constraint_violation 23514': 1 },
    statements: 40,
  },
  {
    name: 'a view beside its table',
    setup: plain,
    records: [
      ...puts,
      ...rows.map((id) => put(id, { a: 1 }, 't')),
      ...rows.map((id) => remove(id)),
      ...rows.map((id) => remove(id, 't')),
    ],
    want: { inserted: 60, updated: 60, deleted: 60, absent: 60 },
    statements: 2,
  },
  {
    name: 'a view beside its table, in turn',
    setup: plain,
    records: rows.map((i) =>
      i % 3 === 2 ? remove(1, i % 2 === 0 ? 'v' : 't') : put(1, { a: i }, i % 2 === 0 ? 't' : 'v'),
    ),
    want: { inserted: 20, updated: 20, deleted: 20 },
    statements: 120,
  },
  {
    name: 'a key without a unique index',
    setup: 'CREATE TABLE t (id int, a int, b text); CREATE VIEW v AS SELECT id, a, b FROM t',
    records: puts,
    want: { 'missing_unique_index 42P10': 60 },
    statements: 120,
  },
];

for (const target of testTargets) {
  describe(`a view of a table on ${target.name}`, () => {
    let connection: Connection;
    let drop: () => Promise<void>;
    before(async () => {
      const opened = await target.open();
      drop = opened.drop;
      connection = await connect(opened.target);
    });
    after(async () => {
      await connection.close();
      await drop();
    });

    for (const { name, setup, records, want, statements } of cases) {
      test(`is written as the table is, record by record and at once: ${name}`, async () => {
        const run = async (options: LoadOptions) => {
          await connection.query({
            text: `DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; SET search_path = s; ${setup}`,
          });
          const counted = counting(connection);
          const { results } = await load(counted.connection, toNdjson(records), { schemaMode: 'fixed', ...options });
          const { rows: found } = await connection.query({ text: 'SELECT t::text FROM t ORDER BY 1' });
          return { results, found, statements: counted.statements() };
        };
        const alone = await run({ batchSize: 1, exactOnly: true });
        const atOnce = await run({});
        assert.deepEqual([atOnce.results, atOnce.found], [alone.results, alone.found]);
        assert.deepEqual(countsOf(atOnce.results.map(resultOf)), want);
        assert.ok(atOnce.statements <= statements, `${atOnce.statements} statements`);
      });
    }
  });
}

/** A connection that counts the statements about the view. */
function counting(connection: Connection): { readonly connection: Connection; readonly statements: () => number } {
  let statements = 0;
  const query: Connection['query'] = (asked) => {
    if (asked.text.includes('"v"')) statements++;
    return connection.query(asked);
  };
  return { connection: { ...connection, query }, statements: () => statements };
}

function countsOf(results: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of results) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}
