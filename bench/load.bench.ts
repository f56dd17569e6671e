/**
 * Whole loads against a server of the bench's own, compared with what else could be done: records a second, medians and
 * ranges of the rounds, candidates in turn, and the ratios with their targets. Needs psql, and a built program.
 *
 *     npm run bench [-- --records 300000] [--rounds 5] [--only new,exist] [--bin path/of/opencdc-pg.js]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COMPARISONS, type Comparison } from './load/comparisons.ts';
import { type Measured, measure, median } from './load/measure.ts';
import { type BenchServer, psqlVersion, startBenchServer } from './load/server.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: COMPARISONS.map(({ name }) => name).join(',') },
    bin: { type: 'string', default: fileURLToPath(new URL('../bin/opencdc-pg.js', import.meta.url)) },
  },
});
const wanted = values.only.split(',');
const psql = psqlVersion();
const server = await startBenchServer();
try {
  print(
    `node ${process.version}, PostgreSQL ${server.version}, ${psql}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; ` +
      `${values.records} records, medians of ${values.rounds}`,
  );
  for (const comparison of COMPARISONS.filter(({ name }) => wanted.includes(name))) await run(server, comparison);
} finally {
  await server.stop();
}

async function run(on: BenchServer, comparison: Comparison): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
  try {
    const surroundings = { server: on, bin: values.bin, folder };
    const candidates = comparison.candidates(surroundings, Number(values.records));
    const measured = await measure(on, candidates, comparison.unit, Number(values.rounds));
    print(`\n${comparison.name}: ${comparison.title}`);
    for (const one of measured) print(`  ${lineOf(one, comparison.unit)}`);
    const [first = Number.NaN, second = Number.NaN] = measured.map(({ rates }) => median(rates));
    const { target } = comparison;
    const verdict = target === null ? '' : ` (at least ${target}: ${first / second >= target ? 'holds' : 'fails'})`;
    print(`  ratio ${(first / second).toFixed(2)}${verdict}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lineOf({ candidate, rates, timings }: Measured, unit: Comparison['unit']): string {
  const shown = (rate: number) =>
    unit === 'records' ? `${(rate / 1000).toFixed(1)}k records/s` : `${(rate / 1e6).toFixed(1)} MB/s`;
  const range = `${shown(Math.min(...rates))} to ${shown(Math.max(...rates))}`;
  const of = (pick: (timing: Measured['timings'][number]) => number | null) =>
    median(timings.map((timing) => pick(timing) ?? Number.NaN));
  const cpu = (seconds: number) => `${((seconds * 1e6) / candidate.records).toFixed(2)} µs`;
  return (
    `${candidate.name.padEnd(24)} ${shown(median(rates)).padStart(18)} (${range}); processor a record: ` +
    `client ${cpu(of((timing) => timing.cpuSeconds))}, server ${cpu(of((timing) => timing.serverCpuSeconds))}; ` +
    `peak ${(of((timing) => timing.peakBytes) / 2 ** 20).toFixed(0)} MiB`
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
