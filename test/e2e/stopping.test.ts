import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bin, endOf, root, runCli, startCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { readLog } from './support/log.ts';
import { lines, record } from './support/records.ts';

describe('the program ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-e2e-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
    await database.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('at SIGTERM while a named pipe stays open and silent, after it reported what was read', async () => {
    const child = startCli(['--url', database.url, pipe]);
    const ended = endOf(child);
    const writer = await open(pipe, 'w');
    await writer.write(lines(record(1), record(2)));
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    const { status, stderr } = await ended;
    await writer.close();
    const { results, summary } = readLog(stderr);
    assert.deepEqual([status, results.length, summary?.records], [143, 2, 2]);
  });

  it('at SIGTERM while nobody has opened the named pipe yet', async () => {
    const child = startCli(['--url', database.url, pipe]);
    const ended = once(child, 'close');
    while ((await database.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'opencdc-pg'")).length === 0)
      await sleep(20);
    child.kill('SIGTERM');
    const [status, signal] = await ended;
    assert.ok(status === 143 || signal === 'SIGTERM', `${status} ${signal}`);
  });

  it('at SIGTERM while the server has not answered yet, with nothing read', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = startCli(['--url', `postgres://u@127.0.0.1:${port}/d`]);
    const ended = endOf(child);
    const [socket] = await once(server, 'connection');
    child.kill('SIGTERM');
    const { status, stderr } = await ended;
    socket.destroy();
    server.close();
    const { errors, summary } = readLog(stderr);
    assert.deepEqual([status, errors, summary?.records], [143, [], 0]);
  });

  it('with 3 when the database goes while standard input stays open and silent', async () => {
    const child = startCli(['--url', database.url]);
    const ended = endOf(child);
    child.stdin.write(lines(record(3)));
    await once(child.stderr, 'data');
    await database.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'opencdc-pg' AND datname = current_database()",
    );
    child.stdin.write(lines(record(4)));
    const { status, stderr } = await ended;
    const { errors, summary } = readLog(stderr);
    assert.deepEqual([status, errors.length, summary?.records], [3, 1, 1]);
  });

  it('with 4, quietly, where the reader of --help went away', async () => {
    const child = startCli(['--help']);
    child.stdout.destroy();
    const ended = once(child, 'close');
    let told = '';
    child.stderr.on('data', (chunk) => {
      told += chunk;
    });
    await ended;
    assert.deepEqual([child.exitCode, told], [4, '']);
  });

  // A device of Linux that refuses every write.
  if (existsSync('/dev/full')) {
    for (const args of [['route'], ['--help'], ['--version']]) {
      it(`with 4 and the reason where ${args[0]} is written to a full disk`, async () => {
        const child = spawn('sh', ['-c', '"$@" > /dev/full', 'sh', process.execPath, bin, ...args], { cwd: root });
        const ended = endOf(child);
        child.stdin.end(lines(record(1)));
        const { status, stderr } = await ended;
        assert.match(stderr, /^opencdc-pg: standard output cannot be written: ENOSPC\nhint: .+\n$/);
        assert.equal(status, 4);
      });
    }
  }

  it('with 2 for a wrong option, even where nobody reads why', async () => {
    const child = startCli(['--no-such-option']);
    child.stderr.destroy();
    assert.deepEqual(await once(child, 'close'), [2, null]);
    assert.equal((await runCli(['--no-such-option'])).status, 2);
  });
});
