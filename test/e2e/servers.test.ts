import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { fieldsOf, readLog } from './support/log.ts';
import { lines, record } from './support/records.ts';

describe('a server of another make', () => {
  let database: E2eDatabase;
  const latin1 = `latin1_${process.pid}`;
  before(async () => {
    database = await openNewest();
    await database.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
    await database.sql(`CREATE DATABASE ${latin1} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
  });
  after(async () => {
    await database.sql(`DROP DATABASE ${latin1}`);
    await database.drop();
  });

  it('whose encoding lacks a character costs the records that have it, in a value or in the table', async () => {
    const url = new URL(database.url);
    url.pathname = latin1;
    const elsewhere = (collection: string) => record(1, 'x', { metadata: { 'opencdc.collection': collection } });
    for (const mode of ['create', 'fixed', 'evolve']) {
      const stdin = lines(
        elsewhere('caf\u00e9'),
        record(2, '\u{1f600}'),
        elsewhere('\u{1f600}'),
        elsewhere('caf\u00e9'),
      );
      const ran = await runCli(['--url', String(url), '--schema-mode', mode, '--results', 'failed'], { stdin });
      const log = readLog(ran.stderr);
      const failed = log.results.map(fieldsOf).map(({ line }) => line);
      assert.deepEqual([ran.status, log.errors], [1, []], ran.stderr);
      assert.deepEqual(failed, [2, 3], mode);
    }
  });

  it('with a search_path that begins with a system schema has its tables in the first other one', async () => {
    const url = `${database.url}?options=-c%20search_path%3Dpg_catalog,information_schema,public`;
    const ran = await runCli(['--url', url], { stdin: lines(record(1)) });
    const { table } = fieldsOf(readLog(ran.stderr).results[0] ?? '{}');
    assert.deepEqual([ran.status, table], [0, 'public.people'], ran.stderr);
    const none = await runCli(['--url', `${database.url}?options=-c%20search_path%3Dpg_catalog`], {
      stdin: lines(record(1)),
    });
    assert.equal(none.status, 2, none.stderr);
    assert.match(none.stderr, /--schema NAME/);
  });
});
