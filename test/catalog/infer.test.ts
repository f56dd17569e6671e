import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsSeen, type InferredType, suitsInferred } from '../../src/catalog/infer.ts';
import { Kind } from '../../src/decode/row.ts';
import { rowOf } from './rows.ts';

const none = { timestamps: false, dates: false, uuids: false };
const all = { timestamps: true, dates: true, uuids: true };
const uuid = '"3f2504e0-4f89-11d3-9a0c-0305e82c3301"';

const cases: readonly { name: string; input: readonly string[]; want: InferredType; withAll?: InferredType }[] = [
  { name: 'booleans', input: ['true', 'false', 'null'], want: 'boolean' },
  { name: 'whole numbers', input: ['1', '-1', '0'], want: 'bigint' },
  { name: 'the limits of bigint', input: ['9223372036854775807', '-9223372036854775808'], want: 'bigint' },
  { name: 'one above bigint', input: ['9223372036854775808'], want: 'numeric' },
  { name: 'one below bigint', input: ['-9223372036854775809'], want: 'numeric' },
  { name: 'fractions', input: ['1.5'], want: 'numeric' },
  { name: 'a whole number with a fraction', input: ['1', '1.0'], want: 'numeric' },
  { name: 'exponents', input: ['1e5'], want: 'numeric' },
  { name: 'strings', input: ['"x"', 'null'], want: 'text' },
  { name: 'only nulls', input: ['null'], want: 'text' },
  { name: 'an object', input: ['{}'], want: 'jsonb' },
  { name: 'an array and nulls', input: ['[]', 'null'], want: 'jsonb' },
  { name: 'numbers and strings', input: ['1', '"1"'], want: 'text' },
  { name: 'numbers and booleans', input: ['1', 'true'], want: 'text' },
  { name: 'strings and objects', input: ['"x"', '{}'], want: 'jsonb' },
  { name: 'points in time', input: ['"2026-01-31T23:59:59Z"'], want: 'text', withAll: 'timestamptz' },
  {
    name: 'points in time with offset',
    input: ['"2026-01-31 23:59:59.5-15:59"'],
    want: 'text',
    withAll: 'timestamptz',
  },
  {
    name: 'microseconds with zeros behind',
    input: ['"2026-01-31T23:59:59.123456000Z"'],
    want: 'text',
    withAll: 'timestamptz',
  },
  { name: 'nanoseconds, which timestamptz would round', input: ['"2026-01-31T23:59:59.123456789Z"'], want: 'text' },
  { name: 'a time without offset', input: ['"2026-01-31T23:59:59"'], want: 'text' },
  { name: 'an offset that is none', input: ['"2026-01-31T23:59:59+16:00"'], want: 'text' },
  { name: 'an hour that is none', input: ['"2026-01-31T24:00:00Z"'], want: 'text' },
  { name: 'dates', input: ['"2024-02-29"'], want: 'text', withAll: 'date' },
  { name: 'a day that is none', input: ['"2026-02-29"'], want: 'text' },
  { name: 'the year 0', input: ['"0000-01-01"'], want: 'text' },
  { name: 'dates and points in time', input: ['"2024-02-29"', '"2026-01-31T23:59:59Z"'], want: 'text' },
  { name: 'uuids', input: [uuid, uuid.toUpperCase()], want: 'text', withAll: 'uuid' },
  { name: 'a uuid and another string', input: [uuid, '"x"'], want: 'text' },
  { name: 'a date with an escape', input: ['"2024\\u002d02-29"'], want: 'text' },
];

describe('columnsSeen', () => {
  for (const { name, input, want, withAll = want } of cases) {
    test(`infers ${want} from ${name}, with --infer ${withAll}`, () => {
      for (const [options, type] of [
        [none, want],
        [all, withAll],
      ] as const) {
        const seen = columnsSeen(options);
        for (const value of input) seen.add(rowOf(`{"a":${value}}`));
        assert.deepEqual([...seen.types()], [['a', type]]);
      }
    });
  }

  test('lists the columns as they were first seen, or only those asked for', () => {
    const rows = ['{"b":1}', '{"a":"x","b":2}', '{"c":true}'].map(rowOf);
    const seen = columnsSeen(none);
    const some = columnsSeen(none, ['c', 'a']);
    for (const row of rows) seen.add(row);
    for (const row of rows) some.add(row);
    assert.deepEqual([...seen.types().keys()], ['b', 'a', 'c']);
    assert.deepEqual(Object.fromEntries(some.types()), { a: 'text', c: 'boolean' });
  });

  test('takes a time of its own for a timestamp, whatever is read off strings', () => {
    const seen = columnsSeen(none);
    seen.add(rowOf('{"gone":null}'));
    seen.addTime('gone');
    assert.deepEqual([...seen.types()], [['gone', 'timestamptz']]);
  });
});

const suits: readonly { type: InferredType; yes: readonly string[]; no: readonly string[] }[] = [
  { type: 'boolean', yes: ['true', 'false'], no: ['1', '"true"', '"yes"'] },
  {
    type: 'bigint',
    yes: ['1', '1.0', '"12"', '"-7"', '"0"'],
    no: ['"007"', '"+1"', '" 1"', '"0x1F"', '"-0"', '"1/3"', '"1.5"'],
  },
  {
    type: 'numeric',
    yes: ['1.50', '"1.50"', '"-0.5"', '"7"', '"0.00"'],
    no: ['"1/3"', '"NaN"', '".5"', '"1."', '"-0.0"', '"1e5"'],
  },
  { type: 'date', yes: ['"2026-01-31"'], no: ['"2026-01-31T10:00:00Z"', '"12"', '"today"', '1'] },
  { type: 'timestamptz', yes: ['"2026-01-31T10:00:00Z"'], no: ['"2026-01-31"', '"now"', '"2026-01-31T10:00:00"'] },
  { type: 'uuid', yes: [uuid], no: [`"{${uuid.slice(1, -1)}}"`, '"x"'] },
  { type: 'text', yes: ['1', '"x"', '{}'], no: [] },
  { type: 'jsonb', yes: ['1', '"x"', '{}'], no: [] },
];

describe('suitsInferred', () => {
  for (const { type, yes, no } of suits) {
    test(`${type} gives back ${yes.join(' ')}${no.length === 0 ? '' : `, not ${no.join(' ')}`}`, () => {
      const suiting = [...yes, ...no].filter((value) => {
        const { bytes, spans, offset } = rowOf(`{"a":${value}}`);
        return suitsInferred(type, bytes, spans[offset] as Kind, spans[offset + 1] ?? 0, spans[offset + 2] ?? 0);
      });
      assert.deepEqual(suiting, yes);
    });
  }

  test('a string with an escape suits no number', () => {
    const bytes = Buffer.from('\\u0031');
    assert.equal(suitsInferred('bigint', bytes, Kind.escaped, 0, bytes.length), false);
  });
});
