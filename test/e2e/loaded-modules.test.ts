import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { lines, record } from './support/records.ts';

/** What no small run needs, by a part of the module's URL. */
const rare = {
  go: '/dist/compile-with-',
  goWithSprig: '/dist/template-',
  mustache: '/node_modules/mustache/',
  embedded: '/dist/pglite-',
  compression: 'node:zlib',
  tls: 'node:tls',
  terminal: '/node_modules/pino-pretty/',
  httpClient: 'NativeModule internal/deps/undici/undici',
} as const;
type Rare = keyof typeof rare;

describe('what a run does not need is not loaded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-e2e-'));
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const cases: readonly {
    readonly name: string;
    readonly args?: readonly string[];
    readonly stdin?: string | Uint8Array;
    readonly want: readonly Rare[];
  }[] = [
    { name: 'an empty input', stdin: '', want: [] },
    { name: 'the default template', want: [] },
    { name: 'a table by its name', args: ['--table', 'people'], want: [] },
    { name: 'Mustache', args: ['--table', '{{metadata.opencdc.collection}}'], want: ['mustache'] },
    { name: 'Go', args: ['--table', '{{ printf "%s" .Operation }}'], want: ['go', 'mustache'] },
    { name: "sprig's functions", args: ['--table', '{{ "a" | upper }}'], want: ['go', 'goWithSprig', 'mustache'] },
    { name: 'a compressed input', stdin: gzipSync(lines(record(1))), want: ['compression'] },
  ];
  for (const [n, { name, args = [], stdin = lines(record(1)), want }] of cases.entries()) {
    it(name, async () => {
      const list = join(folder, String(n));
      const env = { NODE_OPTIONS: `--import ${dataUrl(spy(list))}` };
      const ran = await runCli(['--url', database.url, ...args], { stdin, env });
      assert.equal(ran.status, 0, ran.stderr);
      const loaded = await readFile(list, 'utf8');
      const found = Object.entries(rare).flatMap(([key, part]) => (loaded.includes(part) ? [key] : []));
      assert.deepEqual(found, want);
    });
  }
});

/**
 * Lists the modules that are imported, and at the end those of Node's own, of which its HTTP client is one.
 * https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 */
function spy(list: string): string {
  const append = `appendFileSync(${JSON.stringify(list)},`;
  const hook = `import { appendFileSync } from 'node:fs'; export async function load(url, context, next) {
    ${append} url + '\\n'); return next(url, context); }`;
  return `import { appendFileSync } from 'node:fs'; import { register } from 'node:module';
    register(${JSON.stringify(dataUrl(hook))});
    process.on('exit', () => {
      ${append} process.moduleLoadList.join('\\n'));
    });`;
}

function dataUrl(module: string): string {
  return `data:text/javascript,${encodeURIComponent(module)}`;
}
