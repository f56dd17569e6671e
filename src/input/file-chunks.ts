import { closeSync, createReadStream, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What can be iterated once and given up: a stream, or a file. */
export interface Source extends AsyncIterable<Buffer | string> {
  /** Gives up a read under way, and closes what was opened for it. */
  destroy(): void;
}

/** How much is read at a time: pieces of 64 KiB take 5 % more time, larger ones no less. */
const CHUNK_BYTES = 256 * 1024;

/** What the system has in memory, or reads ahead, it gives in less than half of this; a disk that needs it, 130 MB a second. */
const SLOW_MS = 2;
/** One slow read says nothing: the processor may have been busy with something else. */
const SLOW_IN_A_ROW = 3;

/**
 * The bytes of an open file, from where it stands, in chunks that nobody writes to again. `closes` says whether its
 * descriptor is closed at the end.
 *
 * What the system has in memory is read at once: to wake a thread for it, and to make room for that on the processors,
 * took 2 to 5 % of the time of 300,000 appends. Where reads are slow, as from a disk or a network that is slower than the
 * load, a thread goes on, which reads ahead while the records before are written.
 */
export function fileChunks(descriptor: number, closes: boolean, read: ReadAtOnce = readAtOnce): Source {
  let stream: Readable | undefined;

  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for (let slow = 0; slow < SLOW_IN_A_ROW; ) {
        // Without this nothing else would have its turn until a whole batch is read: no answer, no signal.
        await nextTurn();
        const { chunk, tookMs } = read(descriptor);
        if (chunk.length === 0) return;
        slow = tookMs > SLOW_MS ? slow + 1 : 0;
        yield chunk;
      }
      stream = createReadStream('', { fd: descriptor, autoClose: closes, highWaterMark: CHUNK_BYTES });
      yield* stream as AsyncIterable<Buffer>; // no encoding is set
    } finally {
      // A stream waits for its last read.
      if (closes && stream === undefined) closeSync(descriptor);
    }
  }

  return { [Symbol.asyncIterator]: chunks, destroy: () => stream?.destroy() };
}

/** Reads what comes next, nothing at the end of the file, and says how long that took. */
export type ReadAtOnce = (descriptor: number) => { readonly chunk: Buffer; readonly tookMs: number };

/** Throws what Node throws. */
export const readAtOnce: ReadAtOnce = (descriptor) => {
  const bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const begun = performance.now();
  const length = readSync(descriptor, bytes, 0, CHUNK_BYTES, null);
  return { chunk: length === CHUNK_BYTES ? bytes : bytes.subarray(0, length), tookMs: performance.now() - begun };
};
