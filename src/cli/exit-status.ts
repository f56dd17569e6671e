import type { RunErrorCode } from '../errors.ts';

/** Every way the program ends, in one table. */
export const EXIT_STATUS = {
  /** Every record landed. */
  ok: 0,
  /** At least one record failed; the others landed. */
  failedRecords: 1,
  /** Wrong command line or template; nothing was read. */
  usage: 2,
  /** The database can't be reached, refused the login, or was lost. */
  database: 3,
  /** Input or output can't be read or written. */
  io: 4,
  /** Stopped by --max-errors. */
  maxErrors: 5,
  /** A defect of this program; sysexits.h calls it EX_SOFTWARE. */
  bug: 70,
  /** SIGINT; what was read is committed and reported. */
  interrupted: 130,
  /** SIGTERM; the same. */
  terminated: 143,
} as const;
export type ExitStatus = (typeof EXIT_STATUS)[keyof typeof EXIT_STATUS];

/** The exit status of an error that ended the run. */
export function exitStatusOf(code: RunErrorCode): ExitStatus {
  return BY_CODE[code];
}

const BY_CODE: Readonly<Record<RunErrorCode, ExitStatus>> = {
  usage: EXIT_STATUS.usage,
  database_unreachable: EXIT_STATUS.database,
  io: EXIT_STATUS.io,
};
