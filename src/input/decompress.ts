import zlib from 'node:zlib';
import type { Compression } from './compression.ts';
import { unzstd } from './unzstd.ts';
import { ZlibStream } from './zlib-stream.ts';

/**
 * As much compressed input as is decompressed before its output is handed on. Deflate makes at most 1,032 bytes of one,
 * so what a piece becomes is bounded, whatever the input.
 */
const PIECE_BYTES = 16 * 1024;

/** Decompressed chunks are no larger. */
const CHUNK_BYTES = 32 * 1024;

/**
 * At damaged data zlib drops what it has made since its last chunk. Of an input that came to no more than this,
 * compressed, it is made once more; of a larger one, less than a chunk is lost.
 */
const MOST_KEPT_BYTES = 1024 * 1024;
/** What a piece takes besides its bytes, at most; a slow pipe may give them one by one. */
const PIECE_OVERHEAD_BYTES = 4096;

/**
 * The decompressed bytes of a compressed input, in chunks that nobody writes to again. Several gzip members or zstd
 * frames one after another are one input. Throws where the input is damaged or cut, after what could be decompressed
 * before that place was yielded.
 */
export function decompress(
  chunks: AsyncIterable<Buffer>,
  compression: Exclude<Compression, 'none'>,
): AsyncGenerator<Buffer> {
  const options = { chunkSize: CHUNK_BYTES };
  switch (compression) {
    case 'gzip':
      return throughStream(pieces(chunks), () => new ZlibStream(zlib.createGunzip(options)));
    case 'brotli':
      return throughStream(pieces(chunks), () => new ZlibStream(zlib.createBrotliDecompress(options)));
    case 'zstd':
      return unzstd(pieces(chunks), CHUNK_BYTES);
  }
}

async function* throughStream(input: AsyncIterable<Buffer>, open: () => ZlibStream): AsyncGenerator<Buffer> {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let outputBytes = 0;
  const stream = open();
  try {
    for await (const piece of input) {
      keptBytes += piece.length + PIECE_OVERHEAD_BYTES;
      if (keptBytes <= MOST_KEPT_BYTES) kept.push(piece);
      else kept.length = 0;
      for await (const chunk of written(stream, piece)) {
        outputBytes += chunk.length;
        yield chunk;
      }
    }
    yield* stream.end();
  } catch (error) {
    if (kept.length > 0) yield* dropped(kept, open(), outputBytes);
    throw error;
  } finally {
    stream.close();
  }
}

async function* written(stream: ZlibStream, piece: Buffer): AsyncGenerator<Buffer> {
  const taken = yield* stream.write(piece);
  if (stream.ended) refuseRest(piece.subarray(taken));
}

/** What a new stream makes of the pieces, the last one byte by byte, behind the first `known` bytes; up to its error. */
async function* dropped(input: readonly Buffer[], stream: ZlibStream, known: number): AsyncGenerator<Buffer> {
  const bytewise = [...(input.at(-1) ?? [])].map((byte) => Buffer.of(byte));
  let left = known;
  try {
    for (const piece of [...input.slice(0, -1), ...bytewise]) {
      for await (const chunk of written(stream, piece)) {
        if (left < chunk.length) yield chunk.subarray(left);
        left = Math.max(0, left - chunk.length);
      }
    }
  } catch {
    // The error that is known.
  } finally {
    stream.close();
  }
}

/** What follows the compressed data may be padding, as tapes and some tools leave it, but nothing else. */
function refuseRest(rest: Buffer): void {
  if (rest.every((byte) => byte === 0)) return;
  throw Object.assign(new Error('there is other data behind the compressed data'), { code: 'Z_DATA_ERROR' });
}

/**
 * The last bytes of a chunk come apart: where they are a checksum and it is wrong, then nothing is lost but them.
 * gzip ends in two words (https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1), zstd in one.
 */
async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const { length } = chunk;
    const last = Math.max(0, length - 8);
    for (let at = 0; at < last; at += PIECE_BYTES) yield chunk.subarray(at, Math.min(at + PIECE_BYTES, last));
    yield chunk.subarray(last, Math.max(last, length - 4));
    yield chunk.subarray(Math.max(last, length - 4));
  }
}
