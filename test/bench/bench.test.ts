import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeCopyRows, writeRecords } from '../../bench/load/data.ts';
import { median } from '../../bench/load/measure.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly status: number | null;
  /** What it printed, both streams. */
  readonly text: string;
}

/** Runs a bench of whole processes at a small size. */
function run(name: string, ...args: string[]): Ran {
  return runNode('--import', 'tsx', inBench(`${name}.bench.ts`), ...args);
}

/** Runs a bench of parts of the program at a small size. */
function runJoined(name: string, ...args: string[]): Ran {
  return runNode(inBench('run.js'), name, ...args);
}

function runNode(...args: string[]): Ran {
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status: ran.status, text: ran.stdout + ran.stderr };
}

function inBench(file: string): string {
  return fileURLToPath(new URL(`../../bench/${file}`, import.meta.url));
}

describe('the data of the benches', () => {
  it('is the same in every run, about 400 bytes a record, and the same rows in both forms', () => {
    const files = ['a', 'b'].map((name) => join(folder, name));
    const [first = '', second = ''] = files.map((file) => {
      writeRecords(file, { records: 500 });
      return readFileSync(file, 'utf8');
    });
    assert.equal(first, second);
    assert.ok(Math.abs(first.length / 500 - 400) < 40, `${first.length / 500} bytes`);
    const rows = join(folder, 'rows');
    writeCopyRows(rows, { records: 500 });
    const customers = first
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).payload.after.customer);
    const copied = readFileSync(rows, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      copied.map((row) => row.split('\t')[1]),
      customers,
    );
  });

  it('has the bad values and keys that a workload asks for', () => {
    const file = join(folder, 'bad');
    writeRecords(file, { records: 10, key: (n) => (n === 3 ? null : 7), bad: (n) => (n === 5 ? 'value' : undefined) });
    const records = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ key }) => key?.id ?? null),
      [7, 7, 7, null, 7, 7, 7, 7, 7, 7],
    );
    assert.deepEqual(records.filter(({ payload }) => payload.after.total === 'much').length, 1);
  });
});

describe('the median', () => {
  for (const [values, want] of [
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[5], 5],
  ] as const) {
    it(`of ${values.join(', ')} is ${want}`, () => assert.equal(median(values), want));
  }
});

describe('the benches run', () => {
  it('whole loads: a comparison ends with its ratio, or psql is asked for', () => {
    const { status, text } = run('load', '--records', '300', '--rounds', '1', '--only', 'new,check');
    if (text.includes('the peers of this bench are psql')) assert.equal(status, 1);
    else {
      assert.equal(status, 0, text);
      assert.equal(text.match(/ratio \d+\.\d\d/g)?.length, 2, text);
    }
  });

  it('processor time of a record', () => {
    const { status, text } = runJoined('client', '300', '1');
    assert.equal(status, 0, text);
    assert.match(text, /µs a record/);
  });

  it('COPY beside the statements', () => {
    const { status, text } = runJoined('copy', '300', '1');
    assert.equal(status, 0, text);
    // Appends and new keys, in pieces of 1,000 and of 5,000 rows, each by a statement, as text and in binary.
    // Rows that are there by a statement, and by the stage with an upsert and an update.
    assert.equal(text.match(/clock \d/g)?.length, 2 * 2 * 3 + 2 * 3, text);
  });

  for (const [name, ...args] of [
    ['scan', '50', '1'],
    ['report', '1', '1'],
  ] as const) {
    it(`the part ${name}`, () => {
      const { status, text } = runJoined(name, ...args);
      assert.equal(status, 0, text);
      assert.match(text, /ns/);
    });
  }

  it('start-up time', () => {
    const { status, text } = run('start', '1');
    assert.equal(status, 0, text);
    assert.match(text, /ms over it/);
    assert.match(text, /a load of nothing: .* processor time/);
  });

  it('latency of one record', () => {
    const { status, text } = run('latency', '2');
    assert.equal(status, 0, text);
    assert.match(text, /ms over it/);
  });

  it('peak memory', () => {
    const { status, text } = run('memory', '--scale', '0.001');
    assert.equal(status, 0, text);
    assert.equal(text.match(/MiB \(at most/g)?.length, 7, text);
  });
});
