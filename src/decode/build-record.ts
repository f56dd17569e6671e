import type { RecordError } from '../errors.ts';
import { operationOf } from './operation.ts';
import { rawDataOf } from './raw-data.ts';
import { CdcRecord, type Data, type Decoded, type RejectedLine, type Source } from './record.ts';
import { cut, invalidOperation, metadataNotText, wrongType } from './record-errors.ts';
import { ABSENT, type Field, type RecordFields } from './record-fields.ts';
import { Kind, type Row } from './row.ts';
import { textOfSpan } from './text.ts';

/**
 * The record that the fields read last make, or the line rejected with `invalid_operation` or `invalid_record`.
 * `outerPosition` is that of the dead letter around it, if any: it stands where the record has none.
 */
export function buildRecord(fields: RecordFields, source: Source, outerPosition: string | null): Decoded {
  const { bytes } = fields.scanner;
  const operation = operationOf(bytes, fields.operation);
  if (operation === undefined) {
    return rejectLine(fields, source, outerPosition, invalidOperation(bytes, fields.operation));
  }
  const metadata = fields.metadata.kind === Kind.object ? fields.metadata.row : null;
  const error = structureError(fields, metadata);
  if (error !== undefined) return rejectLine(fields, source, outerPosition, error);
  const key = dataOf(fields, fields.key, 'key');
  const before = dataOf(fields, fields.before, 'payload.before');
  const after = dataOf(fields, fields.after, 'payload.after');
  if (key === undefined || before === undefined || after === undefined) {
    return rejectLine(fields, source, outerPosition, fields.error);
  }
  const { start, end } = fields.position;
  // In a dead letter's raw data the bytes are none of the line's.
  const isInLine = hasPosition(fields) && bytes === source.bytes;
  return new CdcRecord(
    source,
    isInLine ? start - 1 : -1,
    isInLine ? end + 1 : -1,
    isInLine ? null : (positionOf(fields) ?? outerPosition),
    operation,
    metadata,
    key,
    before,
    after,
  );
}

/** The line as one that is no record, with the position and operation that the fields hold, if they do. */
export function rejectLine(
  fields: RecordFields,
  source: Source,
  outerPosition: string | null,
  error: RecordError,
): RejectedLine {
  const { kind, start, end } = fields.operation;
  const isText = kind === Kind.string || kind === Kind.escaped;
  const operation = isText ? cut(textOfSpan(fields.scanner.bytes, kind, start, end)) : null;
  // The decoder goes on to use its own for the next line.
  return { source: { ...source }, position: positionOf(fields) ?? outerPosition, operation, error };
}

/** The position as JSON text; null where there is none or it is no string. */
export function positionOf(fields: RecordFields): string | null {
  const { start, end } = fields.position;
  return hasPosition(fields) ? fields.scanner.bytes.toString('utf8', start - 1, end + 1) : null;
}

function hasPosition({ position: { kind } }: RecordFields): boolean {
  return kind === Kind.string || kind === Kind.escaped;
}

function dataOf(fields: RecordFields, field: Field, name: string): Data | undefined {
  return field.kind === Kind.object ? field.row : rawDataOf(fields, field, name);
}

function structureError(fields: RecordFields, metadata: Row | null): RecordError | undefined {
  const { bytes } = fields.scanner;
  if (isOther(fields.position, Kind.string) && fields.position.kind !== Kind.escaped) {
    return wrongType('position', 'a base64 string or null', bytes, fields.position);
  }
  if (isOther(fields.metadata, Kind.object)) {
    return wrongType('metadata', 'an object of strings or null', bytes, fields.metadata);
  }
  if (isOther(fields.payload, Kind.object)) {
    return wrongType('payload', 'an object with before and after', bytes, fields.payload);
  }
  return metadata === null ? undefined : metadataError(metadata);
}

function isOther(field: Field, kind: Kind): boolean {
  return field.kind !== kind && field.kind !== ABSENT && field.kind !== Kind.null;
}

function metadataError(metadata: Row): RecordError | undefined {
  const { shape, spans, offset } = metadata;
  for (let index = 0; index < shape.names.length; index++) {
    const kind = spans[offset + 3 * index] as Kind;
    if (kind !== Kind.string && kind !== Kind.escaped) return metadataNotText(shape.names[index] as string, kind);
  }
  return undefined;
}
