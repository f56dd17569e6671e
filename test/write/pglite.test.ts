import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OpencdcPgError } from '../../src/errors.ts';
import { connect } from '../../src/write/connection.ts';

describe('PGlite in a folder', () => {
  let root: string;
  let folder: string;
  const rows = async () => {
    const connection = await connect({ kind: 'pglite', folder });
    const answer = await connection.query({ text: 'SELECT id FROM t ORDER BY id' });
    await connection.close();
    return answer.rows.map(([id]) => id);
  };
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'pglite-test-'));
    folder = join(root, 'new', 'parents', 'db');
    const connection = await connect({ kind: 'pglite', folder });
    await connection.query({ text: 'CREATE TABLE t (id int); INSERT INTO t VALUES (1)' });
    await connection.close();
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('makes the folder with its parents, and keeps what was committed', async () => {
    assert.deepEqual(await rows(), ['1']);
  });

  it('drops what was not committed when it is closed', async () => {
    const connection = await connect({ kind: 'pglite', folder });
    await connection.query({ text: 'BEGIN' });
    await connection.query({ text: 'INSERT INTO t VALUES (2)' });
    await connection.close();
    assert.deepEqual(await rows(), ['1']);
  });

  it('leaves no lock behind', () => {
    assert.deepEqual(readdirSync(join(folder, '..')), ['db']);
  });

  it('refuses a second session of this process, by whatever path', async () => {
    const connection = await connect({ kind: 'pglite', folder });
    const other = join(root, 'other name');
    symlinkSync(folder, other);
    await failsWith(other, new RegExp(`in use by process ${process.pid}: .*one process at a time`));
    await connection.close();
    assert.deepEqual(await rows(), ['1']);
  });

  it('refuses a folder that another process has, naming its pid, until that process is dead', async () => {
    const script = `
      import { connect } from './src/write/connection.ts';
      const connection = await connect({ kind: 'pglite', folder: process.argv[1] });
      await connection.query({ text: 'INSERT INTO t VALUES (3)' });
      process.stdout.write('open');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await failsWith(folder, new RegExp(`in use by process ${child.pid}: `));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    // Killed, not closed: what it had committed is there all the same.
    assert.deepEqual(await rows(), ['1', '3']);
    assert.deepEqual(readdirSync(join(folder, '..')), ['db']);
  });

  it('prints nothing, and leaves the exit status of the process alone', async () => {
    const script = `
      import { connect } from './src/write/connection.ts';
      const connection = await connect({ kind: 'pglite', folder: process.argv[1] });
      await connection.query({ text: "DO $$ BEGIN RAISE WARNING 'loud'; END $$" });
      await connection.query({ text: 'SELECT 1/0' }).catch(() => {});
      await connection.close();
      process.exitCode = 5;`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text;
      });
    }
    const status = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual({ said, status }, { said: '', status: 5 });
  });

  it('takes over a lock of an earlier process that had the pid of this one', async () => {
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: process.pid, host: hostname(), startedMs: 1 }));
    assert.deepEqual(await rows(), ['1', '3']);
  });

  it('refuses a lock of another host, and one that it can not read', async () => {
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', startedMs: 1 }));
    await failsWith(folder, /in use by process 1 on host elsewhere.*if it is dead, remove .*db\.lock/s);
    writeFileSync(`${folder}.lock`, 'what?');
    await failsWith(folder, /is locked by .*db\.lock.*remove/s);
    rmSync(`${folder}.lock`);
  });

  it('refuses a folder of other things, and a file', async () => {
    const other = join(root, 'things');
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), 'Dear Bob');
    await failsWith(other, /it holds files, but no database.*name an empty folder/s);
    assert.equal(readFileSync(join(other, 'letter.txt'), 'utf8'), 'Dear Bob');
    assert.deepEqual(readdirSync(other), ['letter.txt']);
    await failsWith(join(other, 'letter.txt'), /can't use .*letter\.txt/);
    assert.ok(!existsSync(`${other}.lock`));
  });

  it('refuses a database of another version, and lets go of the folder', async () => {
    const old = join(root, 'old');
    mkdirSync(old);
    writeFileSync(join(old, 'PG_VERSION'), '9.6\n');
    await failsWith(old, /it holds a database of PostgreSQL 9\.6.*name an empty folder/s);
    assert.ok(!existsSync(`${old}.lock`));
  });
});

it('PGlite in memory is new each time', async () => {
  const connection = await connect({ kind: 'pglite' });
  await connection.query({ text: 'CREATE TABLE t (id int)' });
  const { rows } = await connection.query({ text: "SELECT count(*) FROM pg_class WHERE relname = 't'" });
  assert.deepEqual(rows, [['1']]);
  await connection.close();
  const again = await connect({ kind: 'pglite' });
  assert.equal((await again.query({ text: "SELECT FROM pg_class WHERE relname = 't'" })).rowCount, 0);
  await again.close();
});

async function failsWith(folder: string, want: RegExp): Promise<void> {
  const error = await connect({ kind: 'pglite', folder }).then(
    () => assert.fail('it opened'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OpencdcPgError, String(error));
  assert.equal(error.code, 'database_unreachable');
  assert.match(`${error.message}\n${error.hint}`, want);
}
