import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../e2e/support/cli.ts';
import { anchorsOf, localLinksOf } from './markdown.ts';

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/routing.md'];

for (const page of PAGES) {
  describe(page, async () => {
    const text = await readFile(join(root, page), 'utf8');

    it('links to headings and files that are there', async () => {
      for (const link of localLinksOf(text)) {
        const [file = '', anchor] = link.split('#');
        const path = file === '' ? join(root, page) : join(root, dirname(page), file);
        assert.ok(existsSync(path), `${link}: no such file`);
        if (anchor === undefined) continue;
        assert.ok(anchorsOf(await readFile(path, 'utf8')).includes(anchor), `${link}: no such heading`);
      }
    });

    it('names only files and folders of the project that are there', () => {
      for (const [, path = ''] of text.matchAll(/`((?:src|test|fixtures|bench|bin|scripts)\/[\w./-]*)`/g)) {
        assert.ok(existsSync(join(root, path)), `${path} is not there`);
      }
    });
  });
}

it('ARCHITECTURE.md has every folder of src and every dependency, and a test for every invariant', async () => {
  const text = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const folders = (await readdir(join(root, 'src'), { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders) assert.ok(text.includes(`\n| \`src/${name}/\` |`), `src/${name}`);
  const section = text.slice(text.indexOf('\n## Dependencies'));
  const listed = Array.from(section.matchAll(/^\| `([^`]+)` \|/gm), ([, name]) => name);
  assert.deepEqual(listed.toSorted(), Object.keys(dependencies).toSorted());
  const invariants = text.match(/^\| I\d+ .*$/gm) ?? [];
  assert.ok(invariants.length > 0);
  for (const [at, row] of invariants.entries()) {
    assert.ok(row.startsWith(`| I${at + 1} |`), `numbered in order: ${row}`);
    assert.match(row, /`test\/[\w./-]+\.test\.ts` /);
  }
});

it('package.json has every command that the pages name', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  for (const page of PAGES) {
    const text = await readFile(join(root, page), 'utf8');
    for (const [, name = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
      assert.ok(name in scripts, `${page}: npm run ${name}`);
    }
    if (/\bnpm start\b/.test(text)) assert.ok('start' in scripts, page);
  }
});
