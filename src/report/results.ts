import { lineChunks } from './line-chunks.ts';
import type { LineSink } from './line-sink.ts';
import { noteLogger } from './note-logger.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import { prettyLines, printable, summaryTable } from './pretty.ts';
import type { Progress } from './progress.ts';
import { resultLines, type WriteLine } from './result-line.ts';
import { summaryLine } from './summary-line.ts';
import { Totals } from './totals.ts';

/** What is printed, and how. */
export interface ResultsOptions {
  readonly results: 'all' | 'failed' | 'none';
  readonly format: 'json' | 'pretty';
  readonly color: boolean;
  readonly redact: boolean;
}

/** Extra fields of a warning or a note, such as `sql`. No keys and no values: they stand outside of --redact. */
export type NoteFields = Readonly<Record<string, string | number | boolean>>;

/** Reports what became of each record, in the order in which it is told. */
export interface Results {
  readonly totals: Totals;
  /**
   * Counts the outcomes of a batch, in input order, and prints those that --results asks for. Resolves when the reader
   * has room for more; rejects with OpencdcPgError `io` when the reader went away. The next batch may be on its way to
   * the database meanwhile, and other lines be written (they stand between results); a report that is called before the
   * last one is done waits for it, and so does `finish`. Await it all the same: nothing else bounds what waits.
   */
  readonly report: (outcomes: Outcomes) => Promise<void>;
  /** A line of level 40. */
  readonly warn: (message: string, fields?: NoteFields) => void;
  /** A line of level 50: what ended the run. */
  readonly fail: (message: string, fields?: NoteFields) => void;
  /** A line of level 30. */
  readonly note: (message: string, fields?: NoteFields) => void;
  /** What the live line shows of the input: bytes read, and of how many where that is known. */
  readonly progress: (bytesRead: number, bytesTotal: number | undefined) => void;
  /**
   * The closing line, or the table of a terminal; resolves when everything is written. Throws where `recordsRead` is not
   * the number of records reported, unless it is undefined (a run that broke off).
   */
  readonly finish: (recordsRead: number | undefined) => Promise<void>;
}

/** What the outside lends: the sink, the clocks, and the live line where there is one. */
export interface ResultsContext {
  readonly sink: LineSink;
  /** The time of day in milliseconds since 1970. */
  readonly now: () => number;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock: () => number;
  readonly progress?: Progress | undefined;
}

/** Opens the report of one run; its time starts now. */
export async function openResults(options: ResultsOptions, context: ResultsContext): Promise<Results> {
  const { now, clock, progress } = context;
  const sink = progress === undefined ? context.sink : clearingSink(context.sink, progress);
  const startedMs = clock();
  const totals = new Totals();
  const logger = noteLogger(await noteWriter(options, sink), now);
  const writeLines = lineChunks(options.format === 'json' ? resultLines(options) : prettyWriter(options), sink);
  /** The last report, under way or done. */
  let reported: Promise<void> = Promise.resolve();
  let bytes: { readonly read: number; readonly total: number | undefined } = { read: 0, total: undefined };
  const update = () =>
    progress?.update({
      records: totals.records,
      failed: totals.counts.failed,
      bytesRead: bytes.read,
      bytesTotal: bytes.total,
    });
  return {
    totals,
    report: (outcomes) => {
      totals.add(outcomes);
      update();
      reported = reported.then(() => writeLines(wanted(outcomes, options.results), now()));
      return reported;
    },
    warn: (message, fields = {}) => logger().warn(fields, message),
    fail: (message, fields = {}) => logger().error(fields, message),
    note: (message, fields = {}) => logger().info(fields, message),
    progress: (read, total) => {
      bytes = { read, total };
      update();
    },
    finish: async (recordsRead) => {
      // Where that failed, whoever called has been told.
      await reported.catch(() => undefined);
      progress?.stop();
      if (recordsRead !== undefined) totals.assertComplete(recordsRead);
      const elapsedMs = clock() - startedMs;
      sink.write(
        options.format === 'json'
          ? summaryLine(totals, now(), elapsedMs)
          : summaryTable(totals, elapsedMs, options.color),
      );
      await sink.drained();
    },
  };
}

function wanted(outcomes: Outcomes, results: ResultsOptions['results']): Outcomes {
  switch (results) {
    case 'all':
      return outcomes;
    case 'failed':
      return failedOf(outcomes);
    case 'none':
      return [];
  }
}

function failedOf(outcomes: Outcomes): Outcomes {
  const failed: Outcome[] = [];
  for (let i = 0; i < outcomes.length; i++) {
    const outcome = outcomes.at(i);
    if (outcome?.result === 'failed') failed.push(outcome);
  }
  return failed;
}

/** Lines for people are few; they are made as text. */
function prettyWriter(options: ResultsOptions): WriteLine {
  const line = prettyLines(options);
  return (to, outcome) => to.text(line(outcome));
}

/** How pino's lines are written: as they are, or by pino-pretty, which is loaded only then. */
async function noteWriter({ format, color }: ResultsOptions, sink: LineSink): Promise<(line: string) => void> {
  if (format === 'json') return sink.write;
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({ colorize: color, ignore: 'time' });
  return (line) => {
    // What stands in a text may come from the input; only pino-pretty's own colours may steer the terminal.
    const safe: unknown = JSON.parse(line, (_, value: unknown) =>
      typeof value === 'string' ? printable(value) : value,
    );
    if (isObject(safe)) sink.write(pretty(safe));
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Erases the live line before other lines; it draws itself again below. */
function clearingSink(sink: LineSink, progress: Progress): LineSink {
  return { ...sink, write: (lines) => (lines.length === 0 ? undefined : sink.write(`${progress.clear()}${lines}`)) };
}
