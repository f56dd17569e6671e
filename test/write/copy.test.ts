import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type Connection, connect } from '../../src/write/connection.ts';
import { resolveTarget } from '../../src/write/resolve-target.ts';
import { ConnectionLostError, ServerError } from '../../src/write/server-error.ts';
import { thisMachine } from '../../src/write/target-files.ts';
import { embeddedDatabase } from '../support/embedded.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { socketTarget } from '../support/target.ts';

const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

/** A query's text, or a copy: its text and its rows. */
type Step = string | readonly [text: string, rows: string | Buffer];

const COPY = 'COPY t (id, note) FROM STDIN';
const COUNT = "SELECT string_agg(id::text, ',' ORDER BY id) FROM t";

/** Steps sent without waiting, each with its outcome: the first value, else the row count; an SQLSTATE where it fails. */
const cases: readonly { readonly name: string; readonly steps: readonly (readonly [Step, string])[] }[] = [
  {
    name: 'rows arrive in the order of the pipeline',
    steps: [
      [COUNT, 'null'],
      [[COPY, '1\ta\n2\t\\N\n'], '2'],
      [COUNT, '1,2'],
      [[COPY, '3\tc\n'], '1'],
      [COUNT, '1,2,3'],
    ],
  },
  {
    name: 'no rows are copied',
    steps: [
      [[COPY, ''], '0'],
      ['SELECT 7', '7'],
    ],
  },
  {
    name: 'a bad value in the middle fails its own copy alone',
    steps: [
      [[COPY, '1\ta\n2\tb\nx\tc\n4\td\n'], '22P02'],
      ['SELECT 7', '7'],
      [[COPY, '5\te\n'], '1'],
      [COUNT, '5'],
    ],
  },
  {
    name: 'a row that breaks a constraint, in many rows that come after it',
    steps: [
      [[COPY, `1\ta\n1\tb\n${lines(2, 50_000)}`], '23505'],
      ['SELECT 7', '7'],
      [COUNT, 'null'],
    ],
  },
  {
    name: 'rows that are cut off, or have too many values',
    steps: [
      [[COPY, '1\ta\n2'], '22P04'],
      [[COPY, '1\ta\tb\n'], '22P04'],
      ['SELECT 7', '7'],
    ],
  },
  {
    name: 'bytes that are no UTF-8',
    steps: [
      [[COPY, Buffer.from('1\ta\n2\t\xff\n', 'latin1')], '22021'],
      ['SELECT 7', '7'],
    ],
  },
  {
    name: 'a table, a column, a statement that is none',
    steps: [
      [['COPY nothing FROM STDIN', lines(1, 100_000)], '42P01'],
      [['COPY t (none) FROM STDIN', '1\n'], '42703'],
      [['COPY t FRO STDIN', '1\n'], '42601'],
      ['SELECT 7', '7'],
      [[COPY, '1\ta\n'], '1'],
      [COUNT, '1'],
    ],
  },
  {
    name: 'no right to write to the table',
    steps: [
      ['SET ROLE pg_monitor', ''],
      [['COPY t FROM STDIN', '1\ta\n'], '42501'],
      ['SELECT 7', '7'],
      ['RESET ROLE', ''],
      [COUNT, 'null'],
    ],
  },
  {
    name: 'copies and queries behind one that failed in a transaction, up to ROLLBACK TO',
    steps: [
      ['BEGIN', ''],
      ['SAVEPOINT u', ''],
      [[COPY, '1\ta\n2\n3\tc\n'], '22P04'],
      ['RELEASE SAVEPOINT u', '25P02'],
      ['SAVEPOINT u', '25P02'],
      [[COPY, lines(10, 30_000)], '25P02'],
      ['SELECT 7', '25P02'],
      [[COPY, '5\te\n'], '25P02'],
      ['ROLLBACK TO SAVEPOINT u', ''],
      [[COPY, '6\tf\n'], '1'],
      ['COMMIT', ''],
      [COUNT, '6'],
    ],
  },
  {
    name: 'a statement that asks for no data',
    steps: [
      [["INSERT INTO t VALUES (1, 'a')", '2\tb\n'], '1'],
      ['SELECT 7', '7'],
      [COUNT, '1'],
    ],
  },
];

