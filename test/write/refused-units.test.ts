import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

let database: TestDatabase;
before(async () => {
  database = await (await startServer(18)).createDatabase();
});
after(() => database.drop());

const ROWS = 1000;
const isRefused = (id: number) => id % 200 === 150;

for (const order of ['free', 'ordered']) {
  test(`pieces sent behind one that fails are written when they are sent again (${order})`, async () => {
    // A second unique index makes rows see each other, so that they keep their order.
    const second = order === 'free' ? '' : ' UNIQUE';
    await database.sql(
      `DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, a int${second}, CONSTRAINT positive CHECK (a > 0))`,
    );
    const lines = Array.from({ length: ROWS }, (_, id) =>
      JSON.stringify({
        operation: 'create',
        metadata: { 'opencdc.collection': 't' },
        key: { id },
        payload: { after: { id, a: isRefused(id) ? -1 : id + 1 } },
      }),
    );
    const wanted = Array.from({ length: ROWS }, (_, id) => (isRefused(id) ? 'failed' : 'inserted'));
    const connection = await connectTo(database.url);
    try {
      const { results } = await load(connection, `${lines.join('\n')}\n`);
      assert.deepEqual(
        results.map(({ result }) => result),
        wanted,
      );
    } finally {
      await connection.close();
    }
    const [row] = await database.sql('SELECT count(*) AS rows FROM t');
    assert.equal(row?.['rows'], String(wanted.filter((result) => result === 'inserted').length));
  });
}
