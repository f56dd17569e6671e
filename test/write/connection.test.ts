import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { ConnectionLostError, ServerError } from '../../src/write/server-error.ts';
import { testTargets } from '../support/target.ts';

for (const { name, open } of testTargets) {
  describe(`a connection to ${name}`, () => {
    let connection: Connection;
    let drop: () => Promise<void>;
    const notices: string[] = [];
    before(async () => {
      const fresh = await open();
      drop = fresh.drop;
      connection = await connect(fresh.target, { onNotice: ({ message }) => notices.push(message) });
    });
    after(async () => {
      await connection.close();
      await drop();
    });

    it('returns every value as the text that Postgres prints', async () => {
      const text = `SELECT 9007199254740993::bigint AS a, 1.10::numeric AS b, true AS c, NULL AS d,
        '{1,2}'::int[] AS e, '{"a": 1.0}'::jsonb AS f, '2026-01-02 03:04:05.123456+00'::timestamptz AT TIME ZONE 'UTC' AS g`;
      assert.deepEqual(await connection.query({ text }), {
        columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
        rows: [['9007199254740993', '1.10', 't', null, '{1,2}', '{"a": 1.0}', '2026-01-02 03:04:05.123456']],
        rowCount: 1,
        command: 'SELECT',
      });
    });

    it('sends strings as text, buffers as binary, null as NULL', async () => {
      const bytes = Buffer.from([0, 1, 0xff, 0x5c]);
      const answer = await connection.query({
        text: 'SELECT $1::text, $2::bytea, $3::int, $4::int',
        values: ['grün 🎉', bytes, null, '7'],
      });
      assert.deepEqual(answer.rows, [['grün 🎉', '\\x0001ff5c', null, '7']]);
    });

    it('sends text[] in the binary array format', async () => {
      const elements = ['a', null, '', '"{},\\', 'NULL'];
      const answer = await connection.query({ text: 'SELECT unnest($1::text[])', values: [textArray(elements)] });
      assert.deepEqual(
        answer.rows.map(([value]) => value),
        elements,
      );
    });

    it('fails in a pipeline only the query that is wrong', async () => {
      const answers = await Promise.allSettled([
        connection.query({ text: 'SELECT 1' }),
        connection.query({ text: 'SELECT $1::int', values: ['x'] }),
        connection.query({ text: 'SELECT 3' }),
        connection.query({ text: 'SELEC' }),
        connection.query({ text: 'SELECT $1::int', values: ['5'] }),
      ]);
      assert.deepEqual(answers.map(outcome), ['1', '22P02', '3', '42601', '5']);
    });

    it('goes on after ROLLBACK TO in the middle of a pipeline', async () => {
      const texts = [
        'CREATE TABLE t (id int PRIMARY KEY)',
        'BEGIN',
        'INSERT INTO t VALUES (1)',
        'SAVEPOINT s',
        'INSERT INTO t VALUES (1)',
        'INSERT INTO t VALUES (2)',
        'ROLLBACK TO s',
        'INSERT INTO t VALUES (3)',
        'COMMIT',
        "SELECT string_agg(id::text, ',') FROM t",
      ];
      const answers = await Promise.allSettled(texts.map((text) => connection.query({ text })));
      const want = [
        undefined,
        undefined,
        undefined,
        undefined,
        '23505',
        '25P02',
        undefined,
        undefined,
        undefined,
        '1,3',
      ];
      assert.deepEqual(answers.map(outcome), want);
    });

    it('tells by the command that COMMIT rolled a failed transaction back', async () => {
      const texts = ['BEGIN', 'SELECT 1/0', 'COMMIT'];
      const [, failed, commit] = await Promise.allSettled(texts.map((text) => connection.query({ text })));
      assert.equal(failed && outcome(failed), '22012');
      assert.equal(commit?.status === 'fulfilled' && commit.value.command, 'ROLLBACK');
    });

    it('gives the fields of an error', async () => {
      await connection.query({ text: 'CREATE TABLE f (id int CONSTRAINT positive CHECK (id > 0), n int NOT NULL)' });
      const failed = (text: string) =>
        connection.query({ text }).then(
          () => assert.fail('it passed'),
          (error: unknown) => error,
        );
      const check = await failed('INSERT INTO f VALUES (-1, 1)');
      assert.ok(check instanceof ServerError);
      const { sqlstate, schema, table, constraint, severity } = check;
      const want = { sqlstate: '23514', schema: 'public', table: 'f', constraint: 'positive', severity: 'ERROR' };
      assert.deepEqual({ sqlstate, schema, table, constraint, severity }, want);
      const missing = await failed('INSERT INTO f (id) VALUES (1)');
      assert.equal(missing instanceof ServerError && missing.column, 'n');
    });

    it('parses a named statement once, and goes on with it after one of its runs failed', async () => {
      const run = (value: string) => connection.query({ name: 'tenth', text: 'SELECT 10 / $1::int', values: [value] });
      const answers = await Promise.allSettled(['1', '0', '2', '5'].map(run));
      assert.deepEqual(answers.map(outcome), ['10', '22012', '5', '2']);
      const prepared = await connection.query({
        text: "SELECT count(*) FROM pg_prepared_statements WHERE name = 'tenth'",
      });
      assert.deepEqual(prepared.rows, [['1']]);
    });

    it('fails what was sent with a name whose first parse failed, and parses it again later', async () => {
      const named = { name: 'late', text: 'SELECT 1' };
      const answers = await Promise.allSettled([
        connection.query({ text: 'BEGIN' }),
        connection.query({ text: 'SELECT 1/0' }),
        connection.query(named),
        connection.query(named),
        connection.query({ text: 'ROLLBACK' }),
        connection.query(named),
      ]);
      assert.deepEqual(answers.map(outcome), [undefined, '22012', '25P02', '26000', undefined, '26000']);
      assert.deepEqual((await connection.query(named)).rows, [['1']]);
    });

    it('answers thousands of queries in flight in their order', async () => {
      const answers: Promise<string | null | undefined>[] = [];
      for (let i = 0; i < 5000; i += 1) {
        answers.push(
          connection.query({ text: 'SELECT $1::int', values: [String(i)] }).then(({ rows }) => rows[0]?.[0]),
        );
        if (i % 500 === 0) await connection.writable();
      }
      assert.deepEqual(
        await Promise.all(answers),
        Array.from({ length: 5000 }, (_, i) => String(i)),
      );
    });

    it('carries megabytes both ways', async () => {
      const text = 'é'.repeat(3_000_000);
      const answer = await connection.query({ text: 'SELECT $1::text', values: [text] });
      assert.equal(answer.rows[0]?.[0], text);
    });

    it('hands notices to its caller', async () => {
      await connection.query({ text: "DO $$ BEGIN RAISE NOTICE 'look'; END $$" });
      assert.deepEqual(notices, ['look']);
    });

    it('returns the last result of several statements', async () => {
      const { rows } = await connection.query({ text: 'SELECT 1; SELECT 2' });
      assert.deepEqual(rows, [['2']]);
    });

    it('knows what the server reported', () => {
      assert.match(connection.parameters.get('server_version') ?? '', /^\d+/);
      assert.equal(connection.parameters.get('client_encoding'), 'UTF8');
    });

    it('finishes the queries in flight when it is closed, and refuses those that come later', async () => {
      const fresh = await open();
      const other = await connect(fresh.target);
      const last = other.query({ text: 'SELECT 1' });
      await Promise.all([other.close(), other.close()]);
      assert.deepEqual((await last).rows, [['1']]);
      await assert.rejects(other.query({ text: 'SELECT 1' }), ConnectionLostError);
      assert.ok(other.lost() instanceof ConnectionLostError);
      await fresh.drop();
    });
  });
}

function outcome(
  answer: PromiseSettledResult<{ readonly rows: readonly (readonly (string | null)[])[] }>,
): string | null | undefined {
  if (answer.status === 'fulfilled') return answer.value.rows[0]?.[0];
  return answer.reason instanceof ServerError ? answer.reason.sqlstate : String(answer.reason);
}

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/arrayfuncs.c, array_recv */
function textArray(elements: readonly (string | null)[]): Buffer {
  const parts = [int32s(1, 1, 25, elements.length, 1)];
  for (const element of elements) {
    const bytes = element === null ? undefined : Buffer.from(element);
    parts.push(bytes === undefined ? int32s(-1) : Buffer.concat([int32s(bytes.length), bytes]));
  }
  return Buffer.concat(parts);
}

function int32s(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeInt32BE(number, 4 * index);
  return bytes;
}
