import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { platform } from 'node:process';

/** A file that the target's settings name. */
export interface TextFile {
  readonly text: string;
  /** The permission bits; absent on Windows, which has none. */
  readonly mode?: number | undefined;
}

/** What resolving a target needs of the machine. */
export interface Machine {
  /** The operating system's name of the user, where it has one. */
  readonly user?: string | undefined;
  readonly home?: string | undefined;
  /** Returns a regular file's content; undefined where there is none. Throws where it can't be read. */
  readonly readFile: (path: string) => TextFile | undefined;
  readonly exists: (path: string) => boolean;
}

/** Returns the real machine. */
export function thisMachine(): Machine {
  return { user: userName(), home: homedir(), readFile, exists: existsSync };
}

/** A container's user may have no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function readFile(path: string): TextFile | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    return { text: readFileSync(file, 'utf8'), mode: platform === 'win32' ? undefined : stat.mode };
  } finally {
    closeSync(file);
  }
}
