import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, testMajors } from '../support/server.ts';
import { testTargets } from '../support/target.ts';
import { resultOf, row, toNdjson } from './schema-cases.ts';

const TABLES = 150;
const names = (count: number) => Array.from({ length: count }, (_, i) => `t_${i}`);

/** A connection that counts the statements by which tables are read. */
function counting(connection: Connection): { readonly connection: Connection; readonly reads: () => number } {
  let reads = 0;
  const query: Connection['query'] = (asked) => {
    if (asked.text.includes('pg_catalog.json_build_object')) reads++;
    return connection.query(asked);
  };
  return { connection: { ...connection, query }, reads: () => reads };
}

for (const { name, open } of testTargets) {
  describe(`many tables in ${name}`, () => {
    let connection: Connection;
    let drop: () => Promise<void>;
    before(async () => {
      const opened = await open();
      drop = opened.drop;
      connection = await connect(opened.target);
    });
    after(async () => {
      await connection?.close();
      await drop?.();
    });

    test('are made in one batch, and a refused one costs its own records only', async () => {
      const given: Readonly<Record<string, string>> = {
        't_7.id': 'nonsense',
        't_90.a': 'nonsense',
        't_91.a': 'smallint',
      };
      const records = names(TABLES).flatMap((table, i) => [row({ id: 1, a: i }, table), row({ id: 2 }, table)]);
      const { results, ddl } = await load(connection, toNdjson(records), {
        schema: {
          infer: { timestamps: false, dates: false, uuids: false },
          columnType: (_, table, column) => given[`${table}.${column}`],
        },
      });
      const odd: Readonly<Record<number, string>> = {
        14: 'missing_table 42704',
        15: 'missing_table 42704',
        180: 'unknown_column 42704',
      };
      assert.deepEqual(
        results.map(resultOf),
        records.map((_, i) => odd[i] ?? 'inserted'),
      );
      assert.equal(ddl.length, 2 * (TABLES - 1));
      const { rows } = await connection.query({ text: 'SELECT pg_typeof(a) FROM t_91' });
      assert.equal(rows[0]?.[0], 'smallint');
    });

    test('are read with as many statements as one, and what is remembered with none', async () => {
      const readsOf = async (count: number) => {
        const { connection: counted, reads } = counting(connection);
        const records = [1, 2].flatMap((id) => names(count).map((table) => row({ id }, table)));
        const { results } = await load(counted, toNdjson(records), { schemaMode: 'fixed', batchSize: count });
        assert.deepEqual(new Set(results.map(resultOf)), new Set(['unchanged']));
        return reads();
      };
      assert.deepEqual([await readsOf(1), await readsOf(7)], [8, 8]);
    });
  });
}

for (const major of testMajors()) {
  test(`names that the encoding of PostgreSQL ${major} lacks cost their own records only`, async () => {
    const server = await startServer(major);
    const database = await server.createDatabase();
    const latin = `${database.name}_latin`;
    await database.sql(`CREATE DATABASE ${latin} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    try {
      const connection = await connectTo(server.url(latin));
      try {
        const tables = ['a', '€', 'é', '€.b', 'c', '漢', 'd'];
        const records = tables.map((table) => row({ id: 1 }, table));
        const wanted = (bad: string, good: string) => tables.map((table) => (/[€漢]/.test(table) ? bad : good));
        const made = await load(connection, toNdjson(records));
        assert.deepEqual(made.results.map(resultOf), wanted('missing_table 22P05', 'inserted'));
        const again = await load(connection, toNdjson(records), { schemaMode: 'fixed' });
        assert.deepEqual(again.results.map(resultOf), wanted('missing_table', 'unchanged'));
      } finally {
        await connection.close();
      }
    } finally {
      await database.sql(`DROP DATABASE ${latin}`);
      await database.drop();
    }
  });
}
