import { type ChangeCase, record, runChangeCases } from './change-cases.ts';

/** A line whose JSON is as spelled here; JSON.stringify would not keep it. */
const line = (after: string) =>
  `{"operation":"create","metadata":{"opencdc.collection":"t"},"payload":{"after":${after}}}`;
const append = (a: unknown) => record('create', { after: { a } });

/** Values for one column `a`, each appended: what is then stored, or why it is refused. */
interface Values {
  readonly name: string;
  readonly type: string;
  readonly since?: number;
  readonly taken?: readonly (readonly [json: string, stored: string | null])[];
  readonly refused?: readonly (readonly [json: string, error: string])[];
}

const invalid = 'invalid_value 22P02';
const outside = 'invalid_value 22003';
const tooLong = 'invalid_value 22001';

const values: readonly Values[] = [
  {
    name: 'a smallint has two bytes',
    type: 'smallint',
    taken: [
      ['-32768', '-32768'],
      ['32767', '32767'],
      ['3.2767e4', '32767'],
      ['"-7"', '-7'],
    ],
    refused: [
      ['32768', outside],
      ['-32769', outside],
      ['1.5', invalid],
      ['"1.5"', invalid],
      ['true', invalid],
      ['[]', invalid],
    ],
  },
  {
    name: 'an integer takes a whole number, however it is spelled',
    type: 'integer',
    taken: [
      ['1.0', '1'],
      ['1e5', '100000'],
      ['100e-2', '1'],
      ['-0', '0'],
      ['-0.0', '0'],
      ['2147483647', '2147483647'],
    ],
    refused: [
      ['2147483648', outside],
      ['1e-1', invalid],
      ['1e10', outside],
      ['1e999999999', outside],
      ['""', invalid],
    ],
  },
  {
    name: 'a bigint keeps all its digits',
    type: 'bigint',
    taken: [
      ['9223372036854775807', '9223372036854775807'],
      ['-9223372036854775808', '-9223372036854775808'],
      ['9007199254740993', '9007199254740993'],
    ],
    refused: [
      ['9223372036854775808', outside],
      ['9223372036854775807.5', invalid],
      ['"abc"', invalid],
      ['{}', invalid],
    ],
  },
  {
    name: 'a numeric keeps digits and scale as spelled',
    type: 'numeric',
    taken: [
      ['1.10', '1.10'],
      ['1e3', '1000'],
      ['1.5e-3', '0.0015'],
      [
        '123456789012345678901234567890.123456789012345678901234567890',
        '123456789012345678901234567890.123456789012345678901234567890',
      ],
      ['"NaN"', 'NaN'],
      ['"1/4"', '0.25000000000000000000'],
      ['"-22/7"', '-3.1428571428571429'],
      ['"5"', '5'],
    ],
    refused: [
      ['"1/0"', 'invalid_value 22012'],
      ['"x"', invalid],
      ['true', invalid],
      ['1e999999999', outside],
    ],
  },
  {
    name: 'a numeric has infinities',
    type: 'numeric',
    since: 14,
    taken: [
      ['"Infinity"', 'Infinity'],
      ['"-Infinity"', '-Infinity'],
      ['"inf"', 'Infinity'],
    ],
  },
  {
    name: 'a numeric of a scale is rounded as the server rounds, and no further than its precision',
    type: 'numeric(5,2)',
    taken: [
      ['1.005', '1.01'],
      ['-1.005', '-1.01'],
      ['999.994', '999.99'],
      ['"2/3"', '0.67'],
      ['1e-20', '0.00'],
    ],
    refused: [
      ['999.995', outside],
      ['1000', outside],
      ['"200000/2"', outside],
      ['"Infinity"', outside],
    ],
  },
  {
    name: 'a real and its limits',
    type: 'real',
    taken: [
      ['3.4028235e38', '3.4028235e+38'],
      ['"NaN"', 'NaN'],
      ['"-Infinity"', '-Infinity'],
      ['1', '1'],
      ['1e-45', '1e-45'],
    ],
    refused: [
      ['3.5e38', outside],
      ['1e-46', outside],
      ['"x"', invalid],
    ],
  },
  {
    name: 'a double and its limits',
    type: 'double precision',
    taken: [
      ['1.7976931348623157e308', '1.7976931348623157e+308'],
      ['5e-324', '5e-324'],
      ['-0.0', '-0'],
      ['"Infinity"', 'Infinity'],
    ],
    refused: [
      ['1e309', outside],
      ['1e-400', outside],
    ],
  },
  {
    name: 'a boolean is true, false or what the server takes for it',
    type: 'boolean',
    taken: [
      ['true', 'true'],
      ['false', 'false'],
      ['"t"', 'true'],
      ['"no"', 'false'],
      ['"1"', 'true'],
    ],
    refused: [
      ['"maybe"', invalid],
      ['{}', invalid],
    ],
  },
  {
    name: 'text takes any JSON as its text',
    type: 'text',
    taken: [
      ['1.0', '1.0'],
      ['true', 'true'],
      ['{ "a" : [1.00] }', '{ "a" : [1.00] }'],
      ['[1, 2]', '[1, 2]'],
      ['"\\ud83d\\ude00 \\u00e9 \\n \\" \\\\ \\/"', '😀 é \n " \\ /'],
      ['""', ''],
      ['null', null],
    ],
    refused: [
      ['"a\\u0000b"', 'invalid_value 22021'],
      ['"\\ud83d"', 'invalid_value 22021'],
    ],
  },
  {
    name: 'varchar(n) is never cut, not of blanks either',
    type: 'varchar(3)',
    taken: [
      ['"äöü"', 'äöü'],
      ['"😀😀😀"', '😀😀😀'],
      ['123', '123'],
    ],
    refused: [
      ['"abcd"', tooLong],
      ['"abc "', tooLong],
      ['1234', tooLong],
    ],
  },
  {
    name: 'char(n) is filled, and never cut',
    type: 'char(3)',
    taken: [
      ['"ä"', 'ä'],
      ['"abc"', 'abc'],
    ],
    refused: [
      ['"abcd"', tooLong],
      ['"abc "', tooLong],
    ],
  },
  {
    name: 'a name has 63 bytes',
    type: 'name',
    taken: [[JSON.stringify('é'.repeat(31)), 'é'.repeat(31)]],
    refused: [[JSON.stringify('é'.repeat(32)), tooLong]],
  },
  {
    name: 'bytea is base64 with its padding, or hex',
    type: 'bytea',
    taken: [
      ['"AAH/"', '\\x0001ff'],
      ['"YQ=="', '\\x61'],
      ['""', '\\x'],
      ['"\\\\x00fF"', '\\x00ff'],
    ],
    refused: [
      ['"YQ"', invalid],
      ['"a b"', invalid],
      ['"\\\\xf"', 'invalid_value 22023'],
      ['1', invalid],
    ],
  },
  {
    name: 'a uuid in the forms of the server',
    type: 'uuid',
    taken: [['"{BD94EE0B-564F-4088-BF4E-8D5E626CAF66}"', 'bd94ee0b-564f-4088-bf4e-8d5e626caf66']],
    refused: [
      ['"bd94ee0b"', invalid],
      ['7', invalid],
    ],
  },
  {
    name: 'a date, before Christ and without end',
    type: 'date',
    taken: [
      ['"0044-03-15 BC"', '0044-03-15 BC'],
      ['"infinity"', 'infinity'],
      ['"2024-02-29T23:59:59Z"', '2024-02-29'],
    ],
    refused: [
      ['"2023-02-29"', 'invalid_value 22008'],
      ['"x"', 'invalid_value 22007'],
      ['20240229', 'invalid_value 22007'],
    ],
  },
  {
    name: 'a timestamp leaves a zone out, a timestamptz turns it',
    type: 'timestamp',
    taken: [['"2024-02-29T23:59:59.123456789+02:00"', '2024-02-29 23:59:59.123457']],
  },
  {
    name: 'a timestamptz in any zone',
    type: 'timestamptz',
    taken: [
      ['"2024-02-29T23:59:59.123456789+02:00"', '2024-02-29 21:59:59.123457+00'],
      ['"0044-03-15 12:00:00+00 BC"', '0044-03-15 12:00:00+00 BC'],
      ['"-infinity"', '-infinity'],
    ],
    refused: [
      ['"2024-02-29T25:00:00Z"', 'invalid_value 22008'],
      ['1700000000', 'invalid_value 22007'],
    ],
  },
  {
    name: 'an interval in its forms',
    type: 'interval',
    taken: [
      ['"P1Y2M3DT4H5M6.5S"', '1 year 2 mons 3 days 04:05:06.5'],
      ['"-1 day +02:00"', '-1 days +02:00:00'],
    ],
    refused: [
      ['"x"', 'invalid_value 22007'],
      ['1', invalid],
    ],
  },
  {
    name: 'json keeps its spelling, and null is SQL NULL',
    type: 'json',
    taken: [
      ['{"a": 1.50, "a":2}', '{"a": 1.50, "a":2}'],
      ['null', null],
      ['"x"', '"x"'],
      ['"eyJhIjoxfQ=="', '{"a":1}'],
      ['"[1]"', '[1]'],
      ['7', '7'],
    ],
  },
  {
    name: 'jsonb of any JSON, and null is SQL NULL',
    type: 'jsonb',
    taken: [
      ['{"b":1.50,"a":2}', '{"a": 2, "b": 1.50}'],
      ['null', null],
      ['true', 'true'],
      ['"x"', '"x"'],
      ['"eyJhIjoxfQ=="', '{"a": 1}'],
      ['"null"', '"null"'],
      ['[null]', '[null]'],
    ],
    refused: [['{"a":"\\u0000"}', 'invalid_value 22P05']],
  },
  {
    name: 'arrays nest, have nulls, or come as their text',
    type: 'int[]',
    taken: [
      ['[]', '{}'],
      ['[1,null]', '{1,NULL}'],
      ['[[1,2],[3,4]]', '{{1,2},{3,4}}'],
      ['"[5:6]={1,2}"', '[5:6]={1,2}'],
      ['[1.0,"2"]', '{1,2}'],
    ],
    refused: [
      ['[[1],[2,3]]', invalid],
      ['[1,[2]]', invalid],
      ['["x"]', invalid],
      ['1', invalid],
      ['{}', invalid],
      ['"{1"', invalid],
    ],
  },
  {
    name: 'an inner array is one element of jsonb[]',
    type: 'jsonb[]',
    taken: [['[[1,[2]],{"a":null},null,"x",1]', '{"[1, [2]]","{\\"a\\": null}",NULL,"\\"x\\"",1}']],
  },
  {
    name: 'a composite from an object, whose missing fields are null, or from row text',
    type: 'address',
    taken: [
      ['{"zip":1,"street":"a, \\"b\\""}', '("a, ""b""",1)'],
      ['{}', '(,)'],
      ['"(x,2)"', '(x,2)'],
      ['{"zip":null}', '(,)'],
    ],
    refused: [
      ['{"zip":1,"nope":2}', 'invalid_value 42703'],
      ['{"zip":"x"}', invalid],
      ['[]', invalid],
      ['"(x"', invalid],
    ],
  },
  {
    name: 'an enum by its labels',
    type: 'mood',
    taken: [['"so \\"so\\""', 'so "so"']],
    refused: [
      ['"glad"', invalid],
      ['"SAD"', invalid],
      ['[]', invalid],
    ],
  },
  {
    name: 'a domain over a domain, each with its check',
    type: 'shorter',
    taken: [
      ['"yes"', 'yes'],
      ['null', null],
    ],
    refused: [
      ['"abcd"', tooLong],
      ['"no"', 'constraint_violation 23514'],
    ],
  },
  {
    name: 'a domain that takes no null',
    type: 'needed',
    taken: [['1', '1']],
    refused: [['null', 'constraint_violation 23502']],
  },
  {
    name: 'ranges as text',
    type: 'int4range',
    taken: [
      ['"[1,2]"', '[1,3)'],
      ['"empty"', 'empty'],
    ],
    refused: [
      ['"[2,1]"', 'invalid_value 22000'],
      ['"x"', invalid],
      ['[1,2]', invalid],
    ],
  },
  {
    name: 'multiranges as text',
    type: 'int4multirange',
    since: 14,
    taken: [['"{[1,3),[2,5)}"', '{[1,5)}']],
    refused: [['"[1,2)"', invalid]],
  },
  {
    name: 'addresses of hosts and nets',
    type: 'inet',
    taken: [
      ['"10.1.2.3/8"', '10.1.2.3/8'],
      ['"::1"', '::1/128'],
    ],
    refused: [['"10.0.0.256"', invalid]],
  },
  {
    name: 'nets have no host bits',
    type: 'cidr',
    taken: [['"10.0.0.0/8"', '10.0.0.0/8']],
    refused: [['"10.1.2.3/8"', invalid]],
  },
  {
    name: 'bit(n) is exact',
    type: 'bit(3)',
    taken: [['"101"', '101']],
    refused: [
      ['"1010"', 'invalid_value 22026'],
      ['"10"', 'invalid_value 22026'],
      ['"2"', invalid],
    ],
  },
  {
    name: 'varbit(n) is not longer',
    type: 'varbit(3)',
    taken: [
      ['"10"', '10'],
      ['""', ''],
    ],
    refused: [['"1010"', tooLong]],
  },
  { name: 'markup', type: 'xml', taken: [['"<a>1</a>"', '<a>1</a>']], refused: [['"<a>"', 'invalid_value 2200N']] },
  {
    name: 'a place in the log',
    type: 'pg_lsn',
    taken: [['"16/B374D848"', '16/B374D848']],
    refused: [['"x"', invalid]],
  },
  {
    name: 'an amount of money',
    type: 'money',
    taken: [
      ['"$1,234.50"', '$1,234.50'],
      ['12.5', '$12.50'],
    ],
    refused: [['"x"', invalid]],
  },
  { name: 'a point', type: 'point', taken: [['"(1,2)"', '(1,2)']], refused: [['"x"', invalid]] },
  { name: 'words to search', type: 'tsvector', taken: [['"b a:1"', "'a':1 'b'"]] },
  {
    name: 'pairs from an object or as text',
    type: 'hstore',
    taken: [
      ['{"a":"1","b":null,"c":2}', '"a"=>"1", "b"=>NULL, "c"=>"2"'],
      ['"a=>1"', '"a"=>"1"'],
    ],
    refused: [['[]', invalid]],
  },
  { name: 'a path of labels', type: 'ltree', taken: [['"a.b"', 'a.b']] },
];

