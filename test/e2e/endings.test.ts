import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { OPTIONS, optionWord } from '../../src/cli/options.ts';
import { startServer, testMajors } from '../support/server.ts';
import { root, runCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { fieldsOf, readLog } from './support/log.ts';
import { lines, record } from './support/records.ts';

/** Names of options that are planned; each is unknown until it does what it says. */
const PLANNED = `--input --jobs --shard --checkpoint --max-errors --dry-run --tee --dead-letter --retry-for
  --statement-timeout --lock-timeout --schema-registry`.split(/\s+/);

describe('endings', async () => {
  const server = await startServer(Math.max(...testMajors()));
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
  });
  after(() => database.drop());

  const usage: readonly { readonly name: string; readonly args: readonly string[]; readonly want: RegExp }[] = [
    { name: 'an unknown option', args: ['--tabel', 'x'], want: /unknown option '--tabel'.*--table/s },
    { name: 'an option without its value', args: ['--table'], want: /--table/ },
    { name: 'a value that an option does not take', args: ['--on-conflict', 'explode'], want: /explode.*update/s },
    { name: 'a template that does not parse', args: ['--table', '{{ .Metadata'], want: /\{\{ \.Metadata/ },
    { name: 'a database URL of another kind', args: ['--url', 'mysql://root@localhost/x'], want: /mysql.*postgres:/s },
    { name: 'no database', args: [], want: /no database given.*--url.*PGHOST.*pglite:/s },
    ...PLANNED.filter((word) => !Object.values(OPTIONS).some(({ flags }) => optionWord(flags) === word)).map(
      (word) => ({ name: `the planned option ${word}`, args: [word], want: new RegExp(`unknown option '${word}'`) }),
    ),
  ];
  for (const { name, args, want } of usage) {
    it(`2 for ${name}, before anything is read`, async () => {
      const ran = await runCli(args, { stdin: lines(record(1)) });
      assert.match(ran.stderr, want);
      assert.match(ran.stderr, /hint: ./);
      assert.deepEqual([ran.status, ran.stdout], [2, '']);
    });
  }

  const unreachable: readonly { readonly name: string; readonly url: string; readonly want: RegExp }[] = [
    { name: 'a port where nobody listens', url: 'postgres://postgres:hush@127.0.0.1:1/x', want: /127\.0\.0\.1:1/ },
    {
      name: 'a refused password',
      url: `postgres://with_password:hush@127.0.0.1:${server.port}/postgres`,
      want: /password authentication failed/,
    },
    {
      name: 'a database that does not exist',
      url: `postgres://postgres:hush@127.0.0.1:${server.port}/no_such_db`,
      want: /no_such_db/,
    },
  ];
  for (const { name, url, want } of unreachable) {
    it(`3 for ${name}, without the password in any line`, async () => {
      const ran = await runCli(['--url', url], { stdin: lines(record(1)) });
      const { errors, results } = readLog(ran.stderr);
      const { msg, hint } = errors[0] ?? {};
      assert.match(String(msg), want);
      assert.ok(typeof hint === 'string' && hint !== '', 'there is a hint');
      assert.ok(!ran.stderr.includes('hush'), ran.stderr);
      assert.deepEqual([ran.status, ran.stdout, results.length], [3, '', 0]);
    });
  }

  it('1 for a table that the role may not write, and its other records land', async () => {
    const role = `loader_${process.pid}`;
    await database.sql(`
      CREATE ROLE ${role} LOGIN; CREATE TABLE secrets (id bigint PRIMARY KEY, name text);
      CREATE TABLE people (id bigint PRIMARY KEY, name text); GRANT ALL ON people TO ${role}`);
    try {
      const url = database.url.replace('postgres@', `${role}@`);
      const denied = record(1, 'x', { metadata: { 'opencdc.collection': 'secrets' } });
      const made = record(1, 'x', { metadata: { 'opencdc.collection': 'forbidden.fruit' } });
      const ran = await runCli(['--url', url], { stdin: lines(record(1), denied, made, record(2)) });
      const results = readLog(ran.stderr).results.map(fieldsOf);
      assert.deepEqual(
        results.map(({ result }) => result),
        ['inserted', 'failed', 'failed', 'inserted'],
      );
      for (const { error } of [results[1] ?? {}, results[2] ?? {}]) {
        const { code, sqlstate, hint } = Object(error);
        assert.deepEqual([code, sqlstate], ['permission_denied', '42501']);
        assert.match(hint, /GRANT/);
      }
      assert.equal(ran.status, 1);
    } finally {
      await database.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('0 for --version and --help, on standard output, without a database', async () => {
    const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
    const ran = await runCli(['--version']);
    assert.deepEqual(ran, { status: 0, stdout: `${version}\n`, stderr: '' });
    const help = await runCli(['--help']);
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.ok(help.stdout.indexOf('Examples:') < help.stdout.indexOf('--table'), 'examples come first');
  });

  it('take options from the environment, the command line first', async () => {
    const env = { OPENCDC_PG_URL: database.url, OPENCDC_PG_TABLE: 'from_env', OPENCDC_PG_RESULTS: 'none' };
    const ran = await runCli(['--results', 'all'], { env, stdin: lines(record(1)) });
    const { table } = fieldsOf(readLog(ran.stderr).results[0] ?? '{}');
    assert.deepEqual([ran.status, table], [0, 'public.from_env']);
  });
});
