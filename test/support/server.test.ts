import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { folderPrefix, sweepLeftovers, temporaryFolder } from './leftovers.ts';
import { findPostgresFiles } from './postgres-files.ts';
import { startServer, testMajors } from './server.ts';

for (const major of testMajors()) {
  describe(`the test server of PostgreSQL ${major}`, async () => {
    const server = await startServer(major);
    const database = await server.createDatabase();
    after(() => database.drop());

    it('is of that major version, and speaks UTF-8', async () => {
      const [row] = await database.sql(
        "SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding",
      );
      assert.deepEqual({ ...row }, { major: String(major), encoding: 'UTF8' });
    });

    it('brings the contrib extensions', async () => {
      const extensions = ['hstore', 'citext', 'ltree', 'btree_gist', 'postgres_fdw', 'pg_trgm', 'cube', 'pgcrypto'];
      await database.sql(extensions.map((name) => `CREATE EXTENSION ${name};`).join(''));
      const [row] = await database.sql(`SELECT 'a=>1'::hstore -> 'a' AS value, 'A'::citext = $1::citext AS same`, [
        'a',
      ]);
      assert.deepEqual({ ...row }, { value: '1', same: 't' });
    });

    it('gives every caller a database of its own', async () => {
      const other = await server.createDatabase();
      await other.sql('CREATE TABLE only_here (id int)');
      assert.deepEqual(await database.sql("SELECT FROM pg_class WHERE relname = 'only_here'"), []);
      await other.drop();
      assert.deepEqual(await database.sql('SELECT FROM pg_database WHERE datname = $1', [other.name]), []);
    });
  });
}

it('ends a server, and removes its folder, when the process that started it is killed', async () => {
  const script = `
    import { launchServer } from './test/support/launch.ts';
    const { socketDirectory } = await launchServer(18, process.argv[1]);
    process.stdout.write(socketDirectory);
    setInterval(() => {}, 1000);`;
  const root = fileURLToPath(new URL('../../package.json', import.meta.url));
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, root];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const folder = dirname(
    await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text)))),
  );
  const [serverPid] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n');
  child.kill('SIGKILL');
  for (let waitedMs = 0; existsSync(folder) && waitedMs < 15_000; waitedMs += 50) await sleep(50);
  assert.ok(!existsSync(folder));
  // A dead process that nobody has collected yet is a zombie, Z.
  const state = spawnSync('ps', ['-o', 'stat=', '-p', serverPid ?? ''], { encoding: 'utf8' }).stdout;
  assert.match(state.trim(), /^(Z|$)/);
});

it('sweeps the folder of a process that is dead, at the next start', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const folder = mkdtempSync(join(temporaryFolder(), folderPrefix));
  writeFileSync(join(folder, 'owner.pid'), String(dead));
  sweepLeftovers();
  assert.ok(!existsSync(folder));
});

it('says what to install where a version is missing', () => {
  assert.throws(() => findPostgresFiles(9, import.meta.filename), /run "npm ci" with optional dependencies/);
});
