import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, 'result-writer.ts');
const RECORDS = 20_000;

/** Starts the writer; `stderr` is where its lines go. */
function start(stderr: 'pipe' | number, ...modes: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(RECORDS), ...modes], {
    stdio: ['ignore', 'pipe', stderr],
  });
  let told = '';
  child.stdout?.on('data', (chunk) => {
    told += chunk;
  });
  const ended = new Promise<{ code: number | null; told: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, told })),
  );
  return { child, ended };
}

function assertWhole(text: string): void {
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, RECORDS + 1);
  lines.slice(0, -1).forEach((line, at) => {
    assert.equal(JSON.parse(line).line, at + 1);
  });
  assert.equal(JSON.parse(lines.at(-1) ?? '').inserted, RECORDS);
}

for (const mode of ['', 'non-blocking']) {
  test(`a slow reader of a ${mode} pipe gets every line, and the writer stays awake`, {
    timeout: 60_000,
  }, async (t) => {
    const { child, ended } = start('pipe', mode, 'awake');
    t.after(() => child.kill());
    // Nobody reads yet, and the pipe holds a fraction of the lines: a write that blocks would stop the writer's timers,
    // and it could never tell that they go on.
    await Promise.race([once(child.stdout ?? child, 'data'), ended]);
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    const { code, told } = await ended;
    assert.equal(code, 0);
    assertWhole(text);
    assert.match(told, /^awake\n/);
  });
}

/** How long 12 MB take, in milliseconds, to a reader that pauses after each 64 KiB. */
async function toPausingReader(mode: string): Promise<number> {
  const reader = `const bytes = Buffer.alloc(65536);
    while (require('node:fs').readSync(0, bytes) > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);`;
  const pipeline = '"$0" --import tsx "$1" 100000 "$3" 2>&1 >&3 | "$0" -e "$2"';
  const child = spawn('sh', ['-c', pipeline, process.execPath, program, reader, mode], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  let told = '';
  child.stdio[3]?.on('data', (chunk) => {
    told += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return Number(/ms (\d+)/.exec(told)?.[1]);
}

test('a non-blocking pipe that is full again and again is not waited for longer than it takes', async () => {
  // Side by side, so that a busy machine slows down both.
  const [blocking = 0, nonBlocking] = await Promise.all(['', 'non-blocking'].map(toPausingReader));
  // Pauses of 100 ms, as pino's destination makes them, would be some 18 seconds more.
  assert.ok(Number(nonBlocking) < 2 * blocking + 6000, `${nonBlocking} ms, ${blocking} where the pipe blocks`);
});

test('a reader that goes away is an io error, told quietly', async () => {
  const { child, ended } = start('pipe');
  child.stderr?.once('data', () => child.stderr?.destroy());
  const { code, told } = await ended;
  assert.equal(code, 4);
  assert.match(told, /^io: the reader of the results went away\n/);
});

test('a full disk is an io error, and the program ends', async () => {
  const fd = openSync('/dev/full', 'w');
  try {
    const { code, told } = await start(fd).ended;
    assert.equal(code, 4);
    assert.match(told, /^io: the results cannot be written: ENOSPC\n/);
  } finally {
    closeSync(fd);
  }
});

test('a file gets every line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  const fd = openSync(join(folder, 'log'), 'a');
  writeSync(fd, 'before\n');
  try {
    assert.equal((await start(fd).ended).code, 0);
    const [, before, text = ''] = /^(before\n)(.*)$/s.exec(readFileSync(join(folder, 'log'), 'utf8')) ?? [];
    assert.equal(before, 'before\n');
    assertWhole(text);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});

test('a file that takes nothing is an io error, and the program ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  writeFileSync(join(folder, 'log'), '');
  const fd = openSync(join(folder, 'log'), 'r');
  try {
    const { code, told } = await start(fd).ended;
    assert.equal(code, 4);
    assert.match(told, /^io: the results cannot be written: EBADF\n/);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});
