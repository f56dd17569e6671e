import zlib from 'node:zlib';
import { type Decompressor, ZlibStream } from './zlib-stream.ts';

/** The library decompresses what it is given at once, and four bytes can become 128 KiB. */
const STEP_BYTES = 1024;

/** A frame of one raw block, and its content. */
const MARK = Buffer.from('the end');
const MARK_FRAME = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, MARK.length, (MARK.length << 3) | 1, 0, 0]),
  MARK,
]);

/**
 * Decompresses zstd, any number of frames (https://www.rfc-editor.org/rfc/rfc8878). Throws where the input is damaged or
 * cut. Node.js can do it from 22.15 and 23.8 on; below, a library does, which does not verify the frames' checksums.
 */
export function unzstd(pieces: AsyncIterable<Buffer>, chunkBytes: number): AsyncGenerator<Buffer> {
  // Types of the oldest runtime supported do not know it.
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: zlib.ZlibOptions) => Decompressor };
  return createZstdDecompress === undefined
    ? byLibrary(pieces)
    : byFrames(pieces, () => new ZlibStream(createZstdDecompress({ chunkSize: chunkBytes })));
}

/** A stream of zlib ends with its frame: each frame gets a new one. */
async function* byFrames(pieces: AsyncIterable<Buffer>, open: () => ZlibStream): AsyncGenerator<Buffer> {
  let frame = open();
  try {
    for await (const piece of pieces) {
      let rest = piece;
      while (rest.length > 0) {
        rest = rest.subarray(yield* frame.write(rest));
        if (!frame.ended) continue;
        frame.close();
        frame = open();
      }
    }
    if (frame.isBegun && !(await isWhole(frame))) throw cutError();
  } finally {
    frame.close();
  }
}

/** A stream does not tell whether its frame is whole; but only behind a whole one another is read as a frame. */
async function isWhole(frame: ZlibStream): Promise<boolean> {
  const output: Buffer[] = [];
  try {
    for await (const chunk of frame.write(MARK_FRAME)) output.push(chunk);
  } catch {
    return false;
  }
  return Buffer.concat(output).equals(MARK);
}

async function* byLibrary(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  const output: Buffer[] = [];
  // A copy, as the library goes on writing into the window that it hands out.
  const stream = new Decompress((decompressed) => {
    if (decompressed.length > 0) output.push(Buffer.from(decompressed));
  });
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += STEP_BYTES) {
      const error = attempt(() => stream.push(piece.subarray(at, at + STEP_BYTES)));
      yield* output.splice(0);
      if (error !== undefined) throw error;
    }
  }
  const error = attempt(() => stream.push(new Uint8Array(0), true));
  yield* output.splice(0);
  if (error !== undefined) throw error;
}

function attempt(step: () => void): unknown {
  try {
    step();
    return undefined;
  } catch (error) {
    return error;
  }
}

function cutError(): Error {
  return Object.assign(new Error('the last frame is not whole'), { code: 'Z_BUF_ERROR' });
}
