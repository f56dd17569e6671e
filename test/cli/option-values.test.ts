import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as values from '../../src/cli/option-values.ts';
import { growth, LINEAR } from '../support/growth.ts';

const cases: readonly { read: (text: string) => unknown; input: string; want: unknown }[] = [
  { read: values.text, input: ' a ', want: ' a ' },
  { read: values.count, input: '1', want: 1 },
  { read: values.count, input: '1000000000', want: 1_000_000_000 },
  { read: values.bytes, input: '1', want: 1 },
  { read: values.bytes, input: '1000', want: 1000 },
  { read: values.bytes, input: '10b', want: 10 },
  { read: values.bytes, input: '1k', want: 1024 },
  { read: values.bytes, input: '2KB', want: 2048 },
  { read: values.bytes, input: '64MiB', want: 67_108_864 },
  { read: values.bytes, input: '64 mb', want: 67_108_864 },
  { read: values.bytes, input: '1GiB', want: 1_073_741_824 },
  { read: values.flag, input: 'TRUE', want: true },
  { read: values.flag, input: 'off', want: false },
  { read: values.columns, input: ' id , "a,b","c""d" ', want: ['id', 'a,b', 'c"d'] },
  { read: values.choices(['a', 'b']), input: 'b, a,b', want: ['b', 'a'] },
  { read: values.schema, input: ' sales ', want: 'sales' },
  { read: values.schema, input: '"a.b"', want: 'a.b' },
  { read: values.onDelete, input: 'ignore', want: { kind: 'ignore' } },
  { read: values.onDelete, input: 'soft=a=b', want: { kind: 'soft', column: 'a=b' } },
  ...[
    'numeric(12,2)',
    'numeric(10, -2)',
    'text[]',
    'int[3][]',
    'timestamp(3) with time zone',
    'public."My Type"',
    'geometry(Point,4326)',
    'character varying(10)',
  ].map((type) => ({
    read: values.columnType,
    input: `"a.b"."c=d".e = ${type}`,
    want: { relation: { schema: 'a.b', name: 'c=d' }, column: 'e', type },
  })),
];
for (const { read, input, want } of cases) {
  test(`${read.name || 'choices'} reads ${JSON.stringify(input)}`, () => assert.deepEqual(read(input), want));
}

const refused: readonly { read: (text: string) => unknown; inputs: readonly string[] }[] = [
  { read: values.text, inputs: ['', ' '] },
  { read: values.count, inputs: ['', '0', '-1', '1.5', '1e3', 'x', '0x10', '1000000001', '9'.repeat(400), ' 1'] },
  { read: values.bytes, inputs: ['', '0', '-1', '1.5k', '1t', '2GiB', 'k', '1kk', '1 k i b'] },
  { read: values.flag, inputs: ['', '2', 'y'] },
  { read: values.columns, inputs: ['', 'a,', ',a', 'a,,b', '""', 'a"b', '"a', '"a"b', 'a,a'] },
  { read: values.choices(['a', 'b']), inputs: ['', 'c', 'a,'] },
  { read: values.schema, inputs: ['', 'a.b', 'pg_catalog', 'pg_temp', 'information_schema', 'x'.repeat(64), '"a'] },
  { read: values.onDelete, inputs: ['', 'soft', 'soft=', 'soft= ', 'Delete'] },
  { read: values.patterns, inputs: ['', 'a.b.c', '[a'] },
  {
    read: values.columnType,
    inputs: [
      '',
      't.a',
      't.a=',
      'a=int',
      '.a=int',
      't.=int',
      'a.b.c.d=int',
      't.a=int; DROP TABLE x',
      "t.a=int DEFAULT 'x'",
      't.a=int--',
    ],
  },
];
for (const { read, inputs } of refused) {
  for (const input of inputs) {
    test(`${read.name || 'choices'} refuses ${JSON.stringify(input.slice(0, 40))}`, () => {
      assert.throws(() => read(input), values.BadValue);
    });
  }
}

for (const unit of ['a', '"a"', 'a ']) {
  test(`a type text of ${JSON.stringify(unit)}, again and again, is refused in time linear in its length`, () => {
    const grown = growth(5000, (size) => {
      assert.throws(() => values.columnType(`t.a=${unit.repeat(size)}!`), values.BadValue);
    });
    assert.ok(grown < LINEAR, `${grown} times`);
  });
}
