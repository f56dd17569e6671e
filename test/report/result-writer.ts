/** A program for tests: reports as many records as its first argument says, to standard error. */
import { Socket } from 'node:net';
import { OpencdcPgError } from '../../src/errors.ts';
import { openLineSink } from '../../src/report/line-sink.ts';
import { landed } from '../../src/report/outcome.ts';
import { openResults } from '../../src/report/results.ts';
import { cdcRecord, row } from './records.ts';

const [, , records = '0', mode] = process.argv;
// Opening a descriptor as a socket puts it into non-blocking mode, as a neighbour in a pipeline may do.
if (mode === 'non-blocking') new Socket({ fd: 2, readable: false }).unref();
const startedMs = performance.now();
let ticks = 0;
setInterval(() => ticks++, 10).unref();

const context = { sink: openLineSink(2), now: Date.now, clock: () => performance.now() };
const results = await openResults({ results: 'all', format: 'json', color: false, redact: false }, context);
try {
  for (let line = 1; line <= Number(records); line += 500) {
    const batch = Array.from({ length: 500 }, (_, at) =>
      landed(cdcRecord({ line: line + at }), 't', row(['id', String(line + at)]), null, 'inserted'),
    );
    await results.report(batch);
  }
  await results.finish(Number(records));
} catch (error) {
  if (!(error instanceof OpencdcPgError)) throw error;
  process.stdout.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 4;
}
process.stdout.write(`ticks ${ticks} ms ${Math.round(performance.now() - startedMs)}\n`);
