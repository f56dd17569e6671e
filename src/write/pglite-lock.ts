import { randomBytes } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { kill, pid } from 'node:process';
import { OpencdcPgError } from '../errors.ts';

/** Who holds a folder: kept as JSON in the lock file. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, Unix time in ms: tells this process from an earlier one that had its pid. */
  readonly startedMs: number;
}

/**
 * Takes the lock file `<folder>.lock` that stands beside an embedded database, and returns how to give it back. Two
 * processes that write to one such folder lose rows, and PGlite itself doesn't look.
 * A lock whose process is dead is taken over. Throws `database_unreachable`, naming the pid, where it is alive or runs
 * on another host, which can't be asked.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = `${folder}.lock`;
  const own: Holder = { pid, host: hostname(), startedMs: Math.round(performance.timeOrigin) };
  for (let tries = 0; tries < 5; tries += 1) {
    if (await createWith(file, JSON.stringify(own))) return () => unlink(file).catch(() => {});
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue; // Given back meanwhile.
    const holder = parseHolder(text);
    if (holder === undefined || mayBeAlive(holder, own)) throw lockedError(folder, file, holder, own);
    await removeStale(file, text);
  }
  throw lockedError(folder, file, undefined, own);
}

/** A link is made at once with its content, or not at all where the file exists. */
async function createWith(file: string, text: string): Promise<boolean> {
  const draft = aside(file);
  await writeFile(draft, text, { flag: 'wx' });
  try {
    await link(draft, file).catch((error: unknown) => {
      if (hasCode(error, 'EEXIST')) throw error;
      // A file system without links.
      return writeFile(file, text, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Two processes may find the same dead holder: the one that comes second puts back what isn't the dead one's. */
async function removeStale(file: string, text: string): Promise<void> {
  const taken = aside(file);
  try {
    await rename(file, taken);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(taken, 'utf8')) !== text) await link(taken, file).catch(() => {});
  await unlink(taken);
}

function aside(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

function mayBeAlive(holder: Holder, own: Holder): boolean {
  if (holder.host !== own.host) return true;
  if (holder.pid === own.pid) return holder.startedMs === own.startedMs;
  try {
    kill(holder.pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const parsed: Partial<Holder> | null = JSON.parse(text);
    const { pid, host, startedMs } = parsed ?? {};
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof startedMs !== 'number') return undefined;
    return { pid, host, startedMs };
  } catch {
    return undefined;
  }
}

function lockedError(folder: string, file: string, holder: Holder | undefined, own: Holder): OpencdcPgError {
  if (holder === undefined) {
    return new OpencdcPgError('database_unreachable', `PGlite in ${folder} is locked by ${file}`, {
      hint: `remove ${file} if no process uses the folder`,
    });
  }
  const elsewhere = holder.host === own.host ? '' : ` on host ${holder.host}`;
  return new OpencdcPgError(
    'database_unreachable',
    `PGlite in ${folder} is in use by process ${holder.pid}${elsewhere}: an embedded database takes one process at a time`,
    { hint: elsewhere === '' ? 'wait until it ends' : `wait until it ends; if it is dead, remove ${file}` },
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
