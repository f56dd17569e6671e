import { readFileSync } from 'node:fs';
import { EXIT_STATUS, exitStatusOf } from './cli/exit-status.ts';
import { OpencdcPgError } from './errors.ts';

/**
 * Runs the command line of this process and gives its exit status; the only file that sees `process`.
 * What a command does not need is not loaded: `--version` answers before the command line's own library is read.
 */
export async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return printVersion();
    const { parseCommandLine } = await import('./cli/command-line.ts');
    const line = parseCommandLine(argv, process.env);
    switch (line.kind) {
      case 'version':
        return printVersion();
      case 'help':
        process.stdout.write(line.text);
        return EXIT_STATUS.ok;
      case 'route':
        return await (await import('./cli/run-route.ts')).runRoute(line, {
          env: process.env,
          stdin: process.stdin,
          stdout: process.stdout,
        });
      case 'load':
        return await (await import('./cli/run-load.ts')).runLoad(line, {
          env: process.env,
          stdin: process.stdin,
          stderr: process.stderr,
          signals: process,
          now: Date.now,
          clock: () => performance.now(),
          // With the results stuck in a full pipe only a signal ends the process at once; its handlers are released then.
          exit: (status, signal) => (signal === undefined ? process.exit(status) : process.kill(process.pid, signal)),
        });
      default:
        return line satisfies never;
    }
  } catch (error) {
    if (!(error instanceof OpencdcPgError)) throw error;
    process.stderr.write(`opencdc-pg: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`);
    return exitStatusOf(error.code);
  }
}

function printVersion(): number {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
  return EXIT_STATUS.ok;
}
