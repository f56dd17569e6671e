import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** As much as Node 20 and 22 have by themselves; Node 24 takes four times that, Node 26 twice, and gains no time by it. */
const YOUNG_BYTES = 32 * 1024 * 1024;
const LOOK_MS = 20;

/**
 * Keeps the heap of a load small (bench/memory.bench.ts), for as long as the process lives.
 *
 * What a batch is made of lives just long enough to grow old, and by itself the old generation would come to four times
 * what is in use before it is swept. Less than this takes more processor time than it is worth. The young generation's
 * bound is only taken from the command line, but how it grows is asked each time.
 */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=150');
  const look = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(look);
  }, LOOK_MS);
  look.unref();
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
