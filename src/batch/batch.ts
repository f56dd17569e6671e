import { setImmediate as nextTurn } from 'node:timers/promises';

/** When a batch ends, whichever comes first. */
export interface BatchLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** How long the input may give nothing before what is there goes, in milliseconds. */
  readonly pauseMs: number;
}

/** `--batch-size` is the rows; bytes bound the memory of wide records, a pause the wait of a trickle. */
export const DEFAULT_LIMITS: BatchLimits = { maxRows: 5000, maxBytes: 8 * 1024 * 1024, pauseMs: 5 };

/** What becomes of a batch. */
export interface BatchStages<T, R> {
  /** Told the first items; until it has resolved none is applied, and the first batch fills. It must not reject. */
  readonly prepare?: (items: readonly T[]) => Promise<unknown>;
  /** Writes a batch; the next one is not applied before it has resolved. */
  readonly apply: (batch: readonly T[]) => Promise<R>;
  /** Tells what became of it, while the next batch is being applied; the one after that waits for it. */
  readonly report: (result: R) => Promise<void>;
}

/**
 * Cuts what a source yields into batches and applies them one after another, in order: while one is being applied the
 * one before is reported and the next fills, and no more is pulled than fits into it. A batch goes when it is full, or
 * when nothing is being applied and the source has ended or paused.
 *
 * Rejects with the first error, after all that was applied before it was reported: of `apply` and `report` at once; of
 * the source after what it had yielded was applied.
 */
export async function forEachBatch<T, R>(
  source: AsyncIterable<readonly T[]>,
  limits: BatchLimits,
  bytesOf: (item: T) => number,
  stages: BatchStages<T, R>,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const pending = pendingItems(limits, bytesOf);
  const { ring, heard } = bell();
  let pulling = false;
  let ended = false;
  let paused = false;
  let preparing: boolean | undefined;
  /** What came while it was prepared has waited long enough. */
  let hasWaited = false;
  let applying = false;
  /**
   * What is still to be reported. It is taken out of here and held by nobody else: what a loop holds while it waits is a
   * whole batch more for the garbage collector to carry.
   */
  const applied: R[] = [];
  let reporting = false;
  /** Who did not take one report will not take the next. */
  let isDeaf = false;
  let failure: { readonly error: unknown } | undefined;
  let sourceError: { readonly error: unknown } | undefined;

  function pull(): void {
    pulling = true;
    iterator.next().then(
      (next) => {
        pulling = false;
        if (next.done === true) ended = true;
        else {
          pending.add(next.value);
          if (preparing === undefined) prepare(next.value);
        }
        paused = false;
        ring();
      },
      (error: unknown) => {
        pulling = false;
        ended = true;
        sourceError = { error };
        ring();
      },
    );
  }

  function prepare(items: readonly T[]): void {
    preparing = stages.prepare !== undefined;
    void stages.prepare?.(items).then(() => {
      preparing = false;
      hasWaited = true;
      ring();
    });
  }

  async function apply(batch: readonly T[]): Promise<void> {
    applying = true;
    paused = false;
    hasWaited = false;
    try {
      applied.push(await stages.apply(batch));
    } catch (error) {
      failure ??= { error };
    }
    applying = false;
    ring();
  }

  async function report(result: R): Promise<void> {
    reporting = true;
    try {
      await stages.report(result);
    } catch (error) {
      failure = { error };
      isDeaf = true;
    }
    reporting = false;
    ring();
  }

  for (;;) {
    const isDue = pending.count() > 0 && (ended || paused || hasWaited || pending.isFull());
    const isFree = !applying && !reporting && preparing !== true;
    const reportsNext = !reporting && !isDeaf && applied.length > 0;
    if (isDue && failure === undefined && isFree) {
      void apply(pending.take());
      // It sets out in this turn of the event loop: neither what is printed nor what is read keeps the database waiting.
      await nextTurn();
    }
    if (reportsNext) void report(applied.shift() as R); // there is one
    const isIdle = !applying && !reporting && (isDeaf || applied.length === 0);
    if (isIdle && (failure !== undefined || (ended && pending.count() === 0))) break;
    if (failure === undefined && !pulling && !ended && !pending.isFull()) {
      // What is asked meanwhile, and answered, is not to wait until all that was read at once is decoded.
      if (preparing === true) await nextTurn();
      pull();
    }
    const mayPause = pending.count() > 0 && !applying && !paused && !ended;
    if ((await heard(mayPause ? limits.pauseMs : undefined)) === 'paused') paused = true;
  }
  // Without this a source that still waits for input would keep the process alive.
  if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  if (failure !== undefined) throw failure.error;
  if (sourceError !== undefined) throw sourceError.error;
}

