import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { OpencdcPgError } from '../../src/errors.ts';
import { type Input, openInputs } from '../../src/input/open-inputs.ts';
import { compressors, zstdFrame, zstdOfTool, zstdOfToolContent, zstdSkipped } from './compressed.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-input-'));
});
after(() => rm(folder, { recursive: true }));

const nothing = { stdin: Readable.from([]) };
/** 300 KB that do not compress to nothing. */
const lines = Buffer.from(
  Array.from({ length: 10_000 }, (_, n) => `line ${n} ${(n * 2654435761) % 4294967296}\n`).join(''),
);

async function written(name: string, content: Buffer | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What an input yields, and the error that it ends with, if it does. */
async function read(input: Input): Promise<{ content: Buffer; error: OpencdcPgError | undefined }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of input.chunks) chunks.push(chunk);
  } catch (error) {
    assert.ok(error instanceof OpencdcPgError);
    return { content: Buffer.concat(chunks), error };
  }
  return { content: Buffer.concat(chunks), error: undefined };
}

async function only(names: readonly string[], stdin: Readable = nothing.stdin): Promise<Input> {
  const [input] = await openInputs(names, { stdin });
  assert.ok(input);
  return input;
}

const whole: readonly {
  readonly name: string;
  readonly file: string;
  readonly content: Buffer;
  readonly want: Buffer;
}[] = [
  { name: 'a plain file', file: 'plain.ndjson', content: lines, want: lines },
  { name: 'an empty file', file: 'empty.ndjson', content: Buffer.alloc(0), want: Buffer.alloc(0) },
  { name: 'a file of one byte', file: 'one.ndjson', content: Buffer.from('\x1f'), want: Buffer.from('\x1f') },
  { name: 'gzip', file: 'a.gz', content: compressors.gzip(lines), want: lines },
  { name: 'gzip under another name', file: 'a.ndjson', content: compressors.gzip(lines), want: lines },
  { name: 'a plain file named .gz', file: 'plain.gz', content: lines, want: lines },
  { name: 'gzip of nothing', file: 'nothing.gz', content: compressors.gzip(Buffer.alloc(0)), want: Buffer.alloc(0) },
  {
    name: 'gzip of several members',
    file: 'members.gz',
    content: Buffer.concat([lines, lines, Buffer.from('x')].map(compressors.gzip)),
    want: Buffer.concat([lines, lines, Buffer.from('x')]),
  },
  {
    name: 'gzip with zeros behind it',
    file: 'zeros.gz',
    content: Buffer.concat([compressors.gzip(lines), Buffer.alloc(50_000)]),
    want: lines,
  },
  { name: 'zstd', file: 'a.zst', content: zstdFrame(lines), want: lines },
  { name: 'zstd as the tool makes it', file: 'tool.zst', content: zstdOfTool, want: Buffer.from(zstdOfToolContent) },
  { name: 'zstd of nothing', file: 'nothing.zst', content: zstdFrame(Buffer.alloc(0)), want: Buffer.alloc(0) },
  {
    name: 'zstd of several frames, some to skip',
    file: 'frames.zst',
    content: Buffer.concat([zstdSkipped, zstdFrame(lines), zstdSkipped, zstdOfTool]),
    want: Buffer.concat([lines, Buffer.from(zstdOfToolContent)]),
  },
  { name: 'brotli by its name', file: 'a.ndjson.br', content: compressors.brotli(lines), want: lines },
  {
    name: 'much in few bytes of gzip',
    file: 'much.gz',
    content: compressors.gzip(Buffer.alloc(5_000_000, 'x')),
    want: Buffer.alloc(5_000_000, 'x'),
  },
  {
    name: 'much in few bytes of brotli',
    file: 'much.br',
    content: compressors.brotli(Buffer.alloc(5_000_000, 'x')),
    want: Buffer.alloc(5_000_000, 'x'),
  },
];

for (const { name, file, content, want } of whole) {
  test(`reads ${name}`, async () => {
    const path = await written(file, content);
    const input = await only([path]);
    const { content: found, error } = await read(input);
    assert.equal(error, undefined);
    assert.ok(found.equals(want), `${found.length} bytes of ${want.length}`);
    assert.deepEqual([input.file, input.totalBytes, input.bytesRead()], [path, content.length, content.length]);
  });
}

