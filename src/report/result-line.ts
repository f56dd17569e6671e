import type { RecordError } from '../errors.ts';
import { keyTexts } from './key-text.ts';
import type { Outcome } from './outcome.ts';
import { RESULTS } from './outcome.ts';
import { redactedError } from './redact.ts';

/**
 * A function that gives an outcome's result line: one JSON object and a newline, the fields in the order of the
 * documentation, those that are unknown left out. `timeMs` is the time of day in milliseconds since 1970.
 * Texts that stay the same from record to record (file, table, names) are remembered between calls, so keep one per run.
 * With `redact` no key is printed, and of an error only what quotes no value.
 */
export function resultLines(options: { readonly redact: boolean }): (outcome: Outcome, timeMs: number) => string {
  const fileText = rememberLast((file: string) => `,"file":${JSON.stringify(file)}`);
  const tableText = rememberLast((table: string) => `,"table":${JSON.stringify(table)}`);
  const timeText = rememberLast((timeMs: number) => String(timeMs));
  const keyText = keyTexts();
  return (outcome, timeMs) => {
    const { record, table } = outcome;
    const { source, position, operation } = record;
    let line = outcome.error === null ? '{"level":30,"time":' : '{"level":50,"time":';
    line += timeText(timeMs);
    line += RESULT_TEXT[outcome.result];
    line += source.line;
    line += fileText(source.file);
    if (position !== null) line += `,"position":${position}`;
    if (operation !== null) line += operationText(operation, options.redact);
    if (table !== null) line += tableText(table);
    if (!options.redact) {
      const key = keyText(outcome.key, outcome.keyNames);
      if (key !== null) line += `,"key":${key}`;
    }
    if (outcome.error !== null) line += `,"error":${errorText(outcome.error, options.redact)}`;
    return `${line}}\n`;
  };
}

/** An error as JSON text: code, sqlstate, message, column, constraint, hint; those that are unknown left out. */
export function errorText(error: RecordError, redact = false): string {
  const { code, sqlstate, message, column, constraint, hint } = redact ? redactedError(error) : error;
  // JSON.stringify leaves out what is undefined, and escapes lone surrogates.
  return JSON.stringify({ code, sqlstate, message, column, constraint, hint });
}

const RESULT_TEXT: Readonly<Record<Outcome['result'], string>> = Object.fromEntries(
  [...RESULTS, 'failed' as const].map((result) => [result, `,"result":"${result}","line":`]),
) as Record<Outcome['result'], string>; // fromEntries forgets the keys' type; the list above is all of them

/** The four operations are constant text; a rejected line may hold any other, which `--redact` keeps to itself. */
function operationText(operation: string, redact: boolean): string {
  switch (operation) {
    case 'create':
      return ',"operation":"create"';
    case 'update':
      return ',"operation":"update"';
    case 'delete':
      return ',"operation":"delete"';
    case 'snapshot':
      return ',"operation":"snapshot"';
    default:
      return redact ? '' : `,"operation":${JSON.stringify(operation)}`;
  }
}

/** `render` of a value, computed anew only when the value is another than the last. */
function rememberLast<T extends string | number>(render: (value: T) => string): (value: T) => string {
  let last: T | undefined;
  let rendered = '';
  return (value) => {
    if (value !== last) {
      last = value;
      rendered = render(value);
    }
    return rendered;
  };
}
