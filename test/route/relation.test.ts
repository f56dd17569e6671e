import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInvalidRelation, relationOf, relationReader } from '../../src/route/relation.ts';
import { growth, LINEAR } from '../support/growth.ts';

const names: readonly { name: string; input: string; schema?: string; want: readonly [string | undefined, string] }[] =
  [
    { name: 'a bare name leaves the schema to search_path', input: 'orders', want: [undefined, 'orders'] },
    { name: 'a dot parts schema and table', input: 'sales.orders', want: ['sales', 'orders'] },
    { name: 'case is kept', input: 'Sales.Orders', want: ['Sales', 'Orders'] },
    { name: 'a name may hold white space and signs', input: 'my orders; drop', want: [undefined, 'my orders; drop'] },
    { name: 'a name may be of any script', input: '注文.größe', want: ['注文', 'größe'] },
    { name: 'surrounding white space is trimmed', input: ' \t orders \n', want: [undefined, 'orders'] },
    { name: 'white space around a part is trimmed', input: ' sales . orders ', want: ['sales', 'orders'] },
    { name: 'double quotes protect a dot', input: '"a.b"', want: [undefined, 'a.b'] },
    { name: 'double quotes protect a dot in each part', input: '"a.b"."c.d"', want: ['a.b', 'c.d'] },
    { name: 'a quoted and a bare part go together', input: 'public."a.b"', want: ['public', 'a.b'] },
    { name: 'a doubled quote is one', input: '"5"" pipe"', want: [undefined, '5" pipe'] },
    { name: 'quotes alone, doubled', input: '""""', want: [undefined, '"'] },
    { name: 'white space in quotes belongs to the name', input: ' " a " . b', want: [' a ', 'b'] },
    { name: 'a single quote is a character like others', input: "o'brien", want: [undefined, "o'brien"] },
    { name: '63 bytes fit', input: 'x'.repeat(63), want: [undefined, 'x'.repeat(63)] },
    { name: '--schema is the schema of an unqualified name', input: 'orders', schema: 's', want: ['s', 'orders'] },
    { name: '--schema leaves a qualified name alone', input: 'a.orders', schema: 's', want: ['a', 'orders'] },
    { name: 'with --schema a pg_ name does not reach pg_catalog', input: 'pg_x', schema: 's', want: ['s', 'pg_x'] },
    { name: 'a qualified pg_ name is a table of that schema', input: 'public.pg_x', want: ['public', 'pg_x'] },
    { name: 'a system schema in other case is another schema', input: 'PG_Catalog.x', want: ['PG_Catalog', 'x'] },
    {
      name: 'a table may be called as a system schema',
      input: 'information_schema',
      want: [undefined, 'information_schema'],
    },
  ];
for (const { name, input, schema, want } of names) {
  test(`relationOf: ${name}`, () => {
    assert.deepEqual(relationOf(input, schema), { schema: want[0], name: want[1] });
  });
}

const failures: readonly { name: string; input: string; says: RegExp }[] = [
  { name: 'an empty name', input: '', says: /is empty/ },
  { name: 'white space alone', input: ' \t\n', says: /is empty/ },
  { name: 'empty quotes', input: '""', says: /is empty/ },
  { name: "Go's <no value>", input: '<no value>', says: /missing in this record/ },
  { name: "Go's <no value> inside a name", input: 'public.<no value>', says: /missing in this record/ },
  { name: 'more than two parts', input: 'a.b.c', says: /has 3 parts/ },
  { name: 'an empty schema', input: '.orders', says: /empty schema part/ },
  { name: 'an empty table', input: 'sales.', says: /empty table part/ },
  { name: 'an empty quoted part', input: '"".orders', says: /empty schema part/ },
  { name: 'a dot alone', input: '.', says: /empty schema part/ },
  { name: 'a part over 63 bytes', input: 'x'.repeat(64), says: /64 bytes long/ },
  { name: 'a part over 63 bytes of UTF-8', input: `s.${'ü'.repeat(32)}`, says: /64 bytes long/ },
  { name: 'a NUL', input: 'a\0b', says: /holds a NUL/ },
  { name: 'half a surrogate pair', input: 'a\ud800', says: /half a surrogate pair/ },
  { name: 'pg_catalog', input: 'pg_catalog.pg_class', says: /schema of Postgres itself/ },
  { name: 'pg_catalog in quotes', input: '"pg_catalog".x', says: /schema of Postgres itself/ },
  { name: 'information_schema', input: 'information_schema.tables', says: /schema of Postgres itself/ },
  { name: 'pg_toast', input: 'pg_toast.x', says: /schema of Postgres itself/ },
  { name: 'pg_temp_3', input: 'pg_temp_3.x', says: /schema of Postgres itself/ },
  { name: 'an unqualified name that pg_catalog would answer', input: 'pg_class', says: /pg_catalog/ },
  { name: 'a quote that is not closed', input: '"orders', says: /not closed/ },
  { name: 'a quote inside a bare part', input: 'a"b"', says: /inside a part/ },
  { name: 'text after a quoted part', input: '"a"b', says: /inside a part/ },
];
for (const { name, input, says } of failures) {
  test(`relationOf refuses ${name}`, () => {
    const relation = relationOf(input);
    assert.ok(isInvalidRelation(relation), 'no error');
    assert.equal(relation.code, 'invalid_table');
    assert.match(relation.message, says);
    assert.ok(relation.hint, 'no hint');
  });
}

for (const unit of [' ', '"', '""', '.', '" ', ' "', 'a', '" . "']) {
  test(`relationOf takes time linear in the length of ${JSON.stringify(unit)}, again and again`, () => {
    const grown = growth(60_000, (size) => void relationOf(unit.repeat(size / unit.length)));
    assert.ok(grown < LINEAR, `${grown} times`);
  });
}

test('a message shows at most 200 characters of a name', () => {
  const relation = relationOf('x'.repeat(10_000));
  assert.ok(isInvalidRelation(relation));
  assert.ok(relation.message.length < 400);
});

test('a relationReader answers as relationOf does, again and again and past its limit', () => {
  const read = relationReader('s', 3);
  for (let round = 0; round < 2; round++) {
    for (const name of ['a', 'b.c', '', 'd', 'e', 'a']) assert.deepEqual(read(name), relationOf(name, 's'));
  }
  assert.equal(read('a'), read('a'));
});
