import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { record } from './change-cases.ts';

/** What another session does between two batches of one record each, of which the second needs it. */
const cases: readonly {
  readonly name: string;
  readonly setup: string;
  readonly meanwhile: string;
  readonly records: readonly [unknown, unknown];
  readonly results?: readonly string[];
}[] = [
  {
    name: 'a label that an enum got',
    setup: `CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (id int PRIMARY KEY, a mood)`,
    meanwhile: `ALTER TYPE mood ADD VALUE 'glad'`,
    records: [
      { id: 1, a: 'sad' },
      { id: 2, a: 'glad' },
    ],
  },
  {
    name: 'a label within an array within a composite',
    setup: `CREATE TYPE mood AS ENUM ('sad'); CREATE TYPE c AS (m mood[]); CREATE TABLE t (id int PRIMARY KEY, a c)`,
    meanwhile: `ALTER TYPE mood ADD VALUE 'glad'`,
    records: [
      { id: 1, a: { m: ['sad'] } },
      { id: 2, a: { m: ['glad'] } },
    ],
  },
  {
    name: 'a column that was added',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int)',
    meanwhile: 'ALTER TABLE t ADD b int',
    records: [
      { id: 1, a: 1 },
      { id: 2, b: 1 },
    ],
  },
  {
    name: 'a column that was widened',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a varchar(3), n int)',
    meanwhile: 'ALTER TABLE t ALTER a TYPE varchar(5), ALTER n TYPE bigint',
    records: [
      { id: 1, a: 'abc', n: 1 },
      { id: 2, a: 'abcd', n: 3_000_000_000 },
    ],
  },
  {
    name: 'a unique index that was made',
    setup: 'CREATE TABLE t (id int, a int)',
    meanwhile: 'CREATE UNIQUE INDEX ON t (id)',
    records: [{ id: 1 }, { id: 2 }],
    results: ['missing_unique_index', 'inserted'],
  },
  {
    name: 'a table that was dropped and made anew',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int)',
    meanwhile: 'DROP TABLE t; CREATE TABLE t (id text PRIMARY KEY, a text)',
    records: [
      { id: 1, a: 1 },
      { id: 'x', a: 'y' },
    ],
  },
];

/** What another session does before the last batch, in which nothing fails for it. */
const silent: readonly {
  readonly name: string;
  readonly setup: string;
  readonly meanwhile: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What the table has then, of the records of the last batch. */
  readonly want: readonly string[];
  readonly results?: readonly string[];
}[] = [
  {
    name: 'columns that became text',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, j jsonb, b bytea, n numeric)',
    meanwhile: 'ALTER TABLE t ALTER j TYPE text, ALTER b TYPE text, ALTER n TYPE text',
    rows: [{ id: 1, j: 'x', b: 'aGk=', n: '1/4' }],
    want: ['(1,x,aGk=,1/4)'],
  },
  {
    name: 'a check that a value in between fails',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int)',
    meanwhile: 'ALTER TABLE t ADD CHECK (a > 0)',
    rows: [2, -1, 3].flatMap((a) => [10, 11, 12, 13, 14, 15, 16, 17].map((id) => ({ id, a }))),
    want: [10, 11, 12, 13, 14, 15, 16, 17].map((id) => `(${id},3)`),
    results: ['inserted', 'constraint_violation', 'updated'].flatMap((result) => new Array(8).fill(result)),
  },
];

for (const major of testMajors()) {
  describe(`a long run on PostgreSQL ${major} takes`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    for (const { name, setup, meanwhile, records, results = ['inserted', 'inserted'] } of cases) {
      for (const exactOnly of [false, true]) {
        test(`${name}${exactOnly ? ', one by one' : ''}`, async () => {
          await database.sql(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${setup}`);
          const lines = records.map((after) =>
            JSON.stringify(record('create', { key: { id: Object(after).id }, after })),
          );
          const loaded = await load(connection, lines.join('\n'), {
            schemaMode: 'fixed',
            batchSize: 1,
            exactOnly,
            beforeBatch: async (number) => number === 1 && (await database.sql(meanwhile)),
          });
          assert.deepEqual(
            loaded.results.map(({ result, error }) => error?.code ?? result),
            results,
          );
        });
      }
    }

    for (const { name, setup, meanwhile, rows, want, results = ['inserted'] } of silent) {
      test(`${name}, after a while`, async () => {
        await database.sql(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${setup}`);
        let nowMs = 0;
        const lineOf = (after: Readonly<Record<string, unknown>>) =>
          JSON.stringify(record('create', { key: { id: after['id'] }, after }));
        const first = rows.map((row) => lineOf({ ...row, id: 0 }));
        const loaded = await load(connection, [...first, ...rows.map(lineOf)].join('\n'), {
          batchSize: rows.length,
          clock: () => nowMs,
          beforeBatch: async (number) => {
            if (number === 0) return;
            await database.sql(`DELETE FROM t; ${meanwhile}`);
            nowMs += 2000;
          },
        });
        assert.deepEqual(
          loaded.results.slice(rows.length).map(({ result, error }) => error?.code ?? result),
          results,
        );
        const found = await database.sql('SELECT t::text AS row FROM t ORDER BY id');
        assert.deepEqual(
          found.map(({ row }) => row),
          want,
        );
      });
    }

    test('no refused value twice: a batch is written again only where its table has changed', async () => {
      await database.sql(
        `DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE t (id serial PRIMARY KEY, a int)`,
      );
      const lines = [1, 'x', 2, 'y', 3].map((a) => JSON.stringify(record('create', { after: { a } })));
      await load(connection, lines.join('\n'), { schemaMode: 'fixed', batchSize: 5 });
      const rows = await database.sql('SELECT id, a FROM t ORDER BY id');
      assert.deepEqual(
        rows.map((row) => `${row['id']} ${row['a']}`),
        ['1 1', '2 2', '3 3'],
      );
    });
  });
}
