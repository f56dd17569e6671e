import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, type LoadOptions, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

interface Case {
  readonly name: string;
  readonly setup: string;
  readonly options: LoadOptions;
  readonly records: readonly unknown[];
  readonly results: readonly string[];
  readonly rows: readonly string[];
}

type Parts = {
  readonly key?: unknown;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly createdAt?: string;
};

const record = (operation: string, { key = null, before = null, after = null, createdAt }: Parts) => ({
  position: null,
  operation,
  metadata: {
    'opencdc.collection': 't',
    ...(createdAt === undefined ? {} : { 'opencdc.createdAt': createdAt }),
  },
  key,
  payload: { before, after },
});

const one = { key: { id: 1 }, after: { id: 1, a: 'new' } };
const two = { key: { id: 2 }, after: { id: 2, a: 'new' } };
const oneThere = "CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1, 'old', 'kept')";
const dated = `CREATE TABLE t (id int PRIMARY KEY, a text, at timestamptz);
  INSERT INTO t VALUES (1, 'old', '2024-01-02 00:00Z'), (2, 'old', NULL)`;

const cases: readonly Case[] = [
  {
    name: '--on-conflict update changes the row that is there',
    setup: oneThere,
    options: {},
    records: [record('create', one), record('create', two), record('create', two)],
    results: ['updated', 'inserted', 'updated'],
    rows: ['(1,new,kept)', '(2,new,)'],
  },
  {
    name: '--on-conflict ignore leaves the row that is there',
    setup: oneThere,
    options: { binding: { onConflict: 'ignore' } },
    records: [record('create', one), record('create', two), record('create', two), record('update', one)],
    results: ['unchanged', 'inserted', 'unchanged', 'unchanged'],
    rows: ['(1,old,kept)', '(2,new,)'],
  },
  {
    name: '--on-conflict ignore leaves both rows of a move onto a row that is there',
    setup: "CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x'), (2, 'y')",
    options: { binding: { onConflict: 'ignore' } },
    records: [record('update', { key: { id: 2 }, before: { id: 1 }, after: { id: 2, a: 'moved' } })],
    results: ['unchanged'],
    rows: ['(1,x)', '(2,y)'],
  },
  {
    name: '--on-conflict fail fails the record',
    setup: oneThere,
    options: { binding: { onConflict: 'fail' } },
    records: [record('create', one), record('create', two), record('create', two)],
    results: ['constraint_violation 23505', 'inserted', 'constraint_violation 23505'],
    rows: ['(1,old,kept)', '(2,new,)'],
  },
  {
    name: '--on-delete ignore skips deletes',
    setup: oneThere,
    options: { change: { onDelete: { kind: 'ignore' } } },
    records: [record('delete', { key: { id: 1 } }), record('delete', { key: { id: 2 } }), record('delete', {})],
    results: ['skipped', 'skipped', 'skipped'],
    rows: ['(1,old,kept)'],
  },
  {
    name: '--on-delete soft=COLUMN sets the time of the change, or else now',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text, gone timestamp); INSERT INTO t VALUES (1, 'x'), (2, 'y')`,
    options: { change: { onDelete: { kind: 'soft', column: 'gone' }, now: () => Date.UTC(2024, 4, 6, 7, 8, 9) } },
    records: [
      record('delete', { key: { id: 1 }, createdAt: '1700000000123456789' }),
      record('delete', { key: { id: 2 } }),
      record('delete', { key: { id: 3 } }),
    ],
    results: ['deleted', 'deleted', 'absent'],
    rows: ['(1,x,"2023-11-14 22:13:20.123457")', '(2,y,"2024-05-06 07:08:09")'],
  },
  {
    name: '--on-delete soft=COLUMN needs the column',
    setup: oneThere,
    options: { change: { onDelete: { kind: 'soft', column: 'gone' } } },
    records: [record('delete', { key: { id: 1 } })],
    results: ['unknown_column'],
    rows: ['(1,old,kept)'],
  },
  {
    name: '--on-delete soft=COLUMN needs the column, whatever unknown columns are ignored',
    setup: oneThere,
    options: { change: { onDelete: { kind: 'soft', column: 'gone' } }, binding: { ignoreUnknownColumns: true } },
    records: [record('delete', { key: { id: 1 } })],
    results: ['unknown_column'],
    rows: ['(1,old,kept)'],
  },
  {
    name: '--update-nulls set writes the null of an update',
    setup: oneThere,
    options: {},
    records: [record('update', { key: { id: 1 }, before: { id: 1, b: 'was' }, after: { id: 1, a: 'new', b: null } })],
    results: ['updated'],
    rows: ['(1,new,)'],
  },
  {
    name: '--update-nulls keep leaves the column alone, but writes the null of a create',
    setup: oneThere,
    options: { change: { updateNulls: 'keep' } },
    records: [
      record('update', { key: { id: 1 }, before: { id: 1, b: 'was' }, after: { id: 1, a: 'new', b: null } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: null, b: null } }),
      record('create', { key: { id: 2 }, after: { id: 2, a: null, b: null } }),
    ],
    results: ['updated', 'unchanged', 'inserted'],
    rows: ['(1,new,kept)', '(2,,)'],
  },
  {
    name: '--update-nulls before takes the value that payload.before has',
    setup: oneThere,
    options: { change: { updateNulls: 'before' } },
    records: [
      record('update', {
        key: { id: 1 },
        before: { id: 1, a: 'not used', b: 'was' },
        after: { id: 1, a: 'new', b: null },
      }),
      record('update', { key: { id: 1 }, after: { id: 1, a: null } }),
    ],
    results: ['updated', 'updated'],
    rows: ['(1,,was)'],
  },
  {
    name: '--newer-by leaves a row that is newer',
    setup: dated,
    options: { binding: { newerBy: 'at' } },
    records: [
      record('update', { key: { id: 1 }, after: { id: 1, a: 'older', at: '2024-01-01T00:00:00Z' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'same', at: '2024-01-02T01:00:00+01:00' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'newer', at: '2024-01-03T00:00:00Z' } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'older again', at: '2024-01-02T23:00:00Z' } }),
      record('update', { key: { id: 2 }, after: { id: 2, a: 'over a null', at: '2024-01-01T00:00:00Z' } }),
      record('create', { key: { id: 3 }, after: { id: 3, a: 'none there', at: '2024-01-01T00:00:00Z' } }),
      record('create', { key: { id: 3 }, after: { id: 3, a: 'tells no time' } }),
    ],
    results: ['unchanged', 'updated', 'updated', 'unchanged', 'updated', 'inserted', 'updated'],
    rows: [
      '(1,newer,"2024-01-03 00:00:00+00")',
      '(2,"over a null","2024-01-01 00:00:00+00")',
      '(3,"tells no time","2024-01-01 00:00:00+00")',
    ],
  },
  {
    name: '--newer-by holds for rows that could only update',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text, n text NOT NULL, at int); INSERT INTO t VALUES (1, 'x', 'n', 5)`,
    options: { binding: { newerBy: 'at' } },
    records: [
      record('update', { key: { id: 1 }, after: { id: 1, a: 'older', at: 4 } }),
      record('update', { key: { id: 1 }, after: { id: 1, a: 'newer', at: 6 } }),
    ],
    results: ['unchanged', 'updated'],
    rows: ['(1,newer,n,6)'],
  },
  {
    name: '--ignore-unknown-columns drops what the table lacks, but not of the key',
    setup: oneThere,
    options: { binding: { ignoreUnknownColumns: true } },
    records: [
      record('update', { key: { id: 1 }, after: { id: 1, a: 'new', x: 1, y: [2] } }),
      record('update', { key: { x: 1 }, after: { x: 1, a: 'new' } }),
    ],
    results: ['updated', 'unknown_column'],
    rows: ['(1,new,kept)'],
  },
  {
    name: '--json-strings value takes a string for a JSON string',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a jsonb)',
    options: { binding: { jsonStrings: 'value' } },
    records: [record('create', { key: { id: 1 }, after: { id: 1, a: '{"x":1}' } })],
    results: ['inserted'],
    rows: ['(1,"""{\\\\""x\\\\"":1}""")'],
  },
  {
    name: '--json-strings base64 and text refuse what is neither',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a jsonb)',
    options: { binding: { jsonStrings: 'base64' } },
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, a: Buffer.from('[1]').toString('base64') } }),
      record('create', { key: { id: 2 }, after: { id: 2, a: 'no base64' } }),
    ],
    results: ['inserted', 'invalid_value 22P02'],
    rows: ['(1,[1])'],
  },
  {
    name: '--key takes the key from the payload, and names a plain key',
    setup: oneThere,
    options: { key: ['id'] },
    records: [
      record('update', { after: { id: 1, a: 'new' } }),
      record('create', { key: Buffer.from('7').toString('base64'), after: { a: 'seven' } }),
      record('delete', { before: { id: 1 } }),
      record('delete', { before: { a: 1 } }),
      record('create', { after: { a: 'no id' } }),
    ],
    results: ['updated', 'inserted', 'deleted', 'key_required', 'key_required'],
    rows: ['(7,seven,)'],
  },
];