for (const [name, compress] of Object.entries(compressors)) {
  test(`what comes before the place where ${name} is cut is read`, async () => {
    const compressed = compress(lines);
    const file = name === 'brotli' ? 'cut.br' : 'cut';
    for (const part of [0.3, 0.7, 0.99]) {
      const kept = Math.floor(compressed.length * part);
      const path = await written(file, compressed.subarray(0, kept));
      const { content, error } = await read(await only([path]));
      assert.equal(error?.message, `${path} is cut: its compressed data ends too early`);
      assert.ok(content.equals(lines.subarray(0, content.length)));
      const most = lines.length * part;
      assert.ok(content.length > most * 0.6, `${content.length} bytes of about ${most}`);
    }
  });
}

test('a gzip file whose checksum is wrong is read whole, then refused', async () => {
  const compressed = compressors.gzip(lines);
  compressed.writeUInt32LE(0, compressed.length - 8);
  const path = await written('checksum.gz', compressed);
  const { content, error } = await read(await only([path]));
  assert.ok(content.equals(lines));
  assert.deepEqual([error?.code, error?.message], ['io', `${path} is damaged: its compressed data is not valid`]);
});

const damaged: readonly { readonly name: string; readonly file: string; readonly content: Buffer }[] = [
  { name: 'gzip with text behind it', file: 'text.gz', content: Buffer.concat([compressors.gzip(lines), lines]) },
  {
    name: 'gzip with zeros and text behind it',
    file: 'zeros-text.gz',
    content: Buffer.concat([compressors.gzip(lines), Buffer.alloc(20_000), lines]),
  },
  { name: 'zstd with text behind it', file: 'text.zst', content: Buffer.concat([zstdFrame(lines), lines]) },
];

for (const { name, file, content } of damaged) {
  test(`${name} is refused, after what could be read`, async () => {
    const path = await written(file, content);
    const { content: found, error } = await read(await only([path]));
    assert.ok(found.equals(lines), `${found.length} bytes of ${lines.length}`);
    assert.equal(error?.message, `${path} is damaged: its compressed data is not valid`);
  });
}

for (const name of ['gzip', 'brotli'] as const) {
  test(`of ${name} that is damaged in the middle, what comes before is read`, async () => {
    // Random text hardly compresses, so that places in the file are places in the text.
    const text = Buffer.from(randomBytes(3000).toString('base64'));
    const content = compressors[name](text);
    content.fill(0xff, content.length >> 1);
    const path = await written(name === 'gzip' ? 'middle' : 'middle.br', content);
    const { content: found, error } = await read(await only([path]));
    const most = text.length / 2;
    assert.ok(found.subarray(0, most * 0.9).equals(text.subarray(0, most * 0.9)), `${found.length} bytes of ${most}`);
    assert.equal(error?.code, 'io');
    // Ones may by chance be codes of the text, up to the end.
    assert.match(error?.message ?? '', / is (?:damaged|cut): its compressed data /);
  });
}

test('brotli that is none is refused', async () => {
  const path = await written('none.br', Buffer.alloc(1000, 0xff));
  const { error } = await read(await only([path]));
  assert.equal(error?.message, `${path} is damaged: its compressed data is not valid`);
});

for (const names of [[], ['-']]) {
  test(`reads standard input for ${JSON.stringify(names)}, as it arrives`, async () => {
    const stdin = new PassThrough();
    const input = await only(names, stdin);
    const chunks = input.chunks[Symbol.asyncIterator]();
    stdin.write('first');
    assert.equal((await chunks.next()).value?.toString(), 'first');
    stdin.write('second');
    assert.equal((await chunks.next()).value?.toString(), 'second');
    stdin.end();
    assert.equal((await chunks.next()).done, true);
    assert.deepEqual([input.file, input.totalBytes, input.bytesRead()], ['-', undefined, 11]);
  });
}

test('tells the compression of standard input that arrives byte by byte', async () => {
  for (const compressed of [compressors.gzip(Buffer.from('x')), zstdFrame(Buffer.from('x')), zstdSkipped]) {
    const stdin = Readable.from([...compressed].map((byte) => Buffer.from([byte])));
    const { content, error } = await read(await only(['-'], stdin));
    assert.deepEqual([content.toString(), error], [compressed === zstdSkipped ? '' : 'x', undefined]);
  }
});

