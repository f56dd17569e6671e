import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../e2e/support/cli.ts';
import { type E2eDatabase, openNewest } from '../e2e/support/database.ts';
import { lines, record } from '../e2e/support/records.ts';
import { blocksOf } from './markdown.ts';
import { withTables } from './readme-tables.ts';
import { shell, writeScript } from './shell.ts';

const readme = await readFile(join(root, 'README.md'), 'utf8');
const { PATH: machinePath = '' } = process.env;
/** Programs that a machine may lack. Here they say nothing: what is tried is what is given to ours. */
const FOREIGN = ['jq', 'psql', 'curl', 'tail'];

it('the tables of options, exit statuses and error codes say what the source says', () => {
  assert.equal(withTables(readme), readme, 'run: node --import tsx test/docs/update-readme.ts');
});

describe('the examples', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-docs-'));
  let database: E2eDatabase;
  before(async () => {
    database = await openNewest();
    await database.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
    for (const [place, names] of [
      ['own', ['opencdc-pg']],
      ['foreign', FOREIGN],
    ] as const) {
      await mkdir(join(folder, place));
      for (const name of names) await writeScript(join(folder, place, name), place === 'own');
    }
    const fruit = record(3, 'plum', { metadata: { 'opencdc.collection': 'fruits' } });
    await writeFile(join(folder, 'seed.ndjson'), lines(record(1), fruit, record(2)));
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const blocks = blocksOf(readme);
  for (const [at, block] of blocks.entries()) {
    if (block.language !== 'sh') continue;
    const next = blocks[at + 1];
    const shown = block.runStatus !== undefined && next?.language === 'json' ? next.text : undefined;
    it(`in line ${block.line} runs${shown === undefined ? '' : ', and prints what is shown'}`, async () => {
      const paths = [join(folder, 'own'), ...(block.runStatus === undefined ? [join(folder, 'foreign')] : [])];
      const env = { PATH: [...paths, machinePath].join(':'), HOME: folder, DATABASE_URL: database.url };
      const { status, output } = await shell(block.text, folder, env);
      assert.equal(status, block.runStatus ?? 0, output);
      if (shown !== undefined) assert.equal(withoutTimes(output), withoutTimes(shown));
    });
  }

  it('are there at all', () => {
    assert.ok(blocks.filter(({ language, runStatus }) => language === 'sh' && runStatus !== undefined).length >= 5);
  });
});

/** What differs from run to run made equal; notes (the SQL that makes tables) are left out of the page. */
function withoutTimes(output: string): string {
  return output
    .split('\n')
    .filter((line) => !line.includes('"msg":') || line.includes('"msg":"done"'))
    .map((line) => line.replaceAll(/"(time|seconds|records_per_second)":[\d.]+/g, '"$1":0'))
    .join('\n');
}
