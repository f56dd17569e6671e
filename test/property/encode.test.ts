import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { encoderFor } from '../../src/encode/encoder-for.ts';
import { builtIn, encodeWith, numericModifier } from '../encode/encode-json.ts';
import { typeCases } from '../encode/generators.ts';
import { type Judge, judgeOf, type Verdict } from '../encode/server-verdict.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

const runs = Number(process.env['FC_NUM_RUNS'] ?? 3);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };
const options = { jsonStrings: 'auto' } as const;

/** Spellings that older servers do not know and the encoders rewrite for them. */
const newerSpelling = /_|0[xob]/i;
/** What only servers before 16 take, and so is left to the server: `1e 5` as a numeric. */
const olderSpelling = /e\s/i;
/** What a numeric may be from 14 on, and so is left to the server. */
const endless = /inf/i;

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let judge: Judge;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      judge = await judgeOf(database);
    });
    after(() => database.drop());

    for (const { type, column, texts, full } of typeCases) {
      const kind = full ? 'its syntax' : 'loose texts';
      test(`the checks of ${column} agree with the server's on ${kind}`, async () => {
        const batches = fc.array(texts, { minLength: 1, maxLength: 300, size: 'max' });
        const agree = fc.asyncProperty(batches, async (batch) => {
          const encoded = batch.map((text) => encodeWith(encoderFor(type, options), JSON.stringify(text)));
          const asGiven = await judge.verdicts(type, column, batch);
          const sent = encoded.map((each) => ('text' in each ? each.text : ''));
          const asSent = await judge.verdicts(type, column, sent);
          for (const [index, each] of encoded.entries()) {
            const given = asGiven[index] as Verdict;
            const what = `${JSON.stringify(batch[index])} → ${JSON.stringify(each)}, server ${JSON.stringify(given)}`;
            if ('error' in each) {
              assert.equal(given.stored, undefined, `refused what the server takes: ${what}`);
              continue;
            }
            const verdict = asSent[index] as Verdict;
            const isLeft = olderSpelling.test(batch[index] ?? '') || (major < 14 && endless.test(batch[index] ?? ''));
            if (full && !isLeft) assert.equal(verdict.sqlstate, undefined, `passed what the server refuses: ${what}`);
            const rewritten = major < 16 && newerSpelling.test(batch[index] ?? '');
            if (!rewritten) assert.deepEqual(verdict, given, `changed the value: ${what}`);
          }
        });
        await fc.assert(agree, { numRuns: runs, ...seed });
      });
    }

    test('rationals are divided as the server divides', async () => {
      const digits = fc.oneof(
        fc.stringMatching(/^[1-9][0-9]{0,40}$/),
        fc.stringMatching(/^[1-9][0-9]{0,5}$/),
        fc.stringMatching(/^[1-9]0{0,30}$/),
        fc.constantFrom('0', '8', '200', '400', '9999', '10000', '10001', '99999999', '100000000'),
      );
      const pairs = fc.array(fc.tuple(fc.constantFrom('', '-'), digits, digits), {
        minLength: 1,
        maxLength: 200,
        size: 'max',
      });
      const cases = [
        { modifier: -1, cast: 'numeric' },
        { modifier: numericModifier(60, 10), cast: 'numeric(60,10)' },
        { modifier: numericModifier(60, 2), cast: 'numeric(60,2)' },
        { modifier: numericModifier(60, 0), cast: 'numeric(60,0)' },
      ];
      const agree = fc.asyncProperty(pairs, fc.constantFrom(...cases), async (rationals, { modifier, cast }) => {
        const some = rationals.filter(([, , d]) => d !== '0');
        const encoder = encoderFor(builtIn('numeric', modifier), options);
        const ours = some.map(([sign, n, d]) => encodeWith(encoder, JSON.stringify(`${sign}${n}/${d}`)));
        // Divided at a high scale first, so that the server rounds once, at the column's own.
        const quotient =
          modifier < 0 ? 'n::numeric / d::numeric' : `(n || '.' || repeat('0', 300))::numeric / d::numeric`;
        const rows = await database.sql(
          `SELECT (${quotient})::${cast}::text AS theirs, (o::numeric)::${cast}::text AS ours,
             scale(o::numeric) > scale(n::numeric / d::numeric) AND o::numeric * d::numeric = n::numeric AS longer
           FROM ROWS FROM (jsonb_array_elements_text($1), jsonb_array_elements_text($2), jsonb_array_elements_text($3)) AS t(n, d, o)`,
          [
            some.map(([sign, n]) => sign + n),
            some.map(([, , d]) => d),
            ours.map((o) => ('text' in o ? o.text : 'NaN')),
          ].map((list) => JSON.stringify(list)),
        );
        for (const [index, row] of rows.entries()) {
          // A decimal number keeps the digits that a division would cut.
          if (modifier < 0 && row['longer'] === 't') continue;
          assert.equal(row['ours'], row['theirs'], `${some[index]?.join(' ')} as ${cast}`);
        }
      });
      await fc.assert(agree, { numRuns: runs * 4, ...seed });
    });

    test('decimals of any exponent are rounded to the scale as the server rounds', async () => {
      const decimals = fc
        .tuple(
          fc.constantFrom('', '-'),
          fc.stringMatching(/^(0|[1-9][0-9]{0,5})$/),
          fc.stringMatching(/^(\.[0-9]{1,5})?$/),
          fc.constantFrom('', 'e1', 'e-1', 'E+3', 'e-4', 'e6', 'e-30'),
        )
        .map((parts) => parts.join(''));
      const scales = fc.constantFrom([5, 2], [5, 0], [3, 3], [20, 6]);
      const agree = fc.asyncProperty(
        fc.array(decimals, { minLength: 1, maxLength: 200, size: 'max' }),
        scales,
        async (batch, scale) => {
          const [precision = 1, digits = 0] = scale;
          const type = builtIn('numeric', numericModifier(precision, digits));
          const column = `numeric(${precision},${digits})`;
          const encoded = batch.map((json) => encodeWith(encoderFor(type, options), json));
          const given = await judge.verdicts(type, column, batch);
          const sent = await judge.verdicts(
            type,
            column,
            encoded.map((each) => ('text' in each ? each.text : 'x')),
          );
          for (const [index, each] of encoded.entries()) {
            if ('error' in each) assert.equal(given[index]?.sqlstate, '22003', `${batch[index]} as ${column}`);
            else assert.deepEqual(sent[index], given[index], `${batch[index]} as ${column}, sent ${each.text}`);
          }
        },
      );
      await fc.assert(agree, { numRuns: runs * 2, ...seed });
    });
  });
}
