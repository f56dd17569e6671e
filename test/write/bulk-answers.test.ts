import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCatalog } from '../../src/catalog/catalog.ts';
import { type BulkStatement, bulkStatementOf } from '../../src/plan/bulk.ts';
import { BulkGroup } from '../../src/plan/bulk-group.ts';
import type { BulkAction } from '../../src/plan/change-group.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { planned, type Short } from '../plan/tables.ts';
import { testTargets } from '../support/target.ts';

type Key = Readonly<Record<string, unknown>>;
interface Case {
  readonly name: string;
  /** What stands between the parentheses of CREATE TABLE, but for the column `a`. */
  readonly columns: string;
  readonly after?: string;
  readonly setup?: string;
  /** Every second one is there before. */
  readonly keys: readonly Key[];
}

const ids = (...values: readonly unknown[]): readonly Key[] => values.map((id) => ({ id }));
const words = ids('', 'a', ',', '"', '\\', 'é', '🦄', 'null', '\u0001\n\t', '{"x": [1]}');
const cases: readonly Case[] = [
  { name: 'smallint', columns: 'id smallint PRIMARY KEY', keys: ids(-1, 0, 7, 32767) },
  { name: 'integer', columns: 'id integer PRIMARY KEY', keys: ids(1, '2', '003', 4, 5) },
  {
    name: 'bigint',
    columns: 'id bigint PRIMARY KEY',
    keys: ids('9007199254740993', '9007199254740992', '9223372036854775807', '-9223372036854775808'),
  },
  { name: 'boolean', columns: 'id boolean PRIMARY KEY', keys: ids(true, false) },
  {
    name: 'uuid',
    columns: 'id uuid PRIMARY KEY',
    keys: ids('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc999c0b4ef8bb6d6bb9bd380a12'),
  },
  { name: 'bytea', columns: 'id bytea PRIMARY KEY', keys: ids('\\x', '\\xDEadbeef', '\\x00', 'AQID') },
  {
    name: 'bytea, printed otherwise',
    setup: "SET bytea_output = 'escape'",
    columns: 'id bytea PRIMARY KEY',
    keys: ids('\\x', '\\xDEadbeef', '\\x00', 'AQID'),
  },
  { name: 'text', columns: 'id text PRIMARY KEY', keys: words },
  { name: 'varchar', columns: 'id varchar(20) PRIMARY KEY', keys: words },
  { name: 'name', columns: 'id name PRIMARY KEY', keys: words },
  {
    name: 'an enum',
    setup: `CREATE TYPE word AS ENUM ('a', 'b c', '"')`,
    columns: 'id word PRIMARY KEY',
    keys: ids('a', 'b c', '"'),
  },
  {
    name: 'a domain over a boolean',
    setup: 'CREATE DOMAIN yes AS boolean',
    columns: 'id yes PRIMARY KEY',
    keys: ids(true, false),
  },
  { name: 'numeric', columns: 'id numeric(5,2) PRIMARY KEY', keys: ids('1.0', '2', '3.00', '4.001') },
  {
    name: 'timestamptz',
    columns: 'id timestamptz PRIMARY KEY',
    keys: ids('2024-01-01T00:00:00+02:00', '2024-01-01T00:00:00Z', '2024-01-02'),
  },
  { name: 'char(n)', columns: 'id char(4) PRIMARY KEY', keys: ids('a', 'b  ', 'c', '') },
  { name: 'an array', columns: 'id int[] PRIMARY KEY', keys: ids([1, 2], [], [3]) },
  { name: 'a nullable column', columns: 'id int UNIQUE', keys: ids(1, 2, 3) },
  {
    name: 'several columns, listed in another order',
    columns: 'x text, y bool, z bytea, PRIMARY KEY (z, x, y)',
    keys: [
      { x: '1:a', y: true, z: '\\x01' },
      { x: '1:a', y: false, z: '\\x01' },
      { x: ',', y: true, z: '\\x' },
      { x: '', y: true, z: '\\x2c' },
      { x: '"é"', y: true, z: '\\x2c' },
    ],
  },
  {
    name: 'several columns, of which the server compares one',
    columns: 'x text, y numeric, PRIMARY KEY (x, y)',
    keys: [
      { x: 'a', y: '1.0' },
      { x: 'b', y: '1.00' },
      { x: 'a', y: '2' },
    ],
  },
  {
    name: 'a partitioned table',
    columns: 'id int PRIMARY KEY',
    after: 'PARTITION BY HASH (id); CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0)',
    keys: ids(1, 2, 3, 4),
  },
];

for (const target of testTargets) {
  describe(`answers of bulk statements on ${target.name}`, () => {
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

    for (const { name, columns, after: tail = '', setup = '', keys } of cases) {
      for (const [others, more] of [
        ['', ''],
        [', with other columns', ', a text'],
      ]) {
        test(`tell which rows were there, by a key of type ${name}${others}`, async () => {
          await connection.query({ text: `BEGIN; ${setup}; CREATE TABLE t (${columns}${more}) ${tail}` });
          try {
            const some = keys.filter((_, i) => i % 2 === 0);
            const rest = keys.filter((_, i) => i % 2 === 1);
            const isThere = new Set(keys.flatMap((_, i) => (i % 2 === 0 ? [i] : [])));
            const isRest = new Set(keys.flatMap((_, i) => (i % 2 === 1 ? [i] : [])));
            assert.equal(await run('upsert', some, more), 'none');
            if (more !== '') assert.deepEqual(await run('update', keys, more), isThere);
            assert.deepEqual(await run('upsert', keys, more), isThere);
            assert.equal(await run('upsert', keys, more), 'all');
            if (more !== '') assert.equal(await run('update', keys, more), 'all');
            assert.equal(await run('delete', some, more), 'all');
            assert.deepEqual(await run('delete', keys, more), isRest);
            assert.equal(await run('delete', rest, more), 'none');
          } finally {
            await connection.query({ text: 'ROLLBACK' });
          }
        });
      }
    }

    async function run(
      action: BulkAction,
      keys: readonly Key[],
      more: string | undefined,
    ): Promise<ReturnType<BulkStatement['existed']>> {
      const [table] = await openCatalog(connection, 'public').tables([{ schema: 'public', name: 't' }]);
      assert.ok(table);
      const records = keys.map(
        (key): Short =>
          action === 'delete' ? { op: 'delete', key } : { op: 'create', key, after: more === '' ? {} : { a: 'new' } },
      );
      const { changes } = await planned(table, records);
      const [first] = changes;
      assert.ok(first);
      const group = new BulkGroup(first.binding, action, 16);
      for (const { change, binding } of changes) assert.equal(group.add(change.row, binding), undefined);
      const { statement, existed } = bulkStatementOf(group, action === 'upsert' && keys.length % 2 === 0);
      const { rows, rowCount } = await connection.query(statement);
      return existed({ rows, rowCount: rowCount ?? 0 });
    }
  });
}
