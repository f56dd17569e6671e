import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { OpencdcPgError } from '../errors.ts';
import { lockFolder } from './pglite-lock.ts';
import { PgliteStream } from './pglite-stream.ts';
import { messageOf } from './server-error.ts';
import type { PgliteTarget } from './target.ts';

/** An embedded Postgres that runs in this process. It has one session. */
export interface EmbeddedPostgres {
  /** A stream that speaks the wire protocol, for `pg` in place of a socket. */
  readonly newStream: () => Duplex;
  /** Shuts the database down, after which its folder holds everything, and gives the folder back. */
  readonly close: () => Promise<void>;
}

/**
 * Starts PGlite (https://pglite.dev/docs/api) on the target's folder, made with its parents where missing, or in
 * memory. Throws `database_unreachable`: the folder is in use, can't be used, or holds something else.
 */
export async function openPglite(target: PgliteTarget): Promise<EmbeddedPostgres> {
  if (target.folder === undefined) return start(undefined, async () => {});
  const folder = await prepareFolder(target.folder);
  const unlock = await lockFolder(folder).catch((cause: unknown) => {
    throw cause instanceof OpencdcPgError ? cause : cantUse(folder, cause);
  });
  try {
    return await start(folder, unlock);
  } catch (cause) {
    await unlock();
    throw cantUse(folder, cause, await versionOf(folder));
  }
}

/** The real path, so that one folder has one lock file, whatever it is called by. */
async function prepareFolder(given: string): Promise<string> {
  try {
    await mkdir(given, { recursive: true });
    const folder = await realpath(resolve(given));
    const names = await readdir(folder);
    if (names.length > 0 && !names.includes('PG_VERSION')) throw new Error('it holds files, but no database');
    return folder;
  } catch (cause) {
    throw cantUse(given, cause);
  }
}

/** The major version of the database in the folder; '' where there is none. PGlite takes that of its own only. */
async function versionOf(folder: string): Promise<string> {
  return readFile(join(folder, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

function cantUse(folder: string, cause: unknown, version = ''): OpencdcPgError {
  const holds = version === '' ? '' : ` (it holds a database of PostgreSQL ${version})`;
  return new OpencdcPgError('database_unreachable', `can't use ${folder} for PGlite: ${messageOf(cause)}${holds}`, {
    hint: 'name an empty folder, or one that PGlite made',
    cause,
  });
}

/** PGlite is 20 MB of WebAssembly: it is loaded only here, when asked for. */
async function start(folder: string | undefined, unlock: () => Promise<void>): Promise<EmbeddedPostgres> {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create(folder === undefined ? {} : { dataDir: folder });
  let closing: Promise<void> | undefined;
  const shutDown = async () => {
    try {
      if (!database.closed) await database.close();
    } finally {
      await unlock();
    }
  };
  const close = () => {
    closing ??= shutDown();
    return closing;
  };
  return { newStream: () => new PgliteStream(database), close };
}
