import type { Readable } from 'node:stream';
import { bugText, OpencdcPgError } from '../errors.ts';
import { openInputs } from '../input/open-inputs.ts';
import { load } from '../pipeline.ts';
import { openLineSink } from '../report/line-sink.ts';
import { openProgress } from '../report/progress.ts';
import { openResults, type Results } from '../report/results.ts';
import { resolveTarget } from '../write/resolve-target.ts';
import { thisMachine } from '../write/target-files.ts';
import type { CommandArguments, Environment } from './command-line.ts';
import { EXIT_STATUS, type ExitStatus, exitStatusOf } from './exit-status.ts';
import { resultsOptions } from './results-options.ts';
import { listenForSignals, type SignalSource, type Signals } from './signals.ts';
import { templateOf } from './template-option.ts';

/** What loading needs of the process. */
export interface LoadContext {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stderr: NodeJS.WriteStream & { readonly fd: number };
  readonly signals: SignalSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock: () => number;
  /**
   * Ends the process at once: the second signal. Where `signal` is given, by that signal, because `process.exit` would
   * wait for a write that hangs on a reader that does not read.
   */
  readonly exit: (status: number, signal?: NodeJS.Signals) => void;
}

/**
 * Runs the main command. What is wrong before anything is read is thrown (OpencdcPgError); from then on every ending,
 * an error of the run too, is reported with the closing line, and the exit status given.
 */
export async function runLoad({ options, files }: CommandArguments, context: LoadContext): Promise<ExitStatus> {
  const { env, stdin, stderr, now, clock } = context;
  const template = await templateOf(options, env);
  const { target, warnings } = resolveTarget({ url: options.url, env, machine: thisMachine() });
  const inputs = await openInputs(files, { stdin });
  const shown = resultsOptions(options, env, stderr.isTTY === true);
  const sink = openLineSink(stderr.fd);
  const progress = shown.progress ? await openProgress({ sink, columns: () => stderr.columns, clock }) : undefined;
  const results = await openResults(shown, { sink, now, clock, progress });
  const signals = listenForSignals(context.signals, (signal, status) =>
    sink.idle() ? context.exit(status) : context.exit(status, signal),
  );
  try {
    for (const warning of warnings) results.warn(warning);
    const read = await load({ options, template, target, inputs, results, stop: signals.stop, now });
    await results.finish(read);
    return signals.status() ?? (results.totals.counts.failed > 0 ? EXIT_STATUS.failedRecords : EXIT_STATUS.ok);
  } catch (error) {
    // What was reported before a defect showed must not get lost with it.
    await reportEnd(results, error instanceof OpencdcPgError ? error : { message: bugText(error) });
    return error instanceof OpencdcPgError ? exitStatusOf(error.code) : EXIT_STATUS.bug;
  } finally {
    for (const input of inputs) input.close();
    signals.release();
    endWhereStuck(signals, context);
  }
}

/** How long an interrupted run may take to end by itself once all is reported, in milliseconds. */
const STUCK_MS = 250;

/** Opening a named pipe waits for its writer in a thread, and so would the process: an interrupted one ends by its signal. */
function endWhereStuck(signals: Signals, { exit }: LoadContext): void {
  const status = signals.status();
  if (status !== undefined) setTimeout(() => exit(status, signals.signal()), STUCK_MS).unref();
}

type RunEnd = Pick<OpencdcPgError, 'message'> & Partial<Pick<OpencdcPgError, 'hint' | 'sqlstate'>>;

/** The error that ended the run, and the closing line with what was committed before; a reader that went away is told nothing. */
async function reportEnd(results: Results, error: RunEnd): Promise<void> {
  const { message, hint, sqlstate } = error;
  results.fail(message, { ...(sqlstate === undefined ? {} : { sqlstate }), ...(hint === undefined ? {} : { hint }) });
  try {
    await results.finish(undefined);
  } catch (cause) {
    if (!(cause instanceof OpencdcPgError)) throw cause;
  }
}
