import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, runCli, startCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { fieldsOf, readLog } from './support/log.ts';
import { lines, record } from './support/records.ts';

describe('results', () => {
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
    await database.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
  });
  after(() => database.drop());

  const stdin = lines(record(1), 'no JSON', record(2), record(1, 'again'));
  const which: readonly { readonly args: readonly string[]; readonly want: readonly string[] }[] = [
    { args: [], want: ['inserted', 'failed', 'inserted', 'updated'] },
    { args: ['--results', 'all'], want: ['updated', 'failed', 'updated', 'updated'] },
    { args: ['--results', 'failed'], want: ['failed'] },
    { args: ['--results', 'none'], want: [] },
  ];
  for (const { args, want } of which) {
    it(`are ${want.join(', ') || 'none'} with ${args.join(' ') || 'no option'}, and counted in the closing line`, async () => {
      const ran = await runCli(['--url', database.url, ...args], { stdin });
      const log = readLog(ran.stderr);
      assert.deepEqual(
        log.results.map((line) => fieldsOf(line).result),
        want,
      );
      const { records, failed } = log.summary ?? {};
      assert.deepEqual([records, failed, ran.stdout, ran.status], [4, 1, '', 1]);
    });
  }

  it('come in input order, whatever the tables and the batches', async () => {
    const text = Array.from({ length: 3000 }, (_, i) =>
      i % 97 === 0 ? '{}' : record(i % 400, `n${i}`, { metadata: { 'opencdc.collection': `table_${i % 3}` } }),
    );
    const ran = await runCli(['--url', database.url, '--batch-size', '250'], { stdin: lines(...text) });
    const numbers = readLog(ran.stderr).results.map((line) => fieldsOf(line).line);
    assert.deepEqual(
      numbers,
      Array.from({ length: 3000 }, (_, i) => i + 1),
    );
  });

  it('come as soon as a record came, and only when it is committed, while the input stays open', async () => {
    const child = startCli(['--url', database.url]);
    const told = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
    for (const id of [501, 502, 503]) {
      child.stdin.write(lines(record(id)));
      // Were a second record waited for, or the end, nothing would ever be told.
      const { value } = await told.next();
      assert.deepEqual(fieldsOf(String(value)).key, { id });
      assert.deepEqual(await database.sql(`SELECT name FROM people WHERE id = ${id}`), [[`name ${id}`]]);
      await sleep(20);
    }
    child.stdin.end();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('of which the reader went away end the run with status 4, quietly', async () => {
    const child = startCli(['--url', database.url]);
    child.stderr.destroy();
    child.stdin.on('error', () => {});
    const ended = once(child, 'exit');
    for (let id = 1; child.exitCode === null && id < 500; id++) {
      child.stdin.write(lines(record(600)));
      await sleep(10);
    }
    child.stdin.end();
    assert.deepEqual(await ended, [4, null]);
  });

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`of what was read are reported and committed when ${signal} comes`, async () => {
      const child = startCli(['--url', database.url]);
      const ended = endOf(child);
      child.stdin.write(lines(record(701), record(702)));
      await once(child.stderr, 'data');
      child.kill(signal);
      const ran = await ended;
      const log = readLog(ran.stderr);
      assert.equal(ran.status, status);
      assert.equal(log.results.length, 2);
      const { records } = log.summary ?? {};
      assert.equal(records, 2);
      assert.deepEqual(await database.sql('SELECT count(*)::text FROM people WHERE id IN (701, 702)'), [['2']]);
      await database.sql('DELETE FROM people WHERE id > 700');
    });
  }

  it('hold neither key nor value with --redact', async () => {
    const secret = 'hush-4711';
    const ran = await runCli(['--url', database.url, '--redact'], {
      stdin: lines(record(800, secret), record(801, secret, { key: { id: secret } })),
    });
    const log = readLog(ran.stderr);
    assert.deepEqual(
      log.results.map((line) => fieldsOf(line).result),
      ['inserted', 'failed'],
    );
    assert.ok(!ran.stderr.includes(secret), ran.stderr);
    assert.ok(!log.results.some((line) => 'key' in fieldsOf(line)));
  });
});
