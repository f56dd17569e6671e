import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { isSureToPass } from '../../src/plan/sure-value.ts';
import { builtIn, column, planned, table } from './tables.ts';

const id = column('id', { type: builtIn('int4'), notNull: true });
const domainOver = (base: ColumnType, parts: { notNull?: boolean; checked?: boolean } = {}): ColumnType => ({
  ...base,
  kind: 'domain',
  base,
  notNull: false,
  checked: false,
  ...parts,
});
const enumType: ColumnType = { ...builtIn('mood'), kind: 'enum', labels: ['x'] };
const array: ColumnType = { ...builtIn('_int4'), kind: 'array', element: builtIn('int4'), delimiter: ',' };
const deep = JSON.parse(`${'['.repeat(101)}${']'.repeat(101)}`);

async function isSure(
  parts: Parameters<typeof table>[0],
  after: Record<string, unknown>,
): Promise<boolean | undefined> {
  const { changes } = await planned(table(parts), [{ op: 'create', key: { id: 1 }, after }]);
  return changes.map(({ change, binding }) => isSureToPass(change.row, binding))[0];
}

describe('whether a value that passed its encoder is sure to pass', () => {
  const cases: readonly { name: string; type: ColumnType; value: unknown; want: boolean }[] = [
    { name: 'an integer', type: builtIn('int8'), value: 7, want: true },
    { name: 'a text', type: builtIn('text'), value: 'é', want: true },
    { name: 'an enum’s label', type: enumType, value: 'x', want: true },
    { name: 'an array', type: array, value: [1], want: false },
    { name: 'an address', type: builtIn('inet'), value: '::1', want: false },
    { name: 'a type of an extension', type: { ...builtIn('vector'), schema: 'public' }, value: [1, 2], want: false },
    { name: 'a domain over text', type: domainOver(builtIn('text')), value: 'x', want: true },
    { name: 'a null for a domain', type: domainOver(builtIn('text')), value: null, want: true },
    {
      name: 'a null for a domain that is NOT NULL',
      type: domainOver(builtIn('text'), { notNull: true }),
      value: null,
      want: false,
    },
    {
      name: 'a value for a domain that is NOT NULL',
      type: domainOver(builtIn('text'), { notNull: true }),
      value: 'x',
      want: false,
    },
    {
      name: 'a value for a domain with a check',
      type: domainOver(builtIn('text'), { checked: true }),
      value: 'x',
      want: false,
    },
    { name: 'a plain number', type: builtIn('numeric'), value: 1.5, want: true },
    { name: 'a number with an exponent', type: builtIn('float8'), value: 1e300, want: false },
    { name: 'a number as text', type: builtIn('numeric'), value: '1.5', want: false },
    { name: 'a day', type: builtIn('date'), value: '2024-02-29', want: true },
    { name: 'a moment', type: builtIn('timestamptz'), value: '2024-02-29T12:00:00.123456Z', want: true },
    ...['2024-02-29 12:00:00', '2024-02-29T12:00:00+02:00', '2024-02-29T12:00:00.1-11:30'].map((value) => ({
      name: `the moment ${value}`,
      type: builtIn('timestamptz'),
      value,
      want: true,
    })),
    ...[
      '2024-2-29',
      '2024-02-29 ',
      '2024-02-29T12:00',
      '2024-02-29T12:00:00.',
      '2024-02-29T12:00:00.1234567890',
      '2024-02-29T12:00:00Z ',
      '2024-02-29T12:00:00+02',
      '2024-02-29T12:00:00 UTC',
      '2024-02-29_12:00:00',
      '24-02-29',
    ].map((value) => ({ name: `the moment ${value}`, type: builtIn('timestamptz'), value, want: false })),
    { name: 'a moment in words', type: builtIn('timestamptz'), value: 'now', want: false },
    { name: 'a time of day', type: builtIn('time'), value: '12:00', want: false },
    { name: 'an object', type: builtIn('jsonb'), value: { a: [1] }, want: true },
    { name: 'a string that may hold JSON', type: builtIn('jsonb'), value: 'eyJhIjoxfQ==', want: false },
    { name: 'deep JSON', type: builtIn('jsonb'), value: deep, want: false },
    { name: 'JSON with an exponent', type: builtIn('jsonb'), value: [1e300], want: false },
  ];
  for (const { name, type, value, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => {
      assert.equal(await isSure({ columns: [id, column('a', { type })] }, { a: value }), want);
    });
  }

  test('a null in a NOT NULL column: no', async () => {
    assert.equal(await isSure({ columns: [id, column('a', { notNull: true })] }, { a: null }), false);
  });
});

describe('whether a row is short enough for an index', () => {
  const long = 'x'.repeat(1500);
  const cases = [
    { name: 'two long values', after: { a: long, b: long }, want: false },
    { name: 'one long value', after: { a: long, b: 'y' }, want: true },
    { name: 'a very long value', after: { a: long + long }, want: false },
  ];
  for (const { name, after, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => assert.equal(await isSure({}, after), want));
  }
});

test('only ASCII without escapes is sure to have a place in an encoding other than UTF8', async () => {
  for (const [value, want] of [
    ['x', true],
    ['é', false],
    ['a"b', false],
  ] as const) {
    assert.equal(await isSure({ unicode: false }, { a: value }), want, value);
  }
});
