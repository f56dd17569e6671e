import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the names of the servers' folders start with. */
export const folderPrefix = 'ocpg-test-';

/** The temporary folder, or /tmp where the server's user can't enter it or a socket's path would be too long. */
export function temporaryFolder(): string {
  const folder = tmpdir();
  if (folder.length > 60) return '/tmp';
  if (!isRoot()) return folder;
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return '/tmp';
  }
  return folder;
}

/** Tells whether this process runs as root, as which Postgres refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Ends servers, and removes folders, whose owner died together with its watchdog. */
export function sweepLeftovers(): void {
  const parent = temporaryFolder();
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(folderPrefix) || !isLeftover(folder)) continue;
    const serverPid = Number(readLines(join(folder, 'data', 'postmaster.pid'))[0]);
    if (serverPid > 0 && commandOf(serverPid).includes(folder)) process.kill(serverPid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  }
}

function isLeftover(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const owner = Number(readLines(join(folder, 'owner.pid'))[0]);
    // A folder without its marker is one that is being made, or removed, right now.
    return owner > 0 && !isAlive(owner);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Returns the lines of a file, none where it is not there. */
export function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
