import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/write/connection.ts';
import { ServerError } from '../../src/write/server-error.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { literal, resultOf, row, toNdjson } from './schema-cases.ts';

const { RACE_ROUNDS = '8' } = process.env;
const ROUNDS = Number(RACE_ROUNDS);
const LOADERS = 3;

/** Rows that make the table, add columns one after another and widen one, a bit different for each loader. */
function rowsOf(table: string, loader: number): readonly unknown[] {
  const values = [1, 2, literal('9223372036854775808'), 1.5, 'text', true];
  return values.map((value, i) => {
    const id = i % 2 === 0 ? i : `${loader}-${i}`;
    return row({ id, value, [`late_${(i + loader) % 4}`]: value }, table);
  });
}

for (const major of testMajors()) {
  describe(`several processes at once on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connections: Connection[];
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connections = await Promise.all(Array.from({ length: LOADERS }, () => connectTo(database.url)));
    });
    after(async () => {
      await Promise.all((connections ?? []).map((connection) => connection.close()));
      await database?.drop();
    });

    for (const batchSize of [2, 5000]) {
      test(`make, extend and widen the same tables, and all succeed (batches of ${batchSize})`, async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const table = `fresh_${batchSize}_${round}.t`;
          const loads = connections.map((connection, loader) =>
            load(connection, toNdjson(rowsOf(table, loader)), { schemaMode: 'evolve', batchSize }),
          );
          for (const { results } of await Promise.all(loads)) {
            for (const line of results) assert.match(resultOf(line), /^(inserted|updated)$/, JSON.stringify(line));
          }
          const [found] = await database.sql(
            `SELECT count(*) AS rows, count(DISTINCT pg_typeof(value)) AS types FROM ${table}`,
          );
          assert.deepEqual(found, { rows: String(3 + 3 * LOADERS), types: '1' });
        }
      });
    }

    test('a table that is busy is waited for, for a few seconds, and then given up', async (context) => {
      await database.sql('CREATE TABLE busy (id int PRIMARY KEY); INSERT INTO busy VALUES (1)');
      const [loader, other] = connections as [Connection, Connection];
      const ndjson = toNdjson([row({ id: 2, late: 1 }, 'busy')]);
      await other.query({ text: 'BEGIN' });
      await other.query({ text: 'SELECT * FROM busy' });
      await loader.query({ text: "SET lock_timeout = '300ms'" });
      try {
        const sent = context.mock.method(loader, 'query').mock;
        await assert.rejects(
          load(loader, ndjson, { schemaMode: 'evolve', retryForMs: 0 }),
          (error) => error instanceof ServerError && error.sqlstate === '55P03',
        );
        const texts = sent.calls.map(({ arguments: [statement] }) => statement.text);
        sent.restore();
        assert.ok(texts.some((text) => text.startsWith('LOCK TABLE')));
        assert.ok(!texts.some((text) => text.includes('SET LOCAL')), 'the session has a shorter timeout, which stays');
        await loader.query({ text: 'RESET lock_timeout' });
        const loading = load(loader, ndjson, { schemaMode: 'evolve' });
        await sleep(200);
        await other.query({ text: 'COMMIT' });
        assert.deepEqual((await loading).results.map(resultOf), ['inserted']);
      } finally {
        await other.query({ text: 'ROLLBACK' });
        await loader.query({ text: 'RESET lock_timeout' });
      }
      const { rows } = await loader.query({ text: 'SHOW lock_timeout' });
      assert.deepEqual(rows, [['0']]);
    });

    test('a column that another process widened since the table was read is written as it is now', async () => {
      const [loader] = connections as [Connection];
      await database.sql('CREATE TABLE changed (id int PRIMARY KEY, a smallint)');
      const rows = Array.from({ length: 6 }, (_, i) => row({ id: i, a: i }, 'changed'));
      const { results } = await load(loader, toNdjson(rows), {
        schemaMode: 'evolve',
        batchSize: 2,
        beforeBatch: async (number) => {
          if (number === 1) await database.sql('ALTER TABLE changed ALTER a TYPE text');
        },
      });
      assert.deepEqual(results.map(resultOf), Array(6).fill('inserted'));
    });
  });
}
