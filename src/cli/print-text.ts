import type { Writable } from 'node:stream';
import { OpencdcPgError } from '../errors.ts';
import { EXIT_STATUS, type ExitStatus } from './exit-status.ts';

/**
 * Writes a text to standard output and waits until it is out. Gives status 0, or 4 without a word where the reader went
 * away; rejects with OpencdcPgError `io` where it can't be written for another reason (a full disk).
 */
export async function printText(output: Writable, text: string): Promise<ExitStatus> {
  try {
    await written(output, text);
    return EXIT_STATUS.ok;
  } catch (error) {
    return outputStatus(error);
  }
}

/** What an error of standard output ends a command with: 4 where the reader went away; throws OpencdcPgError `io` else. */
export function outputStatus(error: unknown): ExitStatus {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return EXIT_STATUS.io;
  throw new OpencdcPgError('io', `standard output cannot be written: ${code ?? String(error)}`, {
    hint: code === 'ENOSPC' ? 'make room on the disk' : 'look where standard output goes',
    cause: error,
  });
}

/** Resolves when the text has left the stream. */
export function written(output: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => {
      // After an error the listener stays: the event follows, and would end the process where nobody takes it.
      if (error) return reject(error);
      output.off('error', reject);
      resolve();
    });
  });
}
