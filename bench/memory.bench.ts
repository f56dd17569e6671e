/**
 * Peak resident memory of the program, in MiB, for inputs that could make it grow: at most 256 for records of up to
 * 20 KB. Linux only (/proc).
 *
 *     node --import tsx bench/memory.bench.ts [--scale 1] [--only long,tables] [--bin path/of/opencdc-pg.js]
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tableSql } from './load/data.ts';
import { watch } from './load/processes.ts';
import { type BenchServer, startBenchServer } from './load/server.ts';

const MOST_MIB = 256;
/** Room for the closing line, which counts each table. */
const LAST_CHARACTERS = 400_000;

interface Case {
  readonly name: string;
  readonly title: string;
  readonly before: string;
  readonly records: number;
  readonly line: (n: number) => string;
  /** How often the file is given. */
  readonly times?: number;
  /** The reader of the results takes 64 KiB each so many milliseconds. */
  readonly readerPauseMs?: number;
}

const ORDERS = `DROP TABLE IF EXISTS orders; ${tableSql('orders')}`;
const SLOW =
  `${ORDERS}; CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS ` +
  "'BEGIN PERFORM pg_sleep(0.001); RETURN NULL; END'; CREATE TRIGGER slow AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION slow()";

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string' },
    bin: { type: 'string', default: fileURLToPath(new URL('../bin/opencdc-pg.js', import.meta.url)) },
  },
});
const scaled = (records: number) => Math.max(1, Math.round(records * Number(values.scale)));

const CASES: readonly Case[] = [
  { name: 'long', title: '3 million records', before: ORDERS, records: scaled(300_000), times: 10, line: plain },
  {
    name: 'twenty',
    title: 'records of 20 KB',
    before: ORDERS,
    records: scaled(20_000),
    line: (n) => record(n, { id: n, note: `${n} ${'wide '.repeat(4000)}` }),
  },
  {
    name: 'wide',
    title: 'records of 1 MB (beyond what is promised)',
    before: ORDERS,
    records: scaled(300),
    line: (n) => record(n, { id: n, note: `${n} ${'very wide '.repeat(100_000)}` }),
  },
  {
    name: 'tables',
    title: '3,000 tables, made by the run, all of them in every batch',
    before: 'DROP SCHEMA IF EXISTS many CASCADE; CREATE SCHEMA many',
    records: scaled(100_000),
    line: (n) => record(n, { id: n, note: 'x' }, `many.orders_${n % scaled(3000)}`),
  },
  {
    name: 'sets',
    title: '1 million records, each with other columns',
    before: `DROP TABLE IF EXISTS sets; CREATE TABLE sets (id bigint PRIMARY KEY, ${columnNames().map((name) => `${name} integer`)})`,
    records: scaled(1_000_000),
    line: (n) => record(n, { id: n, ...columnsOf(n) }, 'sets'),
  },
  {
    name: 'slow-results',
    title: 'a slow reader of the results',
    before: ORDERS,
    records: scaled(100_000),
    line: plain,
    readerPauseMs: 20,
  },
  {
    name: 'slow-database',
    title: 'a slow database (1 ms a record)',
    before: SLOW,
    records: scaled(20_000),
    line: plain,
  },
];

const server = await startBenchServer();
try {
  process.stdout.write(`node ${process.version}, PostgreSQL ${server.version}\n`);
  const wanted = values.only?.split(',') ?? CASES.map(({ name }) => name);
  for (const one of CASES.filter(({ name }) => wanted.includes(name))) await run(server, one);
} finally {
  await server.stop();
}

async function run({ sql, url }: BenchServer, given: Case): Promise<void> {
  const { name, title, before, records, times = 1, readerPauseMs } = given;
  const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
  try {
    await sql(before);
    const file = join(folder, 'records.ndjson');
    writeLines(file, records, given.line);
    const start = performance.now();
    const child = spawn(process.execPath, [values.bin, '--url', url, ...Array(times).fill(file)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const watched = watch(child.pid);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let last = '';
    for await (const chunk of child.stderr) {
      last = (last + chunk).slice(-LAST_CHARACTERS);
      if (readerPauseMs !== undefined) await sleep(readerPauseMs);
    }
    const status = await exited;
    const mib = (watched().peakBytes ?? Number.NaN) / 2 ** 20;
    const seconds = (performance.now() - start) / 1000;
    const done = last.slice(last.trimEnd().lastIndexOf('\n') + 1);
    if (status !== 0 || !done.includes(`"records":${records * times},`))
      throw new Error(`${name}: ${status}, ${done.slice(0, 1000)}`);
    process.stdout.write(
      `${name.padEnd(14)} ${mib.toFixed(0).padStart(4)} MiB (at most ${MOST_MIB}: ${mib < MOST_MIB ? 'holds' : 'fails'}), ${seconds.toFixed(1)} s: ${title}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function record(n: number, after: Readonly<Record<string, unknown>>, table = 'orders'): string {
  const key = { id: after['id'] };
  const position = String(n);
  return JSON.stringify({
    position,
    operation: 'create',
    metadata: { 'opencdc.collection': table },
    key,
    payload: { before: null, after },
  });
}

function plain(n: number): string {
  const note = `a note on the order, number ${n}, of some length that is usual for notes on orders`;
  return record(n, { id: n, customer: `customer ${n}`, total: n / 100, paid: n % 2 === 0, quantity: n % 100, note });
}

function columnNames(): readonly string[] {
  return Array.from({ length: 20 }, (_, i) => `c${i}`);
}

/** The columns whose bits are set in `n`, so that no two records have the same. */
function columnsOf(n: number): Readonly<Record<string, number>> {
  return Object.fromEntries(columnNames().flatMap((name, i) => ((n >> i) & 1 ? [[name, n]] : [])));
}

function writeLines(file: string, records: number, line: (n: number) => string): void {
  const descriptor = openSync(file, 'w');
  let text = '';
  for (let n = 1; n <= records; n++) {
    text += `${line(n)}\n`;
    if (text.length < 1 << 20 && n < records) continue;
    writeSync(descriptor, text);
    text = '';
  }
  closeSync(descriptor);
}
