/**
 * A program for tests: reports as many records as its first argument says, to standard error. With `awake` as its third
 * it says so, on standard output, when its timer has gone off 20 times since the first report began.
 */
import { Socket } from 'node:net';
import { OpencdcPgError } from '../../src/errors.ts';
import { openLineSink } from '../../src/report/line-sink.ts';
import { landed } from '../../src/report/outcome.ts';
import { openResults } from '../../src/report/results.ts';
import { cdcRecord, row } from './records.ts';

const [, , records = '0', mode, tell] = process.argv;
// Opening a descriptor as a socket puts it into non-blocking mode, as a neighbour in a pipeline may do.
if (mode === 'non-blocking') new Socket({ fd: 2, readable: false }).unref();
const startedMs = performance.now();

const context = { sink: openLineSink(2), now: Date.now, clock: () => performance.now() };
const results = await openResults({ results: 'all', format: 'json', color: false, redact: false }, context);
let ticks = 0;
setInterval(() => {
  if (++ticks === 20 && tell === 'awake') process.stdout.write('awake\n');
}, 10).unref();
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
process.stdout.write(`ms ${Math.round(performance.now() - startedMs)}\n`);
