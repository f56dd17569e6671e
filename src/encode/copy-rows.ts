import type { BinaryForm } from './binary-form.ts';
import type { ByteSink } from './byte-sink.ts';

/** The formats of COPY's data. https://www.postgresql.org/docs/current/sql-copy.html */
export type CopyFormat = 'text' | 'binary';

/**
 * Builds COPY's rows in one buffer: an encoder writes its value's text straight into `sink` between `begin` and `end`,
 * which makes of it what the format wants.
 */
export interface CopyRows {
  readonly sink: ByteSink;
  /** What there is so far, in bytes; between rows, where the last one ends. */
  readonly bytes: number;
  /** Begins a row of so many values. */
  readonly beginRow: (values: number) => void;
  /** Adds a value that needs no Encoder, see `BinaryForm.write`; false where it does. */
  readonly written: (form: BinaryForm | undefined, text: Buffer, start: number, end: number) => boolean;
  /** Begins a value; gives where its text begins. */
  readonly begin: (form: BinaryForm | undefined) => number;
  /** Ends the value begun last; false where it has no binary form, and then the rows are of no use any more. */
  readonly end: (form: BinaryForm | undefined) => boolean;
  /** Adds a null. */
  readonly null: () => void;
  readonly endRow: () => void;
  /** Takes the row that is being built back, with a value that was begun and not ended. */
  readonly cancelRow: () => void;
  /** Cuts back to the rows that ended at `bytes`. */
  readonly truncate: (bytes: number) => void;
  /**
   * The rows' bytes so far, which are the caller's from then on (pg may send them later). What is added next follows
   * them, in a new buffer of `room` bytes.
   */
  readonly take: (room: number) => Buffer;
  /** As `take`, with what ends the rows. */
  readonly finish: () => Buffer;
}
