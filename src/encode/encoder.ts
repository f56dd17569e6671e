import type { Kind } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import type { ByteSink } from './byte-sink.ts';

/** Why a value does not fit its column: the error without the column's name, which the caller adds. */
export type ValueError = Pick<RecordError, 'code' | 'message' | 'hint' | 'sqlstate'>;

/**
 * Writes the Postgres text form of one JSON value (never Kind.null: that is SQL NULL and the caller's part) into the
 * sink, as the column's type takes it. Returns undefined where it is written, or why it can't be; then whatever was
 * appended to the sink is the caller's to cut off (it knows the length before).
 */
export type Encoder = (bytes: Buffer, kind: Kind, start: number, end: number, sink: ByteSink) => ValueError | undefined;
