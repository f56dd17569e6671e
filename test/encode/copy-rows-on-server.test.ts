import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { CopyTextRows } from '../../src/encode/copy-text-rows.ts';
import { TextArray } from '../../src/encode/text-array.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { ServerError } from '../../src/write/server-error.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { socketTarget } from '../support/target.ts';
import { addRow } from './copy-row.ts';

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 20);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

const odd = fc.constantFrom(
  '\\',
  '\t',
  '\n',
  '\r',
  '\\.',
  '\\N',
  '\\n',
  '\\x41',
  '\\101',
  '\b',
  '\f',
  '\v',
  ' ',
  '"',
  '',
);
const character = fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => !text.includes('\0'));
const values = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: odd },
  { weight: 4, arbitrary: fc.array(fc.oneof(odd, character), { maxLength: 12 }).map((parts) => parts.join('')) },
);
const rows = fc.array(fc.tuple(values, values, values), { maxLength: 200, size: 'max' });

/** Texts for a type: good and bad ones, with what COPY's own syntax is made of. */
const types: readonly {
  readonly type: string;
  /** What the statements cast to, where it is not the type: that without its modifier, a domain's base. */
  readonly cast?: string;
  readonly texts: readonly string[];
}[] = [
  { type: 'int', texts: ['1', ' -5 ', '\t7\n', '2147483648', '', 'x', '1.0', '\\1', '\\N'] },
  { type: 'numeric', texts: ['1.50', '1e-20', 'NaN', '\n1', '1\\', ''] },
  { type: 'numeric(5,2)', cast: 'numeric', texts: ['1.005', '-1.005', '999.995', '999.994', '1000', '2e2'] },
  { type: 'varchar(3)', cast: 'varchar', texts: ['abc', 'abcd', 'abc ', 'abc  \n', '\\\\\\', '\t\n\r'] },
  { type: 'char(3)', cast: 'bpchar', texts: ['a', 'abcd', 'abc  ', '\\', '\n'] },
  { type: 'bit(3)', cast: 'pg_catalog."bit"', texts: ['101', '1011', '10', 'x5', 'b101'] },
  { type: 'timestamptz', texts: ['2026-01-31T23:59:59.1234567Z', '2026-01-31 10:00', 'infinity', '2026-02-30', 'Z'] },
  { type: 'timestamptz(1)', cast: 'timestamptz', texts: ['2026-01-31T23:59:59.95Z'] },
  { type: 'interval day to minute', cast: 'interval', texts: ['1 day 02:03:59', 'P1DT2H'] },
  { type: 'jsonb', texts: ['{"a": "\\\\ \\n \\u00e9 \\t"}', '{"a":\t1}\n', '"\\u0000"', '{', '"\\N"', 'null', '1.0'] },
  { type: 'json', texts: ['{"a" : "\\\\ \\n"}\n', '["\t"]'] },
  { type: 'text[]', texts: ['{a,"b\\"c","\\\\",NULL,"NULL"}', '{"tab\there","line\nend"}', '{\\N}', '{a', '{{}}'] },
  { type: 'bytea', texts: ['\\x00ff5c0a', '\\x0', '\\xzz', '\\\\', '\\000a', '\\9', 'plain'] },
  { type: 'mood', texts: ['sad', 'so\\so', 'so\tso', 'none'] },
  { type: 'short', cast: 'varchar', texts: ['abc', 'abcd', 'abc ', 'no', '\\'] },
  { type: 'address', texts: ['("a\\\\b",1)', '("a\tb\n",)', '(,)', '(\\N,1)', '(a,x)', 'a'] },
  { type: 'int4range', texts: ['[1,9]', ' empty ', '(,\t5)', '[9,1]', '[1'] },
  { type: 'pairs', texts: ['["\\\\a","b\tc"]', '[\\N,"]', '["b","a"]'] },
  { type: 'hstore', texts: ['"a\\\\b"=>"c\\"d"', 'a=>NULL', 'a\t=>\tb', 'a'] },
  { type: 'regclass', cast: 'bpchar::regclass', texts: ['pg_class', '-', '1259', '"\\"'] },
  { type: '"char"', texts: ['\\101', 'a', '\\', '\t'] },
  { type: 'tsvector', texts: ["'a\\\\b':1 c", "'a\tb'"] },
  { type: 'xml', texts: ['<a>\\N\t</a>\n', '<a>'] },
];

