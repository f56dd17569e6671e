import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { canonicalKeyKind } from '../../src/encode/canonical-key-kind.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { arrayOf, builtIn, composite, domainOver, encodeJson, enumOf, extension, rangeOf } from './encode-json.ts';

const kinds: readonly { readonly name: string; readonly type: ColumnType; readonly want: 'text' | 'server' }[] = [
  ...['int2', 'int4', 'int8', 'bool', 'uuid', 'bytea', 'name', 'text', 'varchar'].map((name) => ({
    name,
    type: builtIn(name),
    want: 'text' as const,
  })),
  ...['numeric', 'float4', 'float8', 'bpchar', 'char', 'oid', 'date', 'timestamptz', 'jsonb', 'bit', 'interval'].map(
    (name) => ({
      name,
      type: builtIn(name),
      want: 'server' as const,
    }),
  ),
  { name: 'an enum', type: enumOf('mood', 'ok'), want: 'text' },
  { name: 'a domain over bigint', type: domainOver('d', builtIn('int8')), want: 'text' },
  { name: 'a domain over numeric', type: domainOver('d', builtIn('numeric')), want: 'server' },
  { name: 'an array', type: arrayOf(builtIn('int4')), want: 'server' },
  { name: 'a composite', type: composite('c', { a: builtIn('int4') }), want: 'server' },
  { name: 'a range', type: rangeOf('int4range', builtIn('int4')), want: 'server' },
  { name: 'citext', type: extension('citext'), want: 'server' },
  { name: "another schema's int8", type: extension('int8'), want: 'server' },
];

for (const { name, type, want } of kinds) {
  test(`keys of ${name} are told apart by ${want === 'text' ? 'their text' : 'the server'}`, () => {
    assert.equal(canonicalKeyKind(type), want);
  });
}

/** JSON values of one type; the server says which are equal. */
const spellings: readonly { readonly name: string; readonly values: readonly string[] }[] = [
  {
    name: 'int8',
    values: ['7', '"7"', '"+7"', '" 007"', '7.0', '70e-1', '"0x7"', '-7', '"-07"', '0', '-0', '"-0"', '70'],
  },
  { name: 'bool', values: ['true', '"t"', '"YES"', '1', 'false', '"off"', '0', '" n "'] },
  {
    name: 'uuid',
    values: [
      '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
      '"{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}"',
      '"a0eebc999c0b4ef8bb6d6bb9bd380a11"',
      '"a0eebc999c0b4ef8bb6d6bb9bd380a12"',
    ],
  },
  { name: 'bytea', values: ['"q80="', '"\\\\xABCD"', '"\\\\xab cd"', '"\\\\xabcc"', '""', '"\\\\x"'] },
  { name: 'text', values: ['"a"', '"\\u0061"', '"a "', '"A"', '1', '"1"', '1.0', 'true', '"true"'] },
];

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
    });
    after(() => database.drop());

    for (const { name, values } of spellings) {
      test(`two ${name} are equal exactly where their encoded texts are`, async () => {
        const texts = values.map((json) => encodeJson(builtIn(name), json));
        const rows = await database.sql(
          `SELECT a.value AS a, b.value AS b, a.value::${name} = b.value::${name} AS same
           FROM jsonb_array_elements_text($1) AS a, jsonb_array_elements_text($1) AS b`,
          [JSON.stringify(texts)],
        );
        assert.equal(rows.length, values.length ** 2);
        for (const { a, b, same } of rows) assert.equal(same === 't', a === b, `${a} and ${b}`);
      });
    }
  });
}
