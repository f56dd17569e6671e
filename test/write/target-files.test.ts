import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { resolveTarget } from '../../src/write/resolve-target.ts';
import { thisMachine } from '../../src/write/target-files.ts';

describe('thisMachine', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'target-files-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('reads a file with its permissions', () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'text', { mode: 0o600 });
    const file = thisMachine().readFile(path);
    assert.equal(file?.text, 'text');
    assert.equal((file?.mode ?? 0) & 0o777, 0o600);
  });

  it('finds no file where there is none, nor in a folder, a device or below a file', () => {
    const { readFile, exists } = thisMachine();
    writeFileSync(join(folder, 'b'), '');
    for (const path of [join(folder, 'none'), folder, '/dev/null', join(folder, 'b', 'c')]) {
      assert.equal(readFile(path), undefined, path);
    }
    assert.deepEqual([exists(folder), exists(join(folder, 'none'))], [true, false]);
  });

  it("knows the system's user", () => {
    assert.equal(thisMachine().user, userInfo().username);
  });

  it('serves a password file to resolveTarget, unless others may read it', () => {
    const path = join(folder, 'pgpass');
    writeFileSync(path, 'h:5432:*:*:secret\n', { mode: 0o600 });
    const resolve = () => resolveTarget({ url: 'postgres://h/d', env: { PGPASSFILE: path }, machine: thisMachine() });
    const password = ({ target }: ReturnType<typeof resolve>) => target.kind === 'server' && target.password;
    assert.equal(password(resolve()), 'secret');
    chmodSync(path, 0o644);
    assert.equal(password(resolve()), undefined);
    assert.equal(resolve().warnings.length, 1);
  });
});
