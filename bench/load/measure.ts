import type { Candidate } from './candidates.ts';
import { type Timing, time } from './processes.ts';
import type { BenchServer } from './server.ts';

/** What one candidate's runs gave. */
export interface Measured {
  readonly candidate: Candidate;
  /** Records or bytes a second, one for each round. */
  readonly rates: readonly number[];
  readonly timings: readonly (Timing & { readonly serverCpuSeconds: number | null })[];
}

/** Runs the candidates in turn, `rounds` times each, each from the same state of the database. */
export async function measure(
  server: BenchServer,
  candidates: readonly Candidate[],
  unit: 'records' | 'bytes',
  rounds: number,
): Promise<readonly Measured[]> {
  const measured = candidates.map((candidate) => ({
    candidate,
    rates: [] as number[],
    timings: [] as Measured['timings'][number][],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { candidate, rates, timings } of measured) {
      await server.sql(candidate.before);
      const cpuBefore = server.cpuSeconds();
      const timing = await time(candidate.command);
      candidate.check(timing.status);
      // The session's time is counted when the server has seen it end.
      await server.sql('SELECT pg_sleep(0.05)');
      const cpuAfter = server.cpuSeconds();
      const serverCpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
      timings.push({ ...timing, serverCpuSeconds });
      rates.push((unit === 'records' ? candidate.records : candidate.bytes) / timing.seconds);
    }
  }
  return measured;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
