import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runCli } from './support/cli.ts';
import { type E2eDatabase, openNewest } from './support/database.ts';
import { fieldsOf, readLog } from './support/log.ts';
import { lines, record } from './support/records.ts';

describe('inputs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-e2e-'));
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
    await database.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
    await writeFile(join(folder, 'a.ndjson'), lines(record(1), record(2)));
    await writeFile(join(folder, 'b.ndjson'), lines(record(3), 'no JSON', record(4)));
    await writeFile(join(folder, 'packed'), gzipSync(lines(record(5), record(6))));
    await mkdir(join(folder, 'folder'));
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const cases: readonly {
    readonly name: string;
    readonly files: readonly string[];
    readonly stdin?: string | Uint8Array;
    /** `file:line result`, in order. */
    readonly want: readonly string[];
    readonly status?: number;
  }[] = [
    {
      name: 'several files and standard input are read in the order given, and lines count in each',
      files: ['b.ndjson', '-', 'a.ndjson'],
      stdin: lines(record(7)),
      want: ['b.ndjson:1', 'b.ndjson:2', 'b.ndjson:3', '-:1', 'a.ndjson:1', 'a.ndjson:2'],
      status: 1,
    },
    { name: 'no name is standard input', files: [], stdin: lines(record(8)), want: ['-:1'] },
    { name: 'gzip is told by its content', files: ['packed'], want: ['packed:1', 'packed:2'] },
    { name: 'gzip is told on standard input too', files: [], stdin: gzipSync(lines(record(9))), want: ['-:1'] },
    { name: 'lines may end in CR LF', files: [], stdin: `${record(10)}\r\n${record(11)}\r\n`, want: ['-:1', '-:2'] },
    { name: 'a byte-order mark is skipped', files: [], stdin: `\ufeff${record(12)}\n`, want: ['-:1'] },
    {
      name: 'the last line needs no line feed',
      files: [],
      stdin: `${record(13)}\n${record(14)}`,
      want: ['-:1', '-:2'],
    },
    { name: 'blank lines are skipped and counted', files: [], stdin: `\n  \n${record(15)}\n\n`, want: ['-:3'] },
    { name: 'an empty input is no error', files: [], stdin: '', want: [] },
  ];
  for (const { name, files, stdin = '', want, status = 0 } of cases) {
    it(name, async () => {
      const ran = await runCli(['--url', database.url, ...files], { cwd: folder, stdin });
      const log = readLog(ran.stderr);
      const places = log.results.map(fieldsOf).map(({ file, line }) => `${file}:${line}`);
      assert.deepEqual(places, want);
      const { records } = log.summary ?? {};
      assert.deepEqual([ran.status, ran.stdout, records], [status, '', want.length]);
    });
  }

  it('a file that is absent ends the run before anything is written', async () => {
    const ran = await runCli(['--url', database.url, '-', 'absent.ndjson'], { cwd: folder, stdin: lines(record(100)) });
    assert.equal(ran.status, 4);
    assert.match(ran.stderr, /absent\.ndjson/);
    assert.deepEqual(await database.sql('SELECT name FROM people WHERE id = 100'), []);
  });

  it('a folder is no file', async () => {
    const ran = await runCli(['--url', database.url, 'folder'], { cwd: folder });
    assert.equal(ran.status, 4);
    assert.match(ran.stderr, /folder is a folder/);
  });

  it('what comes before the cut of a cut file is written and reported', async () => {
    const records = Array.from({ length: 2000 }, (_, i) => record(1000 + i, `${i * 7919} ${(i * 104729) % 9973}`));
    const packed = gzipSync(lines(...records));
    await writeFile(join(folder, 'cut.gz'), packed.subarray(0, packed.length - 1000));
    const ran = await runCli(['--url', database.url, 'cut.gz'], { cwd: folder });
    const log = readLog(ran.stderr);
    assert.equal(ran.status, 4);
    assert.ok(log.results.length > 500 && log.results.length < 2000, `${log.results.length} results`);
    assert.match(String(log.errors[0]?.msg), /cut\.gz is cut/);
    assert.deepEqual(await database.sql('SELECT count(*)::text FROM people WHERE id >= 1000'), [
      [String(log.results.length)],
    ]);
  });
});
