import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brief, decodeAll } from './decoding.ts';

/** A dead letter as Conduit and `--dead-letter` write it; `after` is JSON text. */
function deadLetter(after: string, position = '"b3V0ZXI="'): string {
  const metadata = '{"opencdc.createdAt":"1767225600000000000","conduit.dlq.nack.error":"no such table"}';
  return `{"position":${position},"operation":"create","metadata":${metadata},"key":null,"payload":{"before":null,"after":${after}}}`;
}

const base64 = (text: string) => JSON.stringify(Buffer.from(text, 'latin1').toString('base64'));
const failed =
  '{"position":null,"operation":"delete","metadata":{"opencdc.collection":"orders"},"key":{"id":5},"payload":null}';
const unwrapped = {
  operation: 'delete',
  position: '"b3V0ZXI="',
  metadata: [['opencdc.collection', '"orders"']],
  key: [['id', '5']],
};

const cases: readonly { readonly name: string; readonly input: string; readonly want: unknown }[] = [
  { name: 'the failed record, with the outer position where it has none', input: deadLetter(failed), want: unwrapped },
  {
    name: 'the position of the failed record where it has one',
    input: deadLetter(failed.replace('null', '"aW5uZXI="')),
    want: { ...unwrapped, position: '"aW5uZXI="' },
  },
  { name: 'a dead letter in a dead letter', input: deadLetter(deadLetter(failed, 'null')), want: unwrapped },
  {
    name: 'the innermost position of several',
    input: deadLetter(deadLetter(failed, '"bWlkZGxl"')),
    want: { ...unwrapped, position: '"bWlkZGxl"' },
  },
  { name: 'raw data with a record in it', input: deadLetter(base64(` ${failed}\r\n`)), want: unwrapped },
  { name: 'JSON text with a record in it', input: deadLetter(JSON.stringify(failed)), want: unwrapped },
  {
    name: 'a failed record with raw data',
    input: deadLetter(`{"operation":"create","key":${base64('k')},"payload":{"after":${base64('{"a":1}')}}}`),
    want: { operation: 'create', position: '"b3V0ZXI="', key: { raw: 'k' }, after: [['a', '1']] },
  },
  {
    name: 'a failed record that fails again',
    input: deadLetter('{"operation":"upsert"}'),
    want: { position: '"b3V0ZXI="', operation: 'upsert', error: 'invalid_operation: operation is "upsert"' },
  },
  {
    name: 'a line that was not JSON',
    input: deadLetter(base64('{"operation":"create",}')),
    want: {
      position: '"b3V0ZXI="',
      operation: 'create',
      error: "invalid_json: not JSON: expected a name in double quotes at byte 23, found '}'",
    },
  },
  {
    name: 'a line that was no record',
    input: deadLetter(base64('[1]')),
    want: {
      position: '"b3V0ZXI="',
      operation: null,
      error: 'invalid_record: the line is an array; expected an object',
    },
  },
  {
    name: 'a line that was not UTF-8',
    input: deadLetter(base64('{"a":"\xff"}')),
    want: { position: '"b3V0ZXI="', operation: null, error: 'invalid_json: the line is not UTF-8' },
  },
  {
    name: 'a dead letter that holds nothing',
    input: deadLetter('null'),
    want: {
      position: '"b3V0ZXI="',
      operation: 'create',
      error: 'invalid_record: a dead-lettered record holds the failed record in payload.after, which is null',
    },
  },
  {
    name: 'a dead letter that holds an array',
    input: deadLetter('[]'),
    want: {
      position: '"b3V0ZXI="',
      operation: 'create',
      error: 'invalid_record: a dead-lettered record holds the failed record in payload.after, which is an array',
    },
  },
];

for (const { name, input, want } of cases) {
  test(`unwraps ${name}`, async () => assert.deepEqual((await decodeAll(`${input}\n`)).map(brief), [want]));
}

test('the source of an unwrapped record is the whole line of the dead letter', async () => {
  const line = deadLetter(failed);
  const [decoded] = await decodeAll(`\n${line}\r\n`);
  assert.ok(decoded);
  const { source } = decoded;
  assert.equal(source.line, 2);
  assert.equal(source.bytes.toString('utf8', source.start, source.end), line);
});

test('the line after a dead letter is read as before', async () => {
  const lines = [deadLetter(base64(failed)), '{"operation":"create"}', '\t', '{"operation":', '"x"}'];
  const decoded = await decodeAll(lines.join('\n'));
  assert.deepEqual(
    decoded.map((each) => each.source.line),
    [1, 2, 4, 5],
  );
  assert.deepEqual(brief(decoded[1]), { operation: 'create' });
});

test('dead letters of dead letters have an end', async () => {
  let letter = failed;
  for (let level = 0; level < 17; level++) letter = deadLetter(letter);
  const [decoded] = (await decodeAll(letter)).map(brief) as { error: string }[];
  assert.equal(decoded?.error, 'invalid_record: the record is dead-lettered more than 16 times over');
});
