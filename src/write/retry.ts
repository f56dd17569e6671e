import { setTimeout as sleep } from 'node:timers/promises';
import { isWorthRetrying } from './record-error.ts';
import { ServerError } from './server-error.ts';

/** How long a batch is tried again where nothing else is said, and how the waits between grow; milliseconds. */
export const RETRY_FOR_MS = 60_000;
const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 2000;

/** The wait before try `tries` (from 1): doubled each time, and spread, so that two that collided part. */
export function retryDelayMs(tries: number, random: () => number): number {
  const longest = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS);
  return longest / 2 + (random() * longest) / 2;
}

/**
 * Runs `work` until it succeeds or fails for good: serialization failures, deadlocks and locks that were not to be had
 * are tried again with growing waits, for `retryForMs`. Rejects with the last error.
 */
export async function withRetry<T>(retryForMs: number, work: (tries: number) => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + retryForMs;
  for (let tries = 1; ; tries++) {
    try {
      return await work(tries);
    } catch (error) {
      if (!(error instanceof ServerError) || !isWorthRetrying(error.sqlstate)) throw error;
      const delayMs = retryDelayMs(tries, Math.random);
      if (performance.now() + delayMs > deadlineMs) throw error;
      await sleep(delayMs);
    }
  }
}
