import type { Counts, Totals } from './totals.ts';
import { RESULTS_AND_FAILED } from './totals.ts';

/**
 * The closing line: one JSON object and a newline. `elapsedMs` is the run's length; seconds are printed to the
 * millisecond, records per second as `rateOf` has them.
 */
export function summaryLine(totals: Totals, timeMs: number, elapsedMs: number): string {
  const { counts, records } = totals;
  const counted = RESULTS_AND_FAILED.map((result) => `"${result}":${counts[result]}`).join(',');
  // By hand: an object's keys would not keep the order of tables that are called "1" or "__proto__".
  const tables = Array.from(totals.tables, ([table, of]) => `${JSON.stringify(table)}:${present(of)}`).join(',');
  return (
    `{"level":30,"time":${timeMs},"msg":"done","records":${records},${counted},"seconds":${secondsOf(elapsedMs)},` +
    `"records_per_second":${rateOf(records, elapsedMs)},"tables":{${tables}}}\n`
  );
}

/** Seconds to the millisecond. */
export function secondsOf(elapsedMs: number): number {
  return Math.round(elapsedMs) / 1000;
}

/** Records per second: whole ones, below ten to a tenth. An immeasurably short time counts as a millisecond. */
export function rateOf(records: number, elapsedMs: number): number {
  const rate = (records * 1000) / Math.max(elapsedMs, 1);
  return rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
}

function present(counts: Counts): string {
  const given = RESULTS_AND_FAILED.filter((result) => counts[result] > 0);
  return `{${given.map((result) => `"${result}":${counts[result]}`).join(',')}}`;
}
