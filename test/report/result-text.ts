import { ByteSink } from '../../src/encode/byte-sink.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { resultLines } from '../../src/report/result-line.ts';

/** The result lines of a run as texts; its buffer starts small, so that it grows in the middle of lines. */
export function resultTexts(options: { readonly redact: boolean }): (outcome: Outcome, timeMs: number) => string {
  const write = resultLines(options);
  const to = new ByteSink(8);
  return (outcome, timeMs) => {
    to.length = 0;
    write(to, outcome, timeMs);
    return to.bytes.toString('utf8', 0, to.length);
  };
}
