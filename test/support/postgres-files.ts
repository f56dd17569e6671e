import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Returns the `native` folder (bin, lib, share) of the PostgreSQL `major` for this platform, from the package that
 * `postgresPackage` names. `from` is a file whose `node_modules` are searched.
 * Throws a sentence that says what to run where the package is missing.
 */
export function findPostgresFiles(major: number, from: string): string {
  const name = postgresPackage(major);
  try {
    return join(dirname(createRequire(from).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `PostgreSQL ${major} for the tests is not installed (package ${name}): run "npm ci" with optional dependencies ` +
        '(no --omit=optional, no --omit=dev), or "npm run test:matrix" for versions that test/servers has not for this platform',
      { cause },
    );
  }
}

/** The npm alias under which test/servers has the server of a version for this platform: `pg18-linux-x64`. */
export function postgresPackage(major: number): string {
  return `pg${major}-${platformName()}-${process.arch}`;
}

/**
 * Makes a folder `into` that holds a runnable copy of `native`: hard links where the file system and the rights
 * allow, else copies, and the symbolic links of `pg-symlinks.json`, which npm leaves to an install script.
 * Postgres finds `share` and `lib` from the real path of its executable, so the executables can't be symbolic links.
 */
export function layOutPostgresFiles(native: string, into: string): void {
  for (const folder of ['bin', 'lib', 'share']) linkTree(join(native, folder), join(into, folder));
  const listed: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) return;
  for (const { source, target } of listed as { source: string; target: string }[]) {
    // Both sit in one folder ("native/lib/libpq.so.5.14", "native/lib/libpq.so"): a relative link stays right when moved.
    makeSymbolicLink(source.slice(source.lastIndexOf('/') + 1), join(into, target.replace(/^native\//, '')));
  }
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function linkTree(from: string, into: string): void {
  mkdirSync(into, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    if (entry.isDirectory()) linkTree(source, join(into, entry.name));
    else if (entry.isFile()) linkFile(source, join(into, entry.name));
  }
}

function linkFile(source: string, target: string): void {
  const { mode } = statSync(source);
  // A file that others can't read (umask 077) is copied: the server may run as another user.
  if ((mode & 0o004) !== 0) {
    try {
      linkSync(source, target);
      return;
    } catch {
      // Another file system, or hard links to others' files are forbidden: copy.
    }
  }
  copyFileSync(source, target, constants.COPYFILE_FICLONE);
  chmodSync(target, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

function makeSymbolicLink(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
