import { parseJson } from '../../decode/parse-json.ts';
import { Kind, type Row } from '../../decode/row.ts';
import { textOf } from '../../decode/text.ts';
import { maxBytes, type TextCache } from '../text-cache.ts';
import { dictType, type GoType } from './type.ts';
import { fromUtf8, toUtf8 } from './utf8.ts';
import { appendedList, dict, GoMap, type GoValue, type MapSource } from './value.ts';

/**
 * A row as a Go map; values are read when they are asked for. Numbers are float64, as Go decodes JSON. `texts` decodes
 * to one char per byte.
 */
export function rowMap(row: Row, texts: TextCache, type: GoType = dictType): GoMap {
  return new GoMap(type, new RowSource(row, texts));
}

class RowSource implements MapSource {
  private readonly row: Row;
  private readonly texts: TextCache;
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

  private valueAt(index: number): GoValue {
    const { row } = this;
    const at = row.offset + 3 * index;
    switch (row.spans[at]) {
      case Kind.null:
        return null;
      case Kind.true:
        return true;
      case Kind.false:
        return false;
      case Kind.string:
        // One char per byte is what a Go string is here.
        return this.textBetween(index, row.spans[at + 1] ?? 0, row.spans[at + 2] ?? 0);
      case Kind.escaped:
        return this.once(index, () => fromUtf8(textOf(row, index)));
      case Kind.integer:
      case Kind.decimal:
        return Number(textOf(row, index));
      default:
        return this.once(index, () => jsonValue(parseJson(textOf(row, index))));
    }
  }

  private textBetween(index: number, start: number, end: number): string {
    if (end - start <= maxBytes) return this.texts.text(this.row.bytes, start, end);
    return this.once(index, () => this.row.bytes.toString('latin1', start, end));
  }

  private once<Value extends GoValue>(index: number, make: () => Value): Value {
    this.made ??= new Map();
    const known = this.made.get(index);
    if (known !== undefined) return known as Value; // an index is always made in the same way
    const value = make();
    this.made.set(index, value);
    return value;
  }
}

/** What Go's encoding/json makes of a JSON value. */
function jsonValue(json: unknown): GoValue {
  if (typeof json === 'string') return fromUtf8(json);
  if (typeof json === 'number' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) return appendedList(json.map(jsonValue));
  if (typeof json !== 'object' || json === null) return null;
  return dict(new Map(Object.entries(json).map(([key, value]) => [fromUtf8(key), jsonValue(value)])));
}
