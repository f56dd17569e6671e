/** A program for tests: ends itself once it is asked to stop and its standard input has ended. */
import { writeSync } from 'node:fs';
import { listenForSignals } from '../../src/cli/signals.ts';

const signals = listenForSignals(process, (signal, status) => {
  writeSync(1, `at once ${signal} ${status}\n`);
  process.exit(status);
});
signals.stop.addEventListener('abort', () => {
  writeSync(1, 'stopping\n');
});
process.stdin.resume().on('end', () => {
  signals.release();
  process.exitCode = signals.status() ?? 0;
  writeSync(1, `stopped ${process.exitCode}\n`);
});
writeSync(1, 'ready\n');
