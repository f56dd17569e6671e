import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { encoderFor } from '../../src/encode/encoder-for.ts';
import { arrayOf, builtIn, composite, encodeWith, extension } from '../encode/encode-json.ts';
import { type Judge, judgeOf } from '../encode/server-verdict.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

const runs = { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 10) };
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

/** Strings of any characters that Postgres can hold, with those that its syntaxes give a meaning coming often. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'{}(),"\\ nulNUL\n\t=>;é😀'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 6,
});
const storable = texts.filter((text) => !/\0|\p{Surrogate}/u.test(text));
const nullable = fc.option(storable);
const matrices = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(nullable, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

const pair = composite('pair', { a: builtIn('int4'), b: builtIn('text'), 'c d': arrayOf(builtIn('text')) });
const pairs = fc.record({
  a: fc.option(fc.integer()),
  b: nullable,
  'c d': fc.option(fc.array(nullable, { minLength: 1 })),
});

interface RoundTrip {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: fc.Arbitrary<unknown>;
  /** How the value that came back shall look, where JSON has more forms than Postgres. */
  readonly expected?: (value: unknown) => unknown;
}

const roundTrips: readonly RoundTrip[] = [
  { name: 'text', type: builtIn('text'), values: storable },
  { name: 'jsonb', type: builtIn('jsonb'), values: fc.oneof(fc.array(storable), fc.dictionary(storable, nullable)) },
  { name: 'json', type: builtIn('json'), values: fc.oneof(fc.array(storable), fc.dictionary(storable, nullable)) },
  { name: 'arrays of text', type: arrayOf(builtIn('text')), values: fc.array(nullable) },
  {
    name: 'arrays of arrays',
    type: arrayOf(builtIn('text')),
    values: matrices,
    expected: (value) => (Array.isArray(value) && value.flat().length === 0 ? [] : value),
  },
  {
    name: 'jsonb elements',
    type: arrayOf(builtIn('jsonb')),
    values: fc.array(fc.oneof(fc.array(storable), fc.integer())),
  },
  { name: 'composites', type: pair, values: pairs },
  { name: 'arrays of composites', type: arrayOf(pair), values: fc.array(fc.option(pairs)) },
  { name: 'hstore', type: extension('hstore'), values: fc.dictionary(storable, nullable) },
];

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let judge: Judge;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      judge = await judgeOf(database);
      await database.sql('CREATE EXTENSION hstore');
      await database.sql('CREATE TYPE pair AS (a int, b text, "c d" text[])');
    });
    after(() => database.drop());

    for (const { name, type, values, expected = (value: unknown) => value } of roundTrips) {
      test(`${name} come back from the server as they were spelled`, async () => {
        const encoder = encoderFor(type, { jsonStrings: 'auto' });
        const comeBack = fc.asyncProperty(
          fc.array(values, { minLength: 1, maxLength: 100, size: 'max' }),
          async (batch) => {
            const encoded = batch.map((value) => encodeWith(encoder, JSON.stringify(value)));
            const sent = encoded.map((each) => ('text' in each ? each.text : assert.fail(each.error.message)));
            const wanted = batch.map((value) => expected(value) ?? null);
            // The server compares: JSON.parse of Node 24 and 26 takes names for others that it read before.
            const rows = await database.sql(
              `SELECT read::text, coalesce(read, 'null') = want AS same FROM (
                SELECT to_jsonb(value::${type.sql}) AS read, wanted.want, wanted.ord
                FROM jsonb_array_elements_text($1) WITH ORDINALITY AS sent (value, ord)
                JOIN jsonb_array_elements($2) WITH ORDINALITY AS wanted (want, ord) USING (ord)
              ) AS each ORDER BY ord`,
              [JSON.stringify(sent), JSON.stringify(wanted)],
            );
            assert.equal(rows.length, batch.length);
            for (const [index, { same, read }] of rows.entries())
              assert.equal(same, 't', `sent ${sent[index]}, read ${read}, want ${JSON.stringify(wanted[index])}`);
          },
        );
        await fc.assert(comeBack, { ...runs, ...seed });
      });
    }

    for (const name of ['json', 'jsonb'] as const) {
      test(`the checks of ${name} agree with the server's on escapes`, async () => {
        const parts = fc.constantFrom(
          'a',
          'é',
          '\\u0000',
          '\\ud83d',
          '\\uDE00',
          '\\u0041',
          '\\n',
          '\\\\',
          '\\"',
          'u0000',
        );
        const strings = fc.array(parts, { maxLength: 5 }).map((chosen) => `"${chosen.join('')}"`);
        const values = fc.oneof(
          strings,
          strings.map((text) => `[1, ${text}]`),
          strings.map((text) => `{${text}: 1}`),
        );
        const encoder = encoderFor(builtIn(name), { jsonStrings: 'value' });
        const agree = fc.asyncProperty(
          fc.array(values, { minLength: 1, maxLength: 200, size: 'max' }),
          async (batch) => {
            const given = await judge.verdicts(builtIn(name), name, batch);
            for (const [index, json] of batch.entries()) {
              const encoded = encodeWith(encoder, json);
              const ours = 'error' in encoded ? encoded.error.sqlstate : undefined;
              assert.equal(ours, given[index]?.sqlstate, json);
              if ('text' in encoded) assert.equal(encoded.text, json);
            }
          },
        );
        await fc.assert(agree, { ...runs, ...seed });
      });
    }
  });
}
