import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/decode/decode.ts';
import { isRejected } from '../../src/decode/record.ts';
import { OpencdcPgError } from '../../src/errors.ts';
import { decodeAll, shown } from './decoding.ts';

const record = '{"operation":"create","key":{"id":1}}';

/** The lines that were decoded, by number; a rejected one with its code. */
async function numbered(input: string | Buffer, maxRecordBytes?: number): Promise<string[]> {
  const decoded = await decodeAll(input, maxRecordBytes === undefined ? {} : { maxRecordBytes });
  return decoded.map((each) => `${each.source.line}${isRejected(each) ? ` ${each.error.code}` : ''}`);
}

const cases: readonly { readonly name: string; readonly input: string | Buffer; readonly want: readonly string[] }[] = [
  { name: 'nothing', input: '', want: [] },
  { name: 'one line without a line feed', input: record, want: ['1'] },
  { name: 'lines that end in LF', input: `${record}\n${record}\n`, want: ['1', '2'] },
  { name: 'lines that end in CRLF', input: `${record}\r\n${record}\r\n`, want: ['1', '2'] },
  { name: 'a last line that ends in CR', input: `${record}\r`, want: ['1'] },
  { name: 'blank lines, which are counted', input: `\n${record}\n \t\r\n\n${record}`, want: ['2', '5'] },
  { name: 'blank lines alone', input: '\n \n\t', want: [] },
  { name: 'a byte-order mark at the start', input: `\ufeff${record}\n${record}`, want: ['1', '2'] },
  { name: 'a byte-order mark alone', input: '\ufeff', want: [] },
  {
    name: 'a byte-order mark at the start of another line',
    input: `${record}\n\ufeff${record}`,
    want: ['1', '2 invalid_json'],
  },
  { name: 'two byte-order marks', input: `\ufeff\ufeff${record}`, want: ['1 invalid_json'] },
  { name: 'a vertical tab, which is no white space', input: '\v\n', want: ['1 invalid_json'] },
  { name: 'a bad line between good ones', input: `${record}\n{\n${record}`, want: ['1', '2 invalid_json', '3'] },
  {
    name: 'a line that is not UTF-8 between good ones',
    input: Buffer.from(`${record}\n{"operation":"\xff"}\n${record}\n\n`, 'latin1'),
    want: ['1', '2 invalid_json', '3'],
  },
  {
    name: 'a last line that is not UTF-8',
    input: Buffer.from(`${record}\n\xc3`, 'latin1'),
    want: ['1', '2 invalid_json'],
  },
];

for (const { name, input, want } of cases) {
  test(`decodes ${name}`, async () => assert.deepEqual(await numbered(input), want));
}

test('a line may be as long as allowed, its end not counted, and not longer', async () => {
  const bytes = record.length;
  const input = `\ufeff${record}\r\n${record} \r\n${record}\n\n${' '.repeat(bytes + 1)}\n${record}`;
  assert.deepEqual(await numbered(input, bytes), ['1', '2 record_too_large', '3', '5 record_too_large', '6']);
});

test('the source of a record is its line without line end and byte-order mark', async () => {
  const decoded = await decodeAll(`\ufeff ${record}\t\r\n`);
  const [source] = decoded.map((each) => each.source);
  assert.equal(source?.bytes.toString('utf8', source.start, source.end), ` ${record}\t`);
});

test('the same comes out wherever the input is cut', async () => {
  const input = Buffer.concat([
    Buffer.from(`\ufeff${record}\r\n\n{"operation":"update","payload":{"after":{"é":"😀\\n","a":[1,{"b":2}]}}}\n`),
    Buffer.from('{"operation":"\xff"}\n', 'latin1'),
    Buffer.from(`{"operation":"create","key":"${'x'.repeat(200)}"}\n[1,\r\n${record}`),
  ]);
  const options = { maxRecordBytes: 150 };
  const whole = (await decodeAll(input, options)).map(shown);
  assert.equal(whole.length, 6);
  for (let at = 0; at <= input.length; at++) {
    const cut = [input.subarray(0, at), input.subarray(at)];
    assert.deepEqual((await decodeAll(cut, options)).map(shown), whole, `cut at ${at}`);
  }
  const bytes = Array.from(input, (_, at) => input.subarray(at, at + 1));
  assert.deepEqual((await decodeAll(bytes, options)).map(shown), whole, 'cut everywhere');
});