for (const major of testMajors()) {
  describe(`copying to PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    let open: () => Promise<Connection>;
    before(async () => {
      const server = await startServer(major);
      database = await server.createDatabase();
      await database.sql(`CREATE TABLE t (id int PRIMARY KEY, note text);
        CREATE FUNCTION wait() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$ LANGUAGE plpgsql;
        CREATE TABLE slow (id int, note text);
        CREATE TRIGGER wait BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION wait()`);
      open = () => connect(socketTarget(server, database.name));
      connection = await open();
    });
    after(async () => {
      await connection.close();
      await database.drop();
    });

    for (const { name, steps } of cases) {
      it(name, async () => {
        await database.sql('TRUNCATE t');
        const answers = await Promise.all(steps.map(([step]) => outcome(connection, step)));
        assert.deepEqual(
          answers,
          steps.map(([, want]) => want),
        );
      });
    }

    it('answers in a pipeline as it does one by one', async () => {
      const steps = fc.array(
        fc.constantFrom<Step>(
          ...['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT u', 'ROLLBACK TO u', COUNT, 'SELECT 1/0', 'SELECT 7'],
          ...[lines(1, 1), lines(2, 3), lines(5, 2000), 'x\ty\n', '', '9\n'].map((rows) => [COPY, rows] as const),
          ['COPY nothing FROM STDIN', lines(1, 20)],
        ),
        { maxLength: 30, size: 'max' },
      );
      const other = await open();
      const begin = () => other.query({ text: 'ROLLBACK; TRUNCATE t' });
      await fc.assert(
        fc.asyncProperty(steps, async (chosen) => {
          await begin();
          const oneByOne: string[] = [];
          for (const step of chosen) oneByOne.push(await outcome(other, step));
          await begin();
          const pipelined = await Promise.all(chosen.map((step) => outcome(other, step)));
          assert.deepEqual(pipelined, oneByOne);
        }),
        { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 30), ...seed },
      );
      await other.close();
    });

    for (const way of ['a socket', 'TLS']) {
      it(`carries megabytes as they are over ${way}, several copies in flight`, async () => {
        await database.sql('TRUNCATE t');
        const { target } = resolveTarget({ url: `${database.url}?sslmode=require`, env: {}, machine: thisMachine() });
        const other = await (way === 'TLS' ? connect(target) : open());
        const note = 'é'.repeat(500_000);
        const copies = Array.from({ length: 20 }, (_, id) => outcome(other, [COPY, `${id}\t${note}\n`]));
        assert.deepEqual(new Set(await Promise.all(copies)), new Set(['1']));
        const { rows } = await other.query({ text: 'SELECT count(*), min(note), max(note) FROM t' });
        assert.deepEqual(rows, [['20', note, note]]);
        await other.close();
      });
    }

    it('goes on after a copy that is cancelled while its data comes', async () => {
      const { steps, settled } = await whileCopying(connection, 'pg_cancel_backend');
      assert.deepEqual(steps, ['57014', '7']);
      assert.equal(settled, undefined);
    });

    it('fails as lost whatever is in flight where the server ends the session', async () => {
      const other = await open();
      const { steps, settled } = await whileCopying(other, 'pg_terminate_backend');
      assert.deepEqual(steps, ['lost', 'lost']);
      assert.ok(settled instanceof ConnectionLostError);
      assert.equal(await outcome(other, [COPY, '1\ta\n']), 'lost');
      await other.close();
    });

    it('is refused after the connection was closed', async () => {
      const other = await open();
      const last = outcome(other, ['COPY slow FROM STDIN', '']);
      await other.close();
      assert.equal(await last, '0');
      assert.equal(await outcome(other, [COPY, '1\ta\n']), 'lost');
    });

    /** Copies more than sockets buffer into a table that waits at the first row, and stops it there. */
    async function whileCopying(copying: Connection, stop: string) {
      let isOver = false;
      const inFlight = Promise.all([
        outcome(copying, ['COPY slow FROM STDIN', `1\t${'x'.repeat(1000)}\n`.repeat(30_000)]),
        outcome(copying, 'SELECT 7'),
      ]).finally(() => {
        isOver = true;
      });
      const copies = `FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE 'COPY slow%' AND datname = current_database()`;
      while (!isOver && (await database.sql(`SELECT ${copies}`)).length === 0) await sleep(10);
      await database.sql(`SELECT ${stop}(pid) ${copies}`);
      return { steps: await inFlight, settled: copying.lost() };
    }
  });
}

it('is not to be had of the embedded Postgres', async () => {
  const { target, drop } = await embeddedDatabase();
  const connection = await connect(target);
  assert.equal(connection.copy, undefined);
  await connection.close();
  await drop();
});

function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `${from + i}\tnote ${i}\n`).join('');
}

async function outcome(connection: Connection, step: Step): Promise<string> {
  try {
    if (typeof step === 'string') {
      const { rows, command } = await connection.query({ text: step });
      return command === 'SELECT' ? String(rows[0]?.[0]) : '';
    }
    const answer = await connection.copy?.({ text: step[0], rows: [Buffer.from(step[1])] });
    return String(answer?.rowCount);
  } catch (error) {
    if (error instanceof ConnectionLostError) return 'lost';
    if (error instanceof ServerError) return error.sqlstate;
    throw error;
  }
}
