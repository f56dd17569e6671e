import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRejected } from '../../src/decode/record.ts';
import { brief, decodeAll } from './decoding.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

interface Case {
  readonly name: string;
  readonly input: string;
  readonly want: unknown;
}

const records: readonly Case[] = [
  {
    name: 'all fields',
    input:
      '{"position":"MTI=","operation":"update","metadata":{"opencdc.collection":"orders"},"key":{"id":1},"payload":{"before":{"id":1,"a":null},"after":{"id":1,"a":2.50}}}',
    want: {
      operation: 'update',
      position: '"MTI="',
      metadata: [['opencdc.collection', '"orders"']],
      key: [['id', '1']],
      before: [
        ['id', '1'],
        ['a', 'null'],
      ],
      after: [
        ['id', '1'],
        ['a', '2.50'],
      ],
    },
  },
  { name: 'an operation alone', input: '{"operation":"delete"}', want: { operation: 'delete' } },
  {
    name: 'null in all fields',
    input: '{"position":null,"operation":"create","metadata":null,"key":null,"payload":null}',
    want: { operation: 'create' },
  },
  {
    name: 'null in the payload',
    input: '{"operation":"create","payload":{"before":null,"after":null}}',
    want: { operation: 'create' },
  },
  {
    name: 'fields in another order',
    input: '{"payload":{"after":{"a":1}},"operation":"snapshot"}',
    want: { operation: 'snapshot', after: [['a', '1']] },
  },
  {
    name: 'fields that are unknown',
    input: '{"x":{"y":[1,{}]},"operation":"create","payload":{"z":[],"after":{}},"id":1}',
    want: { operation: 'create', after: [] },
  },
  {
    name: 'fields spelled with escapes',
    input: '{"op\\u0065ration":"\\u0063reate","k\\u0065y":{"id":1}}',
    want: { operation: 'create', key: [['id', '1']] },
  },
  {
    name: 'fields that come twice',
    input:
      '{"operation":"x","key":7,"key":{"id":1},"operation":"create","payload":5,"payload":{"after":{"a":1},"after":{"a":2}}}',
    want: { operation: 'create', key: [['id', '1']], after: [['a', '2']] },
  },
  {
    name: 'two payloads, of which the last stands whole',
    input: '{"operation":"create","payload":{"after":{"a":1}},"payload":{"before":{"b":2}}}',
    want: { operation: 'create', before: [['b', '2']] },
  },
  {
    name: 'white space around',
    input: ' \t{ "operation" : "create" , "key" : { "id" : 1 } } \t',
    want: { operation: 'create', key: [['id', '1']] },
  },
  {
    name: 'a position with escapes',
    input: '{"position":"a\\"b","operation":"create"}',
    want: { operation: 'create', position: '"a\\"b"' },
  },
  {
    name: 'a position beyond ASCII',
    input: '{"position":"é","operation":"create"}',
    want: { operation: 'create', position: '"é"' },
  },
  {
    name: 'metadata with escapes',
    input: '{"operation":"create","metadata":{"a":"\\n"}}',
    want: { operation: 'create', metadata: [['a', '"\\n"']] },
  },
];

const raw: readonly Case[] = [
  {
    name: 'raw data that is an object',
    input: `{"operation":"create","key":"${base64('{"id":1}')}","payload":{"after":"${base64(' {"a":1,\n"b":[2]}\n')}"}}`,
    want: {
      operation: 'create',
      key: [['id', '1']],
      after: [
        ['a', '1'],
        ['b', '[2]'],
      ],
    },
  },
  {
    name: 'a raw key that is a plain value',
    input: `{"operation":"create","key":"${base64('user-1')}"}`,
    want: { operation: 'create', key: { raw: 'user-1' } },
  },
  {
    name: 'a raw key that is JSON but no object',
    input: `{"operation":"create","key":"${base64('[1]')}"}`,
    want: { operation: 'create', key: { raw: '[1]' } },
  },
  {
    name: 'a raw key that is an object and more',
    input: `{"operation":"create","key":"${base64('{"id":1} 2')}"}`,
    want: { operation: 'create', key: { raw: '{"id":1} 2' } },
  },
  {
    name: 'a raw key that is not UTF-8',
    input: `{"operation":"create","key":"${base64('{"id":"\xff"}')}"}`,
    want: { operation: 'create', key: { raw: '{"id":"\xff"}' } },
  },
  {
    name: 'base64 with escaped slashes',
    input: '{"operation":"create","key":"\\/\\/\\/\\/"}',
    want: { operation: 'create', key: { raw: '\xff\xff\xff' } },
  },
  {
    name: 'empty raw data',
    input: '{"operation":"create","key":"","payload":{"before":"","after":""}}',
    want: { operation: 'create' },
  },
  {
    name: 'raw data as JSON text',
    input: '{"operation":"create","key":"{\\"id\\":1}","payload":{"after":"{\\"a\\": \\"\\\\n\\u00e9\\"}"}}',
    want: { operation: 'create', key: [['id', '1']], after: [['a', '"\\né"']] },
  },
  {
    name: 'raw data as JSON text without names',
    input: '{"operation":"create","payload":{"after":"{}"}}',
    want: { operation: 'create', after: [] },
  },
];

