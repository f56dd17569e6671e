import type { CompositeType } from '../catalog/column-type.ts';
import { Kind, type Row, type Shape } from '../decode/row.ts';
import { ObjectReader } from '../decode/text.ts';
import { ByteSink } from './byte-sink.ts';
import type { Encoder, ValueError } from './encoder.ts';
import { copyText, reusable, scalarEncoder } from './scalar-encoder.ts';
import { cutText, errorWithin, type Refusal } from './value-error.ts';

/**
 * The encoder of a composite type: an object's fields by name, a missing one being null and an unknown one an error;
 * a string is the row's text form and goes to the server as it is. `fields` encode the attributes in their order.
 * https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX
 */
export function compositeEncoder(type: CompositeType, fields: readonly Encoder[]): Encoder {
  const no: Refusal = {
    sqlstate: '22P02',
    reason: `is no ${type.name}`,
    hint: `write an object with the fields ${namesOf(type)}, or a string in the text form of rows, as in "(1,a)"`,
  };
  const reader = new ObjectReader();
  let scratch = new ByteSink(256);
  let lastShape: Shape | undefined;
  let places: readonly number[] = [];
  const other = scalarEncoder(no, { string: copyText });
  return (bytes, kind, start, end, sink) => {
    const row = kind === Kind.object ? reader.read(bytes, start) : undefined;
    if (row === undefined) return other(bytes, kind, start, end, sink);
    if (row.shape !== lastShape) {
      const unknown = row.shape.names.find((name) => !type.attributes.some((attribute) => attribute.name === name));
      if (unknown !== undefined) return unknownField(type, unknown);
      lastShape = row.shape;
      places = type.attributes.map(({ name }) => row.shape.indexOf.get(name) ?? -1);
    }
    const error = writeRow({ type, fields, places, scratch }, row, sink);
    scratch = reusable(scratch);
    return error;
  };
}

interface RowForm {
  readonly type: CompositeType;
  readonly fields: readonly Encoder[];
  /** For each attribute, which of the row's values is its own; -1 for none. */
  readonly places: readonly number[];
  readonly scratch: ByteSink;
}

function writeRow({ type, fields, places, scratch }: RowForm, row: Row, sink: ByteSink): ValueError | undefined {
  sink.byte(0x28);
  for (const [index, encode] of fields.entries()) {
    if (index > 0) sink.byte(0x2c);
    const place = places[index] ?? -1;
    const at = row.offset + 3 * place;
    const kind = place < 0 ? Kind.null : (row.spans[at] as Kind);
    if (kind === Kind.null) continue;
    scratch.length = 0;
    const error = encode(row.bytes, kind, row.spans[at + 1] as number, row.spans[at + 2] as number, scratch);
    if (error !== undefined) return errorWithin(`field ${JSON.stringify(type.attributes[index]?.name)}`, error);
    appendQuoted(scratch.bytes, scratch.length, sink);
  }
  sink.byte(0x29);
  return undefined;
}

/** Quotes are always right around a field, and a doubled quote or backslash stands for itself. */
function appendQuoted(text: Buffer, length: number, sink: ByteSink): void {
  sink.reserve(2 * length + 2);
  const { bytes } = sink;
  let to = sink.length;
  bytes[to++] = 0x22;
  for (let at = 0; at < length; at++) {
    const byte = text[at] as number;
    if (byte === 0x22 || byte === 0x5c) bytes[to++] = byte;
    bytes[to++] = byte;
  }
  bytes[to++] = 0x22;
  sink.length = to;
}

function unknownField(type: CompositeType, name: string): ValueError {
  return {
    code: 'invalid_value',
    sqlstate: '42703',
    message: `the type ${type.name} has no field ${cutText(JSON.stringify(name))}`,
    hint: `its fields are ${namesOf(type)}`,
  };
}

function namesOf(type: CompositeType): string {
  return cutText(type.attributes.map(({ name }) => JSON.stringify(name)).join(', '));
}
