import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../e2e/support/cli.ts';
import { blocksOf } from './markdown.ts';
import { shell, writeScript } from './shell.ts';

describe('docs/routing.md', async () => {
  const page = await readFile(join(root, 'docs/routing.md'), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-docs-'));
  before(async () => {
    await mkdir(join(folder, 'bin'));
    await writeScript(join(folder, 'bin', 'opencdc-pg'), true);
  });
  after(() => rm(folder, { recursive: true }));

  const blocks = blocksOf(page);
  for (const [at, block] of blocks.entries()) {
    if (block.language !== 'sh') continue;
    const next = blocks[at + 1];
    it(`prints what is shown for the template in line ${block.line}`, async () => {
      const env = { HOME: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
      const { status, output } = await shell(block.text, folder, env);
      assert.equal(output, next?.language === 'json' ? next.text : '');
      assert.equal(status, block.runStatus);
    });
  }

  it('has ten worked templates at least', () => {
    assert.ok(
      blocks.filter(({ language, text }) => language === 'sh' && text.includes('opencdc-pg route')).length >= 10,
    );
  });
});