const nothing = { position: null, operation: null };
const rejected: readonly Case[] = [
  {
    name: 'no operation',
    input: '{"position":"MQ==","key":{"id":1}}',
    want: { position: '"MQ=="', operation: null, error: 'invalid_operation: operation is absent' },
  },
  {
    name: 'an unknown operation',
    input: '{"operation":"upsert"}',
    want: { position: null, operation: 'upsert', error: 'invalid_operation: operation is "upsert"' },
  },
  {
    name: 'an operation in capitals',
    input: '{"operation":"CREATE"}',
    want: { position: null, operation: 'CREATE', error: 'invalid_operation: operation is "CREATE"' },
  },
  {
    name: 'an operation that is a number',
    input: '{"operation":1}',
    want: { ...nothing, error: 'invalid_operation: operation is the number 1' },
  },
  {
    name: 'an array',
    input: '[1]',
    want: { ...nothing, error: 'invalid_record: the line is an array; expected an object' },
  },
  {
    name: 'a string',
    input: '"a"',
    want: { ...nothing, error: 'invalid_record: the line is a string; expected an object' },
  },
  {
    name: 'null',
    input: ' null ',
    want: { ...nothing, error: 'invalid_record: the line is null; expected an object' },
  },
  {
    name: 'a position that is a number',
    input: '{"position":12,"operation":"create"}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: position is the number 12; expected a base64 string or null',
    },
  },
  {
    name: 'metadata that is an array',
    input: '{"operation":"create","metadata":[]}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: metadata is an array; expected an object of strings or null',
    },
  },
  {
    name: 'a metadata value that is a number',
    input: '{"operation":"create","metadata":{"a":"1","b":2}}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: metadata "b" is a number; metadata values are strings',
    },
  },
  {
    name: 'a metadata value that is null',
    input: '{"operation":"create","metadata":{"a":null}}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: metadata "a" is null; metadata values are strings',
    },
  },
  {
    name: 'a payload that is a string',
    input: '{"operation":"create","payload":"e30="}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: payload is "e30="; expected an object with before and after',
    },
  },
  {
    name: 'a key that is a number',
    input: '{"operation":"create","key":1.5}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: key is the number 1.5; expected an object, base64 or null',
    },
  },
  {
    name: 'a payload that is an array',
    input: '{"operation":"create","payload":{"after":[{"a":1}]}}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: payload.after is an array; expected an object, base64 or null',
    },
  },
  {
    name: 'a payload that is true',
    input: '{"operation":"create","payload":{"before":true}}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: payload.before is true; expected an object, base64 or null',
    },
  },
  {
    name: 'a string that is no base64',
    input: '{"position":"MQ==","operation":"create","key":"user 1"}',
    want: {
      position: '"MQ=="',
      operation: 'create',
      error: 'invalid_record: key is a string that is neither base64 (with its padding) nor the text of a JSON object',
    },
  },
  {
    name: 'a string with a NUL',
    input: '{"operation":"create","key":"\\u0000"}',
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: key is a string that is neither base64 (with its padding) nor the text of a JSON object',
    },
  },
  {
    name: 'JSON text that is broken',
    input: '{"operation":"create","key":"{\\"a\\":}"}',
    want: {
      position: null,
      operation: 'create',
      error: `invalid_record: key is a string that begins with "{" but is no JSON object: expected a value at byte 6, found '}'`,
    },
  },
  {
    name: 'JSON text that goes on',
    input: '{"operation":"create","payload":{"after":"{}{}"}}',
    want: {
      position: null,
      operation: 'create',
      error: `invalid_record: payload.after is a string that begins with "{" but is no JSON object: expected the end of the text at byte 3, found '{'`,
    },
  },
  {
    name: 'a raw payload that is no object',
    input: `{"operation":"create","payload":{"after":"${base64('hello')}"}}`,
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: payload.after is raw data of 5 bytes that are no JSON object',
    },
  },
  {
    name: 'a raw payload whose JSON is broken',
    input: `{"operation":"create","payload":{"before":"${base64('{"a":1')}"}}`,
    want: {
      position: null,
      operation: 'create',
      error: 'invalid_record: payload.before is raw data of 6 bytes that are no JSON object',
    },
  },
  {
    name: 'broken JSON, with what was read before',
    input: '{"position":"MQ==","operation":"create","key":{"id":}}',
    want: {
      position: '"MQ=="',
      operation: 'create',
      error: "invalid_json: not JSON: expected a value at byte 53, found '}'",
    },
  },
  {
    name: 'broken JSON behind the record',
    input: '{"operation":"create"} x',
    want: {
      position: null,
      operation: 'create',
      error: "invalid_json: not JSON: expected the end of the line at byte 24, found 'x'",
    },
  },
];