const ofValues: readonly ChangeCase[] = values.map(({ name, type, since = 0, taken = [], refused = [] }) => ({
  name,
  since,
  setup: `CREATE TABLE t (a ${type}, n serial)`,
  records: [...taken, ...refused].map(([json]) => line(`{"a":${json}}`)),
  results: [...taken.map(() => 'appended'), ...refused.map(([, error]) => error)],
  query: 'SELECT a::text FROM t ORDER BY n',
  rows: taken.map(([, stored]) => stored),
}));

const columns: readonly ChangeCase[] = [
  {
    name: 'columns that a record lacks keep their values, or take their defaults in a new row',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'da', b text NOT NULL DEFAULT 'db', c text, d timestamptz DEFAULT '2024-01-01Z')`,
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, c: 'c1' } }),
      record('update', { key: { id: 1 }, after: { a: 'a2' } }),
      record('update', { key: { id: 1 }, after: { b: 'b3', a: null } }),
      record('delete', { key: { id: 1 } }),
      record('create', { key: { id: 1 }, after: { id: 1, a: 'a4' } }),
      record('update', { key: { id: 2 }, after: { id: 2, b: null } }),
      record('create', { key: { id: 3 }, after: { id: 3, d: null } }),
    ],
    results: ['inserted', 'updated', 'updated', 'deleted', 'inserted', 'constraint_violation 23502', 'inserted'],
    query: `SELECT t::text FROM t ORDER BY id`,
    rows: ['(1,a4,db,,"2024-01-01 00:00:00+00")', '(3,da,db,,)'],
  },
  {
    name: 'identity, serial and generated columns, given or not',
    setup: `CREATE TABLE t (always int GENERATED ALWAYS AS IDENTITY, "default" int GENERATED BY DEFAULT AS IDENTITY, num bigserial,
      a int, twice int GENERATED ALWAYS AS (a * 2) STORED, "Thrice" int GENERATED ALWAYS AS (a * 3) STORED)`,
    records: [
      record('create', { after: { a: 1, twice: 7 } }),
      record('create', { after: { a: 2, always: 10, default: 20, num: 30, twice: 'ignored', Thrice: 9 } }),
      record('create', { after: { a: 3, twice: null } }),
      record('create', { after: { a: 4 } }),
    ],
    results: ['appended', 'appended', 'appended', 'appended'],
    query: 'SELECT t::text FROM t ORDER BY a',
    rows: ['(1,1,1,1,2,3)', '(10,20,30,2,4,6)', '(2,2,2,3,6,9)', '(3,3,3,4,8,12)'],
  },
  {
    name: 'virtual generated columns',
    since: 18,
    setup: 'CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL)',
    records: [
      record('create', { key: { id: 1 }, after: { id: 1, twice: 3 } }),
      record('create', { key: { id: 1 }, after: { twice: 3 } }),
    ],
    results: ['inserted', 'unchanged'],
    warnings: ['s.t: values for the generated columns "twice" are ignored'],
    query: 'SELECT twice::text FROM t',
    rows: ['2'],
  },
  {
    name: 'one warning for a table whose generated columns are given, however many batches',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a + 1) STORED)`,
    records: [1, 2, 3].map((id) => record('create', { key: { id }, after: { id, a: id, g: 0 } })),
    results: ['inserted', 'inserted', 'inserted'],
    warnings: ['s.t: values for the generated columns "g" are ignored'],
    query: 'SELECT g::text FROM t ORDER BY id',
    rows: ['2', '3', '4'],
  },
  {
    name: 'the error names the column, and the place in the value',
    setup: `CREATE TABLE t (id int PRIMARY KEY, "The Column" address[])`,
    records: [append({}), record('create', { key: { id: 1 }, after: { 'The Column': [{ zip: 1 }, { zip: 'x' }] } })],
    results: ['unknown_column', 'invalid_value 22P02'],
  },
];

const setup = 'CREATE EXTENSION hstore; CREATE EXTENSION ltree';
const types = `SET search_path = s, public; CREATE TYPE mood AS ENUM ('sad', 'so "so"'); CREATE TYPE address AS (street text, zip int);
  CREATE DOMAIN short AS varchar(3); CREATE DOMAIN shorter AS short CHECK (value <> 'no'); CREATE DOMAIN needed AS int NOT NULL`;

runChangeCases(
  'types',
  setup,
  [...ofValues, ...columns].map((each) => ({ ...each, setup: `${types}; ${each.setup}` })),
);
