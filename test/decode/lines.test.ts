import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineCutter, TOO_LONG } from '../../src/decode/lines.ts';
import { growth, LINEAR } from '../support/growth.ts';

/** The lines that chunks are cut into, one text for each run of lines. */
function cut(chunks: readonly (string | Buffer)[], maxLineBytes = 100): string[] {
  const cutter = new LineCutter(maxLineBytes);
  const runs = chunks.flatMap((chunk) => cutter.push(Buffer.from(chunk)));
  return [...runs, ...cutter.end()].map((run) =>
    run === TOO_LONG
      ? '(too long)'
      : `${run.utf8 ? '' : '(not UTF-8) '}${run.bytes.toString('latin1', run.start, run.end)}`,
  );
}

const long = 'x'.repeat(200);
const cases: readonly {
  readonly name: string;
  readonly input: readonly (string | Buffer)[];
  readonly want: readonly string[];
}[] = [
  { name: 'no chunk', input: [], want: [] },
  { name: 'empty chunks', input: ['', ''], want: [] },
  { name: 'lines within one chunk', input: ['a\nb\n'], want: ['a\nb\n'] },
  { name: 'a last line without a line feed', input: ['a\nb'], want: ['a\n', 'b\n'] },
  { name: 'a line over two chunks', input: ['a\nb', 'c\nd\n'], want: ['a\n', 'bc\n', 'd\n'] },
  { name: 'a line over many chunks', input: ['a', 'b', '', 'c', 'd\n'], want: ['abcd\n'] },
  { name: 'a line feed at the start of a chunk', input: ['a', '\nb', '\n'], want: ['a\n', 'b\n'] },
  { name: 'a line feed alone', input: ['\n', '\n'], want: ['\n', '\n'] },
  {
    name: 'a character cut by the end of a chunk',
    input: [Buffer.from('é').subarray(0, 1), Buffer.from('é\n').subarray(1)],
    want: ['\xc3\xa9\n'],
  },
  {
    name: 'a run of lines that is not UTF-8',
    input: [Buffer.from('a\n\xff\n', 'latin1')],
    want: ['(not UTF-8) a\n\xff\n'],
  },
  {
    name: 'a line that is too long, in pieces',
    input: ['a\n', long, long, '\nb\n'],
    want: ['a\n', '(too long)', 'b\n'],
  },
  { name: 'a last line that is too long', input: [`a\n${long}`], want: ['a\n', '(too long)'] },
  { name: 'two lines too long', input: [long, `\n${long}`, '\n'], want: ['(too long)', '(too long)'] },
];

for (const { name, input, want } of cases) {
  test(`cuts ${name}`, () => assert.deepEqual(cut(input), want));
}

test('a line over chunks of any length has its line feed', () => {
  for (const length of [1, 2, 511, 512, 1023, 1024, 1025, 2047, 2048, 4095, 4096]) {
    for (const piece of [1, 7, 512, 1024]) {
      const line = 'x'.repeat(length);
      const pieces = line.match(new RegExp(`.{1,${piece}}`, 'g')) ?? [];
      assert.deepEqual(cut([...pieces, '\n'], 1e6), [`${line}\n`]);
      assert.deepEqual(cut(pieces, 1e6), [`${line}\n`]);
    }
  }
});

test('a line of very many chunks takes time linear in its length', () => {
  const chunk = Buffer.alloc(64, 'x');
  const grown = growth(10_000, (chunks) => {
    const cutter = new LineCutter(1e9);
    for (let n = 0; n < chunks; n++) cutter.push(chunk);
    cutter.push(Buffer.from('\n'));
  });
  // Copying all that came before with each chunk would be quadratic.
  assert.ok(grown < LINEAR, `${grown} times`);
});

test('a line that is too long is not held in memory', () => {
  const cutter = new LineCutter(1024 * 1024);
  const chunk = Buffer.alloc(256 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let n = 0; n < 2000; n++) {
    cutter.push(chunk);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  assert.ok(most < 16 * 1024 * 1024, `${most} bytes`);
  assert.deepEqual(cutter.push(Buffer.from('\n')), [TOO_LONG]);
});

test('bytes handed out are not written to again', () => {
  const cutter = new LineCutter(100);
  cutter.push(Buffer.from('first'));
  const [first] = cutter.push(Buffer.from('\nsecond'));
  cutter.push(Buffer.from(' and more\nthird'));
  assert.ok(first !== undefined && first !== TOO_LONG);
  assert.equal(first.bytes.toString('latin1', first.start, first.end), 'first\n');
});