for (const { name, input, want } of [...records, ...raw]) {
  test(`decodes ${name}`, async () => assert.deepEqual((await decodeAll(input)).map(brief), [want]));
}

for (const { name, input, want } of rejected) {
  test(`rejects ${name}`, async () => assert.deepEqual((await decodeAll(input)).map(brief), [want]));
}

test('a field that a record lacks is not taken from the record before', async () => {
  const full =
    '{"position":"MQ==","operation":"create","metadata":{"a":"1"},"key":{"id":1},"payload":{"before":{},"after":{}}}';
  const [, second, third] = await decodeAll(`${full}\n{"operation":"delete"}\n{"key":7}`);
  assert.deepEqual(brief(second), { operation: 'delete' });
  assert.deepEqual(brief(third), { ...nothing, error: 'invalid_operation: operation is absent' });
});

test('a long value is cut in the message and in what is reported of it', async () => {
  const [decoded] = await decodeAll(`{"operation":"${'x'.repeat(1000)}"}`);
  const { error, operation } = brief(decoded) as { error: string; operation: string };
  assert.equal(operation, `${'x'.repeat(100)}…`);
  assert.ok(error.length < 160, error);
});

const hints: readonly { readonly name: string; readonly input: string; readonly want: RegExp }[] = [
  { name: 'an unknown operation', input: '{"operation":"upsert"}', want: /"create", "update", "delete" or "snapshot"/ },
  { name: 'a string that is no base64', input: '{"operation":"create","key":"user 1"}', want: /^raw data is base64/ },
  {
    name: 'Avro with a schema id',
    input: `{"operation":"create","payload":{"after":"${base64('\0\0\0\0\x01abc')}"}}`,
    want: /schema registry.*avro\.decode/,
  },
  {
    name: 'other binary data',
    input: `{"operation":"create","payload":{"after":"${base64('abc')}"}}`,
    want: /avro\.decode.*structured data/,
  },
  {
    name: 'a key of another type',
    input: '{"operation":"create","key":1}',
    want: /^make key an object, base64 or null$/,
  },
  {
    name: 'metadata that is no text',
    input: '{"operation":"create","metadata":{"a":1}}',
    want: /"a" into double quotes/,
  },
];

for (const { name, input, want } of hints) {
  test(`the hint for ${name}`, async () => {
    const [rejected] = (await decodeAll(input)).filter(isRejected);
    assert.match(rejected?.error.hint ?? '', want);
  });
}

test('the hint for a line that is too long names the option', async () => {
  const [rejected] = (await decodeAll('{"operation":"create"}', { maxRecordBytes: 5 })).filter(isRejected);
  assert.deepEqual(rejected?.error, {
    code: 'record_too_large',
    message: 'the line is longer than 5 bytes',
    hint: 'raise --max-record-bytes',
  });
});
