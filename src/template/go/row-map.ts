import { Kind, type Row } from '../../decode/row.ts';
import { maxBytes, type TextCache } from '../text-cache.ts';
import { type JsonReading, jsonValue } from './json-value.ts';
import { dictType, type GoType } from './type.ts';
import { fromUtf8, toUtf8 } from './utf8.ts';
import { GoMap, type GoValue, type MapSource } from './value.ts';

/**
 * A row as a Go map; values are read when they are asked for, those of nested objects too. Numbers are float64, as Go
 * decodes JSON. `texts` decodes to one char per byte.
 */
export function rowMap(row: Row, texts: TextCache, type: GoType = dictType): GoMap {
  return new GoMap(type, new RowSource(row, texts));
}

class RowSource implements MapSource, JsonReading {
  readonly texts: TextCache;
  private readonly row: Row;
  /** What was made once: lists and maps are references, so the same one must come each time; long texts take time. */
  private made: Map<number, GoValue> | undefined;

  constructor(row: Row, texts: TextCache) {
    this.row = row;
    this.texts = texts;
  }

  get size(): number {
    return this.row.shape.names.length;
  }

  get(key: string): GoValue | undefined {
    const index = this.row.shape.indexOf.get(toUtf8(key));
    return index === undefined ? undefined : this.valueAt(index);
  }

  keys(): Iterable<string> {
    return this.row.shape.names.map(fromUtf8);
  }

  number(value: number): GoValue {
    return value;
  }

  object(row: Row): GoValue {
    return rowMap(row, this.texts);
  }

  private valueAt(index: number): GoValue {
    const { row } = this;
    const at = row.offset + 3 * index;
    if (isQuick(row, at)) return jsonValue(row.bytes, row.spans, at, this);
    this.made ??= new Map();
    const known = this.made.get(index);
    if (known !== undefined) return known;
    const value = jsonValue(row.bytes, row.spans, at, this);
    this.made.set(index, value);
    return value;
  }
}

/** The value is neither a reference nor a long text, so that it may as well be read again. */
function isQuick({ spans }: Row, at: number): boolean {
  const kind = spans[at] as Kind; // three numbers are a span
  return (
    kind < Kind.string || (kind === Kind.string && (spans[at + 2] as number) - (spans[at + 1] as number) <= maxBytes)
  );
}
