import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenForSignals } from '../../src/cli/signals.ts';

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`the first ${signal} asks the run to stop, the second ends it at once with ${status}`, () => {
    const source = new EventEmitter();
    const atOnce: unknown[] = [];
    const signals = listenForSignals(source, (...given) => atOnce.push(given));
    assert.deepEqual([signals.stop.aborted, signals.status()], [false, undefined]);
    source.emit(signal);
    assert.deepEqual([signals.stop.aborted, signals.status(), atOnce], [true, status, []]);
    source.emit(signal);
    assert.deepEqual(atOnce, [[signal, status]]);
    // A signal that the program sends itself would else come back here.
    assert.deepEqual(source.eventNames(), []);
  });
}

test('the run keeps the status of the first signal, the end at once has that of the second', () => {
  const source = new EventEmitter();
  const atOnce: unknown[] = [];
  const signals = listenForSignals(source, (...given) => atOnce.push(given));
  source.emit('SIGINT');
  source.emit('SIGTERM');
  assert.equal(signals.status(), 130);
  assert.deepEqual(atOnce, [['SIGTERM', 143]]);
});

test('released, it listens no longer, and SIGPIPE it never did', () => {
  const source = new EventEmitter();
  const signals = listenForSignals(source, () => assert.fail('called'));
  assert.deepEqual(source.eventNames(), ['SIGINT', 'SIGTERM']);
  signals.release();
  assert.deepEqual(source.eventNames(), []);
});

test('a process stops by itself after one signal, and at once after two', async () => {
  for (const [count, want] of [
    [1, 'stopped 143'],
    [2, 'at once SIGTERM 143'],
  ] as const) {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'signal-program.ts')]);
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
      if (chunk.includes('ready') || (chunk.includes('stopping') && count === 2)) child.kill('SIGTERM');
      if (chunk.includes('stopping') && count === 1) child.stdin.end();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 143);
    assert.match(told, new RegExp(`${want}\n$`));
  }
});
