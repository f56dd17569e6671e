import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kind, type Row } from '../../src/decode/row.ts';
import {
  elementsOf,
  jsonKindOf,
  jsonTextOf,
  ObjectReader,
  scanObject,
  textOf,
  unescapeInto,
} from '../../src/decode/text.ts';
import { ByteSink } from '../../src/encode/byte-sink.ts';
import { pairsOf } from './decoding.ts';

function row(text: string): Row {
  const bytes = Buffer.from(text);
  const found = scanObject(bytes, 0, bytes.length);
  assert.ok(found);
  return found;
}

const texts: readonly { readonly name: string; readonly json: string; readonly text: string }[] = [
  { name: 'a string', json: '"abc"', text: 'abc' },
  { name: 'a string with escapes', json: '"a\\"\\n\\u00e9\\ud83d\\ude00"', text: 'a"\né😀' },
  { name: 'a string of any Unicode', json: '"é😀"', text: 'é😀' },
  { name: 'a lone surrogate', json: '"\\ud800"', text: '\ud800' },
  { name: 'a number', json: '1.50', text: '1.50' },
  { name: 'an object', json: '{ "a" : 1 }', text: '{ "a" : 1 }' },
  { name: 'true', json: 'true', text: 'true' },
  { name: 'null', json: 'null', text: 'null' },
];

for (const { name, json, text } of texts) {
  test(`the text and the JSON text of ${name}`, () => {
    const value = row(`{"x":0,"a":${json}}`);
    assert.equal(textOf(value, 1), text);
    assert.equal(jsonTextOf(value, 1), json);
  });
}

const strings: readonly { readonly name: string; readonly input: string; readonly want: readonly [string, string] }[] =
  [
    { name: 'no escapes', input: 'aé😀', want: ['ok', 'aé😀'] },
    { name: 'all short escapes', input: '\\"\\\\\\/\\b\\f\\n\\r\\t', want: ['ok', '"\\/\b\f\n\r\t'] },
    {
      name: 'characters of one to four bytes',
      input: '\\u007f\\u0080\\u07ff\\u0800\\uffff\\ud800\\udc00\\udbff\\udfff',
      want: ['ok', '\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}'],
    },
    { name: 'digits in both cases', input: '\\u00e9\\u00E9', want: ['ok', 'éé'] },
    { name: 'a NUL', input: 'a\\u0000b', want: ['nul', 'a'] },
    { name: 'a high surrogate alone', input: 'a\\ud800', want: ['surrogate', 'a'] },
    { name: 'a high surrogate before a letter', input: '\\ud800abcdef', want: ['surrogate', ''] },
    { name: 'two high surrogates', input: '\\ud800\\ud800\\udc00', want: ['surrogate', ''] },
    { name: 'a low surrogate first', input: '\\udc00\\ud800', want: ['surrogate', ''] },
    { name: 'an escaped backslash before u', input: '\\\\u0000', want: ['ok', '\\u0000'] },
  ];

for (const { name, input, want } of strings) {
  test(`unescapes a string with ${name}`, () => {
    const sink = new ByteSink(1);
    sink.text('before ');
    const bytes = Buffer.from(`"${input}"`);
    const outcome = unescapeInto(bytes, 1, bytes.length - 1, sink);
    assert.deepEqual([outcome, sink.bytes.toString('utf8', 0, sink.length)], [want[0], `before ${want[1]}`]);
  });
}

const arrays: readonly { readonly name: string; readonly input: string; readonly want: readonly string[] }[] = [
  { name: 'an empty array', input: '[ \n ]', want: [] },
  {
    name: 'elements of all kinds',
    input: '[1, "a,]" ,null,[2],{"b":[3]},\n1.5,true,false,"\\n"]',
    want: ['3:1', '5:a,]', '0:null', '8:[2]', '7:{"b":[3]}', '4:1.5', '1:true', '2:false', '6:\\n'],
  },
  {
    name: 'many elements',
    input: `[${Array.from({ length: 100 }, (_, n) => n).join(',')}]`,
    want: Array.from({ length: 100 }, (_, n) => `3:${n}`),
  },
];

for (const { name, input, want } of arrays) {
  test(`the elements of ${name}`, () => {
    const bytes = Buffer.from(`x${input}y`);
    const spans = elementsOf(bytes, 1, bytes.length - 1);
    const found = Array.from({ length: spans.length / 3 }, (_, n) => n * 3).map(
      (at) => `${spans[at]}:${bytes.toString('utf8', spans[at + 1], spans[at + 2])}`,
    );
    assert.deepEqual(found, want);
  });
}

test('an object reader reads objects of several kinds in turn', () => {
  const reader = new ObjectReader();
  const inputs = ['{"a":1,\n"b":{"c":2}}', '{}', '{"a":3,"b":4}', '{"b":5}'];
  const rows = inputs.map((input) => reader.read(Buffer.from(input), 0));
  const want = [
    [
      ['a', '1'],
      ['b', '{"c":2}'],
    ],
    [],
    [
      ['a', '3'],
      ['b', '4'],
    ],
    [['b', '5']],
  ];
  assert.deepEqual(
    rows.map((each) => each && pairsOf(each)),
    want,
  );
  assert.equal(reader.read(Buffer.from('{"a"'), 0), undefined);
  assert.equal(reader.read(Buffer.from('["a"]'), 0), undefined);
});

const kinds: readonly { readonly input: string; readonly want: Kind | undefined }[] = [
  { input: '{"a":[1,\n2]}', want: Kind.object },
  { input: ' [ ] ', want: Kind.array },
  { input: '12', want: Kind.integer },
  { input: '"a"', want: Kind.string },
  { input: '\nnull\n', want: Kind.null },
  { input: '', want: undefined },
  { input: '12 3', want: undefined },
  { input: '{"a":1', want: undefined },
  { input: '[1]]', want: undefined },
];

for (const { input, want } of kinds) {
  test(`the kind of the bytes ${JSON.stringify(input)}, whatever stands around them`, () => {
    const bytes = Buffer.from(`3${input}4`);
    assert.equal(jsonKindOf(bytes, 1, bytes.length - 1), want);
  });
}
