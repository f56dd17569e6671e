/**
 * How long the program takes to start: `--version` over `node -e 0`, in milliseconds; medians, in turn.
 *
 *     node --import tsx bench/start.bench.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './load/measure.ts';

const MOST_MS = 60;
const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL('../bin/opencdc-pg.js', import.meta.url));

const bare: number[] = [];
const version: number[] = [];
for (let round = 0; round < rounds; round++) {
  bare.push(milliseconds(['-e', '0']));
  version.push(milliseconds([bin, '--version']));
}
const over = median(version) - median(bare);
process.stdout.write(
  `node ${process.version}, ${rounds} rounds: node -e 0 ${median(bare).toFixed(0)} ms, --version ${median(version).toFixed(0)} ms; ` +
    `${over.toFixed(0)} ms over it (less than ${MOST_MS}: ${over < MOST_MS ? 'holds' : 'fails'})\n`,
);

function milliseconds(args: readonly string[]): number {
  const start = performance.now();
  const ran = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (ran.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${ran.status}: run "npm run build" first`);
  return performance.now() - start;
}
