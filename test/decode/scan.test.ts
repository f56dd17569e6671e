import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../src/decode/row.ts';
import { Scanner } from '../../src/decode/scan.ts';
import { ShapeTable } from '../../src/decode/shape.ts';
import { type Pairs, pairsOf } from './decoding.ts';

/** Scans objects one after another with one scanner; undefined where one is no JSON. */
function rowsOf(texts: readonly string[], slabLength?: number): (Row | undefined)[] {
  const scanner = new Scanner(Buffer.alloc(0), new ShapeTable([undefined]), slabLength);
  return texts.map((text) => {
    scanner.turnTo(Buffer.from(`${text}\n`));
    return scanner.row(0, 0) < 0 ? undefined : (scanner.lastRow ?? undefined);
  });
}

function pairs(text: string): Pairs | undefined {
  const [row] = rowsOf([text]);
  return row === undefined ? undefined : pairsOf(row);
}

const cases: readonly { readonly name: string; readonly input: string; readonly want: Pairs | undefined }[] = [
  { name: 'an object without names', input: '{}', want: [] },
  {
    name: 'values of each kind',
    input: '{"a":1,"b":"x","c":[1],"d":{"e":2},"f":null}',
    want: [
      ['a', '1'],
      ['b', '"x"'],
      ['c', '[1]'],
      ['d', '{"e":2}'],
      ['f', 'null'],
    ],
  },
  {
    name: 'digits as they are spelled',
    input: '{"a":1.10e+2,"b":-0}',
    want: [
      ['a', '1.10e+2'],
      ['b', '-0'],
    ],
  },
  {
    name: 'the last value of a name that comes twice',
    input: '{"a":1,"b":2,"a":3}',
    want: [
      ['a', '3'],
      ['b', '2'],
    ],
  },
  {
    name: 'an escaped name as its plain spelling',
    input: '{"\\u0061":1,"b":2,"a":3}',
    want: [
      ['a', '3'],
      ['b', '2'],
    ],
  },
  {
    name: 'names that objects have of their own',
    input: '{"__proto__":1,"constructor":2,"toString":3}',
    want: [
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ],
  },
  { name: 'the empty name', input: '{"":1}', want: [['', '1']] },
  {
    name: 'names of any Unicode',
    input: '{"naïve 😀":1,"\\ud83d\\ude00":2}',
    want: [
      ['naïve 😀', '1'],
      ['😀', '2'],
    ],
  },
  {
    name: 'white space around everything',
    input: '{ "a" : 1 ,\t"b"\r:\r2 }',
    want: [
      ['a', '1'],
      ['b', '2'],
    ],
  },
  { name: 'a comma too many', input: '{"a":1,}', want: undefined },
  { name: 'a value too few', input: '{"a":}', want: undefined },
  { name: 'an object that does not end', input: '{"a":1', want: undefined },
];

for (const { name, input, want } of cases) {
  test(`a row of ${name}`, () => assert.deepEqual(pairs(input), want));
}

test('rows with the same names share their shape', () => {
  const [first, second] = rowsOf(['{"id":1,"name":"a"}', '{"id":2,"name":"b"}']);
  assert.equal(first?.shape, second?.shape);
});

test('rows that spell the same names differently share their shape', () => {
  const [first, second, third] = rowsOf(['{"id":1,"name":2}', '{"id": 1, "name": 2}', '{"\\u0069d" :1,"name":2}']);
  assert.equal(first?.shape, second?.shape);
  assert.equal(first?.shape, third?.shape);
});

test('a name foretold without white space is found with it, and the other way round', () => {
  const texts = ['{"id":1,"n":2}', '{"id": 1,"n":  2}', '{"id":1,"n":2}', '{"id":\t1,"n": 2}'];
  const wants = texts.map((text) => Object.entries(JSON.parse(text)).map(([name, value]) => [name, String(value)]));
  assert.deepEqual(
    rowsOf(texts).map((row) => row && pairsOf(row)),
    wants,
  );
});

test('a name is not taken for one that it begins with, or that begins with it', () => {
  const names = ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcd:', 'abcdefghi', 'abcdefgh', 'bbcdefghi', 'abcdXfghi'];
  const texts = [...names, ...names.toReversed()].map((name) => `{${JSON.stringify(name)}:1}`);
  assert.deepEqual(
    rowsOf(texts).map((row) => row?.shape.names),
    [...names, ...names.toReversed()].map((name) => [name]),
  );
});

test('rows keep their values when the array of spans is full', () => {
  const texts = Array.from({ length: 50 }, (_, n) => `{"id":${n},"a":"${n}","b":[${n}],"c":${n}.5}`);
  const want = texts.map((_, n) => [
    ['id', `${n}`],
    ['a', `"${n}"`],
    ['b', `[${n}]`],
    ['c', `${n}.5`],
  ]);
  assert.deepEqual(
    rowsOf(texts, 7).map((row) => row && pairsOf(row)),
    want,
  );
});

test('a row of very many names has them all, the last value of each', () => {
  const names = Array.from({ length: 100_000 }, (_, n) => `n${n % 90_000}`);
  const members = names.map((name, n) => `"${name}":${n}`);
  const [row] = rowsOf([`{${members.join(',')}}`]);
  assert.ok(row);
  const found = pairsOf(row);
  assert.equal(found.length, 90_000);
  assert.deepEqual(found[0], ['n0', '90000']);
  assert.deepEqual(found[89_999], ['n89999', '89999']);
  assert.equal(row.shape.indexOf.get('n12345'), 12_345);
});
