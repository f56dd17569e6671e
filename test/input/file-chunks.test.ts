import assert from 'node:assert/strict';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileChunks, type ReadAtOnce, readAtOnce, type Source } from '../../src/input/file-chunks.ts';

const folder = mkdtempSync(join(tmpdir(), 'opencdc-pg-chunks-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file');
/** More than ten chunks. */
const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => `line ${n}\n`).join(''));
writeFileSync(file, content);

/** Reads as a disk does that takes long for some of its chunks, and counts them. */
function slowReader(isSlow: (chunk: number) => boolean): { readonly read: ReadAtOnce; readonly reads: () => number } {
  let reads = 0;
  const read: ReadAtOnce = (descriptor) => {
    const { chunk } = readAtOnce(descriptor);
    return { chunk, tookMs: isSlow(reads++) ? 5 : 0.1 };
  };
  return { read, reads: () => reads };
}

async function contentOf(source: Source): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function isOpen(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

const ways = [
  { name: 'read at once', isSlow: () => false, wants: (reads: number) => reads > 10 },
  { name: 'slow from the start', isSlow: () => true, wants: (reads: number) => reads === 3 },
  { name: 'slow later', isSlow: (chunk: number) => chunk > 2, wants: (reads: number) => reads === 6 },
  { name: 'slow now and then', isSlow: (chunk: number) => chunk % 3 > 0, wants: (reads: number) => reads > 10 },
];
for (const { name, isSlow, wants } of ways) {
  describe(`a file, ${name}`, () => {
    test('comes whole, and is closed', async () => {
      const descriptor = openSync(file, 'r');
      const { read, reads } = slowReader(isSlow);
      assert.ok(content.equals(await contentOf(fileChunks(descriptor, true, read))));
      assert.ok(wants(reads()), `${reads()} reads at once`);
      assert.equal(isOpen(descriptor), false);
    });

    test('comes from where it stands, and is left open where it is somebody else’s', async () => {
      const descriptor = openSync(file, 'r');
      readSync(descriptor, Buffer.alloc(7), 0, 7, null);
      const { read } = slowReader(isSlow);
      assert.ok(content.subarray(7).equals(await contentOf(fileChunks(descriptor, false, read))));
      assert.equal(isOpen(descriptor), true);
      closeSync(descriptor);
    });

    test('is closed where it is given up', { timeout: 60_000 }, async () => {
      const descriptor = openSync(file, 'r');
      let chunks = 0;
      for await (const _ of fileChunks(descriptor, true, slowReader(isSlow).read)) if (++chunks === 8) break;
      // A stream is closed in a thread.
      while (isOpen(descriptor)) await sleep(1);
    });
  });
}

test('a file that is not to be read is an error, and is closed', async () => {
  const descriptor = openSync(join(folder, 'written'), 'w');
  await assert.rejects(contentOf(fileChunks(descriptor, true)), { code: 'EBADF' });
  assert.equal(isOpen(descriptor), false);
});

test('others have their turn before each chunk', async () => {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  turn();
  let chunks = 0;
  for await (const _ of fileChunks(openSync(file, 'r'), true, slowReader(() => false).read)) chunks++;
  isOver = true;
  assert.ok(turns >= chunks && chunks > 10, `${turns} turns, ${chunks} chunks`);
});
