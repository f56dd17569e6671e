/** A column of the table of every type: a type and values in SQL; a row has each column's value of its own number. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  /** First major that has the type, or takes the values. */
  readonly since?: number;
  /** An extension of the servers that the embedded one doesn't load. */
  readonly extension?: true;
  /** How the value is lost by nature in a spelling, and so left out there. */
  readonly not?: readonly Spelling[];
}

/** How a row is written as JSON: as `to_jsonb` or `to_json` of the server prints it, or as Conduit's source does. */
export type Spelling = 'to_jsonb' | 'to_json' | 'conduit';

/** The types that the columns are of; made in the schema that is first of search_path. */
export const typesSql = `
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'so "so"', 'back\\slash', 'a,b', '{}', 'NULL', '', 'größer 😀');
  CREATE TYPE empty AS ();
  CREATE TYPE single AS (a text);
  CREATE TYPE address AS (street text, "Zip Code" int, moods mood[], at timestamptz);
  CREATE TYPE person AS (name varchar(20), home address, others address[], tags jsonb, "key" bytea);
  CREATE DOMAIN short AS varchar(5);
  CREATE DOMAIN shorter AS short CHECK (value <> 'no') DEFAULT 'ab';
  CREATE DOMAIN ints AS int[] CHECK (cardinality(value) < 5);
  CREATE DOMAIN home AS address CHECK ((value)."Zip Code" > 0);
  CREATE DOMAIN cents AS numeric(8,2);
  CREATE TYPE texts AS RANGE (subtype = text, collation = "C");`;

/** Types that only real servers have at hand. */
export const extensionsSql =
  'CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE EXTENSION isn; CREATE EXTENSION cube; CREATE EXTENSION seg';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const texts = (...values: readonly string[]) => values.map(text);
const digits = '1234567890'.repeat(12);

