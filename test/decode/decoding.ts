import { decode } from '../../src/decode/decode.ts';
import { type Data, type Decoded, isRejected, isRow } from '../../src/decode/record.ts';
import type { Row } from '../../src/decode/row.ts';
import { jsonTextOf } from '../../src/decode/text.ts';

/** A row as pairs of name and JSON text. */
export type Pairs = readonly (readonly [name: string, json: string])[];

/** All records of one input, given whole or in chunks; a string has its text, a Buffer its bytes. */
export async function decodeAll(
  input: string | Buffer | Iterable<Buffer>,
  options: { readonly maxRecordBytes?: number } = {},
): Promise<Decoded[]> {
  const chunks = typeof input === 'string' ? [Buffer.from(input)] : Buffer.isBuffer(input) ? [input] : input;
  const all: Decoded[] = [];
  for await (const batch of decode([{ file: 'test.ndjson', chunks }], options)) all.push(...batch);
  return all;
}

export function pairsOf(row: Row): Pairs {
  return row.shape.names.map((name, index) => [name, jsonTextOf(row, index)]);
}

/** Data to be compared: pairs, or the bytes of raw data as text. */
export function shownData(data: Data): unknown {
  if (data === null) return null;
  return isRow(data) ? pairsOf(data) : { raw: data.raw.toString('latin1') };
}

/** What was decoded, to be compared, without the buffers that it stands in. */
export function shown(decoded: Decoded): unknown {
  const { file, line, bytes, start, end } = decoded.source;
  const source = `${file}:${line}:${bytes.toString('latin1', start, end)}`;
  if (isRejected(decoded)) return { ...decoded, source };
  const { position, operation, metadata } = decoded;
  const [key, before, after] = [decoded.key, decoded.before, decoded.after].map(shownData);
  return { source, position, operation, metadata: shownData(metadata), key, before, after };
}

/** A shorter form for case tables: what was decoded without its source, and of an error its code and message. */
export function brief(decoded: Decoded | undefined): unknown {
  if (decoded === undefined) return undefined;
  const { position, operation } = decoded;
  if (isRejected(decoded)) return { position, operation, error: `${decoded.error.code}: ${decoded.error.message}` };
  const { metadata, key, before, after } = decoded;
  const all = { position, metadata, key, before, after };
  const present = Object.entries(all).filter(([, value]) => value !== null);
  const show = (value: unknown) => (typeof value === 'string' ? value : shownData(value as Data)); // position or data
  return { operation, ...Object.fromEntries(present.map(([name, value]) => [name, show(value)])) };
}
