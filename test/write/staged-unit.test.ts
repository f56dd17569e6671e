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
  CREATE TABLE defaulted (LIKE folding INCLUDING ALL, more text DEFAULT 'more');
  CREATE TABLE numbered (LIKE folding INCLUDING ALL, number serial);
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

    /** Of `folding` and those like it the rows with even keys are there, of `pairs` some. */
    const reset = `TRUNCATE folding, checked, defaulted, numbered, partly, pairs RESTART IDENTITY;
      INSERT INTO folding SELECT i, '2026-01-01', '1', 'old', repeat('old', 10), 1 FROM generate_series(0, 3000, 2) AS i;
      INSERT INTO checked SELECT * FROM folding; INSERT INTO defaulted SELECT * FROM folding; INSERT INTO numbered SELECT * FROM folding;
      INSERT INTO partly SELECT i, 1 FROM generate_series(0, 1999) AS i;
      INSERT INTO pairs SELECT 'b' || i, i, 'old', 1 FROM generate_series(0, 3000, 3) AS i`;

    /** The results and the rows that a load gives, and how many rows each COPY into the stage had that landed. */
    async function loaded(lines: readonly string[], options: LoadOptions, over: Connection = connection, more = '') {
      await database.sql(`${reset}; ${more}`);
      return { ...(await loadOver(over, lines, options)), rows: await rowsOf() };
    }

    async function loadOver(over: Connection, lines: readonly string[], options: LoadOptions) {
      const staged: number[] = [];
      const updates: (number | null)[] = [];
      const counted: Connection = {
        ...over,
        query: async (query) => {
          const answer = await over.query(query);
          if (query.text.startsWith('UPDATE ONLY')) updates.push(answer.rowCount);
          return answer;
        },
        copy: async (copy) => {
          assert.ok(over.copy);
          const answer = await over.copy(copy);
          if (copy.text.includes('opencdc_pg_stage')) staged.push(answer.rowCount ?? 0);
          return answer;
        },
      };
      const { results } = await load(counted, lines.join('\n'), { schemaMode: 'fixed', ...options });
      return { results, staged, updates };
    }

    /** Sequences may have gaps, but number the rows in order. */
    const rowsOf = () =>
      database.sql(
        `SELECT md5(folding::text) AS row FROM folding UNION ALL SELECT md5(checked::text) FROM checked
        UNION ALL SELECT md5(defaulted::text) FROM defaulted UNION ALL SELECT md5((id, at, j, v, w, n, rank() OVER (ORDER BY number))::text) FROM numbered
        UNION ALL SELECT md5(partly::text) FROM partly UNION ALL SELECT md5(pairs::text) FROM pairs ORDER BY 1`,
      );

    const told = (results: readonly { readonly result: string }[]) => {
      const counts: Record<string, number> = {};
      for (const { result } of results) counts[result] = (counts[result] ?? 0) + 1;
      return counts;
    };

    test('go by the stage, a batch at a time, where the table has rows', async () => {
      const { results, staged, updates } = await loaded(linesOf('folding', 3000, [], 0), { batchSize: 1500 });
      assert.deepEqual([staged, updates], [[1500, 1500], []]);
      assert.deepEqual(told(results), { inserted: 1500, updated: 1500 });
      assert.deepEqual(
        results.map(({ result }) => result),
        Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? 'updated' : 'inserted')),
      );
    });

    /** All rows with keys up to 3000, of all tables that are like `folding`. */
    const all = ['folding', 'checked', 'defaulted', 'numbered']
      .map(
        (table) =>
          `INSERT INTO ${table} SELECT i, '2026-01-01', '1', 'old', 'x', 1 FROM generate_series(1, 3000, 2) AS i`,
      )
      .join(';');

    test('go by it once that is known, where the table was empty', async () => {
      const lines = linesOf('folding', 1500, [], 0);
      const empty = { batchSize: 1500 };
      const { results, staged, updates } = await loaded(
        [...lines, ...lines, ...lines, ...lines],
        empty,
        connection,
        'TRUNCATE folding',
      );
      // The first batch is copied; the second learns that some are there, and writes the most of its rows at once.
      assert.deepEqual(
        [staged, updates],
        [
          [1500, 1500],
          [1500, 1500],
        ],
      );
      assert.deepEqual(told(results), { inserted: 1500, updated: 4500 });
    });

    test('are updated once many in a row were there', async () => {
      const lines = linesOf('folding', 3000, [], 0);
      const { results, staged, updates } = await loaded([...lines, ...lines], { batchSize: 1500 }, connection, all);
      assert.deepEqual(
        [staged, updates],
        [
          [1500, 1500, 1500, 1500],
          [1500, 1500, 1500],
        ],
      );
      assert.deepEqual(told(results), { updated: 6000 });
    });

    test('are upserted where some are missing after all, and not updated again before many more were there', async () => {
      const lines = linesOf('folding', 3000, [], 0);
      const gone = `${all}; DELETE FROM folding WHERE id IN (1700, 2900)`;
      const batches = [...lines, ...lines, ...lines, ...lines];
      const { results, staged, updates } = await loaded(batches, { batchSize: 1500 }, connection, gone);
      // The first is upserted, the second updated in vain; the third to the sixth are 6000 rows, of 5000 that are wanted.
      assert.deepEqual(updates, [1498, 1500, 1500]);
      assert.deepEqual(staged, Array(8).fill(1500));
      assert.deepEqual(told(results), { inserted: 2, updated: 11_998 });
      const inserted = results.flatMap(({ result }, line) => (result === 'inserted' ? [line] : []));
      assert.deepEqual(inserted, [1700, 2900]);
    });

    test('are upserted where another session deletes some before they are updated', async () => {
      const lines = linesOf('folding', 1500, [], 0);
      await database.sql(`${reset}; ${all}`);
      const deleting: Connection = {
        ...connection,
        query: async (query) => {
          if (query.text.startsWith('UPDATE ONLY')) await database.sql('DELETE FROM folding WHERE id < 10');
          return connection.query(query);
        },
      };
      const { results } = await loadOver(deleting, [...lines, ...lines], { batchSize: 1500 });
      assert.deepEqual(
        results.map(({ result }) => result),
        Array.from({ length: 3000 }, (_, n) => (n >= 1500 && n < 1510 ? 'inserted' : 'updated')),
      );
    });

    test('can’t be told from upserts one by one where they are updated, whatever is between them', async () => {
      let updated = 0;
      const same = fc.asyncProperty(
        fc.constantFrom('folding', 'checked', 'defaulted', 'numbered'),
        fc.integer({ min: 600, max: 1500 }),
        oddOnes,
        fc.constantFrom(0, 0, 1, 30, 500),
        fc.constantFrom('', 'DELETE FROM folding WHERE id = 700; DELETE FROM numbered WHERE id IN (600, 900)'),
        async (table, count, changes, repeated, gone) => {
          const lines = [...linesOf(table, count, [], 0), ...linesOf(table, count, changes, repeated)];
          const more = `${all};${gone}`;
          const options = { stagedRows: 0, batchSize: Math.ceil(count / 2) };
          const alone = await loaded(lines, { exactOnly: true }, connection, more);
          const { results, rows, updates } = await loaded(lines, options, connection, more);
          assert.deepEqual(results, alone.results);
          assert.deepEqual(rows, alone.rows);
          updated += updates.length;
        },
      );
      await fc.assert(same, { numRuns, ...seed });
      assert.ok(updated > numRuns, `${updated}`);
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
