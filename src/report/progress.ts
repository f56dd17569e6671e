import { Writable } from 'node:stream';
import type { LineSink } from './line-sink.ts';
import { rateOf } from './summary-line.ts';

/** What the live line shows. */
export interface ProgressState {
  readonly records: number;
  readonly failed: number;
  /** Bytes of input read so far, before decompression. */
  readonly bytesRead: number;
  /** All bytes of input; undefined where it is not known (standard input). */
  readonly bytesTotal: number | undefined;
}

/** The live line on a terminal. */
export interface Progress {
  readonly update: (state: ProgressState) => void;
  /** Clears the line; the next update draws it again. Call it before other text is written. */
  readonly clear: () => string;
  readonly stop: () => void;
}

/** Where the live line is drawn. */
export interface ProgressContext {
  /** The sink that the results go to as well: one way out keeps their order. */
  readonly sink: LineSink;
  /** The terminal's width at this moment; 0 or undefined where it does not tell. */
  readonly columns: () => number | undefined;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock: () => number;
}

/**
 * Draws the live line ten times a second with cli-progress, which is loaded only here. It leaves signals, cursor and
 * line wrapping of the terminal alone, so that a run that is killed leaves nothing behind.
 */
export async function openProgress({ sink, columns, clock }: ProgressContext): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const startedMs = clock();
  let state: ProgressState = { records: 0, failed: 0, bytesRead: 0, bytesTotal: undefined };
  const screen = screenOver(sink);
  const bar = new SingleBar({
    stream: screen.stream,
    clearOnComplete: true,
    gracefulExit: false,
    hideCursor: false,
    linewrap: true,
    forceRedraw: true,
    format: () => progressText(state, clock() - startedMs, columns() || 80),
  });
  bar.start(1, 0);
  return {
    update: (next) => {
      state = next;
    },
    clear: () => CLEAR_LINE,
    stop: () => {
      screen.close();
      bar.stop();
    },
  };
}

/**
 * What cli-progress takes for a terminal: each drawing, which is several writes, goes to the sink as one. Saving and
 * restoring the cursor is left out: between the two, results have moved on, and the restored place would be one of
 * them. A terminal that is held (Ctrl-S) gets no more to draw. Closing erases the line.
 */
function screenOver(sink: LineSink): { readonly stream: NodeJS.WritableStream; readonly close: () => void } {
  let drawing = '';
  let closed = false;
  const flush = () => {
    if (sink.idle() && !closed) sink.write(drawing);
    drawing = '';
  };
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      const text = String(chunk);
      if (drawing === '') queueMicrotask(flush);
      if (text !== SAVE_CURSOR && text !== RESTORE_CURSOR) drawing += text;
      done();
    },
  });
  const close = () => {
    closed = true;
    sink.write(CLEAR_LINE);
  };
  return { stream: Object.assign(stream, { isTTY: true }), close };
}

const SAVE_CURSOR = '\u001b7';
const RESTORE_CURSOR = '\u001b8';

/** Back to the first column, and erase the line. */
const CLEAR_LINE = '\r\u001b[K';

/** The live line's text, never wider than the terminal. */
export function progressText(state: ProgressState, elapsedMs: number, columns: number): string {
  const { records, failed, bytesRead, bytesTotal } = state;
  const parts = [
    `${records} records`,
    `${rateOf(records, elapsedMs)}/s`,
    bytesTotal === undefined ? bytesText(bytesRead) : `${bytesText(bytesRead)} of ${bytesText(bytesTotal)}`,
  ];
  if (bytesTotal !== undefined && bytesRead > 0) {
    const leftMs = (elapsedMs * Math.max(bytesTotal - bytesRead, 0)) / bytesRead;
    parts.push(`ETA ${durationText(leftMs)}`);
  }
  parts.push(`${failed} failed`);
  return parts.join(' · ').slice(0, Math.max(columns - 1, 0));
}

/** `12.3 MiB`. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1:02:03`, or `2:03` below an hour. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
