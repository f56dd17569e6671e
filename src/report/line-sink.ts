import { pino } from 'pino';
import { OpencdcPgError } from '../errors.ts';

/** Where lines go, in the order they are written. */
export interface LineSink {
  /** Takes text of whole lines; never blocks, never throws. */
  readonly write: (text: string) => void;
  /** Resolves when the reader has caught up; rejects with OpencdcPgError `io` when it went away or the disk is full. */
  readonly drained: () => Promise<void>;
  /**
   * True where nothing is under way. While a write hangs on a full pipe, `process.exit` would wait for it too: then only
   * a signal ends the process at once.
   */
  readonly idle: () => boolean;
}

/**
 * Writes to a file descriptor through pino's destination. It writes in the background, so that a slow or paused reader
 * (a pager, a full pipe, a descriptor in non-blocking mode) stops neither signals nor the database: whoever produces
 * lines awaits `drained` between chunks, and once more before the program ends.
 */
export function openLineSink(fd: number): LineSink {
  const destination = pino.destination({ fd, sync: false, minLength: 0, maxWrite: 64 * 1024 });
  let broken: OpencdcPgError | undefined;
  let pending = false;
  let waiting: (() => void)[] = [];
  const settle = () => {
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  };
  destination.on('drain', () => {
    pending = false;
    settle();
  });
  destination.on('error', (error: NodeJS.ErrnoException) => {
    broken ??= ioError(error);
    // What is left would be tried again at exit, for ever where the disk is full.
    destination.destroy();
    settle();
  });
  return {
    idle: () => !pending || broken !== undefined,
    write: (text) => {
      if (text === '' || broken !== undefined) return;
      pending = true;
      destination.write(text);
    },
    drained: async () => {
      if (pending && broken === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
      if (broken !== undefined) throw broken;
    },
  };
}

function ioError(cause: NodeJS.ErrnoException): OpencdcPgError {
  const message =
    cause.code === 'EPIPE'
      ? 'the reader of the results went away'
      : `the results cannot be written: ${cause.code ?? cause.message}`;
  return new OpencdcPgError('io', message, { cause });
}
