import type { BaseType, ColumnType } from '../catalog/column-type.ts';
import { arrayEncoder } from './array.ts';
import { bitEncoder } from './bit.ts';
import { booleanEncoder } from './boolean.ts';
import { byteaEncoder } from './bytea.ts';
import { compositeEncoder } from './composite.ts';
import { dateTimeEncoder } from './date-time.ts';
import type { Encoder } from './encoder.ts';
import { enumEncoder } from './enum.ts';
import { floatEncoder } from './float.ts';
import { hstoreEncoder } from './hstore.ts';
import { integerEncoder } from './integer.ts';
import { type JsonStrings, jsonEncoder } from './json.ts';
import { numericEncoder } from './numeric.ts';
import { copyText, scalarEncoder } from './scalar-encoder.ts';
import { charEncoder, everyKind, nameEncoder, textEncoder } from './text.ts';
import { uuidEncoder } from './uuid.ts';
import { article } from './value-error.ts';
import { vectorEncoder } from './vector.ts';

export interface EncoderOptions {
  readonly jsonStrings: JsonStrings;
}

/**
 * The encoder of a column's type. Columns of one type may share one, but an encoder keeps buffers of its own: it must not
 * be called from within itself, nor for two sinks at once.
 */
export function encoderFor(type: ColumnType, options: EncoderOptions): Encoder {
  return encoderWith(type, type.modifier, options);
}

/** `modifier` is the type's own, or that of the array or domain it is in, where it has none. */
function encoderWith(type: ColumnType, modifier: number, options: EncoderOptions): Encoder {
  const inside = (inner: ColumnType) => encoderWith(inner, inner.modifier >= 0 ? inner.modifier : modifier, options);
  switch (type.kind) {
    case 'base':
      return type.schema === 'pg_catalog' ? builtInEncoder(type, modifier, options) : extensionEncoder(type);
    case 'enum':
      return enumEncoder(type);
    case 'domain':
      return inside(type.base);
    case 'array':
      return arrayEncoder(type, inside(type.element), takesArrays(type.element) ? 'value' : 'dimension');
    case 'composite':
      return compositeEncoder(
        type,
        type.attributes.map((attribute) => encoderFor(attribute.type, options)),
      );
    case 'range':
    case 'multirange':
      return plainEncoder(type, type.kind === 'range' ? '"[1,10)"' : '"{[1,3), [5,8)}"', false);
    default:
      return type satisfies never;
  }
}

/** Whether a JSON array may be one value of the type: then an inner array is an element, no further dimension. */
function takesArrays(type: ColumnType): boolean {
  if (type.kind === 'domain') return takesArrays(type.base);
  if (type.kind === 'array') return true;
  if (type.kind !== 'base') return false;
  if (type.schema === 'pg_catalog') return ['json', 'jsonb', 'int2vector', 'oidvector'].includes(type.name);
  return type.name !== 'citext' && type.name !== 'hstore' && type.name !== 'ltree';
}

function builtInEncoder(type: BaseType, modifier: number, options: EncoderOptions): Encoder {
  const { name } = type;
  switch (name) {
    case 'int2':
    case 'int4':
    case 'int8':
    case 'oid':
      return integerEncoder(name);
    case 'numeric':
      return numericEncoder(modifier);
    case 'float4':
    case 'float8':
      return floatEncoder(name);
    case 'bool':
      return booleanEncoder();
    case 'text':
      return textEncoder('text', -1);
    case 'varchar':
      return textEncoder('varchar', modifier);
    case 'bpchar':
      return textEncoder('char', modifier);
    case 'name':
      return nameEncoder();
    case 'char':
      return charEncoder();
    case 'bytea':
      return byteaEncoder();
    case 'uuid':
      return uuidEncoder();
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return dateTimeEncoder(name);
    case 'json':
    case 'jsonb':
      return jsonEncoder(name, options.jsonStrings);
    case 'bit':
    case 'varbit':
      return bitEncoder(name, modifier);
    case 'int2vector':
    case 'oidvector':
      return vectorEncoder(name);
    case 'interval':
      return plainEncoder(type, '"1 day 02:03:04" or "P1DT2H3M4S"', false);
    default:
      return plainEncoder(type, undefined, true);
  }
}

/** Types of extensions, by their names; one that is not known here takes every value as spelled (vector `[1,2]`, GeoJSON). */
function extensionEncoder(type: BaseType): Encoder {
  return type.name === 'hstore' ? hstoreEncoder() : everyKind(copyText);
}

/** A type whose text form only the server knows: strings, and where they make sense numbers and booleans, as they are. */
function plainEncoder(type: ColumnType, example: string | undefined, numbers: boolean): Encoder {
  const no = {
    sqlstate: '22P02',
    reason: `is no ${type.name}`,
    hint: `write ${article(type.name)} ${type.name} as a string${example === undefined ? " in Postgres's text form" : `, as in ${example}`}`,
  };
  const scalars = numbers ? { integer: copyText, decimal: copyText, boolean: copyText } : {};
  return scalarEncoder(no, { string: copyText, ...scalars });
}
