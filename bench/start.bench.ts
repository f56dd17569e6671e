/**
 * How long the program takes to start: `--version` over `node -e 0`, in milliseconds; and what a load of nothing costs,
 * connecting to a server included: processor time of the program over that of `node -e 0`, which is told in steps of
 * 10 ms where the system tells it at all. Medians, in turn.
 *
 *     node --import tsx bench/start.bench.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './load/measure.ts';
import { cpuSecondsOf } from './load/processes.ts';
import { startBenchServer } from './load/server.ts';

const MOST_MS = 60;
const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL('../bin/opencdc-pg.js', import.meta.url));

const server = await startBenchServer();
try {
  const bare = { args: ['-e', '0'], ms: [] as number[], cpuMs: [] as number[] };
  const version = { args: [bin, '--version'], ms: [] as number[], cpuMs: [] as number[] };
  const empty = { args: [bin, '--url', server.url], ms: [] as number[], cpuMs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const { args, ms, cpuMs } of [bare, version, empty]) {
      const took = run(args);
      ms.push(took.ms);
      cpuMs.push(took.cpuMs);
    }
  }
  const over = median(version.ms) - median(bare.ms);
  process.stdout.write(
    `node ${process.version}, ${rounds} rounds: node -e 0 ${shown(bare.ms)}, --version ${shown(version.ms)}; ` +
      `${over.toFixed(0)} ms over it (less than ${MOST_MS}: ${over < MOST_MS ? 'holds' : 'fails'})\n` +
      `a load of nothing: ${shown(empty.ms)}; processor time ${shown(empty.cpuMs)}, node -e 0 ${shown(bare.cpuMs)}\n`,
  );
} finally {
  await server.stop();
}

function run(args: readonly string[]): { readonly ms: number; readonly cpuMs: number } {
  const cpuBefore = cpuSecondsOf(process.pid, 'children');
  const start = performance.now();
  const ran = spawnSync(process.execPath, args, { stdio: 'ignore' });
  const ms = performance.now() - start;
  if (ran.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${ran.status}: run "npm run build" first`);
  const cpuAfter = cpuSecondsOf(process.pid, 'children');
  return { ms, cpuMs: cpuBefore === null || cpuAfter === null ? Number.NaN : (cpuAfter - cpuBefore) * 1000 };
}

function shown(values: readonly number[]): string {
  return `${median(values).toFixed(0)} ms`;
}
