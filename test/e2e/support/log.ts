import assert from 'node:assert/strict';

/** What the program wrote to standard error, taken apart. */
export interface Log {
  /** The result lines as they stand, without their time, in order. */
  readonly results: readonly string[];
  /** Lines of level 30 with `msg` before the closing one: statements of DDL. */
  readonly notes: readonly LogLine[];
  /** Lines of level 40. */
  readonly warnings: readonly LogLine[];
  /** Lines of level 50 that are no result: what ended the run. */
  readonly errors: readonly LogLine[];
  /** The closing line; undefined where the run did not come to it. */
  readonly summary: LogLine | undefined;
}

/** A line's fields; `unknown`, for it is the program under test that wrote them. */
export interface LogLine {
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly hint?: unknown;
  readonly result?: unknown;
  readonly line?: unknown;
  readonly file?: unknown;
  readonly table?: unknown;
  readonly key?: unknown;
  readonly error?: unknown;
  readonly records?: unknown;
  readonly failed?: unknown;
  readonly time?: unknown;
  readonly seconds?: unknown;
  readonly records_per_second?: unknown;
}

/** Takes standard error apart. Fails where a line is no JSON object with level and time, or one follows the closing one. */
export function readLog(stderr: string): Log {
  assert.ok(stderr === '' || stderr.endsWith('\n'), 'the last line is whole');
  const results: string[] = [];
  const notes: LogLine[] = [];
  const warnings: LogLine[] = [];
  const errors: LogLine[] = [];
  let summary: LogLine | undefined;
  for (const text of stderr.split('\n').slice(0, -1)) {
    const line = parsed(text);
    assert.equal(summary, undefined, `a line follows the closing one: ${text}`);
    const { level, msg, result } = line;
    if (result !== undefined) results.push(withoutTime(text));
    else if (msg === 'done') summary = line;
    else if (level === 40) warnings.push(line);
    else if (level === 50) errors.push(line);
    else notes.push(line);
  }
  return { results, notes, warnings, errors, summary };
}

/** A result line's fields. Numbers in keys may lose digits: compare the text where they matter. */
export function fieldsOf(result: string): LogLine {
  return parsed(result);
}

function parsed(text: string): LogLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    assert.fail(`no JSON on standard error: ${text}`);
  }
  assert.ok(typeof value === 'object' && value !== null, `no object: ${text}`);
  return value;
}

function withoutTime(text: string): string {
  const [all, head, rest] = /^(\{"level":\d+),"time":1\d{12}(,.*)$/.exec(text) ?? [];
  assert.ok(all !== undefined, `not level first, then time in milliseconds: ${text}`);
  return `${head}${rest}`;
}
