import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { root } from './support/cli.ts';

for (const fixture of ['shop', 'conduit-postgres']) {
  it(`the generator of the fixture ${fixture} writes the files that are committed`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-e2e-'));
    try {
      await promisify(execFile)(process.execPath, [join(root, 'fixtures', fixture, 'generate.js'), folder]);
      const files = await readdir(folder);
      assert.ok(files.includes('input.ndjson'));
      for (const file of files) {
        const committed = await readFile(join(root, 'fixtures', fixture, file), 'utf8');
        assert.ok((await readFile(join(folder, file), 'utf8')) === committed, `${file} differs`);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}
