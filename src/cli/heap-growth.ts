import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** How far the heap may grow beyond what is in use before it is swept, in bytes, however little is in use. */
const ROOM_BYTES = 48 * 1024 * 1024;

/**
 * Lets V8's heap grow, until it is swept, by as much as is in use, and at least by `ROOM_BYTES`. What a batch is made of
 * lives just long enough to grow old; V8's own rule, a factor for any size, sweeps a small heap every two batches (a
 * tenth of the processor time of a load) and lets a large one grow to four times what is in use (bench/memory.bench.ts).
 * Of the whole process, and asked for anew after each sweep.
 */
export function boundHeapGrowth(): void {
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntriesByType('gc')) if (isWhole(detail)) setGrowth();
  });
  observer.observe({ entryTypes: ['gc'] });
  setGrowth();
}

function setGrowth(): void {
  const inUse = getHeapStatistics().used_heap_size;
  const percent = Math.round(100 * Math.max(1, ROOM_BYTES / inUse));
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** Of an entry's `detail`, which Node's types leave open. */
function isWhole(detail: unknown): boolean {
  return (
    typeof detail === 'object' &&
    detail !== null &&
    'kind' in detail &&
    detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}
