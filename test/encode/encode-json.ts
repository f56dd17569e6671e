import type { ColumnType } from '../../src/catalog/column-type.ts';
import type { Kind } from '../../src/decode/row.ts';
import { elementsOf } from '../../src/decode/text.ts';
import { ByteSink } from '../../src/encode/byte-sink.ts';
import type { Encoder, ValueError } from '../../src/encode/encoder.ts';
import { type EncoderOptions, encoderFor } from '../../src/encode/encoder-for.ts';

/** The outcome of encoding one JSON text: what the server shall read, or the error. */
export type Encoded = { readonly text: string } | { readonly error: ValueError };

/** Encodes one JSON value given as text, between other bytes as it stands in a chunk. */
export function encodeWith(encoder: Encoder, json: string): Encoded {
  const bytes = Buffer.from(`["\\u0041",${json},"\\u0042"]`);
  const spans = elementsOf(bytes, 0, bytes.length);
  const sink = new ByteSink(1);
  sink.text('before');
  const { length } = sink;
  const error = encoder(bytes, spans[3] as Kind, spans[4] as number, spans[5] as number, sink);
  return error === undefined ? { text: sink.bytes.toString('utf8', length, sink.length) } : { error };
}

/** The text that a type's encoder makes of a JSON value, or `SQLSTATE message`. */
export function encodeJson(type: ColumnType, json: string, options: EncoderOptions = { jsonStrings: 'auto' }): string {
  return shown(encodeWith(encoderFor(type, options), json));
}

export function shown(encoded: Encoded): string {
  return 'text' in encoded ? encoded.text : `${encoded.error.sqlstate} ${encoded.error.message}`;
}

/** A built-in type by its pg_type.typname. */
export function builtIn(name: string, modifier = -1): ColumnType {
  return { kind: 'base', oid: 0, schema: 'pg_catalog', name, sql: `pg_catalog."${name}"`, modifier };
}

/** A type of an extension. */
export function extension(name: string): ColumnType {
  return { kind: 'base', oid: 0, schema: 'public', name, sql: `public."${name}"`, modifier: -1 };
}

export function arrayOf(element: ColumnType, delimiter = ','): ColumnType {
  return {
    kind: 'array',
    oid: 0,
    schema: element.schema,
    name: `_${element.name}`,
    sql: `${element.sql}[]`,
    modifier: -1,
    element,
    delimiter,
  };
}

/** A composite type of the schema public. */
export function composite(name: string, attributes: Readonly<Record<string, ColumnType>>): ColumnType {
  return {
    kind: 'composite',
    oid: 0,
    schema: 'public',
    name,
    sql: `public."${name}"`,
    modifier: -1,
    attributes: Object.entries(attributes).map(([attribute, type]) => ({ name: attribute, type })),
  };
}

/** An enum of the schema public. */
export function enumOf(name: string, ...labels: readonly string[]): ColumnType {
  return { kind: 'enum', oid: 0, schema: 'public', name, sql: `public."${name}"`, modifier: -1, labels };
}

/** A domain of the schema public. */
export function domainOver(name: string, base: ColumnType, modifier = -1): ColumnType {
  return {
    kind: 'domain',
    oid: 0,
    schema: 'public',
    name,
    sql: `public."${name}"`,
    modifier,
    base,
    notNull: false,
    checked: false,
  };
}

/** A built-in range or multirange. */
export function rangeOf(name: string, subtype: ColumnType, kind: 'range' | 'multirange' = 'range'): ColumnType {
  return { kind, oid: 0, schema: 'pg_catalog', name, sql: `pg_catalog."${name}"`, modifier: -1, subtype };
}

/** The type modifier of numeric(precision, scale). */
export function numericModifier(precision: number, scale: number): number {
  return ((precision << 16) | (scale & 0x7ff)) + 4;
}
