import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { bin } from '../e2e/support/cli.ts';

/** Writes a script that runs the program (`own`), or one that does nothing in the place of a program a machine may lack. */
export async function writeScript(path: string, own: boolean): Promise<void> {
  await writeFile(path, own ? `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n` : '#!/bin/sh\nexit 0\n');
  await chmod(path, 0o755);
}

/** Runs a script in bash; `output` is standard output and standard error together. */
export function shell(
  text: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['--norc', '-c', text], { cwd, env, timeout: 60_000 }, (error, stdout, stderr) => {
      const status = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ status, output: stdout + stderr });
    });
    child.stdin?.end();
  });
}
