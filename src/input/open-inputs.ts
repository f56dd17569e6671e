import { constants, createReadStream, fstatSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { OpencdcPgError, usageError } from '../errors.ts';
import { compressionOf } from './compression.ts';
import { decompress } from './decompress.ts';
import { inputError } from './input-error.ts';

/** Standard input's name, on the command line and in results. */
export const STDIN_NAME = '-';

/** How much of a file is read at a time. */
const CHUNK_BYTES = 256 * 1024;

/** One input: a file, or standard input. */
export interface Input {
  /** The name as given; `-` for standard input. */
  readonly file: string;
  /** The size in bytes, compressed as it is; undefined where it is not known before the end (a pipe). */
  readonly totalBytes: number | undefined;
  /** How many bytes, compressed as they are, were read so far. */
  bytesRead(): number;
  /**
   * The decompressed bytes, to be iterated once. Nobody writes to a chunk after it was yielded. What is read can turn
   * out damaged or cut: then an OpencdcPgError `io` is thrown after all that came before. Stopping early closes the
   * input.
   */
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * The inputs named, in order; no name is standard input. All files are looked at first: one that is absent, a folder or
 * not to be read is an OpencdcPgError `io`, before anything of any is read. Files are opened when their turn comes.
 */
export async function openInputs(
  files: readonly string[],
  streams: { readonly stdin: Readable },
): Promise<readonly Input[]> {
  const names = files.length === 0 ? [STDIN_NAME] : files;
  if (names.filter((name) => name === STDIN_NAME).length > 1) {
    throw usageError('standard input (-) is named twice', 'name it once: it can be read only once');
  }
  const inputs: Input[] = [];
  for (const name of names) {
    if (name === STDIN_NAME) inputs.push(inputOf(name, stdinSize(streams.stdin), () => streams.stdin));
    else
      inputs.push(inputOf(name, await checkedSize(name), () => createReadStream(name, { highWaterMark: CHUNK_BYTES })));
  }
  return inputs;
}

/** The size of a file that can be read; undefined for a pipe or device. */
async function checkedSize(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) {
      throw new OpencdcPgError('io', `${file} is a folder`, { hint: `name the files in it: ${file}/*.ndjson` });
    }
    await access(file, constants.R_OK);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    throw inputError(file, error);
  }
}

/** The same of what standard input is redirected from. Node.js reads nothing from a folder, without an error. */
function stdinSize(stdin: Readable & { readonly fd?: unknown }): number | undefined {
  if (typeof stdin.fd !== 'number') return undefined;
  try {
    const stats = fstatSync(stdin.fd);
    if (stats.isDirectory())
      throw new OpencdcPgError('io', 'standard input is a folder', { hint: 'name the files in it' });
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    throw inputError(STDIN_NAME, error);
  }
}

function inputOf(file: string, totalBytes: number | undefined, open: () => Readable): Input {
  let bytesRead = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    // A stream of strings is what somebody makes of standard input in a test or by setEncoding.
    for await (const chunk of open() as AsyncIterable<Buffer | string>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  return { file, totalBytes, bytesRead: () => bytesRead, chunks: readable(file, counted()) };
}

/** Decompresses where needed, and says in whose input an error was met. */
async function* readable(file: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (file.endsWith('.br')) {
      yield* decompress(chunks, 'brotli');
      return;
    }
    const { head, compression } = await headOf(chunks);
    const all = withHead(head, chunks);
    yield* compression === 'none' ? all : decompress(all, compression);
  } catch (error) {
    throw inputError(file, error);
  } finally {
    await chunks.return(undefined);
  }
}

/** Reads on until the first bytes tell the compression, which is nearly always with the first chunk. */
async function headOf(
  chunks: AsyncGenerator<Buffer>,
): Promise<{ head: Buffer; compression: 'none' | 'gzip' | 'zstd' }> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const compression = compressionOf(head);
    if (compression !== undefined) return { head, compression };
    const next = await chunks.next();
    if (next.done) return { head, compression: 'none' };
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
}

async function* withHead(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
