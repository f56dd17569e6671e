import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchLimits, forEachBatch } from '../../src/batch/batch.ts';

const LIMITS: BatchLimits = { maxRows: 4, maxBytes: 1000, pauseMs: 20 };

/** A source that is told from outside when to yield, end or fail. */
function controlledSource<T>() {
  const waiting: ((step: () => IteratorResult<readonly T[]>) => void)[] = [];
  const steps: (() => IteratorResult<readonly T[]>)[] = [];
  let pulls = 0;
  let returned = false;
  const push = (step: () => IteratorResult<readonly T[]>) => {
    const next = waiting.shift();
    if (next === undefined) steps.push(step);
    else next(step);
  };
  const source: AsyncIterable<readonly T[]> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        pulls++;
        const step = steps.shift() ?? (await new Promise<() => IteratorResult<readonly T[]>>((r) => waiting.push(r)));
        return step();
      },
      return: async () => {
        returned = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    give: (...items: T[]) => push(() => ({ done: false, value: items })),
    end: () => push(() => ({ done: true, value: undefined })),
    fail: (error: Error) =>
      push(() => {
        throw error;
      }),
    pulls: () => pulls,
    returned: () => returned,
  };
}

async function* arrays<T>(...values: readonly T[][]): AsyncGenerator<readonly T[]> {
  yield* values;
}

async function batchesOf<T>(source: AsyncIterable<readonly T[]>, limits = LIMITS, bytesOf = (_: T) => 1) {
  const batches: T[][] = [];
  await forEachBatch(source, limits, bytesOf, async (batch) => {
    batches.push([...batch]);
  });
  return batches;
}

describe('forEachBatch', () => {
  test('applies every item once, in order', async () => {
    const batches = await batchesOf(arrays([1, 2], [], [3], [4, 5, 6, 7, 8, 9], [10]));
    assert.deepEqual(batches.flat(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('sends no more rows at a time than the limit', async () => {
    const batches = await batchesOf(arrays([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    assert.deepEqual(batches, [[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
  });

  test('sends no more bytes at a time than the limit, but always one row', async () => {
    const batches = await batchesOf(arrays([600, 600, 300, 2000, 1]), LIMITS, (bytes) => bytes);
    assert.deepEqual(batches, [[600], [600, 300], [2000], [1]]);
  });

  test('applies nothing for an empty source', async () => {
    assert.deepEqual(await batchesOf(arrays<number>()), []);
    assert.deepEqual(await batchesOf(arrays<number>([], [])), []);
  });

  test('sends what is there when the source pauses', async () => {
    const { source, give, end } = controlledSource<number>();
    const batches: number[][] = [];
    const run = forEachBatch(
      source,
      LIMITS,
      () => 1,
      async (batch) => {
        batches.push([...batch]);
      },
    );
    give(1, 2);
    await sleep(100);
    assert.deepEqual(batches, [[1, 2]]);
    give(3);
    await sleep(100);
    assert.deepEqual(batches, [[1, 2], [3]]);
    end();
    await run;
  });

  test('fills the next batch while one is being applied, and pulls no further than that', async () => {
    const { source, give, end, pulls } = controlledSource<number>();
    const batches: number[][] = [];
    let release = () => {};
    const run = forEachBatch(
      source,
      LIMITS,
      () => 1,
      async (batch) => {
        batches.push([...batch]);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    );
    for (let i = 0; i < 20; i++) give(i);
    await sleep(50);
    assert.deepEqual(batches, [[0, 1, 2, 3]]);
    assert.equal(pulls(), 8);
    end();
    while (batches.length < 5) {
      release();
      await sleep(1);
    }
    release();
    await run;
    assert.deepEqual(batches.flat(), [...Array(20).keys()]);
  });

  test('rejects with the error of a batch, applies none after it and closes the source', async () => {
    const { source, give, returned } = controlledSource<number>();
    let applied = 0;
    const run = forEachBatch(
      source,
      LIMITS,
      () => 1,
      async () => {
        applied++;
        throw new Error('no');
      },
    );
    give(1, 2, 3, 4);
    give(5, 6, 7, 8);
    await assert.rejects(run, /no/);
    assert.equal(applied, 1);
    assert.equal(returned(), true);
  });

  test('rejects with the error of the source after what it had yielded was applied', async () => {
    const { source, give, fail } = controlledSource<number>();
    const batches: number[][] = [];
    const run = forEachBatch(
      source,
      LIMITS,
      () => 1,
      async (batch) => {
        batches.push([...batch]);
      },
    );
    give(1);
    give(2);
    fail(new Error('cut'));
    await assert.rejects(run, /cut/);
    assert.deepEqual(batches.flat(), [1, 2]);
  });
});
