import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/write/connection.ts';
import { retryDelayMs } from '../../src/write/retry.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

test('waits double up to two seconds, and are spread over their upper half', () => {
  const delays = [1, 2, 3, 8, 50].map((tries) => [retryDelayMs(tries, () => 0), retryDelayMs(tries, () => 1)]);
  assert.deepEqual(delays, [
    [10, 20],
    [20, 40],
    [40, 80],
    [1000, 2000],
    [1000, 2000],
  ]);
});

describe('a batch that another session is in the way of', () => {
  let database: TestDatabase;
  let connection: Connection;
  let other: Connection;
  before(async () => {
    database = await (await startServer(18)).createDatabase();
    await database.sql('CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE u (id int PRIMARY KEY, a text)');
    connection = await connectTo(database.url);
    other = await connectTo(database.url);
  });
  after(async () => {
    await connection?.close();
    await other?.close();
    await database?.drop();
  });
  const record = (table: string, id: number) =>
    JSON.stringify({
      operation: 'create',
      metadata: { 'opencdc.collection': table },
      key: { id },
      payload: { after: { id, a: 'x' } },
    });

  test('is tried again after a lock timeout, until the lock is free', async () => {
    await connection.query({ text: "SET lock_timeout = '50ms'" });
    await other.query({ text: 'BEGIN; LOCK TABLE t' });
    const loading = load(connection, record('t', 1));
    await sleep(300);
    await other.query({ text: 'COMMIT' });
    const { results } = await loading;
    await connection.query({ text: 'RESET lock_timeout' });
    assert.deepEqual(
      results.map(({ result }) => result),
      ['inserted'],
    );
  });

  test('is tried again after a deadlock', async () => {
    await database.sql('TRUNCATE t, u');
    await connection.query({ text: "SET deadlock_timeout = '20ms'" });
    await other.query({ text: "SET deadlock_timeout = '60s'; BEGIN; INSERT INTO u VALUES (1, 'other')" });
    // t's row is held by the load, u's by the other session, which then wants t's.
    const loading = load(connection, [record('t', 1), record('u', 1)].join('\n'));
    await sleep(100);
    const wanting = other.query({ text: "INSERT INTO t VALUES (1, 'other') ON CONFLICT DO NOTHING" });
    await wanting;
    await other.query({ text: 'COMMIT' });
    const { results } = await loading;
    assert.deepEqual(
      results.map(({ result, error }) => error?.message ?? result),
      ['updated', 'updated'],
    );
  });
});
