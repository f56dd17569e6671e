import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, type LoadOptions, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

interface Case {
  readonly name: string;
  /** Run first; every case has its own schema, which is the search_path. */
  readonly setup?: string;
  readonly records: readonly unknown[];
  readonly options?: LoadOptions;
  /** Both sizes where left out. */
  readonly batchSizes?: readonly number[];
  /** Result, or error code with SQLSTATE where there is one. */
  readonly results: readonly string[];
  /** `SELECT` of one text column, in the order given. */
  readonly query?: string;
  readonly rows?: readonly string[];
}

const record = (operation: string, parts: { key?: unknown; before?: unknown; after?: unknown; table?: string }) => ({
  position: null,
  operation,
  metadata: { 'opencdc.collection': parts.table ?? 't' },
  key: parts.key ?? null,
  payload: { before: parts.before ?? null, after: parts.after ?? null },
});

const cases: readonly Case[] = [
  {
    name: 'creates, updates and deletes by key',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a text)',
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, a: 'x' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'y' } }),
      record('snapshot', { key: { id: 2 }, after: { id: 2, a: 'z' } }),
      record('delete', { key: { id: 2 } }),
      record('delete', { key: { id: 3 } }),
    ],
    results: ['inserted', 'updated', 'inserted', 'deleted', 'absent'],
    query: 'SELECT t::text FROM t',
    rows: ['(1,y)'],
  },
  {
    name: 'appends what has no key',
    setup: 'CREATE TABLE t (a int)',
    records: [record('create', { after: { a: 1 } }), record('create', { after: { a: 1 } })],
    results: ['appended', 'appended'],
    query: 'SELECT a::text FROM t',
    rows: ['1', '1'],
  },
  {
    name: 'refuses updates and deletes without a key',
    setup: 'CREATE TABLE t (a int)',
    records: [record('update', { after: { a: 1 } }), record('delete', { before: { a: 1 } })],
    results: ['key_required', 'key_required'],
  },
  {
    name: 'creates a missing table with types from all values of the batch',
    batchSizes: [5000],
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, n: 1, d: 1, s: 'x', b: true, j: { a: 1 }, z: null } }),
      record('create', { key: { id: 2 }, after: { id: 2, n: 2, d: 1.5, s: null, b: null, j: [1], z: null } }),
    ],
    results: ['inserted', 'inserted'],
    query: `SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum`,
    rows: ['id bigint', 'n bigint', 'd numeric', 's text', 'b boolean', 'j jsonb', 'z text'],
  },
  {
    name: 'a failed record leaves its neighbours alone',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a < 10), u int UNIQUE)',
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, a: 1, u: 1 } }),
      record('create', { key: { id: 2 }, after: { id: 2, a: 11, u: 2 } }),
      record('create', { key: { id: 3 }, after: { id: 3, a: 3, u: 1 } }),
      record('create', { key: { id: 4 }, after: { id: 4, a: 'x' } }),
      record('create', { key: { id: 5 }, after: { id: 5, a: 5, u: 5 } }),
      record('create', { key: { id: null }, after: { id: 5, a: 5, u: 5 } }),
      record('create', { key: { id: 6 }, after: { id: 6, nope: 1 } }),
    ],
    results: [
      'inserted',
      'constraint_violation 23514',
      'constraint_violation 23505',
      'invalid_value 22P02',
      'inserted',
      'invalid_value',
      'unknown_column',
    ],
    query: 'SELECT id::text FROM t ORDER BY 1',
    rows: ['1', '5'],
  },
  {
    name: 'a key without a unique index fails with the index to make',
    setup: 'CREATE TABLE t (id int, a int)',
    records: [record('create', { key: { id: 1 }, after: { id: 1, a: 1 } })],
    results: ['missing_unique_index'],
  },
  {
    name: 'a changed key moves its row',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, $$x$$), (5, $$five$$), (6, $$six$$)',
    records: [
      record('update', { key: { id: 2 }, before: { id: 1 }, after: { id: 2, a: 'moved' } }),
      record('update', { key: { id: 9 }, before: { id: 8 }, after: { id: 9, a: 'none was' } }),
      record('update', { key: { id: 6 }, before: { id: 5 }, after: { id: 6, a: 'both were' } }),
      record('update', { key: { id: 6 }, before: { id: 6.0 }, after: { id: 6, a: 'same' } }),
    ],
    results: ['moved', 'inserted', 'moved', 'updated'],
    query: 'SELECT t::text FROM t ORDER BY id',
    rows: ['(2,moved)', '(6,same)', '(9,"none was")'],
  },
  {
    name: 'a row of key columns alone is inserted, then unchanged',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a text)',
    records: [record('create', { key: { id: 1 } }), record('create', { key: { id: 1 }, after: { id: 1 } })],
    results: ['inserted', 'unchanged'],
    query: 'SELECT id::text FROM t',
    rows: ['1'],
  },
  {
    name: 'a record without a NOT NULL column updates a row that is there and fails where none is',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a text, n int NOT NULL); INSERT INTO t VALUES (1, $$x$$, 1)',
    records: [
      record('update', { key: { id: 1 }, after: { id: 1, a: 'y' } }),
      record('update', { key: { id: 2 }, after: { id: 2, a: 'y' } }),
    ],
    results: ['updated', 'constraint_violation 23502'],
    query: 'SELECT t::text FROM t',
    rows: ['(1,y,1)'],
  },
  {
    name: 'a row that a trigger swallows is unchanged',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x');
      CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER no BEFORE INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION no()`,
    records: [
      record('create', { key: { id: 2 }, after: { id: 2, a: 'y' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'y' } }),
      record('delete', { key: { id: 1 } }),
      record('delete', { key: { id: 3 } }),
    ],
    results: ['unchanged', 'unchanged', 'unchanged', 'absent'],
    query: 'SELECT t::text FROM t',
    rows: ['(1,x)'],
  },
  {
    name: 'a partitioned table and a view are upserted into',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
      CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10); CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
      CREATE VIEW v AS SELECT id, a FROM t`,
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, a: 'x' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'y' } }),
      record('update', { key: { id: 11 }, before: { id: 1 }, after: { id: 11, a: 'z' } }),
      record('create', { key: { id: 30 }, after: { id: 30, a: 'x' } }),
      record('update', { table: 'v', key: { id: 11 }, after: { id: 11, a: 'by view' } }),
      record('create', { table: 'v', key: { id: 12 }, after: { id: 12, a: 'by view' } }),
    ],
    results: ['inserted', 'updated', 'moved', 'constraint_violation 23514', 'updated', 'inserted'],
    query: 'SELECT t::text FROM t ORDER BY id',
    rows: ['(11,"by view")', '(12,"by view")'],
  },
  {
    name: 'identity, generated and deferrable columns',
    setup: `CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY DEFERRABLE, a int, g int GENERATED ALWAYS AS (a * 2) STORED)`,
    records: [
      record('create', { key: { id: 7 }, after: { id: 7, a: 1, g: 100 } }),
      record('update', { key: { id: 7 }, after: { id: 7, a: 2, g: 100 } }),
      record('update', { key: { id: 8 }, before: { id: 7 }, after: { id: 8, a: 3 } }),
    ],
    results: ['inserted', 'updated', 'moved'],
    query: 'SELECT t::text FROM t',
    rows: ['(8,3,6)'],
  },
  {
    name: 'part of a primary key is completed from the row',
    setup: 'CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b))',
    records: [
      record('create', { key: { a: 1 }, after: { a: 1, b: 2, c: 'x' } }),
      record('update', { key: { a: 1 }, before: { a: 1, b: 2 }, after: { a: 1, b: 3, c: 'y' } }),
      record('delete', { key: { a: 1 }, before: { a: 1, b: 3 } }),
      record('delete', { key: { a: 1 } }),
    ],
    results: ['inserted', 'moved', 'deleted', 'missing_unique_index'],
    query: 'SELECT t::text FROM t',
    rows: [],
  },
];

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
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

    for (const [number, { name, setup, records, options, batchSizes, results, query, rows }] of cases.entries()) {
      for (const batchSize of batchSizes ?? [1, 5000]) {
        test(`${name} (batches of ${batchSize})`, async () => {
          const schema = `case_${number}_${batchSize}`;
          await database.sql(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${setup ?? ''}`);
          await connection.query({ text: `SET search_path = ${schema}` });
          const ndjson = records.map((one) => JSON.stringify(one)).join('\n');
          const loaded = await load(connection, ndjson, { ...options, batchSize });
          const got = loaded.results.map(({ result, error }) =>
            error === undefined ? result : [error.code, error.sqlstate].filter((part) => part !== undefined).join(' '),
          );
          assert.deepEqual(got, results);
          if (query !== undefined) {
            const found = await database.sql(query);
            assert.deepEqual(
              found.map((row) => Object.values(row)[0]),
              rows,
            );
          }
        });
      }
    }
  });
}
