import type { ExitStatus } from './exit-status.ts';
import { EXIT_STATUS } from './exit-status.ts';

/** Where signals come from: `process`. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** A run's signals. */
export interface Signals {
  /** Aborted by the first signal: stop reading, commit and report what was read. */
  readonly stop: AbortSignal;
  /** The exit status of the first signal; undefined as long as none came. */
  readonly status: () => ExitStatus | undefined;
  /** The first signal itself. */
  readonly signal: () => StopSignal | undefined;
  /** Leaves signals to Node again. */
  readonly release: () => void;
}

/**
 * Takes SIGINT and SIGTERM: the first asks the run to end, the second leaves signals to Node again and calls
 * `atOnce`, which has to end the process.
 * SIGPIPE is left as Node has it, ignored: a reader that goes away is the error EPIPE of a write, and that one can be
 * told from others.
 */
export function listenForSignals(
  source: SignalSource,
  atOnce: (signal: StopSignal, status: ExitStatus) => void,
): Signals {
  const controller = new AbortController();
  let status: ExitStatus | undefined;
  let first: StopSignal | undefined;
  const taken = (signal: StopSignal, own: ExitStatus) => () => {
    if (status !== undefined) {
      release();
      return atOnce(signal, own);
    }
    status = own;
    first = signal;
    controller.abort();
  };
  const release = () => {
    source.off('SIGINT', interrupt);
    source.off('SIGTERM', terminate);
  };
  const interrupt = taken('SIGINT', EXIT_STATUS.interrupted);
  const terminate = taken('SIGTERM', EXIT_STATUS.terminated);
  source.on('SIGINT', interrupt);
  source.on('SIGTERM', terminate);
  return {
    stop: controller.signal,
    status: () => status,
    signal: () => first,
    release,
  };
}
