import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type BatchLimits, type BatchStages, forEachBatch } from '../../src/batch/batch.ts';

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

/** Lets everything happen that is not waiting for time or for the test. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}

async function* arrays<T>(...values: readonly T[][]): AsyncGenerator<readonly T[]> {
  yield* values;
}

function unreported<T>(apply: (batch: readonly T[]) => Promise<void>): BatchStages<T, void> {
  return { apply, report: async () => {} };
}

async function batchesOf<T>(source: AsyncIterable<readonly T[]>, limits = LIMITS, bytesOf = (_: T) => 1) {
  const batches: T[][] = [];
  await forEachBatch(
    source,
    limits,
    bytesOf,
    unreported(async (batch) => void batches.push([...batch])),
  );
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

  for (const [name, wait] of [
    ['at once', async () => {}],
    ['in time', () => sleep(2)],
    ['now at once, now in time', (first: number) => (first % 4 < 2 ? sleep(2) : Promise.resolve())],
  ] as const) {
    for (const [count, maxRows] of [
      [1, 1],
      [1, 2],
      [2, 2],
      [10, 1],
      [10, 3],
    ] as const) {
      test(`reports ${count} items in batches of ${maxRows} once, in order, where they are applied ${name}`, async () => {
        const items = Array.from({ length: count }, (_, i) => i + 1);
        const reported: number[] = [];
        await forEachBatch(arrays(items), { ...LIMITS, maxRows }, () => 1, {
          apply: async (batch) => {
            await wait(batch[0] ?? 0);
            return batch;
          },
          report: async (batch) => {
            await sleep(1);
            reported.push(...batch);
          },
        });
        assert.deepEqual(reported, items);
      });
    }
  }

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
      unreported(async (batch) => {
        batches.push([...batch]);
      }),
    );
    give(1, 2);
    while (batches.length < 1) await sleep(1);
    give(3);
    while (batches.length < 2) await sleep(1);
    end();
    await run;
    assert.deepEqual(batches, [[1, 2], [3]]);
  });

  describe('where something is to be prepared', () => {
    const LARGE = { ...LIMITS, maxRows: 100 };

    /** Items are given one by one; preparing ends when the item `until` has been given. */
    async function prepared(items: number, until: number) {
      const told: number[][] = [];
      const batches: number[][] = [];
      let isDone = false;
      let release = () => {};
      const given = new Promise<void>((resolve) => {
        release = resolve;
      });
      async function* source(): AsyncGenerator<readonly number[]> {
        for (let i = 0; i < items; i++) {
          yield [i];
          if (i === until) release();
          await nextTurn();
        }
      }
      await forEachBatch(source(), LARGE, () => 1, {
        prepare: async (some: readonly number[]) => {
          told.push([...some]);
          await given;
          isDone = true;
        },
        ...unreported(async (batch: readonly number[]) => {
          assert.equal(isDone, true);
          batches.push([...batch]);
        }),
      });
      return { told, batches };
    }

    test('applies nothing before, but what came meanwhile then, all at once', async () => {
      const { told, batches } = await prepared(5, 4);
      assert.deepEqual([told, batches], [[[0]], [[0, 1, 2, 3, 4]]]);
    });

    test('does not wait for more then, though the source never pauses', async () => {
      const { told, batches } = await prepared(60, 20);
      const [first = []] = batches;
      assert.deepEqual(told, [[0]]);
      assert.ok(first.length > 1 && first.length < 60, `${first.length}`);
      assert.deepEqual(
        batches.flat(),
        Array.from({ length: 60 }, (_, i) => i),
      );
    });

    test('prepares nothing for an empty source', async () => {
      assert.deepEqual(await prepared(0, 0), { told: [], batches: [] });
    });
  });

  test('fills the next batch while one is being applied, and pulls no further than that', async () => {
    const { source, give, end, pulls } = controlledSource<number>();
    const batches: number[][] = [];
    let release = () => {};
    const run = forEachBatch(
      source,
      LIMITS,
      () => 1,
      unreported(async (batch) => {
        batches.push([...batch]);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }),
    );
    for (let i = 0; i < 20; i++) give(i);
    await turns();
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
      unreported(async () => {
        applied++;
        throw new Error('no');
      }),
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
      unreported(async (batch) => {
        batches.push([...batch]);
      }),
    );
    give(1);
    give(2);
    fail(new Error('cut'));
    await assert.rejects(run, /cut/);
    assert.deepEqual(batches.flat(), [1, 2]);
  });

  /** Batches of one row whose writing and reporting are told from outside to end; `log` says what has begun. */
  function controlledStages() {
    const log: string[] = [];
    const open = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
    const step = (name: string) =>
      new Promise<void>((resolve, reject) => {
        log.push(name);
        open.set(name, { resolve, reject });
      });
    const stages: BatchStages<number, number> = {
      apply: async ([row = -1]) => {
        await step(`apply ${row}`);
        return row;
      },
      report: (row) => step(`report ${row}`),
    };
    const settle = async (name: string, error?: Error) => {
      const { resolve, reject } = open.get(name) ?? assert.fail(`${name} has not begun: ${log.join(', ')}`);
      if (error === undefined) resolve();
      else reject(error);
      await turns();
    };
    return { log, stages, settle };
  }
  const single = { ...LIMITS, maxRows: 1 };

  test('reports a batch while the next one is applied, which sets out first', async () => {
    const { log, stages, settle } = controlledStages();
    const run = forEachBatch(arrays([1], [2], [3]), single, () => 1, stages);
    await turns();
    await settle('apply 1');
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1']);
    // The third waits for the first one's report, and the second one's report for the third to set out.
    await settle('apply 2');
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1']);
    await settle('report 1');
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1', 'apply 3', 'report 2']);
    await settle('report 2');
    await settle('apply 3');
    await settle('report 3');
    await run;
  });

  test('reports at once what nothing follows', async () => {
    const { source, give, end } = controlledSource<number>();
    const { log, stages, settle } = controlledStages();
    const run = forEachBatch(source, single, () => 1, stages);
    give(1);
    await turns();
    await settle('apply 1');
    assert.deepEqual(log, ['apply 1', 'report 1']);
    end();
    await settle('report 1');
    await run;
  });

  test('reports what was applied before a batch that failed', async () => {
    const { log, stages, settle } = controlledStages();
    const run = forEachBatch(arrays([1], [2], [3]), single, () => 1, stages);
    const rejected = assert.rejects(run, /no/);
    await turns();
    await settle('apply 1');
    await settle('apply 2', new Error('no'));
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1']);
    await settle('report 1');
    await rejected;
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1']);
  });

  test('rejects with the error of a report, when the batch under way is done', async () => {
    const { log, stages, settle } = controlledStages();
    const run = forEachBatch(arrays([1], [2], [3]), single, () => 1, stages);
    const rejected = assert.rejects(run, /gone/);
    await turns();
    await settle('apply 1');
    await settle('report 1', new Error('gone'));
    await settle('apply 2');
    await rejected;
    assert.deepEqual(log, ['apply 1', 'apply 2', 'report 1']);
  });
});
