import { Buffer } from 'node:buffer';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';

const MIB = 1024 * 1024;
/**
 * Half of what Node 20 and 22 take by themselves, and an eighth of what Node 24 does. To touch new memory for the first
 * time is dear on a virtual machine (13 µs a page where this was measured), more than to sweep a smaller space more often:
 * 300,000 appends take 0.96 of the time, 0.91 with few keys, 1,200,000 appends 1.00 to 1.02. A quarter is too small for
 * what a batch is made of (1.10).
 */
const YOUNG_BYTES = 16 * MIB;
/** Below the 32 MiB up to which glibc learns. */
const LARGE_BYTES = 30 * MIB;
/** Few loads come to this: thousands of tables in every batch, or ever other columns. */
const BIG_BYTES = 100 * MIB;
const LOOK_MS = 20;

/**
 * Keeps the heap of a load small, for as long as the process lives (bench/memory.bench.ts).
 *
 * What a batch is made of lives until the next but one, and V8 then allocates such objects in the old generation, which has
 * to be swept for it, again and again: an eighth of the client's time (bench/client.bench.ts).
 *
 * By itself the old generation would come to four times what is in use before it is swept. Less than 2.5 times takes more
 * processor time than it is worth, unless the heap is big. The bound of the young generation is only taken from Node's
 * command line, but its growth is asked each time.
 */
export function boundHeap(): void {
  keepFreedMemory();
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=150');
  once(
    () => youngBytes() >= YOUNG_BYTES,
    () => setFlagsFromString('--semi-space-growth-factor=1'),
  );
  once(
    () => getHeapStatistics().total_heap_size >= BIG_BYTES,
    () => setFlagsFromString('--heap-growing-percent=50'),
  );
}

/**
 * Makes glibc keep what buffers leave behind, in place of giving it back and asking for it anew, page by page: it does so
 * for what is smaller than the largest block that was freed. Nobody touches this one, so it costs no memory; the collector
 * frees it at its first visit. 0.97 of the time of 300,000 appends.
 * https://man7.org/linux/man-pages/man3/mallopt.3.html (M_MMAP_THRESHOLD)
 */
function keepFreedMemory(): void {
  Buffer.allocUnsafeSlow(LARGE_BYTES);
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}

function once(reached: () => boolean, act: () => void): void {
  const look = setInterval(() => {
    if (!reached()) return;
    act();
    clearInterval(look);
  }, LOOK_MS);
  look.unref();
}
