import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Statement } from '../../src/plan/exact.ts';
import type { Connection } from '../../src/write/connection.ts';
import { runUnits, SendWindow, UnaccountedRowsError, type Unit } from '../../src/write/units.ts';
import { connectTo } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

let database: TestDatabase;
let connection: Connection;
before(async () => {
  database = await (await startServer(18)).createDatabase();
  connection = await connectTo(database.url);
});
after(async () => {
  await connection?.close();
  await database?.drop();
});
beforeEach(() => database.sql('DROP TABLE IF EXISTS t; CREATE TABLE t (n serial, v int CHECK (v < 100), seen bigint)'));

/** Writes a value and how many rows were there. */
const insert = (v: number): Statement => ({
  text: 'INSERT INTO t (v, seen) SELECT $1::text::int, count(*) FROM t',
  values: [Buffer.from(String(v))],
});

/** A unit of such statements, with something else where they fail. */
function unitOf(values: readonly number[], parts: Partial<Unit> = {}): Unit {
  return {
    statements: () => values.map(insert),
    take: () => true,
    instead: () => assert.fail('nothing failed'),
    isOpen: false,
    rows: values.length,
    ...parts,
  };
}

/** Writes a value that stands for the unit's own. */
const writing = (v: number) => async () => {
  await connection.query(insert(v));
};

/** Runs units in a transaction and gives the values in the order written, each with the rows that were there. */
async function run(units: Iterable<Unit>): Promise<readonly (string | null)[]> {
  await connection.query({ text: 'BEGIN' });
  try {
    await runUnits(connection, units, new SendWindow());
    await connection.query({ text: 'COMMIT' });
  } catch (error) {
    await connection.query({ text: 'ROLLBACK' });
    throw error;
  }
  const rows = await database.sql("SELECT v || '/' || seen AS row FROM t ORDER BY n");
  return rows.map(({ row }) => row ?? null);
}

test('units are run one after another', async () => {
  assert.deepEqual(await run([unitOf([1, 2]), unitOf([3]), unitOf([])]), ['1/0', '2/1', '3/2']);
});

test('a unit that fails is taken back whole, and what stands in for it is run in its place', async () => {
  const units = [unitOf([1]), unitOf([2, 100, 3], { instead: () => [unitOf([9])] }), unitOf([4]), unitOf([5])];
  assert.deepEqual(await run(units), ['1/0', '9/1', '4/2', '5/3']);
});

test('units behind one that failed are sent again with the same statements', async () => {
  const made: (readonly Statement[])[] = [];
  const statements = [insert(4)];
  const again = unitOf([], {
    statements: () => {
      made.push(statements);
      return statements;
    },
  });
  const failing = () => unitOf([100], { instead: () => [unitOf([9])] });
  assert.deepEqual(await run([failing(), failing(), again]), ['9/0', '9/1', '4/2']);
  assert.ok(made.length > 1);
});

test('an open unit’s answers are taken before a later unit is sent', async () => {
  const open = unitOf([1], { isOpen: true, take: () => writing(2) });
  assert.deepEqual(await run([unitOf([0]), open, unitOf([3])]), ['0/0', '1/1', '2/2', '3/3']);
});

test('an open unit whose answers don’t add up is taken back', async () => {
  const open = unitOf([1], { isOpen: true, take: () => false, instead: () => [unitOf([9])] });
  assert.deepEqual(await run([unitOf([0]), open, unitOf([3])]), ['0/0', '9/1', '3/2']);
});

test('the batch is given up where the answers of another don’t, as later units were run', async () => {
  await assert.rejects(run([unitOf([1], { take: () => false }), unitOf([2])]), UnaccountedRowsError);
});

test('rejects with what stands in for a unit rejects with', async () => {
  const stop = new Error('stop');
  const instead = () => {
    throw stop;
  };
  const failing = unitOf([100], { instead });
  await assert.rejects(run([unitOf([1]), failing, unitOf([2])]), stop);
});

test('after a failure few units are on their way at a time', async () => {
  let sent = 0;
  let most = 0;
  const counted = (v: number): Unit => ({
    ...unitOf([]),
    statements: () => {
      most = Math.max(most, ++sent);
      return [insert(v)];
    },
    take: () => {
      sent--;
      return true;
    },
  });
  const failing = unitOf([100], { instead: () => Array.from({ length: 10 }, (_, v) => counted(v)) });
  await run([failing]);
  assert.equal(most, 3);
  await run(Array.from({ length: 10 }, (_, v) => counted(v)));
  assert.equal(most, 10);
});

test('units are drawn when their turn comes', async () => {
  const drawn: number[] = [];
  function* units(): Generator<Unit> {
    for (const v of [1, 2, 3]) {
      drawn.push(v);
      yield unitOf([v], { isOpen: true, take: () => drawn.length === v });
    }
  }
  assert.deepEqual(await run(units()), ['1/0', '2/1', '3/2']);
});

test('more bytes than a burst takes are sent in several', async () => {
  const large = (v: number): Unit => ({
    ...unitOf([]),
    statements: () => [
      {
        text: 'INSERT INTO t (v, seen) SELECT $1::text::int, length($2::text)',
        values: [Buffer.from(String(v)), Buffer.alloc(3 * 1024 * 1024, 'x')],
      },
    ],
  });
  assert.deepEqual(await run([1, 2, 3, 4].map(large)), ['1/3145728', '2/3145728', '3/3145728', '4/3145728']);
});