for (const major of testMajors()) {
  describe(`warnings and messages on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
      await database.sql('CREATE TABLE t (id int PRIMARY KEY, a text, at inet)');
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    test('a table without the column of --newer-by is told of once', async () => {
      const ndjson = [record('create', one), record('create', two)].map((line) => JSON.stringify(line)).join('\n');
      const { warnings } = await load(connection, ndjson, { binding: { newerBy: 'seen' }, batchSize: 1 });
      assert.deepEqual(warnings, ['public.t has no column "seen": --newer-by holds no late records off it']);
    });

    test('a value that the server quotes is cut at 100 characters', async () => {
      const values = ['x'.repeat(600), `${'y '.repeat(300)}`];
      const lines = values.map((at) => JSON.stringify(record('create', { key: { id: 9 }, after: { id: 9, at } })));
      const { results } = await load(connection, lines.join('\n'));
      assert.deepEqual(
        results.map(({ error }) => error?.message),
        [
          `invalid input syntax for type inet: "${'x'.repeat(99)}…`,
          `invalid input syntax for type inet: "${'y '.repeat(50)}…"`,
        ],
      );
    });
  });

  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
      await database.sql("SET TimeZone = 'UTC'");
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    for (const [number, { name, setup, options, records, results, rows }] of cases.entries()) {
      for (const batchSize of [1, 5000]) {
        test(`${name} (batches of ${batchSize})`, async () => {
          const schema = `case_${number}_${batchSize}`;
          await database.sql(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${setup}`);
          await connection.query({ text: `SET search_path = ${schema}` });
          const ndjson = records.map((line) => JSON.stringify(line)).join('\n');
          const loaded = await load(connection, ndjson, { ...options, batchSize });
          const got = loaded.results.map(({ result, error }) =>
            error === undefined ? result : [error.code, error.sqlstate].filter((part) => part !== undefined).join(' '),
          );
          assert.deepEqual(got, results);
          const found = await database.sql('SELECT t::text AS row FROM t ORDER BY id');
          assert.deepEqual(
            found.map((line) => line['row']),
            rows,
          );
        });
      }
    }
  });
}
