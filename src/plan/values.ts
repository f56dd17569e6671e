import { Kind, type Row } from '../decode/row.ts';
import type { ByteSink } from '../encode/byte-sink.ts';
import type { RecordError } from '../errors.ts';
import type { BoundColumn } from './binding.ts';

/** A statement's parameter: the text form of a value as bytes (sent in binary format, for a text parameter), or NULL. */
export type Parameter = Buffer | null;

/**
 * Encodes a row's values for some columns, in their order; or the first value that its column refuses. `indexIn` says
 * where a column's value stands in the row (by default where the binding says). `sink` is scratch space.
 */
export function encodeValues(
  row: Row,
  columns: readonly BoundColumn[],
  sink: ByteSink,
  indexIn: (bound: BoundColumn) => number = (bound) => bound.index,
): readonly Parameter[] | RecordError {
  const parameters: Parameter[] = [];
  for (const bound of columns) {
    const at = row.offset + indexIn(bound) * 3;
    const kind = row.spans[at] as Kind; // the scanner writes Kinds there
    if (kind === Kind.null) {
      parameters.push(null);
      continue;
    }
    sink.length = 0;
    const error = bound.encode(row.bytes, kind, row.spans[at + 1] as number, row.spans[at + 2] as number, sink);
    if (error !== undefined) return { ...error, column: bound.column.name };
    parameters.push(Buffer.from(sink.bytes.subarray(0, sink.length)));
  }
  return parameters;
}

/** True where a value was refused. */
export function isValueError(values: readonly Parameter[] | RecordError): values is RecordError {
  return !Array.isArray(values);
}
