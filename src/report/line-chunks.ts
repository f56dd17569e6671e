import { ByteSink } from '../encode/byte-sink.ts';
import type { LineSink } from './line-sink.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import type { WriteLine } from './result-line.ts';

/** The bytes that are written at once; the most that waits for a slow reader is little more than two of these. */
const CHUNK_BYTES = 64 * 1024;

/** Room for the line that fills a chunk, so that its buffer seldom grows. */
const ROOM_BYTES = CHUNK_BYTES + 8 * 1024;

/**
 * A function that writes the lines of outcomes to a sink, chunk by chunk, and resolves when the reader has caught up.
 * Other text may go to the sink at any time: it stands between chunks, which are whole lines. One call at a time: two
 * buffers take turns, one being filled while the other is written.
 */
export function lineChunks(
  writeLine: WriteLine,
  sink: LineSink,
): (outcomes: Outcomes, timeMs: number) => Promise<void> {
  let filling = new ByteSink(ROOM_BYTES);
  let written = new ByteSink(ROOM_BYTES);

  /** Waits until the other buffer is free again. */
  async function handOver(): Promise<void> {
    await sink.drained();
    const { bytes, length } = filling;
    sink.write(bytes.subarray(0, length));
    const free = written;
    written = filling;
    // A line may have been of any length; its buffer is not kept for the rest of the run.
    filling = free.bytes.length > 2 * ROOM_BYTES ? new ByteSink(ROOM_BYTES) : free;
    filling.length = 0;
  }

  /** Writes the outcomes from `at` until the chunk is full; the place of the next. */
  function fill(outcomes: Outcomes, at: number, timeMs: number): number {
    let next = at;
    while (next < outcomes.length && filling.length < CHUNK_BYTES) {
      writeLine(filling, outcomes.at(next) as Outcome, timeMs); // below the length: the loop's bound says so
      next++;
    }
    return next;
  }

  return async (outcomes, timeMs) => {
    // Not one loop: an asynchronous function makes an object for each turn of a `for of`.
    for (let at = 0; at < outcomes.length; ) {
      at = fill(outcomes, at, timeMs);
      await handOver();
    }
    await sink.drained();
  };
}
