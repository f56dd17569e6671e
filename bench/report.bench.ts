/**
 * Nanoseconds of processor time a result line, totals included, warm, and the bytes of heap that it allocates. The
 * lines are dropped, or go to /dev/null through the sink of a run, which turns text into bytes and writes in another
 * thread. Medians; batches of 5000 records as the decoder gives them.
 *
 *     node bench/run.js report [batches a sample] [samples]
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { decode } from '../src/decode/decode.ts';
import { isRejected } from '../src/decode/record.ts';
import { type LineSink, openLineSink } from '../src/report/line-sink.ts';
import { failed, landed, type Outcome } from '../src/report/outcome.ts';
import { openResults } from '../src/report/results.ts';
import { type Workload, writeRecords } from './load/data.ts';
import { median } from './load/measure.ts';

const BATCH = 5000;
const batches = Number(process.argv[2] ?? 40);
const samples = Number(process.argv[3] ?? 9);

interface Case {
  readonly name: string;
  readonly workload?: Partial<Workload>;
  readonly results?: 'all' | 'failed';
  readonly sink?: 'dropped' | 'null device';
  readonly becomes?: (outcome: Outcome, n: number) => Outcome;
}

const error = {
  code: 'invalid_value',
  message: '"much" is no numeric',
  column: 'total',
  hint: 'send a number',
} as const;

const cases: readonly Case[] = [
  { name: 'one table, dropped' },
  { name: 'one table, null device', sink: 'null device' },
  { name: 'no key, dropped', workload: { key: () => null } },
  { name: '40 tables in turn, dropped', workload: { table: (n) => `orders_${n % 40}` } },
  {
    name: 'each tenth fails, dropped',
    becomes: (of, n) => (n % 10 === 0 ? failed(of.record, of.table, of.key, of.keyNames, error) : of),
  },
  { name: 'only failed, none does', results: 'failed' },
];

async function outcomesOf({ workload, becomes = (outcome) => outcome }: Case): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
  try {
    const file = join(folder, 'records.ndjson');
    writeRecords(file, { records: BATCH, ...workload });
    const outcomes: Outcome[] = [];
    for await (const decoded of decode([{ file: 'orders.ndjson', chunks: [readFileSync(file)] }])) {
      for (const record of decoded) {
        if (isRejected(record)) throw new Error(record.error.message);
        const table = `public.${workload?.table?.(outcomes.length) ?? 'orders'}`;
        outcomes.push(becomes(landed(record, table, record.key, null, 'inserted'), outcomes.length));
      }
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(of: Case): Promise<{ readonly nanoseconds: number; readonly heapBytes: number }> {
  const outcomes = await outcomesOf(of);
  const fd = openSync('/dev/null', 'w');
  const dropped: LineSink = { write: () => {}, drained: async () => {}, idle: () => true };
  const results = await openResults(
    { results: of.results ?? 'all', format: 'json', color: false, redact: false },
    { sink: of.sink === 'null device' ? openLineSink(fd) : dropped, now: Date.now, clock: () => performance.now() },
  );
  const nanoseconds: number[] = [];
  const heapBytes: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    const start = process.cpuUsage();
    for (let batch = 0; batch < batches; batch++) {
      const before = getHeapStatistics().used_heap_size;
      await results.report(outcomes);
      heapBytes.push((getHeapStatistics().used_heap_size - before) / BATCH);
    }
    const { user, system } = process.cpuUsage(start);
    // The first warms up.
    if (sample > 0) nanoseconds.push(((user + system) * 1000) / (batches * BATCH));
  }
  closeSync(fd);
  // The collector makes a batch now and then gain nothing or less; most batches fit between two of its visits.
  return { nanoseconds: median(nanoseconds), heapBytes: median(heapBytes) };
}

process.stdout.write(`node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; medians of ${samples}\n`);
for (const of of cases) {
  const { nanoseconds, heapBytes } = await measure(of);
  const figures = `${nanoseconds.toFixed(0).padStart(6)} ns ${heapBytes.toFixed(0).padStart(5)} bytes of heap`;
  process.stdout.write(`${figures}  ${of.name}\n`);
}
