import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { binaryFormOf } from '../../src/encode/binary-form.ts';
import { ByteSink } from '../../src/encode/byte-sink.ts';
import { CopyBinaryRows } from '../../src/encode/copy-binary-rows.ts';
import { CopyTextRows } from '../../src/encode/copy-text-rows.ts';
import { encoderFor } from '../../src/encode/encoder-for.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { ServerError } from '../../src/write/server-error.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { socketTarget } from '../support/target.ts';
import { add, addRow } from './copy-row.ts';
import { builtIn, domainOver, encodeWith, enumOf, numericModifier } from './encode-json.ts';
import { typeCases } from './generators.ts';

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 10);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

/** A column with JSON values for it; most of them must have a binary form, so that the test shows something. */
interface FormCase {
  readonly type: ColumnType;
  /** The column's type in SQL, modifier included. */
  readonly column: string;
  readonly json: fc.Arbitrary<string>;
}

const digits = (most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((all) => all.join(''));
const decimals = fc
  .tuple(fc.constantFrom('', '-'), fc.oneof(digits(4), digits(60)), fc.oneof(fc.constant(''), digits(4), digits(60)))
  .map(([sign, whole, fraction]) => `${sign}${BigInt(whole)}${fraction === '' ? '' : `.${fraction}`}`);
const exponents = fc
  .tuple(decimals, fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 90 }))
  .map((parts) => parts.join(''));
