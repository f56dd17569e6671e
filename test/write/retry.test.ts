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
    await database.sql('CREATE TABLE t (id int PRIMARY KEY, a text)');
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
      payload: { after: table === 'u' ? { id } : { id, a: 'x' } },
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

  test('ends the run where the statement that writes many records is cancelled', async () => {
    await database.sql("TRUNCATE t; INSERT INTO t VALUES (5, 'there')");
    await other.query({ text: 'BEGIN; UPDATE t SET a = a' });
    const lines = Array.from({ length: 100 }, (_, id) => record('t', id));
    const refused = assert.rejects(load(connection, lines.join('\n')), { sqlstate: '57014' });
    const begun = await cancelWaiting(database);
    // Were what is left tried in pieces, the next statement would wait too.
    let isOver = false;
    const waits = waitsAfter(begun, database, () => isOver);
    const what = await Promise.race([refused.then(() => 'ended'), waits.then(() => 'waits again')]);
    isOver = true;
    await waits;
    await other.query({ text: 'ROLLBACK' });
    assert.equal(what, 'ended');
  });

  describe('at COMMIT', () => {
    /** What is deferred once more fails at COMMIT only, on record 2 as often as `times` says. */
    const setup = (times: number, sqlstate: string) => `DROP TABLE IF EXISTS u; DROP SEQUENCE IF EXISTS tries;
      CREATE SEQUENCE tries; CREATE TABLE u (id int PRIMARY KEY);
      CREATE OR REPLACE FUNCTION put_off() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN SET CONSTRAINTS ALL DEFERRED; RETURN NEW; END';
      CREATE TRIGGER put_off BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION put_off();
      CREATE OR REPLACE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 2 AND nextval('tries') <= ${times} THEN RAISE EXCEPTION 'collided' USING ERRCODE = '${sqlstate}'; END IF;
        RETURN NEW;
      END $$;
      CREATE CONSTRAINT TRIGGER collide AFTER INSERT ON u DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION collide()`;
    const records = [1, 2, 3, 4, 5, 6, 7].map((id) => record('u', id)).join('\n');

    for (const batchSize of [2, 7]) {
      test(`is tried again, and what was sent behind it, in order: batches of ${batchSize}`, async () => {
        await database.sql(setup(3, '40001'));
        const { results } = await load(connection, records, { batchSize });
        assert.deepEqual(
          results.map(({ line, result }) => [line, result]),
          [1, 2, 3, 4, 5, 6, 7].map((line) => [line, 'inserted']),
        );
        const rows = await database.sql('SELECT id FROM u ORDER BY xmin::text::bigint, id');
        assert.deepEqual(
          rows.map(({ id }) => Number(id)),
          [1, 2, 3, 4, 5, 6, 7],
        );
      });
    }

    test('ends the run where that is of no use, and nothing behind it is written', async () => {
      await database.sql(setup(1, 'P0001'));
      await assert.rejects(load(connection, [record('u', 0), records].join('\n'), { batchSize: 1 }), {
        message: 'collided',
      });
      // What was committed before stays.
      assert.deepEqual(await database.sql('SELECT id FROM u ORDER BY id'), [{ id: '0' }, { id: '1' }]);
    });
  });

  for (const sqlstate of ['40P01', '40001']) {
    test(`is tried again after SQLSTATE ${sqlstate}, as a whole`, async () => {
      // The sequence counts on though the transaction is rolled back.
      await database.sql(`DROP TABLE IF EXISTS u; DROP SEQUENCE IF EXISTS tries; CREATE SEQUENCE tries;
        CREATE TABLE u (id int PRIMARY KEY);
        CREATE OR REPLACE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.id = 2 AND nextval('tries') < 4 THEN RAISE EXCEPTION 'collided' USING ERRCODE = '${sqlstate}'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER collide BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION collide()`);
      const { results } = await load(connection, [record('u', 1), record('u', 2), record('u', 3)].join('\n'));
      assert.deepEqual(
        results.map(({ result, error }) => error?.message ?? result),
        ['inserted', 'inserted', 'inserted'],
      );
    });
  }
});

/** Cancels the statement that waits for another session, once there is one; gives when it was begun. */
async function cancelWaiting({ sql }: TestDatabase): Promise<string> {
  for (;;) {
    const [cancelled] = await sql(
      `SELECT pg_cancel_backend(pid), query_start::text AS begun FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (cancelled !== undefined) {
      const { begun } = cancelled;
      return String(begun);
    }
    await sleep(20);
  }
}

/** Resolves when a statement that was begun later waits for another session, or when `isOver`. */
async function waitsAfter(begun: string, { sql }: TestDatabase, isOver: () => boolean): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query_start > '${begun}'`;
  while (!isOver() && (await sql(waiting)).length === 0) await sleep(20);
}
