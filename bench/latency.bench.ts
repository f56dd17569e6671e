/**
 * One record through a pipe that stays open: from its line's write to its result line, over what the commit of such a
 * record takes an open session (BEGIN, the upsert, COMMIT, sent at once). Medians and maxima in milliseconds, in turn.
 * With a pause of more than a second between them, each record comes after the catalog was looked at anew.
 *
 *     node --import tsx bench/latency.bench.ts [records] [pauseMs]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tableSql, writeRecords } from './load/data.ts';
import { median } from './load/measure.ts';
import { startBenchServer } from './load/server.ts';

const MOST_MS = 20;
/** Records before the ones that are measured: connecting, reading the table, compiling. */
const WARM_UP = 20;
const records = Number(process.argv[2] ?? 100);
const pauseMs = Number(process.argv[3] ?? 5);
const bin = fileURLToPath(new URL('../bin/opencdc-pg.js', import.meta.url));

const server = await startBenchServer();
const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
try {
  await server.sql(tableSql('orders'));
  const file = join(folder, 'records.ndjson');
  writeRecords(file, { records: records + WARM_UP });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const child = spawn(process.execPath, [bin, '--url', server.url], { stdio: ['pipe', 'ignore', 'pipe'] });
  const results = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const loaded: number[] = [];
  const committed: number[] = [];
  for (const [i, line] of lines.entries()) {
    const ms = await milliseconds(async () => {
      child.stdin.write(`${line}\n`);
      const { value } = await results.next();
      if (!String(value).includes('"inserted"')) throw new Error(`not inserted: ${value}`);
    });
    await sleep(pauseMs);
    const commitMs = await milliseconds(() => server.sql(commitSql(1_000_000 + i)));
    if (i < WARM_UP) continue;
    loaded.push(ms);
    committed.push(commitMs);
  }
  await end(child);
  const over = median(loaded) - median(committed);
  process.stdout.write(
    `node ${process.version}, PostgreSQL ${server.version}, ${records} records, one at a time, ${pauseMs} ms between them: result line after ` +
      `${median(loaded).toFixed(1)} ms (at most ${Math.max(...loaded).toFixed(1)}), a commit ${median(committed).toFixed(1)} ms; ` +
      `${over.toFixed(1)} ms over it (less than ${MOST_MS}: ${over < MOST_MS ? 'holds' : 'fails'})\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
}

function commitSql(id: number): string {
  return (
    `BEGIN; INSERT INTO orders (id, customer, total, paid) VALUES (${id}, 'customer', 1.5, true) ` +
    'ON CONFLICT (id) DO UPDATE SET customer = EXCLUDED.customer; COMMIT'
  );
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  child.stderr?.resume();
  await gone;
}
