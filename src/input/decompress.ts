import zlib from 'node:zlib';
import type { Compression } from './compression.ts';
import { unzstd } from './unzstd.ts';

/**
 * As much compressed input as is decompressed before its output is handed on. Deflate makes at most 1,032 bytes of one,
 * so what a piece becomes is bounded, whatever the input.
 */
const PIECE_BYTES = 16 * 1024;

/** Decompressed chunks are no larger. At damaged data zlib drops less than one of them. */
const CHUNK_BYTES = 32 * 1024;

/** A gzip member ends in a checksum and a length: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const CHECKSUM_BYTES = 8;

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

/** A stream of zlib, whatever it decompresses. */
type Decompressor = zlib.Gunzip | zlib.BrotliDecompress;

/** Undefined for zstd where this runtime's zlib has none: Node.js has it from 22.15 and 23.8 on. */
function streamFor(compression: Exclude<Compression, 'none'>): Decompressor | undefined {
  const options = { chunkSize: CHUNK_BYTES };
  if (compression === 'gzip') return zlib.createGunzip(options);
  if (compression === 'brotli') return zlib.createBrotliDecompress(options);
  // Types of the oldest runtime supported do not know it.
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: zlib.ZlibOptions) => Decompressor };
  return createZstdDecompress?.(options);
}

/**
 * Piece by piece through a stream of zlib. A stream that fails drops what it has not handed out, so its output is
 * taken as it comes, not when it is asked for: a write is only done when all of its output was.
 */
async function* throughStream(input: AsyncIterable<Buffer>, stream: Decompressor): AsyncGenerator<Buffer> {
  const output: Buffer[] = [];
  let settle: (error?: Error | null) => void = () => {};
  stream.on('data', (chunk: Buffer) => output.push(chunk));
  // A write that fails is not called back.
  stream.on('error', (error) => settle(error));
  stream.on('end', () => settle());
  const settled = (start: (done: (error?: Error | null) => void) => void) =>
    new Promise<Error | null | undefined>((resolve) => {
      settle = resolve;
      start(resolve);
    });
  let givenBytes = 0;
  try {
    for await (const piece of input) {
      const error = stream.readableEnded ? null : await settled((done) => stream.write(piece, done));
      yield* output.splice(0);
      if (error) throw error;
      givenBytes += piece.length;
      if (stream.readableEnded) refuseRest(piece, givenBytes - stream.bytesWritten);
    }
    const error = stream.readableEnded ? null : await settled(() => stream.end());
    yield* output.splice(0);
    if (error) throw error;
  } finally {
    stream.destroy();
  }
}

/** What follows the compressed data may be padding, as tapes and some tools leave it, but nothing else. */
function refuseRest(piece: Buffer, restBytes: number): void {
  if (piece.subarray(Math.max(0, piece.length - restBytes)).every((byte) => byte === 0)) return;
  throw Object.assign(new Error('there is other data behind the compressed data'), { code: 'Z_DATA_ERROR' });
}

/**
 * The last bytes of a chunk come apart: where they are gzip's checksum and it is wrong, then nothing is lost but them.
 */
async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const last = Math.max(0, chunk.length - CHECKSUM_BYTES);
    for (let at = 0; at < last; at += PIECE_BYTES) yield chunk.subarray(at, Math.min(at + PIECE_BYTES, last));
    yield chunk.subarray(last);
  }
}
