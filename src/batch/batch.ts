/** When a batch ends, whichever comes first. */
export interface BatchLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** How long the input may give nothing before what is there goes, in milliseconds. */
  readonly pauseMs: number;
}

/** `--batch-size` is the rows; bytes bound the memory of wide records, a pause the wait of a trickle. */
export const DEFAULT_LIMITS: BatchLimits = { maxRows: 5000, maxBytes: 8 * 1024 * 1024, pauseMs: 5 };

/**
 * Cuts what a source yields into batches and applies them one after another, in order: while one is being applied the
 * next fills, and no more is pulled than fits into it. A batch goes when it is full, or when nothing is being applied
 * and the source has ended or paused.
 *
 * Rejects with the first error: of `apply` at once; of the source after what it had yielded was applied.
 */
export async function forEachBatch<T>(
  source: AsyncIterable<readonly T[]>,
  limits: BatchLimits,
  bytesOf: (item: T) => number,
  apply: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const pending = pendingItems(limits, bytesOf);
  let applying: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let pulled: Promise<IteratorResult<readonly T[]>> | undefined;
  let ended = false;
  let sourceError: { readonly error: unknown } | undefined;

  function start(): void {
    applying = apply(pending.take()).then(
      () => {
        applying = undefined;
      },
      (error: unknown) => {
        applying = undefined;
        failure = { error };
      },
    );
  }

  async function take(next: Promise<IteratorResult<readonly T[]>>): Promise<void> {
    pulled = undefined;
    try {
      const result = await next;
      if (result.done === true) ended = true;
      else pending.add(result.value);
    } catch (error) {
      ended = true;
      sourceError = { error };
    }
  }

  try {
    while (failure === undefined) {
      if (applying === undefined && pending.count() > 0 && (ended || pending.isFull())) start();
      if (ended && pending.count() === 0 && applying === undefined) break;
      if (ended || pending.isFull()) {
        await applying;
        continue;
      }
      pulled ??= iterator.next();
      const first = await firstOf(pulled, applying, pending.count() > 0 ? limits.pauseMs : undefined);
      if (first === 'pulled') await take(pulled);
      else if (first === 'paused') start();
    }
  } finally {
    await applying;
    // Without this a source that still waits for input would keep the process alive.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
    pulled?.catch(() => undefined);
  }
  if (failure !== undefined) throw failure.error;
  if (sourceError !== undefined) throw sourceError.error;
}

/**
 * What happens first: the source yields, the batch in flight is done, or, with none in flight and something to send,
 * the pause is over.
 */
async function firstOf(
  pulled: Promise<unknown>,
  applying: Promise<void> | undefined,
  pauseMs: number | undefined,
): Promise<'pulled' | 'applied' | 'paused'> {
  // A source's failure counts as its yield: whoever takes it sees the error.
  const yielded = pulled.then(
    () => 'pulled' as const,
    () => 'pulled' as const,
  );
  if (applying !== undefined) return Promise.race([yielded, applying.then(() => 'applied' as const)]);
  if (pauseMs === undefined) return yielded;
  let timer: NodeJS.Timeout | undefined;
  const paused = new Promise<'paused'>((resolve) => {
    timer = setTimeout(resolve, pauseMs, 'paused');
  });
  try {
    return await Promise.race([yielded, paused]);
  } finally {
    clearTimeout(timer);
  }
}

interface Pending<T> {
  readonly add: (items: readonly T[]) => void;
  readonly count: () => number;
  readonly isFull: () => boolean;
  /** Takes out one batch: at least one item, at most what the limits allow. */
  readonly take: () => readonly T[];
}

function pendingItems<T>({ maxRows, maxBytes }: BatchLimits, bytesOf: (item: T) => number): Pending<T> {
  let items: T[] = [];
  let bytes = 0;

  /** How many of the first items make a batch. */
  function batchRows(): number {
    if (bytes <= maxBytes) return Math.min(items.length, maxRows);
    let rows = 0;
    let sum = 0;
    while (rows < items.length && rows < maxRows) {
      sum += bytesOf(items[rows] as T);
      if (sum > maxBytes && rows > 0) break;
      rows++;
    }
    return rows;
  }

  return {
    add(more) {
      for (const item of more) {
        items.push(item);
        bytes += bytesOf(item);
      }
    },
    count: () => items.length,
    isFull: () => items.length >= maxRows || bytes >= maxBytes,
    take() {
      const rows = batchRows();
      const batch = items.slice(0, rows);
      items = items.slice(rows);
      for (const item of batch) bytes -= bytesOf(item);
      return batch;
    },
  };
}
