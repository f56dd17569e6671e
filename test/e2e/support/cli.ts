import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The checkout's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const bin = fileURLToPath(new URL('../../../bin/opencdc-pg.js', import.meta.url));

/** How a run of the program ended, and what it wrote. */
export interface Ran {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** The environment beside PATH; nothing else is inherited, so that no PGHOST of the machine has a say. */
  readonly env?: Readonly<Record<string, string>>;
}

/** More than any run of the tests takes on a busy machine. */
const DEADLINE_MS = 60_000;

/** Starts the program with pipes for its three streams. */
export function startCli(
  args: readonly string[],
  options: CliOptions = {},
): ChildProcessByStdio<Writable, Readable, Readable> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH, HOME: '/nonexistent', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // One that does not end by itself fails its test, and must not outlive it.
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  child.once('exit', () => clearTimeout(deadline));
  // A program that ends before it has read all its input is no error of the test.
  child.stdin.on('error', () => {});
  return child;
}

/** Runs the program on `stdin` and waits for its end. */
export async function runCli(
  args: readonly string[],
  options: CliOptions & { readonly stdin?: string | Uint8Array } = {},
): Promise<Ran> {
  const child = startCli(args, options);
  const ended = endOf(child);
  child.stdin.end(options.stdin ?? '');
  return ended;
}

/** Resolves with the status and all that was written, when the program has ended and its streams are closed. */
export async function endOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<Ran> {
  const [stdout, stderr, status] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  return { status, stdout, stderr };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
