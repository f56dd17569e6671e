import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Compression } from './compression.ts';
import { unzstd } from './unzstd.ts';

/**
 * As much compressed input as is decompressed before its output is handed on. Deflate makes at most 1,032 bytes of one,
 * so what a piece becomes is bounded, whatever the input.
 */
const PIECE_BYTES = 16 * 1024;

/** Decompressed chunks are no larger. */
const CHUNK_BYTES = 128 * 1024;

/**
 * The decompressed bytes of a compressed input, in chunks that nobody writes to again. Several gzip members or zstd
 * frames one after another are one input. Throws where the input is damaged or cut, after what could be decompressed
 * before that place was yielded.
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  compression: Exclude<Compression, 'none'>,
): AsyncGenerator<Buffer> {
  const stream = streamFor(compression);
  yield* stream === undefined ? unzstd(pieces(chunks)) : throughStream(pieces(chunks), stream);
}

/** Undefined for zstd where this runtime's zlib has none: Node.js has it from 22.15 and 23.8 on. */
function streamFor(compression: Exclude<Compression, 'none'>): Transform | undefined {
  const options = { chunkSize: CHUNK_BYTES };
  if (compression === 'gzip') return zlib.createGunzip(options);
  if (compression === 'brotli') return zlib.createBrotliDecompress(options);
  // Types of the oldest runtime supported do not know it.
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: zlib.ZlibOptions) => Transform };
  return createZstdDecompress?.(options);
}

/**
 * Piece by piece through a stream of zlib. A stream that fails drops what it has not handed out, so its output is
 * taken as it comes, not when it is asked for: a write is only done when all of its output was.
 */
async function* throughStream(input: AsyncIterable<Buffer>, stream: Transform): AsyncGenerator<Buffer> {
  const output: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => output.push(chunk));
  // A failure is told by the callback of the write or end that meets it; without a listener it would end the process.
  stream.on('error', () => {});
  try {
    for await (const piece of input) {
      const error = await settled((done) => stream.write(piece, done));
      yield* output.splice(0);
      if (error) throw error;
    }
    const error = await settled((done) => {
      stream.once('error', done);
      stream.once('end', () => done());
      stream.end();
    });
    yield* output.splice(0);
    if (error) throw error;
  } finally {
    stream.destroy();
  }
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<Error | null | undefined> {
  return new Promise((resolve) => {
    start(resolve);
  });
}

async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}
