import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRejected } from '../../src/decode/record.ts';
import { decodeAll } from './decoding.ts';

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** The hint for the first line that is rejected. */
const cases: readonly { readonly name: string; readonly input: string | Buffer; readonly want: string }[] = [
  {
    name: 'an array on one line',
    input: '[{"operation":"create"}]',
    want: "write the elements of the array as lines: jq -c '.[]'",
  },
  {
    name: 'an array over lines',
    input: '[\n{"operation":"create"},\n',
    want: "the input looks like one JSON array: write its elements as lines with jq -c '.[]'",
  },
  {
    name: 'an element of an array over lines',
    input: '{"operation":"create"},\n',
    want: "the input looks like one JSON array: jq -c '.[]' makes lines of it",
  },
  {
    name: 'pretty-printed JSON',
    input: '{\n  "operation": "create"\n}\n',
    want: 'a record must be whole on one line: write each on one with jq -c .',
  },
  {
    name: 'a line out of pretty-printed JSON',
    input: '  "operation": "create",\n',
    want: 'a record must be whole on one line, and alone on it: jq -c .',
  },
  {
    name: 'the last line of pretty-printed JSON',
    input: '  },\n',
    want: 'a record must be whole on one line: write each on one with jq -c .',
  },
  {
    name: 'a record that is cut',
    input: '{"operation":"create","key":{"id":',
    want: 'a record must be whole on one line: write each on one with jq -c .',
  },
  {
    name: 'two records on a line',
    input: '{"operation":"create"}{"operation":"create"}',
    want: 'write each record on a line of its own: jq -c .',
  },
  {
    name: 'NaN',
    input: '{"operation":"create","payload":{"after":{"a":NaN}}}',
    want: 'NaN is no JSON value: write null, true or false, or the value as a string',
  },
  {
    name: '-Infinity',
    input: '{"operation":"create","payload":{"after":{"a":-Infinity}}}',
    want: 'Infinity is no JSON value: write null, true or false, or the value as a string',
  },
  {
    name: 'None',
    input: '{"operation":"create","key":None}',
    want: 'None is no JSON value: write null, true or false, or the value as a string',
  },
  { name: 'single quotes', input: "{'operation':'create'}", want: 'JSON strings stand in double quotes' },
  {
    name: 'a comma too many',
    input: '{"operation":"create",}',
    want: 'mend the line, or write the input with a tool that makes JSON',
  },
  {
    name: 'CSV',
    input: 'id,name,total\n',
    want: 'the input looks like CSV: each line must be one OpenCDC record, a JSON object',
  },
  { name: 'a log line', input: 'started at noon\n', want: 'each line must be one OpenCDC record, a JSON object' },
  { name: 'a number', input: '12\n', want: 'each line must be one OpenCDC record, a JSON object' },
  {
    name: 'UTF-16',
    input: utf16('{"operation":"create"}\n'),
    want: 'the input is UTF-16: convert it with iconv -f UTF-16 -t UTF-8',
  },
  {
    name: 'UTF-16 without its mark',
    input: utf16('{"operation":"create"}\n').subarray(2),
    want: 'the input is UTF-16: convert it with iconv -f UTF-16 -t UTF-8',
  },
  {
    name: 'a byte-order mark in the middle',
    input: '\n\ufeff{"operation":"create"}\n',
    want: 'a byte-order mark may stand at the start of an input only: remove this one',
  },
  {
    name: 'Latin-1',
    input: Buffer.from('{"operation":"caf\xe9"}\n', 'latin1'),
    want: 'convert the input to UTF-8 first, for example with iconv',
  },
  {
    name: 'an Avro file',
    input: Buffer.from('Obj\x01\x04\x14avro.codec\x08null\n', 'latin1'),
    want: 'the input is an Avro file: convert it to JSON lines first',
  },
  {
    name: 'a Parquet file',
    input: Buffer.from('PAR1\x15\x04\x15\xff\n', 'latin1'),
    want: 'the input is a Parquet file: convert it to JSON lines first',
  },
  {
    name: 'a zip file',
    input: Buffer.from('PK\x03\x04\x14\0\n', 'latin1'),
    want: 'the input is a zip file: pipe it through unzip -p',
  },
  {
    name: 'an xz file',
    input: Buffer.from('\xfd7zXZ\0\0\n', 'latin1'),
    want: 'the input is compressed with xz: pipe it through xz -dc',
  },
  {
    name: 'Avro of a schema registry',
    input: Buffer.from('\0\0\0\0\x01\x02\n', 'latin1'),
    want: 'the input is binary, perhaps Avro: convert it to JSON lines first',
  },
];

for (const { name, input, want } of cases) {
  test(`the hint for ${name}`, async () => {
    const rejected = (await decodeAll(input)).find(isRejected);
    assert.equal(rejected?.error.hint, want);
  });
}

const places: readonly { readonly input: string; readonly want: string }[] = [
  {
    input: '{"operation":"create","x":\u0007}',
    want: 'not JSON: expected a value at byte 27, found the control character 0x07',
  },
  { input: '{"operation":"é" "x"}', want: "not JSON: expected ',' or '}' at byte 19, found '\"'" },
  { input: '  {"a":😀}', want: "not JSON: expected a value at byte 8, found '😀'" },
  { input: '{"a":"x\ty"}', want: `not JSON: expected a closing '"' at byte 8, found the control character 0x09` },
  { input: '{"a":1', want: "not JSON: expected ',' or '}' at byte 7, found the end of the line" },
  { input: '{"a":1\r\n', want: "not JSON: expected ',' or '}' at byte 8, found the end of the line" },
  { input: '1 2', want: "not JSON: expected the end of the line at byte 3, found '2'" },
];

for (const { input, want } of places) {
  test(`says where ${JSON.stringify(input)} breaks`, async () => {
    const [rejected] = (await decodeAll(input)).filter(isRejected);
    assert.equal(rejected?.error.message, want);
  });
}
