/**
 * Runs a bench of parts of the program as they are shipped, their modules joined: `node bench/run.js client [arguments]`.
 * As single modules they are up to a fifth slower.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildOptions } from '../scripts/build-options.js';

const [name, ...args] = process.argv.slice(2);
const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const joined = at(`${name}.bundled.mjs`);
try {
  await build({ ...buildOptions, entryPoints: [at(`${name}.bench.ts`)], outfile: joined });
  const { status, signal } = spawnSync(process.execPath, [...process.execArgv, joined, ...args], { stdio: 'inherit' });
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
} finally {
  rmSync(joined, { force: true });
}