/** Lets one waiter know that something happened; what happens while nobody waits is heard at the next wait. */
function bell(): { readonly ring: () => void; readonly heard: (pauseMs?: number) => Promise<'rung' | 'paused'> } {
  let rung = false;
  let wake: ((what: 'rung' | 'paused') => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.('rung');
    },
    async heard(pauseMs) {
      if (!rung) {
        const timed = new Promise<'rung' | 'paused'>((resolve) => {
          wake = resolve;
        });
        const timer = pauseMs === undefined ? undefined : setTimeout(() => wake?.('paused'), pauseMs);
        const what = await timed;
        wake = undefined;
        clearTimeout(timer);
        if (what === 'paused') return what;
      }
      rung = false;
      return 'rung';
    },
  };
}

interface Pending<T> {
  readonly add: (items: readonly T[]) => void;
  readonly count: () => number;
  readonly isFull: () => boolean;
  /** Takes out one batch: at least one item, at most what the limits allow. */
  readonly take: () => readonly T[];
}

/** Items that came together, and what each weighs: asked once, as it may depend on those before it. */
interface Chunk<T> {
  readonly items: readonly T[];
  readonly weights: Float64Array;
}

/** Chunks are kept as they came: one array that grows item by item would be copied over and over. */
function pendingItems<T>({ maxRows, maxBytes }: BatchLimits, bytesOf: (item: T) => number): Pending<T> {
  const chunks: Chunk<T>[] = [];
  /** How many items of the first chunk are taken already. */
  let taken = 0;
  let count = 0;
  let bytes = 0;

  /** Goes over the next `rows` items, or until `visit` says no; gives how many it went over. */
  function walk(rows: number, visit: (item: T, weight: number, index: number) => boolean): number {
    let index = 0;
    let from = taken;
    for (const { items, weights } of chunks) {
      for (let i = from; i < items.length; i++) {
        if (index === rows || !visit(items[i] as T, weights[i] as number, index)) return index; // i is below the length
        index++;
      }
      from = 0;
    }
    return index;
  }

  /** How many of the first items make a batch. */
  function batchRows(): number {
    if (bytes <= maxBytes) return Math.min(count, maxRows);
    let sum = 0;
    return walk(maxRows, (_, weight, index) => {
      sum += weight;
      return sum <= maxBytes || index === 0;
    });
  }

  function drop(rows: number): void {
    count -= rows;
    taken += rows;
    for (let first = chunks[0]; first !== undefined && taken >= first.items.length; first = chunks[0]) {
      taken -= first.items.length;
      chunks.shift();
    }
  }

  return {
    add(items) {
      const weights = new Float64Array(items.length);
      for (let i = 0; i < items.length; i++) {
        const weight = bytesOf(items[i] as T); // i is below the length
        weights[i] = weight;
        bytes += weight;
      }
      chunks.push({ items, weights });
      count += items.length;
    },
    count: () => count,
    isFull: () => count >= maxRows || bytes >= maxBytes,
    take() {
      const rows = batchRows();
      const batch: T[] = new Array(rows);
      walk(rows, (item, weight, index) => {
        batch[index] = item;
        bytes -= weight;
        return true;
      });
      drop(rows);
      return batch;
    },
  };
}
