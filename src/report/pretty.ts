import { keyText } from './key-text.ts';
import type { Outcome } from './outcome.ts';
import { redactedError } from './redact.ts';
import { rateOf, secondsOf } from './summary-line.ts';
import type { Counts, Totals } from './totals.ts';
import { RESULTS_AND_FAILED } from './totals.ts';

/** Paints text for a terminal, or leaves it as it is. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

/** With `color` false nothing is painted. https://no-color.org */
export function paintOf(color: boolean): Paint {
  const sgr = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { red: sgr(31), green: sgr(32), dim: sgr(2), bold: sgr(1) };
}

/**
 * A function that gives an outcome for people: `inserted orders.ndjson:12 public.orders {"id":1}`, and for a failed
 * record its error and hint in lines below. Ends with a newline; holds no control character but that.
 */
export function prettyLines(options: {
  readonly redact: boolean;
  readonly color: boolean;
}): (outcome: Outcome) => string {
  const paint = paintOf(options.color);
  return (outcome) => {
    const { file, line } = outcome.record.source;
    const key = options.redact ? null : keyText(outcome.key, outcome.keyNames);
    const word = outcome.result.padEnd('unchanged'.length);
    const parts = [
      outcome.error === null ? paint.green(word) : paint.red(word),
      printable(`${file === '-' ? 'stdin' : file}:${line}`),
    ];
    if (outcome.table !== null) parts.push(printable(outcome.table));
    if (key !== null) parts.push(paint.dim(printable(key)));
    const head = `${parts.join(' ')}\n`;
    return outcome.error === null ? head : head + errorLines(outcome.error, options.redact, paint);
  };
}

function errorLines(given: NonNullable<Outcome['error']>, redact: boolean, paint: Paint): string {
  const error = redact ? redactedError(given) : given;
  const column = error.column === undefined ? '' : ` (column ${error.column})`;
  const sqlstate = error.sqlstate === undefined ? '' : ` [${error.sqlstate}]`;
  const message = `  ${printable(`${error.code}${sqlstate}: ${error.message}${column}`)}\n`;
  return error.hint === undefined ? message : `${message}  ${paint.bold('hint:')} ${printable(error.hint)}\n`;
}

/** The closing table: a row a table, a column each result that occurred, then one line of totals. */
export function summaryTable(totals: Totals, elapsedMs: number, color: boolean): string {
  const paint = paintOf(color);
  const { counts, records } = totals;
  const results = RESULTS_AND_FAILED.filter((result) => counts[result] > 0);
  const rows = Array.from(totals.tables, ([table, of]) => [
    printable(table),
    ...results.map((result) => cell(of, result)),
  ]);
  const head = ['table', ...results];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)));
  const laid = [head, ...rows].map((row) =>
    row
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const table = rows.length === 0 ? '' : `${paint.bold(laid[0] ?? '')}\n${laid.slice(1).join('\n')}\n`;
  const failed = `${counts.failed} failed`;
  const total = `${records} record${records === 1 ? '' : 's'} in ${secondsOf(elapsedMs)} s (${rateOf(records, elapsedMs)}/s)`;
  return `${table}${total}, ${counts.failed > 0 ? paint.red(failed) : failed}\n`;
}

function cell(counts: Counts, result: keyof Counts): string {
  return counts[result] === 0 ? '' : String(counts[result]);
}

/** The text with control characters as `\u001b`: what comes from records must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
