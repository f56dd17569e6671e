import { constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/write/connection.ts';
import type { PgliteTarget } from '../../src/write/target.ts';

/** The name of the variable by which `test/run.js` hands on the folder of a new embedded database, to be copied. */
export const embeddedVariable = 'OPENCDC_PG_TEST_PGLITE';

/**
 * Makes a new embedded database in a temporary folder, which goes when this process ends, and returns the folder.
 * Making one takes PGlite seconds, opening a copy of it a fraction of one.
 */
export async function makeEmbeddedTemplate(): Promise<string> {
  const folder = join(temporaryFolder(), 'db');
  const connection = await connect({ kind: 'pglite', folder });
  await connection.close();
  return folder;
}

/** Returns a fresh embedded database of its own, and the way to remove it. */
export async function embeddedDatabase(): Promise<{
  readonly target: PgliteTarget;
  readonly drop: () => Promise<void>;
}> {
  const template = process.env[embeddedVariable] ?? (await ownTemplate());
  const parent = temporaryFolder();
  const folder = join(parent, 'db');
  cpSync(template, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return {
    target: { kind: 'pglite', folder },
    drop: async () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** The template of a file that runs alone: one, however often it is asked for. */
const own: Promise<string>[] = [];

function ownTemplate(): Promise<string> {
  const making = own[0] ?? makeEmbeddedTemplate();
  own[0] = making;
  return making;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ocpg-embedded-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