const integers = (bits: number) => fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n });
const strings = (texts: fc.Arbitrary<string>) => texts.map((text) => JSON.stringify(text));
const plainText = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
const two = (min: number, max: number) => fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'));
const days = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), two(1, 12), two(1, 31))
  .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${month}-${day}`);
const fractions = fc.oneof(
  fc.constant(''),
  digits(6).map((all) => `.${all}`),
  digits(12).map((all) => `.${all}`),
  fc.constantFrom('.9999995', '.0000005', '.0000015', '.1234565', '.9999994999', '.00000049999999999999999'),
);
const clock = fc.tuple(two(0, 23), two(0, 59), two(0, 59), fractions).map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);
const zones = fc.oneof(
  fc.constantFrom('Z', '+00', '-00:00', '+15:59', '-1559'),
  fc.tuple(fc.constantFrom('+', '-'), two(0, 15), fc.constantFrom('', ':30', '45')).map((parts) => parts.join('')),
);
const moments = fc.tuple(days, fc.constantFrom('T', ' '), clock, zones).map((parts) => parts.join(''));

const labels = ['sad', 'ökay', 'so "so"'] as const;

/** Of these, near misses of a syntax, many have none. */
const nearMisses: readonly FormCase[] = typeCases
  .filter(({ type }) => binaryFormOf(type) !== undefined)
  .map(({ type, column, texts }) => ({ type, column, json: strings(texts) }));

const cases: readonly FormCase[] = [
  ...nearMisses,
  { type: builtIn('int2'), column: 'smallint', json: integers(16).map(String) },
  { type: builtIn('int4'), column: 'integer', json: integers(32).map(String) },
  { type: builtIn('int8'), column: 'bigint', json: integers(64).map(String) },
  { type: builtIn('int8'), column: 'bigint', json: fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n }).map(String) },
  { type: builtIn('numeric'), column: 'numeric', json: decimals },
  { type: builtIn('numeric'), column: 'numeric', json: exponents },
  { type: builtIn('numeric', numericModifier(30, 4)), column: 'numeric(30,4)', json: decimals },
  {
    type: builtIn('numeric', numericModifier(9, 9)),
    column: 'numeric(9,9)',
    json: digits(12).map((all) => `0.${all}`),
  },
  {
    type: builtIn('float8'),
    column: 'double precision',
    json: fc.double({ noNaN: true }).map((x) => JSON.stringify(x)),
  },
  { type: builtIn('float8'), column: 'double precision', json: decimals },
  { type: builtIn('bool'), column: 'boolean', json: fc.constantFrom('true', 'false', '1', '"off"') },
  { type: builtIn('date'), column: 'date', json: strings(days) },
  { type: builtIn('time'), column: 'time', json: strings(clock) },
  { type: builtIn('time', 2), column: 'time(2)', json: strings(clock) },
  { type: builtIn('timestamp'), column: 'timestamp', json: strings(moments) },
  { type: builtIn('timestamp', 0), column: 'timestamp(0)', json: strings(moments) },
  { type: builtIn('timestamptz'), column: 'timestamptz', json: strings(moments) },
  { type: builtIn('timestamptz', 3), column: 'timestamptz(3)', json: strings(moments) },
  { type: builtIn('uuid'), column: 'uuid', json: strings(fc.uuid()) },
  {
    type: builtIn('bytea'),
    column: 'bytea',
    json: fc.uint8Array({ maxLength: 40 }).map((bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'))),
  },
  { type: builtIn('text'), column: 'text', json: strings(plainText) },
  { type: builtIn('bpchar', 14), column: 'char(10)', json: strings(plainText) },
  { type: builtIn('json'), column: 'json', json: fc.json({ maxDepth: 3 }) },
  { type: builtIn('jsonb'), column: 'jsonb', json: fc.json({ maxDepth: 3 }) },
  { type: enumOf('mood', ...labels), column: 'mood', json: strings(fc.constantFrom(...labels)) },
  { type: domainOver('amount', builtIn('numeric'), numericModifier(30, 4)), column: 'amount', json: decimals },
  {
    type: domainOver('short', domainOver('word', builtIn('varchar'), 7)),
    column: 'short',
    json: strings(fc.constantFrom('abc', '', 'no', 'äöü')),
  },
];

/** What a session may be set to that has a say in what texts mean. */
const sessions = fc.record({
  TimeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu'),
  DateStyle: fc.constantFrom('ISO, MDY', 'SQL, DMY', 'German, YMD', 'Postgres, MDY'),
});

for (const major of testMajors()) {
  describe(`PostgreSQL ${major} reads a value’s binary form as it reads its text`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      const server = await startServer(major);
      database = await server.createDatabase();
      await database.sql(`CREATE TYPE mood AS ENUM ('sad', 'ökay', 'so "so"'); CREATE DOMAIN amount AS numeric(30,4);
        CREATE DOMAIN word AS varchar(3); CREATE DOMAIN short AS word CHECK (value <> 'no')`);
      connection = await connect(socketTarget(server, database.name));
    });
    after(async () => {
      await connection.close();
      await database.drop();
    });

    async function copied(table: string, format: 'text' | 'binary', data: Buffer): Promise<string | undefined> {
      assert.ok(connection.copy);
      await connection.query({ text: `TRUNCATE ${table}` });
      try {
        await connection.copy({ text: `COPY ${table} (v) FROM STDIN (FORMAT ${format})`, rows: [data] });
        return undefined;
      } catch (error) {
        if (error instanceof ServerError) return error.sqlstate;
        throw error;
      }
    }

    /** Texts that have a binary form, in one COPY of each format; one by one where any of them is refused. */
    async function hold(texts: readonly string[], { type }: FormCase): Promise<void> {
      const form = binaryFormOf(type);
      const asText = new CopyTextRows();
      const asBinary = new CopyBinaryRows();
      for (const text of texts) {
        addRow(asText, [text]);
        addRow(asBinary, [text], form);
      }
      const refusals = [
        await copied('from_text', 'text', asText.finish()),
        await copied('from_binary', 'binary', asBinary.finish()),
      ];
      if (refusals.some((sqlstate) => sqlstate !== undefined) && texts.length > 1) {
        for (const text of texts) await hold([text], { type, column: '', json: fc.constant('') });
        return;
      }
      assert.equal(refusals[1], refusals[0], texts[0]);
      const { rows } = await connection.query({
        text: `SELECT a.ord, a.v::text, b.v::text FROM from_text a FULL JOIN from_binary b USING (ord)
          WHERE a.v::text IS DISTINCT FROM b.v::text OR pg_column_size(a.v) <> pg_column_size(b.v)`,
      });
      assert.deepEqual(rows, []);
    }

    for (const [i, each] of cases.entries()) {
      test(`${each.column} (${i})`, async () => {
        let withForm = 0;
        let without = 0;
        const encoder = encoderFor(each.type, { jsonStrings: 'auto' });
        const create = (table: string) =>
          `DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (ord serial, v ${each.column})`;
        await connection.query({ text: `${create('from_text')}; ${create('from_binary')}` });
        const property = fc.asyncProperty(
          fc.array(each.json, { maxLength: 100, size: 'max' }),
          sessions,
          async (all, session) => {
            for (const [name, value] of Object.entries(session))
              await connection.query({ text: `SET ${name} = '${value}'` });
            const texts = all.flatMap((json) => {
              const encoded = encodeWith(encoder, json);
              // What is written without the encoder is what the encoder would have taken as it is.
              const plain = /^"[^"\\]*"$/.test(json) ? json.slice(1, -1) : undefined;
              if (plain !== undefined && isWritten(plain, each.type)) assert.deepEqual(encoded, { text: plain });
              return 'text' in encoded ? [encoded.text] : [];
            });
            const formed = texts.filter((text) => hasForm(text, each.type));
            withForm += formed.length;
            without += texts.length - formed.length;
            await hold(formed, each);
          },
        );
        await fc.assert(property, { numRuns, ...seed });
        if (!nearMisses.includes(each))
          assert.ok(withForm > 9 * without, `${withForm} have a binary form, ${without} have none`);
      });
    }
  });
}

function hasForm(text: string, type: ColumnType): boolean {
  const rows = new CopyBinaryRows();
  rows.beginRow(1);
  return add(rows, text, binaryFormOf(type));
}

function isWritten(text: string, type: ColumnType): boolean {
  const bytes = Buffer.from(text);
  return binaryFormOf(type)?.write?.(bytes, 0, bytes.length, new ByteSink(1)) ?? false;
}
