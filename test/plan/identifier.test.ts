import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  displayIdentifier,
  displayRelation,
  quoteIdentifier,
  quoteLiteral,
  quoteRelation,
} from '../../src/plan/identifier.ts';
import { relationOf } from '../../src/route/relation.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

const quoted: readonly { name: string; input: string; identifier: string; display: string; literal: string }[] = [
  { name: 'a plain name', input: 'orders', identifier: '"orders"', display: 'orders', literal: "'orders'" },
  { name: 'upper case', input: 'Orders', identifier: '"Orders"', display: '"Orders"', literal: "'Orders'" },
  { name: 'a reserved word', input: 'order', identifier: '"order"', display: '"order"', literal: "'order'" },
  { name: 'an unreserved key word', input: 'name', identifier: '"name"', display: 'name', literal: "'name'" },
  { name: 'a digit in front', input: '1st', identifier: '"1st"', display: '"1st"', literal: "'1st'" },
  { name: 'a dollar sign', input: 'a$b', identifier: '"a$b"', display: '"a$b"', literal: "'a$b'" },
  { name: 'a double quote', input: 'a"b', identifier: '"a""b"', display: '"a""b"', literal: "'a\"b'" },
  { name: 'a single quote', input: "o'b", identifier: '"o\'b"', display: '"o\'b"', literal: "'o''b'" },
  { name: 'a backslash', input: 'a\\b', identifier: '"a\\b"', display: '"a\\b"', literal: "E'a\\\\b'" },
  { name: 'Unicode', input: 'größe', identifier: '"größe"', display: '"größe"', literal: "'größe'" },
];
for (const { name, input, identifier, display, literal } of quoted) {
  test(`quoting keeps ${name}`, () => {
    assert.deepEqual(
      [quoteIdentifier(input), displayIdentifier(input), quoteLiteral(input)],
      [identifier, display, literal],
    );
  });
}

test('a relation is quoted part by part', () => {
  assert.equal(quoteRelation({ schema: 'a.b', name: 'c' }), '"a.b"."c"');
  assert.equal(quoteRelation({ schema: undefined, name: 'c' }), '"c"');
  assert.equal(displayRelation({ schema: 'public', name: 'Orders' }), 'public."Orders"');
  assert.equal(displayRelation({ schema: undefined, name: 'orders' }), 'orders');
});

test('a NUL never gets into SQL text', () => {
  assert.throws(() => quoteIdentifier('a\0b'), RangeError);
  assert.throws(() => quoteLiteral('a\0b'), RangeError);
});

/** Text that Postgres can hold: no NUL, no half surrogates. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\0'));
const identifier = text.filter((value) => value !== '' && Buffer.byteLength(value) <= 63);

test('the display form of a relation names the same relation again', () => {
  fc.assert(
    fc.property(fc.option(identifier, { nil: undefined }), identifier, (schema, name) => {
      const relation = { schema, name };
      fc.pre(!name.startsWith('pg_') && !(schema ?? '').startsWith('pg_') && !name.includes('<no value>'));
      assert.deepEqual(relationOf(displayRelation(relation)), relation);
    }),
    { numRuns: 500 },
  );
});

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
    });
    after(() => database.drop());

    test('every key word that quote_ident quotes is quoted, and in the newest version no other', async () => {
      const words = await database.sql('SELECT word, quote_ident(word) AS want FROM pg_get_keywords() ORDER BY word');
      assert.ok(words.length > 400);
      for (const { word, want } of words) {
        const got = displayIdentifier(word ?? '');
        if (major >= 18 || want !== word) assert.equal(got, want);
      }
    });

    test('names are displayed as quote_ident has them, and literals read back as they were', async () => {
      const given = fc.sample(identifier, 300).concat(quoted.map(({ input }) => input));
      for (let from = 0; from < given.length; from += 50) {
        const some = given.slice(from, from + 50);
        const selects = some
          .map(quoteLiteral)
          .map((name, at) => `SELECT ${at} AS at, quote_ident(${name}) AS shown, ${name} AS given`);
        const rows = await database.sql(`${selects.join(' UNION ALL ')} ORDER BY at`);
        assert.deepEqual(
          rows.map(({ given, shown }) => [given, shown]),
          some.map((name) => [name, displayIdentifier(name)]),
        );
      }
    });

    test('a quoted identifier names the column as it was', async () => {
      for (const name of fc.sample(identifier, 60).concat(quoted.map(({ input }) => input))) {
        const [row] = await database.sql(`SELECT 'x' AS ${quoteIdentifier(name)}`);
        assert.deepEqual(row, { [name]: 'x' });
      }
    });
  });
}
