import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import {
  arrayOf,
  builtIn,
  composite,
  domainOver,
  encodeJson,
  enumOf,
  extension,
  numericModifier,
  rangeOf,
} from './encode-json.ts';
import { type Judge, judgeOf } from './server-verdict.ts';

const setup = `
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree;
  CREATE TYPE mood AS ENUM ('sad', 'so "so"');
  CREATE DOMAIN short AS varchar(3);
  CREATE DOMAIN shorter AS short CHECK (value <> 'no');
  CREATE TYPE address AS (street text, zip int, moods mood[]);
  CREATE DOMAIN ints AS int[]`;

const address = composite('address', {
  street: builtIn('text'),
  zip: builtIn('int4'),
  moods: arrayOf(enumOf('mood', 'sad', 'so "so"')),
});

/** A JSON value for a column, and what the server then shows. */
const cases: readonly {
  readonly column: string;
  readonly type: ColumnType;
  readonly json: string;
  readonly stored: string;
  /** The first major that has it. */
  readonly since?: number;
}[] = [
  { column: 'numeric', type: builtIn('numeric'), json: '"-22/7"', stored: '-3.1428571428571429' },
  { column: 'numeric', type: builtIn('numeric'), json: '"-Infinity"', stored: '-Infinity', since: 14 },
  { column: 'numeric(10,3)', type: builtIn('numeric', numericModifier(10, 3)), json: '12.3455', stored: '12.346' },
  { column: 'numeric(10,3)', type: builtIn('numeric', numericModifier(10, 3)), json: '1e-20000', stored: '0.000' },
  { column: 'oid', type: builtIn('oid'), json: '4294967295', stored: '4294967295' },
  { column: 'money', type: builtIn('money'), json: '12.5', stored: '$12.50' },
  { column: 'pg_lsn', type: builtIn('pg_lsn'), json: '"16/B374D848"', stored: '16/B374D848' },
  { column: '"char"', type: builtIn('char'), json: '"\\\\101"', stored: 'A' },
  { column: 'char(3)', type: builtIn('bpchar', 7), json: '"ä"', stored: 'ä' },
  { column: 'interval', type: builtIn('interval'), json: '"P1DT2H"', stored: '1 day 02:00:00' },
  {
    column: 'timestamptz',
    type: builtIn('timestamptz'),
    json: '"2026-01-31T23:59:59.123456789+02:00"',
    stored: '2026-01-31 21:59:59.123457+00',
  },
  { column: 'date', type: builtIn('date'), json: '"0044-03-15 BC"', stored: '0044-03-15 BC' },
  { column: 'inet', type: builtIn('inet'), json: '"10.0.0.1/8"', stored: '10.0.0.1/8' },
  { column: 'cidr', type: builtIn('cidr'), json: '"10.0.0.0/8"', stored: '10.0.0.0/8' },
  { column: 'macaddr', type: builtIn('macaddr'), json: '"08-00-2b-01-02-03"', stored: '08:00:2b:01:02:03' },
  { column: 'bit(4)', type: builtIn('bit', 4), json: '"1011"', stored: '1011' },
  { column: 'bit(8)[]', type: { ...arrayOf(builtIn('bit')), modifier: 8 }, json: '["xFF"]', stored: '{11111111}' },
  { column: 'point', type: builtIn('point'), json: '"(1,2)"', stored: '(1,2)' },
  { column: 'box[]', type: arrayOf(builtIn('box'), ';'), json: '["(1,1),(0,0)",null]', stored: '{(1,1),(0,0);NULL}' },
  { column: 'tsvector', type: builtIn('tsvector'), json: '"a:1 b:2"', stored: "'a':1 'b':2" },
  { column: 'xml', type: builtIn('xml'), json: '"<a>1</a>"', stored: '<a>1</a>' },
  { column: 'jsonpath', type: builtIn('jsonpath'), json: '"$.a"', stored: '$."a"' },
  { column: 'int4range', type: rangeOf('int4range', builtIn('int4')), json: '"[1,9]"', stored: '[1,10)' },
  {
    column: 'int4multirange',
    type: rangeOf('int4multirange', builtIn('int4'), 'multirange'),
    since: 14,
    json: '"{[1,3),[5,8)}"',
    stored: '{[1,3),[5,8)}',
  },
  {
    column: 'int4range[]',
    type: arrayOf(rangeOf('int4range', builtIn('int4'))),
    json: '["[1,9]","empty"]',
    stored: '{"[1,10)",empty}',
  },
  { column: 'int[]', type: arrayOf(builtIn('int4')), json: '"[0:1]={1,2}"', stored: '[0:1]={1,2}' },
  { column: 'int[]', type: arrayOf(builtIn('int4')), json: '[[],[]]', stored: '{}' },
  {
    column: 'jsonb[]',
    type: arrayOf(builtIn('jsonb')),
    json: '[[1, 2],null,"a"]',
    stored: '{"[1, 2]",NULL,"\\"a\\""}',
  },
  { column: 'jsonb', type: builtIn('jsonb'), json: '"eyJhIjoxLjUwfQ=="', stored: '{"a": 1.50}' },
  { column: 'json', type: builtIn('json'), json: '{ "a":"\\u0000" }', stored: '{ "a":"\\u0000" }' },
  {
    column: 'mood[]',
    type: arrayOf(enumOf('mood', 'sad', 'so "so"')),
    json: '["so \\"so\\"",null]',
    stored: '{"so \\"so\\"",NULL}',
  },
  {
    column: 'shorter',
    type: domainOver('shorter', domainOver('short', builtIn('varchar'), 7)),
    json: '"äöü"',
    stored: 'äöü',
  },
  { column: 'ints', type: domainOver('ints', arrayOf(builtIn('int4'))), json: '[1,2]', stored: '{1,2}' },
  { column: 'address', type: address, json: '{"zip":1,"moods":["sad"]}', stored: '(,1,{sad})' },
  { column: 'address', type: address, json: '"(a,2,)"', stored: '(a,2,)' },
  { column: 'address[]', type: arrayOf(address), json: '[{"street":"a b"},null]', stored: '{"(\\"a b\\",,)",NULL}' },
  { column: 'hstore', type: extension('hstore'), json: '{"a":"b","c":null}', stored: '"a"=>"b", "c"=>NULL' },
  { column: 'citext', type: extension('citext'), json: '"Ab"', stored: 'Ab' },
  { column: 'ltree', type: extension('ltree'), json: '"a.b"', stored: 'a.b' },
];

for (const major of testMajors()) {
  describe(`PostgreSQL ${major} stores`, () => {
    let database: TestDatabase;
    let judge: Judge;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      await database.sql(setup);
      await database.sql(`SET lc_monetary = 'C'; SET TimeZone = 'UTC'`);
      judge = await judgeOf(database);
    });
    after(() => database.drop());

    for (const { column, type, json, stored } of cases.filter(({ since = 0 }) => major >= since)) {
      test(`${json} in a column ${column}`, async () => {
        const text = encodeJson(type, json);
        assert.deepEqual(await judge.verdicts(type, column, [text]), [{ stored, sqlstate: undefined }], `sent ${text}`);
      });
    }

    test('no longer value than the column by way of a domain', async () => {
      const short = domainOver('short', builtIn('varchar'), 7);
      assert.match(encodeJson(short, '"abcd"'), /^22001 /);
    });
  });
}
