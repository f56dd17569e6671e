import { constants, createReadStream, fstatSync, open } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { OpencdcPgError, usageError } from '../errors.ts';
import { type Compression, compressionOf } from './compression.ts';
import { fileChunks, type Source } from './file-chunks.ts';
import { inputError } from './input-error.ts';

/** Standard input's name, on the command line and in results. */
export const STDIN_NAME = '-';

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
  /** Gives up what is open, a read under way too: one of a silent pipe would keep the process alive. */
  close(): void;
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
    if (name === STDIN_NAME) {
      const file = stdinFile(streams.stdin);
      inputs.push(
        inputOf(name, file?.size, async () => (file === undefined ? streams.stdin : fileChunks(file.fd, false))),
      );
      continue;
    }
    const { kind, size } = await checked(name);
    inputs.push(inputOf(name, size, () => openers[kind](name)));
  }
  return inputs;
}

type Kind = 'file' | 'pipe' | 'device';

/** What can be read: its size, undefined for a pipe or device. */
async function checked(file: string): Promise<{ readonly kind: Kind; readonly size: number | undefined }> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) {
      throw new OpencdcPgError('io', `${file} is a folder`, { hint: `name the files in it: ${file}/*.ndjson` });
    }
    await access(file, constants.R_OK);
    if (stats.isFile()) return { kind: 'file', size: stats.size };
    return { kind: stats.isFIFO() ? 'pipe' : 'device', size: undefined };
  } catch (error) {
    throw inputError(file, error);
  }
}

const descriptorOf = promisify(open);

const openers: Readonly<Record<Kind, (file: string) => Promise<Source>>> = {
  file: async (file) => fileChunks(await descriptorOf(file, 'r'), true),
  // Read as standard input is: a file's read, which waits in a thread, can't be given up.
  pipe: async (file) => new Socket({ fd: await descriptorOf(file, 'r'), readable: true, writable: false }),
  device: async (file) => createReadStream(file),
};

/** The file that standard input is redirected from, and its size; undefined for what is none. Node.js reads nothing from a folder, without an error. */
function stdinFile({ fd }: Readable & { readonly fd?: unknown }): { fd: number; size: number } | undefined {
  if (typeof fd !== 'number') return undefined;
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory())
      throw new OpencdcPgError('io', 'standard input is a folder', { hint: 'name the files in it' });
    return stats.isFile() ? { fd, size: stats.size } : undefined;
  } catch (error) {
    throw inputError(STDIN_NAME, error);
  }
}

function inputOf(file: string, totalBytes: number | undefined, open: () => Promise<Source>): Input {
  let bytesRead = 0;
  let source: Source | undefined;
  let closed = false;
  async function* counted(): AsyncGenerator<Buffer> {
    source = await open();
    if (closed) source.destroy();
    // A stream of strings is what somebody makes of standard input in a test or by setEncoding.
    for await (const chunk of source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  const close = () => {
    closed = true;
    source?.destroy();
  };
  return { file, totalBytes, bytesRead: () => bytesRead, chunks: readable(file, counted()), close };
}

/** Decompresses where needed, and says in whose input an error was met. */
async function* readable(file: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    const { head, compression } = file.endsWith('.br') ? BROTLI : await headOf(chunks);
    const all = withHead(head, chunks);
    if (compression === 'none') yield* all;
    else yield* (await import('./decompress.ts')).decompress(all, compression);
  } catch (error) {
    throw inputError(file, error);
  } finally {
    await chunks.return(undefined);
  }
}

/** Its bytes say nothing, so the name does. */
const BROTLI = { head: Buffer.alloc(0), compression: 'brotli' } as const;

/** Reads on until the first bytes tell the compression, which is nearly always with the first chunk. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; compression: Compression }> {
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
