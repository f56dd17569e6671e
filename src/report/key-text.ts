import { isUtf8 } from 'node:buffer';
import type { Data, RawData } from '../decode/record.ts';
import { isRow } from '../decode/record.ts';
import type { Row, Shape } from '../decode/row.ts';
import { Kind } from '../decode/row.ts';

/**
 * Writes a record's key as JSON text: an object of the key's columns, each value as the input spelled it; raw data with
 * a column as an object of that one column, else as a string; null where there is no key. A column that the row lacks
 * is left out. Keep one per run: it remembers how the names of the last shape are written.
 */
export function keyTexts(): (key: Data, names: readonly string[] | null) => string | null {
  let layout: Layout | undefined;
  return (key, names) => {
    if (key === null) return null;
    if (!isRow(key)) return rawKey(key, names);
    if (layout === undefined || layout.shape !== key.shape || layout.names !== names) {
      layout = layoutOf(key.shape, names);
    }
    return rowKey(key, layout);
  };
}

/** Where a shape holds the key's columns, and the text that goes before each value: `{"id":`, `,"region":`. */
interface Layout {
  readonly shape: Shape;
  readonly names: readonly string[] | null;
  readonly indexes: readonly number[];
  readonly before: readonly string[];
}

function layoutOf(shape: Shape, names: readonly string[] | null): Layout {
  const indexes: number[] = [];
  const before: string[] = [];
  for (const name of names ?? shape.names) {
    const index = shape.indexOf.get(name);
    if (index === undefined) continue;
    before.push(`${indexes.length === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    indexes.push(index);
  }
  return { shape, names, indexes, before };
}

function rowKey(row: Row, { indexes, before }: Layout): string {
  if (indexes.length === 0) return '{}';
  const { bytes, spans } = row;
  let text = '';
  for (let i = 0; i < indexes.length; i++) {
    const at = row.offset + 3 * (indexes[i] as number); // within the array: the loop's bound says so
    text += before[i] as string;
    text += valueText(bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number); // a row's spans hold these three
  }
  return `${text}}`;
}

function valueText(bytes: Buffer, kind: Kind, start: number, end: number): string {
  switch (kind) {
    case Kind.null:
      return 'null';
    case Kind.true:
      return 'true';
    case Kind.false:
      return 'false';
    case Kind.string:
    case Kind.escaped:
      return `"${slice(bytes, start, end)}"`;
    case Kind.integer:
    case Kind.decimal:
    case Kind.object:
    case Kind.array:
      return slice(bytes, start, end);
  }
}

/** Short ASCII texts, as most keys are, are put together here: cheaper than a call into native code. */
function slice(bytes: Buffer, start: number, end: number): string {
  if (end - start > 12) return bytes.toString('utf8', start, end);
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number; // within the buffer: a span lies in it
    if (byte >= 0x80) return bytes.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A plain key as text; bytes that are no UTF-8 as base64, the way the record spells them. */
function rawKey({ raw }: RawData, names: readonly string[] | null): string {
  const value = JSON.stringify(raw.toString(isUtf8(raw) ? 'utf8' : 'base64'));
  const name = names?.length === 1 ? names[0] : undefined;
  return name === undefined ? value : `{${JSON.stringify(name)}:${value}}`;
}