test('yields an array for each chunk that ends a line, and none that is empty', async () => {
  const chunks = [`${record}\n${record}\n{"oper`, 'ation":', '"create"}', '\n\n', '\n', record].map((text) =>
    Buffer.from(text),
  );
  const lengths: number[] = [];
  for await (const batch of decode([{ file: '-', chunks }])) lengths.push(batch.length);
  assert.deepEqual(lengths, [2, 1, 1]);
});

test('a chunk of very many lines comes in several arrays', async () => {
  const chunks = [Buffer.from(`\n${`${record}\n`.repeat(10_000)}\n\n`)];
  const batches: number[][] = [];
  for await (const batch of decode([{ file: '-', chunks }])) batches.push(batch.map((each) => each.source.line));
  assert.ok(batches.length > 1 && batches.every((batch) => batch.length > 0));
  assert.deepEqual(
    batches.flat(),
    Array.from({ length: 10_000 }, (_, n) => n + 2),
  );
});

test('the first lines come in small arrays, so that what they need can be asked for', async () => {
  const chunk = Buffer.from('{"position":"","operation":"create"}\n'.repeat(10_000));
  const sizes: number[] = [];
  for await (const decoded of decode([{ file: '-', chunks: [chunk] }])) sizes.push(decoded.length);
  assert.deepEqual(sizes, [...Array(32).fill(128), 4096, 10_000 - 32 * 128 - 4096]);
});

test('lines count from 1 in each input, and a line does not go on in the next', async () => {
  const input = (file: string, text: string) => ({ file, chunks: [Buffer.from(text)] });
  const places: string[] = [];
  for await (const batch of decode([input('a', `${record}\n${record}`), input('b', `\n${record}`)])) {
    for (const { source } of batch) places.push(`${source.file}:${source.line}`);
  }
  assert.deepEqual(places, ['a:1', 'a:2', 'b:2']);
});

const cutOff: readonly { readonly name: string; readonly last: string; readonly want: readonly number[] }[] = [
  { name: 'a line that it cut off is left out', last: '{"operation":"cre', want: [1] },
  { name: 'a line that is whole but for its end is kept', last: record, want: [1, 2] },
];

for (const { name, last, want } of cutOff) {
  test(`an input that fails gives what came before, then its error: ${name}`, async () => {
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${record}\n${last}`);
      throw new OpencdcPgError('io', 'cut');
    }
    const lines: number[] = [];
    const reading = async () => {
      for await (const batch of decode([{ file: '-', chunks: chunks() }]))
        lines.push(...batch.map((each) => each.source.line));
    };
    await assert.rejects(reading, { code: 'io', message: 'cut' });
    assert.deepEqual(lines, want);
  });
}

test('stopping early closes the input', async () => {
  let closed = false;
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.from(`${record}\n`);
    } finally {
      closed = true;
    }
  }
  for await (const _ of decode([{ file: '-', chunks: chunks() }])) break;
  assert.ok(closed);
});

test('a line of 300 MiB costs no memory, and the next is read', async () => {
  const chunk = Buffer.alloc(1024 * 1024, '[');
  function* chunks(): Generator<Buffer> {
    for (let n = 0; n < 300; n++) yield chunk;
    yield Buffer.from(`\n${record}\n`);
  }
  const before = process.memoryUsage().rss;
  const decoded = await decodeAll(chunks(), { maxRecordBytes: 4 * 1024 * 1024 });
  const grownMiB = (process.memoryUsage().rss - before) / 1024 / 1024;
  assert.deepEqual(
    decoded.map((each) => (isRejected(each) ? each.error.code : 'record')),
    ['record_too_large', 'record'],
  );
  assert.ok(grownMiB < 64, `${grownMiB.toFixed(0)} MiB`);
});
