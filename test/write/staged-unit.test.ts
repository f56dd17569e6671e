import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, type LoadOptions, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { record } from './change-cases.ts';
import { good, odd as oddAnywhere } from './odd-rows.ts';

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 12);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

/** In `folding` a row whose key comes again is left out, in `checked` and `pairs` it must be written. */
const SETUP = `CREATE TABLE folding (id bigint PRIMARY KEY, at timestamptz, j jsonb, v varchar(5), w text, n int);
  CREATE TABLE checked (LIKE folding INCLUDING ALL, CHECK (n >= 0));
  CREATE TABLE partly (id int PRIMARY KEY, n int NOT NULL, w text);
  CREATE TABLE pairs (b text, a int, w text, n int CHECK (n >= 0), PRIMARY KEY (a, b))`;

/** Rows that are odd where they are staged, besides those that are odd anywhere. */
const odd: typeof oddAnywhere = {
  ...oddAnywhere,
  'of another column alone': () => ({ v: 'v' }),
  'more than a page': (n) => ({ ...good(n), w: 'wide '.repeat(2000) }),
  'more than a page once it is jsonb': (n) => ({ ...good(n), j: Array(1000).fill(1) }),
};

const oddOnes = fc.array(
  fc.record({
    place: fc.nat({ max: 2999 }),
    kind: fc.constantFrom(...Object.keys(odd), 'delete', 'move', 'append'),
  }),
  { maxLength: 6 },
);

type OddOnes = readonly { readonly place: number; readonly kind: string }[];

/** Records for a table with `id`: of each thousand some with the key of a record before them. */
function linesOf(table: string, count: number, oddOnes: OddOnes, repeated: number): string[] {
  const kinds = new Map(oddOnes.map(({ place, kind }) => [place, kind]));
  return Array.from({ length: count }, (_, n) => {
    const id = n % 1000 < repeated ? n >> 1 : n;
    const kind = kinds.get(n) ?? '';
    if (kind === 'delete') return JSON.stringify(record('delete', { key: { id }, table }));
    if (kind === 'move') {
      const before = { ...good(n), id: n + 1 };
      return JSON.stringify(record('update', { key: { id }, before, after: { ...good(n), id: -id }, table }));
    }
    const after = { ...(odd[kind] ?? good)(n), id };
    return JSON.stringify(record('create', { ...(kind === 'append' ? {} : { key: { id } }), after, table }));
  });
}

