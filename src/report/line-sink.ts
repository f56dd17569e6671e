import { fstatSync, writeSync, write as writeToDescriptor } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { OpencdcPgError } from '../errors.ts';

/** Where lines go, in the order they are written. */
export interface LineSink {
  /**
   * Takes whole lines; never waits for a reader, never throws. Bytes are written as they stand, not copied: nobody may change them
   * until `drained` resolves.
   */
  readonly write: (lines: string | Buffer) => void;
  /** Resolves when the reader has caught up; rejects with OpencdcPgError `io` when it went away or the disk is full. */
  readonly drained: () => Promise<void>;
  /**
   * True where nothing is under way. While a write hangs on a full pipe, `process.exit` would wait for it too: then only
   * a signal ends the process at once.
   */
  readonly idle: () => boolean;
}

/**
 * Writes to a file descriptor in the background, so that a slow or paused reader (a pager, a full pipe) stops neither
 * signals nor the database: whoever produces lines awaits `drained` between chunks, and once more before the program
 * ends. The results, pino's lines and the live line share one sink, which keeps their order.
 *
 * A file has no reader to wait for: it is written at once. To hand it to a thread took 0.07 of the processor time of
 * 300,000 appends, and 0.03 of their time (bench/README.md).
 *
 * Not pino's own destination: in a pipe that somebody made non-blocking, as reading `process.stderr` does, that waits
 * 100 ms whenever 64 KiB are full, and at exit it repeats for ever a write that a full disk refuses.
 */
export function openLineSink(fd: number): LineSink {
  let queued: (string | Buffer)[] = [];
  let writing: Promise<void> | undefined;
  let broken: OpencdcPgError | undefined;
  const isFile = fstatSync(fd).isFile();

  async function writeQueued(): Promise<void> {
    try {
      for (let lines = queued.shift(); lines !== undefined; lines = queued.shift()) {
        await writeWhole(fd, bytesOf(lines));
      }
    } catch (error) {
      broken = ioError(error);
      queued = [];
    }
    writing = undefined;
  }

  /** As `writeQueued`, for what has no reader: nothing is ever queued. */
  function writeAtOnce(bytes: Buffer): void {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    } catch (error) {
      broken = ioError(error);
    }
  }

  return {
    write: (lines) => {
      if (lines.length === 0 || broken !== undefined) return;
      if (isFile) {
        writeAtOnce(bytesOf(lines));
        return;
      }
      const last = queued.at(-1);
      // Texts are short, so those that wait go out together.
      if (typeof lines === 'string' && typeof last === 'string') queued[queued.length - 1] = last + lines;
      else queued.push(lines);
      writing ??= writeQueued();
    },
    drained: async () => {
      while (writing !== undefined) await writing;
      if (broken !== undefined) throw broken;
    },
    idle: () => writing === undefined,
  };
}

function bytesOf(lines: string | Buffer): Buffer {
  return typeof lines === 'string' ? Buffer.from(lines) : lines;
}

const writeSome = promisify(writeToDescriptor);

/** The longest pause, in milliseconds, before a full non-blocking pipe is tried again. */
const LONGEST_PAUSE_MS = 20;

async function writeWhole(fd: number, bytes: Buffer): Promise<void> {
  let pauseMs = 1;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += (await writeSome(fd, bytes, written, bytes.length - written, null)).bytesWritten;
      pauseMs = 1;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

function ioError(cause: unknown): OpencdcPgError {
  const code = codeOf(cause);
  const message =
    code === 'EPIPE'
      ? 'the reader of the results went away'
      : `the results cannot be written: ${code ?? String(cause)}`;
  return new OpencdcPgError('io', message, { cause });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
