import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { load } from '../support/load.ts';
import { testTargets } from '../support/target.ts';
import { shopRowsSql, shopSql, shopTables } from './shop-schema.ts';
import { quote, spellRows } from './spell.ts';

const relations = [...shopTables.map(({ name }) => name), 'changes', 'sums', 'customers of today', 'orders_2024_1'];

for (const { name, open } of testTargets) {
  describe(`a whole schema in ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let connection: Connection;
    before(async () => {
      opened = await open();
      connection = await connect(opened.target);
      await connection.query({ text: `SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'SQL, DMY'` });
      await make('source');
      await connection.query({ text: shopRowsSql });
    });
    after(async () => {
      await connection?.close();
      await opened?.drop();
    });

    for (const spelling of ['to_jsonb', 'conduit'] as const) {
      for (const exactOnly of [false, true]) {
        test(`arrives as it was, written by ${spelling}${exactOnly ? ', one by one' : ''}, and twice is once`, async () => {
          const copy = `copy ${spelling} ${exactOnly}`;
          const parts = [];
          for (const { name: table, key } of shopTables)
            parts.push(await spellRows(connection, { schema: 'source', table, key, spelling }));
          await make(copy);
          const first = await load(connection, parts.join(''), { exactOnly, batchSize: 500 });
          assert.deepEqual(failures(first), []);
          assert.deepEqual(first.warnings, [
            `${quote(copy)}.customer: values for the generated columns "lower name" are ignored`,
          ]);
          assert.deepEqual(await contents(copy), await contents('source'));
          const keyed = await load(connection, parts.slice(0, 4).join(''), { exactOnly });
          assert.deepEqual(failures(keyed), []);
          assert.deepEqual([...new Set(keyed.results.map(({ result }) => result))], ['updated']);
          await connection.query({
            text: `TRUNCATE ${quote(copy)}.changes; INSERT INTO ${quote(copy)}.changes TABLE source.changes`,
          });
          assert.deepEqual(await contents(copy), await contents('source'));
        });
      }
    }

    async function make(schema: string) {
      await connection.query({
        text: `CREATE SCHEMA ${quote(schema)}; SET search_path = ${quote(schema)}; ${shopSql}`,
      });
    }

    async function contents(schema: string) {
      const found: Record<string, unknown> = {};
      for (const relation of relations) {
        const { rows } = await connection.query({
          text: `SELECT r::text FROM ${quote(schema)}.${quote(relation)} AS r ORDER BY r::text COLLATE "C"`,
        });
        found[relation] = rows.map(([row]) => row);
      }
      return found;
    }
  });
}

function failures({ results }: Awaited<ReturnType<typeof load>>) {
  return results.flatMap(({ error, line }) => (error === undefined ? [] : [{ line, ...error }]));
}
