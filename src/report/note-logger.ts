import { createRequire } from 'node:module';
import type { Logger } from 'pino';

const require = createRequire(import.meta.url);

/**
 * Gives pino's logger over `write`, made when it is first asked for: most runs print no note, and loading pino is a tenth
 * of what starting the program costs (bench/start.bench.ts). By `require`, which a note need not wait for.
 */
export function noteLogger(write: (line: string) => void, now: () => number): () => Logger {
  let logger: Logger | undefined;
  return () => {
    const { pino }: typeof import('pino') = require('pino'); // the module's own types
    logger ??= pino({ base: null, timestamp: () => `,"time":${now()}` }, { write });
    return logger;
  };
}
