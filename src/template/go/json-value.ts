import { Kind, type Row } from '../../decode/row.ts';
import { elementsOf, ObjectReader, textOfSpan } from '../../decode/text.ts';
import type { TextCache } from '../text-cache.ts';
import { checkDepth } from './limits.ts';
import { fromUtf8 } from './utf8.ts';
import { appendedList, type GoValue } from './value.ts';

/** How JSON is made Go's values, where its readers differ. */
export interface JsonReading {
  /** Decodes to one char per byte, which is what a Go string is here. */
  readonly texts: TextCache;
  /** A float64, infinite where the digits are beyond it. */
  number(value: number): GoValue;
  object(row: Row, depth: number): GoValue;
}

/** Remembers names, as templates look at the same objects of each record. */
const objects = new ObjectReader();

/**
 * What Go's encoding/json makes of the JSON value of a span (https://pkg.go.dev/encoding/json#Unmarshal, into an
 * interface{}): arrays as `[]interface {}`, all else as the reading says. Not by JSON.parse, which may take one name for
 * another: https://github.com/nodejs/node/issues/63785
 * @throws LimitError for what is nested too deep.
 */
export function jsonValue(bytes: Buffer, spans: Int32Array, at: number, reading: JsonReading, depth = 0): GoValue {
  checkDepth(depth);
  const kind = spans[at] as Kind; // three numbers are a span
  const start = spans[at + 1] as number;
  const end = spans[at + 2] as number;
  switch (kind) {
    case Kind.null:
      return null;
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    case Kind.integer:
    case Kind.decimal:
      return reading.number(Number(textOfSpan(bytes, kind, start, end)));
    case Kind.string:
      return reading.texts.text(bytes, start, end);
    case Kind.escaped:
      return fromUtf8(textOfSpan(bytes, kind, start, end));
    case Kind.object: {
      const row = objects.read(bytes, start);
      return row === undefined ? null : reading.object(row, depth + 1);
    }
    case Kind.array: {
      const elements = elementsOf(bytes, start, end);
      const items: GoValue[] = [];
      for (let item = 0; item < elements.length; item += 3)
        items.push(jsonValue(bytes, elements, item, reading, depth + 1));
      return appendedList(items);
    }
    default:
      return kind satisfies never;
  }
}
