import { nextTick } from 'node:process';
import type { Connection } from './connection.ts';

/**
 * Sends what ends a savepoint, without waiting for its answer: that it is refused means that the session is lost, which
 * every later statement says too, COMMIT at the latest. A round trip less for each record that fails.
 */
export function sendAhead({ query }: Pick<Connection, 'query'>, text: string): void {
  query({ text }).catch(() => undefined);
}

/** What was sent so far is handed to the system, as much as it takes, before anything else is done. */
export function written(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}
