import { readFileSync } from 'node:fs';
import { EXIT_STATUS, exitStatusOf } from './cli/exit-status.ts';
import { printText, written } from './cli/print-text.ts';
import { bugText, OpencdcPgError } from './errors.ts';
import { withNavigator } from './write/node-navigator.ts';

/**
 * Runs the command line of this process and gives its exit status; the only file that sees `process`.
 * What a command does not need is not loaded: `--version` answers before the command line's own library is read.
 */
export async function main(): Promise<number> {
  try {
    return await run(process.argv.slice(2));
  } catch (error) {
    const known = error instanceof OpencdcPgError;
    const hint = known && error.hint !== undefined ? `hint: ${error.hint}\n` : '';
    // Where nobody reads it, the status tells.
    await written(process.stderr, `opencdc-pg: ${known ? error.message : bugText(error)}\n${hint}`).catch(() => {});
    return known ? exitStatusOf(error.code) : EXIT_STATUS.bug;
  }
}

async function run(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return printVersion();
  const { parseCommandLine } = await import('./cli/command-line.ts');
  const line = parseCommandLine(argv, process.env);
  switch (line.kind) {
    case 'version':
      return printVersion();
    case 'help':
      return printText(process.stdout, line.text);
    case 'route':
      return (await import('./cli/run-route.ts')).runRoute(line, {
        env: process.env,
        stdin: process.stdin,
        stdout: process.stdout,
      });
    case 'load': {
      (await import('./cli/heap.ts')).boundHeap();
      const { runLoad } = await withNavigator(() => import('./cli/run-load.ts'));
      return runLoad(line, {
        env: process.env,
        stdin: process.stdin,
        stderr: process.stderr,
        signals: process,
        now: Date.now,
        clock: () => performance.now(),
        // With the results stuck in a full pipe only a signal ends the process at once; its handlers are released then.
        exit: (status, signal) => (signal === undefined ? process.exit(status) : process.kill(process.pid, signal)),
      });
    }
    default:
      return line satisfies never;
  }
}

function printVersion(): Promise<number> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return printText(process.stdout, `${version}\n`);
}
