import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A program to be timed, from its start to its end. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** The file that standard input is redirected from; nothing where left out. */
  readonly stdin?: string | undefined;
  /** Where standard error goes. */
  readonly stderr: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ran. Processor time and memory are read from /proc every few milliseconds; null where there is none. */
export interface Timing {
  readonly seconds: number;
  readonly status: number | null;
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
}

const POLL_MS = 10;

/** Runs a program to its end. Rejects where it can't be started. */
export async function time(command: Command): Promise<Timing> {
  const stdin = command.stdin === undefined ? 'ignore' : openSync(command.stdin, 'r');
  const stderr = openSync(command.stderr, 'w');
  try {
    const start = process.hrtime.bigint();
    const child = spawn(command.program, command.args, {
      stdio: [stdin, 'ignore', stderr],
      env: { PATH: process.env['PATH'] ?? '', ...command.env },
    });
    const watched = watch(child.pid);
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    return { seconds, status, ...watched() };
  } finally {
    if (typeof stdin === 'number') closeSync(stdin);
    closeSync(stderr);
  }
}

/** Begins to watch a process; the function given ends it and says what was seen last. */
export function watch(pid: number | undefined): () => Pick<Timing, 'cpuSeconds' | 'peakBytes'> {
  let cpuSeconds: number | null = null;
  let peakBytes: number | null = null;
  const look = () => {
    cpuSeconds = cpuSecondsOf(pid, 'own') ?? cpuSeconds;
    peakBytes = peakBytesOf(pid) ?? peakBytes;
  };
  look();
  const timer = setInterval(look, POLL_MS);
  return () => {
    clearInterval(timer);
    return { cpuSeconds, peakBytes };
  };
}

/** Processor time that a process used itself, or that its children did which have ended. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function cpuSecondsOf(pid: number | undefined, whose: 'own' | 'children'): number | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold blanks; after it the third field stands first.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return null;
  const first = whose === 'own' ? 11 : 13;
  const ticks = Number(fields[first]) + Number(fields[first + 1]);
  return ticks / TICKS_PER_SECOND;
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

function peakBytesOf(pid: number | undefined): number | null {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return found === undefined ? null : Number(found) * 1024;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the process is gone, or the system has no /proc
  }
}
