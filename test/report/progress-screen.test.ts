import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openProgress } from '../../src/report/progress.ts';

/** A sink in memory that may be held, as a terminal by Ctrl-S. */
function memory() {
  const written: string[] = [];
  const state = { held: false };
  const sink = {
    write: (lines: string | Buffer) => void written.push(String(lines)),
    drained: async () => {},
    idle: () => !state.held,
  };
  return { sink, written, state };
}

test('the live line is drawn as one text each time, and never moves a saved cursor', async () => {
  const { sink, written } = memory();
  const progress = await openProgress({ sink, columns: () => 0, clock: () => performance.now() });
  progress.update({ records: 7, failed: 1, bytesRead: 10, bytesTotal: 20 });
  await sleep(350);
  progress.stop();
  await sleep(150);
  const [first = '', ...rest] = written;
  assert.match(first, /0 records/);
  assert.ok(rest.length >= 2);
  assert.match(rest.at(-2) ?? '', /7 records .* 10 B of 20 B .* 1 failed/);
  // The last thing is the erased line, and nothing is drawn after it.
  assert.equal(written.at(-1), '\r\u001b[K');
  for (const text of written) {
    assert.equal(text.includes('\u001b7') || text.includes('\u001b8'), false);
    assert.equal(text.includes('\u001b[?'), false);
    assert.equal(text.includes('\n'), false);
  }
});

test('a terminal that is held gets nothing more to draw', async () => {
  const { sink, written, state } = memory();
  const progress = await openProgress({ sink, columns: () => 80, clock: () => performance.now() });
  await sleep(0);
  state.held = true;
  const before = written.length;
  await sleep(300);
  assert.equal(written.length, before);
  progress.stop();
});

test('the live line takes no signal from the program', async () => {
  const { sink } = memory();
  const before = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  const progress = await openProgress({ sink, columns: () => 80, clock: () => performance.now() });
  assert.deepEqual([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')], before);
  progress.stop();
});
