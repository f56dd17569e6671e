/** `npm run build`: makes `dist/` of `src/`. The types are checked by `npm run typecheck`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  ...buildOptions,
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: dist,
  splitting: true,
  sourcemap: true,
});
