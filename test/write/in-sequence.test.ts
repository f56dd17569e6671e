import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSequence } from '../../src/write/in-sequence.ts';

/** Batches are named by letters; what happens is noted as it does. */
function stage(commits: Readonly<Record<string, readonly ('ok' | 'fails' | 'hangs')[]>>) {
  const events: string[] = [];
  const answers = new Map<string, (how: 'ok' | 'fails') => void>();
  const tries = new Map<string, number>();
  const isRefused = new Set<string>();

  function commit(batch: string): Promise<void> {
    const times = tries.get(batch) ?? 0;
    tries.set(batch, times + 1);
    events.push(`commit ${batch}`);
    return new Promise((resolve, reject) => {
      const answer = (how: 'ok' | 'fails') => {
        events.push(`${batch} ${how}`);
        if (how === 'ok') resolve();
        else reject(new Error(`${batch} was not committed`));
      };
      const how = commits[batch]?.[times] ?? 'ok';
      if (how === 'hangs') answers.set(batch, answer);
      else setImmediate(() => answer(how));
    });
  }

  const apply = inSequence<string, string>({
    write: async (batch, mayCommit) => {
      events.push(`write ${batch}`);
      await nextTurn();
      try {
        if (isRefused.has(batch)) throw new Error(`${batch} was refused`);
        await mayCommit();
      } catch (error) {
        events.push(`rollback ${batch}`);
        throw error;
      }
      return { result: `${batch}!`, committed: commit(batch) };
    },
    writeAgain: async (batch, error) => {
      assert.match(String(error), new RegExp(`${batch} was not committed`));
      events.push(`write ${batch} again`);
      await commit(batch);
      return `${batch}!!`;
    },
  });
  const answer = (batch: string, how: 'ok' | 'fails') => answers.get(batch)?.(how);
  return { apply, events, answer, refuse: (batch: string) => isRefused.add(batch) };
}

/** A batch `a` written again, and `b` behind it. */
const MENDED = ['write a again', 'commit a', 'a ok', 'write b', 'commit b', 'b ok'];

describe('batches in sequence', () => {
  test('are written without waiting for the COMMIT before, and committed only after it', async () => {
    const { apply, events, answer } = stage({ a: ['hangs'] });
    const a = await apply('a');
    const b = apply('b');
    await nextTurn();
    await nextTurn();
    assert.deepEqual(events, ['write a', 'commit a', 'write b']);
    answer('a', 'ok');
    assert.equal(await a.done, 'a!');
    assert.equal(await (await b).done, 'b!');
    assert.deepEqual(events.slice(3), ['a ok', 'commit b', 'b ok']);
  });

  test('are written again in order where the COMMIT before fails', async () => {
    const { apply, events, answer } = stage({ a: ['hangs'] });
    const a = await apply('a');
    const b = apply('b');
    await nextTurn();
    answer('a', 'fails');
    assert.equal(await (await b).done, 'b!');
    assert.equal(await a.done, 'a!!');
    assert.deepEqual(events.slice(3), ['a fails', 'rollback b', ...MENDED]);
    assert.equal(await (await apply('c')).done, 'c!');
  });

  test('are written again without being asked for where nothing comes behind, and what comes then waits', async () => {
    const { apply, events } = stage({ a: ['fails', 'ok'] });
    const a = await apply('a');
    for (let turn = 0; turn < 3 && !events.includes('write a again'); turn++) await nextTurn();
    const b = await apply('b');
    assert.deepEqual([await a.done, await b.done], ['a!!', 'b!']);
    assert.deepEqual(events, ['write a', 'commit a', 'a fails', ...MENDED]);
  });

  for (const [name, turns] of [
    ['a later one is being written', 0],
    ['nothing is', 5],
  ] as const) {
    test(`end where one can’t be written again, while ${name}`, async () => {
      const { apply, events } = stage({ a: ['fails', 'fails'] });
      const a = await apply('a');
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      await assert.rejects(apply('b'), /a was not committed/);
      await assert.rejects(a.done, /a was not committed/);
      await assert.rejects(apply('c'), /a was not committed/);
      assert.equal(events.includes('commit b'), false);
      assert.equal(events.includes('write c'), false);
    });
  }

  test('that fail by themselves take nothing along', async () => {
    const { apply, events, answer, refuse } = stage({ a: ['hangs'] });
    refuse('b');
    const a = await apply('a');
    const refused = assert.rejects(apply('b'), /b was refused/);
    await nextTurn();
    answer('a', 'ok');
    await refused;
    assert.equal(await a.done, 'a!');
    assert.deepEqual(events, ['write a', 'commit a', 'write b', 'rollback b', 'a ok']);
  });
});