export const typedColumns: readonly TypedColumn[] = [
  { name: 'small', type: 'smallint', values: ['-32768', '32767', '0'] },
  { name: 'whole', type: 'integer', values: ['-2147483648', '2147483647', '0'] },
  { name: 'big', type: 'bigint', values: ['-9223372036854775808', '9223372036854775807', '9007199254740993'] },
  { name: 'an oid', type: 'oid', values: ['0', '4294967295', '1'] },
  { name: 'exact', type: 'numeric', values: [`${digits}.${digits}`, '0.000', '-1e-300', `'NaN'`, '1e300', '-5.10'] },
  { name: 'endless', type: 'numeric', since: 14, values: [`'Infinity'`, `'-Infinity'`] },
  { name: 'scaled', type: 'numeric(12,3)', values: ['999999999.999', '-0.001', '5', '0', `'NaN'`] },
  { name: 'hundreds', type: 'numeric(5,-2)', since: 15, values: ['1234500', '-100', '0'] },
  { name: 'thousandths', type: 'numeric(3,6)', since: 15, values: ['0.000999', '-0.000001'] },
  {
    name: 'real',
    type: 'real',
    values: ['3.4028235e38', '1.1754944e-38', '1e-45', '0.1', `'NaN'`, `'-Infinity'`, '16777217', '1.5'],
  },
  {
    name: 'double',
    type: 'double precision',
    values: ['1.7976931348623157e308', '2.2250738585072014e-308', '5e-324', '0.1', `'NaN'`, `'Infinity'`, '1e23'],
  },
  { name: 'minus zero', type: 'double precision', values: [`'-0'`], not: ['to_jsonb'] },
  { name: 'amount', type: 'money', values: [`'-92233720368547758.08'`, `'92233720368547758.07'`, `'0.5'`] },
  { name: 'yes', type: 'boolean', values: ['true', 'false'] },
  {
    name: 'free text',
    type: 'text',
    values: texts(
      '',
      'null',
      ' \t\n\r\v\f',
      'quote " \' back \\ slash \\n',
      'größer 😀 \u2028 中文 \u202e',
      '\u0001\u007f\u0080\ufeff',
      '{"a":1}',
      'eyJhIjoxfQ==',
      '\\x00',
      'a'.repeat(5000),
    ),
  },
  { name: 'limited', type: 'varchar(4)', values: texts('äöü😀', '', ' a  ') },
  { name: 'padded', type: 'char(4)', values: texts('äö', '', ' a', 'abcd') },
  { name: 'any length', type: 'bpchar', values: texts('ab ', '') },
  { name: 'a name', type: 'name', values: texts('x'.repeat(63), '') },
  { name: 'one byte', type: '"char"', values: texts('a', '', '\\', '"') },
  { name: 'bytes', type: 'bytea', values: [`'\\x'`, `'\\x00ff10'`, `decode(repeat('ab', 3000), 'hex')`] },
  {
    name: 'uid',
    type: 'uuid',
    values: texts('00000000-0000-0000-0000-000000000000', 'BD94EE0B-564F-4088-BF4E-8D5E626CAF66'),
  },
  {
    name: 'day',
    type: 'date',
    values: texts(
      '4713-01-01 BC',
      '0044-03-15 BC',
      '5874897-12-31',
      'infinity',
      '-infinity',
      '2024-02-29',
      '0001-01-01',
    ),
    not: ['conduit'],
  },
  { name: 'day of ours', type: 'date', values: texts('2024-02-29', '0001-01-01', '9999-12-31') },
  { name: 'clock', type: 'time', values: texts('00:00', '24:00:00', '23:59:59.999999', '01:02:03.1') },
  {
    name: 'clock there',
    type: 'timetz',
    values: texts('00:00+15:59:59', '24:00:00-15:59:59', '01:02:03.000001-03:30'),
  },
  {
    name: 'moment',
    type: 'timestamp',
    values: texts(
      '4713-01-01 00:00:00 BC',
      '294276-12-31 23:59:59.999999',
      'infinity',
      '-infinity',
      '2024-02-29 01:02:03.1',
    ),
    not: ['conduit'],
  },
  { name: 'moment of ours', type: 'timestamp', values: texts('2024-02-29 01:02:03.123456', '0001-01-01 00:00:00') },
  {
    name: 'moment there',
    type: 'timestamptz',
    values: texts(
      '4713-01-01 00:00:00+00 BC',
      '294276-12-31 23:59:59.999999+00',
      'infinity',
      '-infinity',
      '1800-01-01 00:00+00',
    ),
    not: ['conduit'],
  },
  {
    name: 'moment there of ours',
    type: 'timestamptz(3)',
    values: texts('2024-02-29 01:02:03.123+05:30', '0001-01-01 00:00:00Z'),
  },
  {
    name: 'span',
    type: 'interval',
    values: texts(
      '-178000000 years',
      '1 year -2 mons 3 days -04:05:06.789',
      '00:00',
      '-1 day +00:00:00.000001',
      '178000000 years',
    ),
  },
  { name: 'span of days', type: 'interval day to second(2)', values: texts('3 days 04:05:06.78') },
  {
    name: 'spelled',
    type: 'json',
    values: texts('{"a": 1, "a" :2,  "b":[ ]}', '"text"', '1.50e+2', 'true', '[ 1 ]', '"\\u0000"', '"\\ud800"', '"{}"'),
    not: ['to_jsonb'],
  },
  {
    name: 'parsed',
    type: 'jsonb',
    values: texts(
      '{"b": [1, {"c": null}], "a": "\\"\\\\\\u00e9😀"}',
      '[]',
      '{}',
      `${digits}.50`,
      'false',
      '"x"',
      '1e300',
    ),
  },
  { name: 'parsed text', type: 'jsonb', values: texts('"{\\"a\\": 1}"', '"[]"', '"eyJhIjoxfQ=="') },
  { name: 'markup', type: 'xml', values: texts('<a b="1">&lt;é<!-- c --></a>', '', 'a<b/>c') },
  { name: 'bits', type: 'bit(5)', values: ["B'10110'", "B'00000'"] },
  { name: 'some bits', type: 'varbit(9)', values: ["B''", "B'1'", "B'101010101'"] },
  {
    name: 'feeling',
    type: 'mood',
    values: texts('sad', 'so "so"', 'back\\slash', 'a,b', '{}', 'NULL', '', 'größer 😀'),
  },
  { name: 'shortened', type: 'shorter', values: texts('äöü😀x', '') },
  { name: 'cents', type: 'cents', values: ['999999.99', '-0.01'] },
  {
    name: 'host',
    type: 'inet',
    values: texts('10.0.0.1', '10.0.0.1/8', '::1', '2001:db8::1/64', '::ffff:1.2.3.4/128'),
  },
  { name: 'net', type: 'cidr', values: texts('10.0.0.0/8', '0.0.0.0/0', '2001:db8::/32') },
  { name: 'card', type: 'macaddr', values: texts('08:00:2b:01:02:03') },
  { name: 'long card', type: 'macaddr8', values: texts('08:00:2b:ff:fe:01:02:03') },
  { name: 'place', type: 'point', values: texts('(1.5,-2)', '(NaN,Infinity)', '(1e300,0.1)') },
  { name: 'line', type: 'line', values: texts('{1,2,3}', '{0,-1,0.1}') },
  { name: 'segment', type: 'lseg', values: texts('[(0,0),(1,1)]') },
  { name: 'rectangle', type: 'box', values: texts('(2,2),(0,0)') },
  { name: 'way', type: 'path', values: texts('((0,0),(1,1),(2,0))', '[(0,0),(1,1)]') },
  { name: 'area', type: 'polygon', values: texts('((0,0),(1,1),(2,0))') },
  { name: 'round', type: 'circle', values: texts('<(1,2),3>') },
  { name: 'words', type: 'tsvector', values: texts("'a b':1A,2 'c''d':3B", '') },
  { name: 'question', type: 'tsquery', values: texts("'a b' & !( 'c':*A | 'd' <2> 'e' )") },
  { name: 'way in', type: 'jsonpath', values: texts('$."a"[*]?(@ > 1)', 'strict $') },
  { name: 'log place', type: 'pg_lsn', values: texts('FFFFFFFF/FFFFFFFF', '0/0') },
  { name: 'snapshot', type: 'pg_snapshot', values: texts('10:20:10,14,15') },
  { name: 'transaction', type: 'xid', values: texts('4294967295') },
  { name: 'long transaction', type: 'xid8', values: texts('18446744073709551615') },
  { name: 'tuple', type: 'tid', values: texts('(4294967295,65535)') },
  { name: 'relation', type: 'regclass', values: texts('pg_class', 'information_schema.tables', '-') },
  { name: 'type', type: 'regtype', values: texts('integer', 'character varying[]') },
  { name: 'function', type: 'regprocedure', values: texts('lower(text)') },
  { name: 'role', type: 'regrole', values: texts('pg_monitor') },
  { name: 'configuration', type: 'regconfig', values: texts('simple') },
  { name: 'right', type: 'aclitem', values: texts('pg_monitor=arw/pg_monitor') },
  { name: 'numbers of two', type: 'int2vector', values: texts('1 -2 3') },
  { name: 'numbers of four', type: 'oidvector', values: texts('1 2 4294967295') },
  { name: 'ints', type: 'integer[]', values: texts('{}', '{1,NULL,-3}', '{{1,2},{3,NULL}}', '{{{1}}}') },
  {
    name: 'ints from elsewhere',
    type: 'integer[]',
    values: texts('[0:1]={1,2}', '[-1:0][3:3]={{1},{2}}'),
    not: ['to_jsonb', 'to_json'],
  },
  { name: 'many exact', type: 'numeric(6,2)[]', values: texts('{1.50,NaN,-9999.99}') },
  { name: 'many doubles', type: 'double precision[]', values: texts('{1e300,NaN,-Infinity}') },
  { name: 'many bytes', type: 'bytea[]', values: [`ARRAY['\\x00', '\\x5c22', '', NULL]::bytea[]`] },
  {
    name: 'many texts',
    type: 'text[]',
    values: [
      `ARRAY['', 'NULL', 'null', ' a ', '{}', '"', '\\', ',', E'\\n', NULL, 'ä😀', E'a\\v']`,
      `ARRAY[['a', 'b'], [NULL, '']]`,
    ],
  },
  { name: 'many limited', type: 'varchar(3)[]', values: texts('{abc,äöü}') },
  { name: 'many padded', type: 'char(3)[]', values: texts('{a,"b  "}') },
  {
    name: 'many parsed',
    type: 'jsonb[]',
    values: [`ARRAY['[1, [2]]', '{"a": "x"}', 'true', NULL, '"s"']::jsonb[]`],
    not: ['conduit'],
  },
  {
    name: 'many spelled',
    type: 'json[]',
    values: [`ARRAY['[1,  2]', '{ "a":1, "a":2}', '"s"']::json[]`],
    not: ['to_jsonb', 'conduit'],
  },
  {
    name: 'feelings',
    type: 'mood[]',
    values: [`ARRAY['so "so"', 'back\\slash', 'a,b', '{}', 'NULL', '', NULL]::mood[]`],
  },
  { name: 'many domains', type: 'shorter[]', values: texts('{a,äöü😀x,NULL}') },
  { name: 'many cents', type: 'cents[]', values: texts('{1.10,-2.00}') },
  { name: 'few ints', type: 'ints', values: texts('{1,NULL}', '{{1,2},{3,4}}', '{}') },
  { name: 'many few ints', type: 'ints[]', values: [`ARRAY['{1,2}', '{}', NULL]::ints[]`] },
  { name: 'many rectangles', type: 'box[]', values: texts('{(2,2),(0,0);(1,1),(0,0);NULL}') },
  {
    name: 'moments',
    type: 'timestamptz[]',
    values: texts('{"2024-02-29 01:02:03.1+00",infinity,"0044-03-15 00:00:00+00 BC"}'),
  },
  {
    name: 'many numbers of two',
    type: 'int2vector[]',
    values: [`ARRAY['1 2', '3']::int2vector[]`],
    not: ['to_jsonb', 'to_json'],
  },
  { name: 'nothing', type: 'empty', values: ['ROW()::empty'] },
  { name: 'lone', type: 'single', values: [`ROW('')::single`, `ROW('a"\\,()')::single`] },
  {
    name: 'address',
    type: 'address',
    values: [
      `ROW('a "b" (c), \\', -1, ARRAY['so "so"', 'back\\slash', NULL]::mood[], '0044-03-15 00:00:00+00 BC')::address`,
      'ROW(NULL, NULL, NULL, NULL)::address',
      `ROW('', 0, '{}', 'infinity')::address`,
    ],
  },
  {
    name: 'person',
    type: 'person',
    values: [
      `ROW('ä', ROW('x', 1, NULL, NULL)::address, ARRAY[ROW('y', NULL, '{ok}', NULL)::address, NULL]::address[],
         '{"a": "\\"", "b": [1, null]}', '\\x00ff')::person`,
    ],
    not: ['conduit'],
  },
  { name: 'addresses', type: 'address[]', values: [`ARRAY[ROW('a,b', 1, '{"a,b"}', NULL), NULL]::address[]`] },
  { name: 'home', type: 'home', values: [`ROW('x', 7, NULL, NULL)::address`] },
  { name: 'homes', type: 'home[]', values: [`ARRAY[ROW('x "y"', 7, NULL, NULL)]::home[]`] },
  { name: 'int range', type: 'int4range', values: texts('[1,10)', 'empty', '(,)', '[5,)') },
  { name: 'exact range', type: 'numrange', values: texts('(1.10,2]', '[NaN,NaN]') },
  {
    name: 'moment range',
    type: 'tstzrange',
    values: texts('["2024-01-01 00:00:00+00",infinity)', '(,"0044-03-15 00:00:00+00 BC"]'),
  },
  { name: 'text range', type: 'texts', values: texts('["a,b","c""\\\\d")', '["",NULL]') },
  { name: 'int ranges', type: 'int4range[]', values: texts('{"[1,10)",empty,NULL}') },
  { name: 'multirange', type: 'int4multirange', since: 14, values: texts('{}', '{[1,3),[5,8)}') },
  {
    name: 'multiranges',
    type: 'datemultirange[]',
    since: 14,
    values: texts('{"{[2024-01-01,2024-02-01),[2025-01-01,)}"}'),
  },
  { name: 'pairs', type: 'hstore', extension: true, values: texts('', '"a"=>"1", "b c"=>NULL, "\\"q\\\\"=>"\\"=>,"') },
  { name: 'any case', type: 'citext', extension: true, values: texts('Ab Ä', '') },
  { name: 'any cases', type: 'citext[]', extension: true, values: texts('{Ab,"c,d"}') },
  { name: 'label', type: 'ltree', extension: true, values: texts('Top.a_b.C1') },
  { name: 'book', type: 'isbn', extension: true, values: texts('0-393-04002-X') },
  { name: 'cube', type: 'cube', extension: true, values: texts('(1, 2),(3, 4)', '(0.5)') },
  { name: 'seg', type: 'seg', extension: true, values: texts('1.50 .. 2', '~5') },
];