for (const major of testMajors()) {
  describe(`many rows that are there on PostgreSQL ${major}`, () => {
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

    /** Of `folding` and `checked` the rows with even keys are there, of `pairs` some. */
    const reset = `TRUNCATE folding, checked, partly, pairs;
      INSERT INTO folding SELECT i, '2026-01-01', '1', 'old', repeat('old', 10), 1 FROM generate_series(0, 3000, 2) AS i;
      INSERT INTO checked SELECT * FROM folding;
      INSERT INTO partly SELECT i, 1 FROM generate_series(0, 1999) AS i;
      INSERT INTO pairs SELECT 'b' || i, i, 'old', 1 FROM generate_series(0, 3000, 3) AS i`;

    /** The results and the rows that a load gives, and how many rows each COPY into the stage had that landed. */
    async function loaded(lines: readonly string[], options: LoadOptions, over: Connection = connection) {
      await database.sql(reset);
      return { ...(await loadOver(over, lines, options)), rows: await rowsOf() };
    }

    async function loadOver(over: Connection, lines: readonly string[], options: LoadOptions) {
      const staged: number[] = [];
      const counted: Connection = {
        ...over,
        copy: async (copy) => {
          assert.ok(over.copy);
          const answer = await over.copy(copy);
          if (copy.text.includes('opencdc_pg_stage')) staged.push(answer.rowCount ?? 0);
          return answer;
        },
      };
      const { results } = await load(counted, lines.join('\n'), { schemaMode: 'fixed', ...options });
      return { results, staged };
    }

    const rowsOf = () =>
      database.sql(
        `SELECT md5(folding::text) AS row FROM folding UNION ALL SELECT md5(checked::text) FROM checked
        UNION ALL SELECT md5(partly::text) FROM partly UNION ALL SELECT md5(pairs::text) FROM pairs ORDER BY 1`,
      );

    const told = (results: readonly { readonly result: string }[]) => {
      const counts: Record<string, number> = {};
      for (const { result } of results) counts[result] = (counts[result] ?? 0) + 1;
      return counts;
    };

    test('go by the stage once it is known that they are there, a batch at a time', async () => {
      const { results, staged } = await loaded(linesOf('folding', 3000, [], 0), { batchSize: 1500 });
      // The first batch learns that some are there, and writes the most of its rows at once.
      assert.deepEqual(staged, [1500]);
      assert.deepEqual(told(results), { inserted: 1500, updated: 1500 });
      assert.deepEqual(
        results.map(({ result }) => result),
        Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? 'updated' : 'inserted')),
      );
    });

    test('leave out a row whose key comes again, though it was sent', async () => {
      const lines = linesOf('folding', 3000, [], 400);
      const { results, staged, rows } = await loaded(lines, { stagedRows: 0 });
      assert.deepEqual(staged, [3000]);
      const alone = await loaded(lines, { exactOnly: true });
      assert.deepEqual([results, rows], [alone.results, alone.rows]);
    });

    test('are told apart by keys of several columns, in whatever order', async () => {
      const lines = Array.from({ length: 2000 }, (_, n) => {
        const key = { a: n, b: `b${n}` };
        return JSON.stringify(record('create', { key, after: { w: `${n}`, b: key.b, n, a: n }, table: 'pairs' }));
      });
      const { results, staged } = await loaded(lines, { stagedRows: 0 });
      assert.deepEqual(staged, [2000]);
      assert.deepEqual(
        results.map(({ result }) => result),
        Array.from({ length: 2000 }, (_, n) => (n % 3 === 0 ? 'updated' : 'inserted')),
      );
    });

    test('can’t be told from upserts one by one, whatever is between them', async () => {
      const same = fc.asyncProperty(
        fc.constantFrom('folding', 'checked'),
        fc.integer({ min: 1000, max: 3000 }),
        oddOnes,
        fc.constantFrom(0, 1, 30, 500),
        async (table, count, changes, repeated) => {
          const lines = linesOf(table, count, changes, repeated);
          const alone = await loaded(lines, { exactOnly: true });
          const { results, rows } = await loaded(lines, { stagedRows: 0 });
          assert.deepEqual(results, alone.results);
          assert.deepEqual(rows, alone.rows);
        },
      );
      await fc.assert(same, { numRuns, ...seed });
    });

    test('go another way where they lack a column that a new row must have', async () => {
      const lines = Array.from({ length: 2000 }, (_, id) =>
        JSON.stringify(record('update', { key: { id }, after: { id, w: 'new' }, table: 'partly' })),
      );
      const { results, staged } = await loaded(lines, { stagedRows: 0 });
      assert.deepEqual([told(results), staged], [{ updated: 2000 }, []]);
    });

    test('leave nothing behind, and find nothing of others', async () => {
      const own = await connectTo(database.url);
      try {
        const lines = linesOf('folding', 2000, [], 0);
        for (const _ of [1, 2]) {
          // A session that a pooler gives to another process has its stage, and a process its own numbers.
          const { results, staged } = await loaded(lines, { stagedRows: 0 }, own);
          assert.deepEqual([told(results), staged], [{ inserted: 1000, updated: 1000 }, [2000]]);
        }
        const { rows } = await own.query({
          text: "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname LIKE 'opencdc\\_pg\\_stage%' AND relkind = 'r' AND relnamespace = pg_my_temp_schema()",
        });
        assert.deepEqual(
          rows.map(([, bytes]) => bytes),
          ['0'],
        );
      } finally {
        await own.close();
      }
    });

    test('use one stage for tables of the same columns, twice in a transaction', async () => {
      const lines = [...linesOf('folding', 1500, [], 0), ...linesOf('checked', 1500, [], 0)];
      const { results, staged, rows } = await loaded(lines, { stagedRows: 0 });
      assert.deepEqual(staged, [1500, 1500]);
      const alone = await loaded(lines, { exactOnly: true });
      assert.deepEqual([results, rows], [alone.results, alone.rows]);
    });

    test('go another way where a value has no binary form, or a row is longer than a page', async () => {
      for (const kind of [
        'a text that only the server reads',
        'more than a page',
        'more than a page once it is jsonb',
      ]) {
        const { results, staged } = await loaded(linesOf('folding', 3000, [{ place: 1200, kind }], 0), {
          stagedRows: 0,
        });
        assert.deepEqual(staged, [1200], kind);
        assert.deepEqual(told(results), { inserted: 1500, updated: 1500 });
      }
    });

    describe('go another way', () => {
      const cases = [
        {
          name: 'where the role may make no temporary tables',
          before: `REVOKE TEMP ON DATABASE {database} FROM PUBLIC`,
          after: `GRANT TEMP ON DATABASE {database} TO PUBLIC`,
          role: true,
        },
        {
          name: 'where an event trigger would tell',
          before: `CREATE FUNCTION tell() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER tells ON ddl_command_end EXECUTE FUNCTION tell()`,
          after: 'DROP EVENT TRIGGER tells; DROP FUNCTION tell()',
        },
        {
          name: 'where a column is stored plain',
          before: 'ALTER TABLE folding ALTER w SET STORAGE PLAIN',
          after: 'ALTER TABLE folding ALTER w SET STORAGE EXTENDED',
        },
        {
          name: 'where the stage is refused, as a column’s type is none of the role’s',
          before: `REVOKE USAGE ON TYPE pg_catalog.jsonb FROM PUBLIC`,
          after: `GRANT USAGE ON TYPE pg_catalog.jsonb TO PUBLIC`,
          role: true,
        },
      ];
      for (const one of cases) {
        test(one.name, async () => {
          const [name] = await database.sql('SELECT quote_ident(current_database()) AS name');
          const sql = (text: string) => database.sql(text.replace('{database}', String(name?.['name'])));
          const own = await connectTo(database.url);
          await sql(
            'DO $$ BEGIN CREATE ROLE stage_guest; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; GRANT ALL ON folding TO stage_guest',
          );
          await sql(one.before);
          try {
            if (one.role === true) await own.query({ text: 'SET ROLE stage_guest' });
            const { results, staged } = await loaded(linesOf('folding', 2000, [], 0), { stagedRows: 0 }, own);
            assert.deepEqual([told(results), staged], [{ inserted: 1000, updated: 1000 }, []]);
          } finally {
            await own.close();
            await sql(one.after);
          }
        });
      }
    });

    test('of jsonb grow no more than is reckoned with', async () => {
      const texts = ['[1,2,3]', `[${Array(500).fill(1)}]`, '[[[[[[]]]]]]', '{"":1,"a":2}', '[true,null,""]', '1'];
      for (const text of texts) {
        const [row] = await database.sql(`SELECT pg_column_size('${text}'::jsonb) AS bytes`);
        // A length, the version and what is reckoned for a column are there too.
        assert.ok(Number(row?.['bytes']) <= 8 * text.length + 4 + 1 + 8, `${text}: ${row?.['bytes']}`);
      }
    });
  });
}
