import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { preparing } from '../../src/write/prepared.ts';
import type { Target } from '../../src/write/target.ts';
import { connectTo } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

let database: TestDatabase;
before(async () => {
  database = await (await startServer(18)).createDatabase();
});
after(() => database.drop());

const embedded: Target = { kind: 'pglite', folder: undefined };

for (const [name, open] of [
  ['PostgreSQL 18', () => connectTo(database.url)],
  ['the embedded Postgres', () => connect(embedded)],
] as const) {
  describe(`statements prepared for a transaction on ${name}`, () => {
    let connection: Connection;
    before(async () => {
      connection = await open();
    });
    after(() => connection.close());

    const heldNames = async () =>
      (await connection.query({ text: 'SELECT count(*) FROM pg_prepared_statements' })).rows[0]?.[0];
    const half = (value: string) => ({ text: 'SELECT 10 / $1::int', values: [value] });

    it('are prepared from their second use on, and gone after their release', async () => {
      const { prepared, release } = preparing(connection);
      await prepared.query(half('2'));
      assert.equal(await heldNames(), '0');
      assert.deepEqual((await prepared.query(half('5'))).rows, [['2']]);
      assert.deepEqual((await prepared.query(half('1'))).rows, [['10']]);
      assert.equal(await heldNames(), '1');
      release();
      assert.equal(await heldNames(), '0');
    });

    it('go on after one of their runs failed, and after the transaction had failed', async () => {
      const { prepared, release } = preparing(connection);
      await connection.query({ text: 'BEGIN; SAVEPOINT s' });
      const answers = await Promise.allSettled(['0', '1', '2', '3'].map((value) => prepared.query(half(value))));
      assert.deepEqual(
        answers.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected', 'rejected'],
      );
      await connection.query({ text: 'ROLLBACK TO SAVEPOINT s' });
      assert.deepEqual((await prepared.query(half('2'))).rows, [['5']]);
      assert.deepEqual((await prepared.query(half('2'))).rows, [['5']]);
      release();
      await connection.query({ text: 'ROLLBACK' });
      assert.equal(await heldNames(), '0');
    });

    it('may be released in a transaction that has failed', async () => {
      const { prepared, release } = preparing(connection);
      await connection.query({ text: 'BEGIN' });
      await prepared.query(half('1'));
      await prepared.query(half('1'));
      await assert.rejects(prepared.query(half('0')), { sqlstate: '22012' });
      release();
      await connection.query({ text: 'ROLLBACK' });
      assert.equal(await heldNames(), '0');
    });

    it('parse a text again whose name was given back', async () => {
      for (const wanted of ['5', '5']) {
        const { prepared, release } = preparing(connection);
        for (let i = 0; i < 3; i++) assert.deepEqual((await prepared.query(half('2'))).rows, [[wanted]]);
        release();
      }
    });
  });
}
