import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { record } from './change-cases.ts';
import { good, odd } from './odd-rows.ts';

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 12);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

const SETUP = `CREATE TABLE t (n int CHECK (n >= 0), at timestamptz, j jsonb, v varchar(5), w text);
  CREATE TABLE keyed (id int PRIMARY KEY, LIKE t INCLUDING CONSTRAINTS); CREATE TABLE other (a int)`;

const places = fc.array(
  fc.record({ place: fc.nat({ max: 2999 }), kind: fc.constantFrom(...Object.keys(odd), 'for another table') }),
  { maxLength: 6 },
);

type Changes = readonly { readonly place: number; readonly kind: string }[];

/** The same records with keys: of each some thousandth the one of a record before it. */
function keyedLinesOf(count: number, changes: Changes, repeated: number): string[] {
  const kinds = new Map(changes.map(({ place, kind }) => [place, kind]));
  return Array.from({ length: count }, (_, n) => {
    const id = n % 1000 < repeated ? n >> 1 : n;
    const after = { ...(odd[kinds.get(n) ?? ''] ?? good)(n), id };
    return JSON.stringify(record('create', { key: { id }, after, table: 'keyed' }));
  });
}

function linesOf(count: number, changes: Changes): string[] {
  const kinds = new Map(changes.map(({ place, kind }) => [place, kind]));
  return Array.from({ length: count }, (_, n) => {
    const kind = kinds.get(n);
    if (kind === 'for another table') {
      return JSON.stringify(record('create', { after: { a: n }, table: 'other' }));
    }
    return JSON.stringify(record('create', { after: (odd[kind ?? ''] ?? good)(n) }));
  });
}

for (const major of testMajors()) {
  describe(`many new rows of PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
      await database.sql(SETUP);
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    /** The results and the rows that a load gives, and how many rows each COPY had that landed. */
    async function loaded(lines: readonly string[], exactOnly: boolean) {
      await database.sql('TRUNCATE t, keyed, other');
      const copies: number[] = [];
      const counted: Connection = {
        ...connection,
        copy: async (copy) => {
          assert.ok(connection.copy);
          const answer = await connection.copy(copy);
          copies.push(answer.rowCount ?? 0);
          return answer;
        },
      };
      const { results } = await load(counted, lines.join('\n'), { schemaMode: 'fixed', exactOnly });
      const rows = await database.sql(
        `SELECT md5(t::text) AS row FROM t UNION ALL SELECT md5(keyed::text) FROM keyed
        UNION ALL SELECT a::text FROM other ORDER BY 1`,
      );
      return { results, rows, copies };
    }

    test('are one COPY of a batch', async () => {
      const { results, copies } = await loaded(linesOf(4000, []), false);
      assert.equal(results.filter(({ result }) => result === 'appended').length, 4000);
      assert.deepEqual(copies, [4000]);
    });

    test('are one COPY before a value that must be a text, and one behind it', async () => {
      const changes = [{ place: 1500, kind: 'a text that only the server reads' }];
      const { results, copies } = await loaded(linesOf(4000, changes), false);
      assert.equal(results.filter(({ result }) => result === 'appended').length, 4000);
      assert.deepEqual(copies, [1500, 2500]);
    });

    test('are a COPY for each MiB', async () => {
      const changes = Array.from({ length: 8 }, (_, i) => ({ place: i * 100, kind: 'wide' }));
      const { results, copies } = await loaded(linesOf(2500, changes), false);
      assert.equal(results.filter(({ result }) => result === 'appended').length, 2500);
      assert.ok(copies.length > 1, `${copies}`);
      assert.equal(
        copies.reduce((sum, rows) => sum + rows, 0),
        2500,
      );
    });

    test('can’t be told from appends one by one, whatever is between them', async () => {
      const same = fc.asyncProperty(fc.integer({ min: 1000, max: 3000 }), places, async (count, changes) => {
        const lines = linesOf(count, changes);
        const alone = await loaded(lines, true);
        const together = await loaded(lines, false);
        assert.deepEqual(together.results, alone.results);
        assert.deepEqual(together.rows, alone.rows);
      });
      await fc.assert(same, { numRuns, ...seed });
    });

    test('with new keys can’t be told from upserts one by one', async () => {
      const repeated = fc.constantFrom(0, 1, 30);
      const same = fc.asyncProperty(
        fc.integer({ min: 1000, max: 3000 }),
        places,
        repeated,
        async (count, changes, of) => {
          const lines = keyedLinesOf(count, changes, of);
          const alone = await loaded(lines, true);
          const together = await loaded(lines, false);
          assert.deepEqual(together.results, alone.results);
          assert.deepEqual(together.rows, alone.rows);
        },
      );
      await fc.assert(same, { numRuns, ...seed });
    });
  });
}