for (const major of testMajors()) {
  describe(`PostgreSQL ${major} reads from a copy`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      const server = await startServer(major);
      database = await server.createDatabase();
      await database.sql(`CREATE EXTENSION hstore; CREATE TYPE mood AS ENUM ('sad', 'so\\so', E'so\\tso');
        CREATE DOMAIN short AS varchar(3) CHECK (value <> 'no'); CREATE TYPE address AS (street text, zip int);
        CREATE TYPE pairs AS RANGE (subtype = text, collation = "C"); CREATE TABLE texts (ord serial, a text, b text, c text)`);
      connection = await connect(socketTarget(server, database.name));
    });
    after(async () => {
      await connection.close();
      await database.drop();
    });

    async function sqlstateOf(work: Promise<unknown>): Promise<string | undefined> {
      try {
        await work;
        return undefined;
      } catch (error) {
        if (error instanceof ServerError) return error.sqlstate;
        throw error;
      }
    }

    async function copy(text: string, given: readonly (readonly (string | null)[])[]) {
      assert.ok(connection.copy);
      const builder = new CopyTextRows(16);
      for (const row of given) addRow(builder, row);
      return connection.copy({ text, rows: [builder.finish()] });
    }

    test('any texts and nulls, the same that text[] parameters bring', async () => {
      const same = fc.asyncProperty(rows, async (given) => {
        await connection.query({ text: 'TRUNCATE texts' });
        const { rowCount } = await copy('COPY texts (a, b, c) FROM STDIN', given);
        assert.equal(rowCount, given.length);
        const copied = await connection.query({ text: 'SELECT a, b, c FROM texts ORDER BY ord' });
        assert.deepEqual(copied.rows, given);
        const arrays = [0, 1, 2].map((i) => textArray(given.map((row) => row[i as 0 | 1 | 2])));
        const differing = `SELECT count(*) FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS g(a, b, c, ord)
          FULL JOIN (SELECT a, b, c, row_number() OVER (ORDER BY ord) AS ord FROM texts) AS t USING (ord)
          WHERE (g.a, g.b, g.c) IS DISTINCT FROM (t.a, t.b, t.c)`;
        assert.deepEqual((await connection.query({ text: differing, values: arrays })).rows, [['0']]);
      });
      await fc.assert(same, { numRuns, ...seed });
    });

    for (const [i, { type, cast = type, texts }] of types.entries()) {
      test(`a ${type} as a cast from text and an assignment give it, or refuse it`, async () => {
        await connection.query({ text: `CREATE TABLE typed_${i} (v ${type})` });
        for (const text of [...texts, null]) {
          const run = async (work: () => Promise<unknown>) => {
            await connection.query({ text: `TRUNCATE typed_${i}` });
            const sqlstate = await sqlstateOf(work());
            const { rows: stored } = await connection.query({ text: `SELECT v::text FROM typed_${i}` });
            return { sqlstate, stored };
          };
          const inserted = await run(() =>
            connection.query({ text: `INSERT INTO typed_${i} SELECT $1::text::${cast}`, values: [text] }),
          );
          const copied = await run(() => copy(`COPY typed_${i} (v) FROM STDIN`, [[text]]));
          assert.deepEqual(copied, inserted, `${JSON.stringify(text)}`);
        }
      });
    }
  });
}

function textArray(texts: readonly (string | null)[]): Buffer {
  const array = new TextArray();
  for (const text of texts) {
    if (text === null) {
      array.null();
    } else {
      array.begin();
      array.sink.text(text);
      array.end();
    }
  }
  return array.finish();
}