test('what was flushed into a gzip stream that stays open is read at once', async () => {
  const { createGzip } = await import('node:zlib');
  const gzip = createGzip();
  const input = await only([], gzip);
  const chunks = input.chunks[Symbol.asyncIterator]();
  gzip.write('line\n');
  gzip.flush();
  let read = '';
  while (read.length < 5) read += (await chunks.next()).value?.toString();
  assert.equal(read, 'line\n');
  await chunks.return?.();
});

test('standard input from a folder is refused at once, and from a file its size is known', async () => {
  const path = await written('redirected', lines);
  const cases = [
    { from: folder, want: 'standard input is a folder' },
    { from: path, want: lines.length },
  ];
  for (const { from, want } of cases) {
    const handle = await open(from);
    const stdin = Object.assign(Readable.from([lines]), { fd: handle.fd });
    const found = await only([], stdin).then(
      (input) => input.totalBytes,
      (error: Error) => error.message,
    );
    await handle.close();
    assert.equal(found, want);
  }
});

test('standard input from a file is read from where it stands, and left open', async () => {
  const handle = await open(await written('begun', lines));
  const skipped = (await handle.read(Buffer.alloc(1000))).bytesRead;
  const { content, error } = await read(await only([], Object.assign(Readable.from(['-']), { fd: handle.fd })));
  assert.deepEqual([content, error], [lines.subarray(skipped), undefined]);
  assert.equal((await handle.read(Buffer.alloc(1), 0, 1, 0)).bytesRead, 1);
  await handle.close();
});

test('standard input that fails is an error', async () => {
  const stdin = new Readable({ read: () => stdin.destroy(Object.assign(new Error('no'), { code: 'EIO' })) });
  const { error } = await read(await only([], stdin));
  assert.deepEqual([error?.code, error?.message], ['io', 'standard input cannot be read: no']);
});

test('all files are looked at before one is read', async () => {
  const good = await written('good.ndjson', lines);
  const cases: readonly { readonly files: readonly string[]; readonly want: string }[] = [
    { files: [good, join(folder, 'absent')], want: `${join(folder, 'absent')} does not exist` },
    { files: [good, folder], want: `${folder} is a folder` },
    { files: [join(good, 'below')], want: `${join(good, 'below')} does not exist: a part of its path is no folder` },
    { files: [good, ''], want: ' does not exist' },
  ];
  for (const { files, want } of cases) {
    await assert.rejects(openInputs(files, nothing), { name: 'OpencdcPgError', code: 'io', message: want });
  }
});

test('standard input named twice is a usage error', async () => {
  await assert.rejects(openInputs(['-', 'a', '-'], nothing), { code: 'usage' });
});

test('inputs come in the order given, standard input among them', async () => {
  const files = [await written('1', 'one'), '-', await written('2', 'two')];
  const contents: string[] = [];
  for (const input of await openInputs(files, { stdin: Readable.from([Buffer.from('stdin')]) })) {
    contents.push((await read(input)).content.toString());
  }
  assert.deepEqual(contents, ['one', 'stdin', 'two']);
});

test('a file that goes away after it was looked at is an error when its turn comes', async () => {
  const path = await written('gone', lines);
  const input = await only([path]);
  await rm(path);
  assert.equal((await read(input)).error?.message, `${path} does not exist`);
});

for (const { name, content } of [
  { name: 'plain', content: lines },
  { name: 'gzip', content: compressors.gzip(lines) },
  { name: 'zstd', content: zstdFrame(lines) },
]) {
  test(`stopping early closes the ${name} input`, async () => {
    const stdin = Readable.from([content.subarray(0, 9000), content.subarray(9000)]);
    const input = await only([], stdin);
    for await (const _ of input.chunks) break;
    assert.ok(stdin.destroyed);
  });
}

test('a chunk stays as it was when later ones are read', async () => {
  for (const content of [lines, compressors.gzip(lines), zstdFrame(lines, 100_000), zstdOfTool]) {
    const path = await written('stays', content);
    const chunks: { chunk: Buffer; copy: Buffer }[] = [];
    for await (const chunk of (await only([path])).chunks) chunks.push({ chunk, copy: Buffer.from(chunk) });
    for (const { chunk, copy } of chunks) assert.ok(chunk.equals(copy));
  }
});
