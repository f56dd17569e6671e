import { isUtf8 } from 'node:buffer';
import type { RawData } from '../decode/record.ts';
import type { Row, Shape } from '../decode/row.ts';
import { Kind } from '../decode/row.ts';
import type { ByteSink } from '../encode/byte-sink.ts';
import { append } from './line-pieces.ts';

/** Where a shape holds the key's columns, and what is written before each value. */
export interface KeyLayout {
  readonly indexes: readonly number[];
  /** What the key begins with: `{"id":`, or `{` where the shape has none of the columns. */
  readonly start: string;
  /** What stands before each value but the first: `,"region":`. */
  readonly between: readonly Buffer[];
}

/**
 * How a key of this shape is written: an object of the columns `names`, in their order, or of all columns. A column that
 * the shape lacks is left out.
 */
export function keyLayout(shape: Shape, names: readonly string[] | null): KeyLayout {
  const present = (names ?? shape.names).filter((name) => shape.indexOf.has(name));
  const [first, ...others] = present.map((name) => `${JSON.stringify(name)}:`);
  return {
    indexes: present.map((name) => shape.indexOf.get(name) as number), // present ones have one
    start: `{${first ?? ''}`,
    between: others.map((name) => Buffer.from(`,${name}`)),
  };
}

/** Writes a key of the layout's shape from its first value to its closing brace; values as the input spelled them. */
export function writeKeyValues(to: ByteSink, row: Row, { indexes, between }: KeyLayout): void {
  const { bytes, spans, offset } = row;
  for (let i = 0; i < indexes.length; i++) {
    if (i > 0) append(to, between[i - 1] as Buffer); // one less than indexes
    const at = offset + 3 * (indexes[i] as number); // within the array: the loop's bound says so
    writeValue(to, bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number); // a row's spans hold these three
  }
  to.byte(CLOSING_BRACE);
}

function writeValue(to: ByteSink, bytes: Buffer, kind: Kind, start: number, end: number): void {
  switch (kind) {
    case Kind.null:
      to.text('null');
      break;
    case Kind.true:
      to.text('true');
      break;
    case Kind.false:
      to.text('false');
      break;
    case Kind.string:
    case Kind.escaped:
      to.byte(QUOTE);
      to.copy(bytes, start, end);
      to.byte(QUOTE);
      break;
    case Kind.integer:
    case Kind.decimal:
    case Kind.object:
    case Kind.array:
      to.copy(bytes, start, end);
  }
}

const QUOTE = 0x22;
const CLOSING_BRACE = 0x7d;

/**
 * A plain key as JSON text: an object of its one column, a string where that is not known; bytes that are no UTF-8 as
 * base64, the way the record spells them.
 */
export function rawKeyText({ raw }: RawData, names: readonly string[] | null): string {
  const value = JSON.stringify(raw.toString(isUtf8(raw) ? 'utf8' : 'base64'));
  const name = names?.length === 1 ? names[0] : undefined;
  return name === undefined ? value : `{${JSON.stringify(name)}:${value}}`;
}
