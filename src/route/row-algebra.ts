import type { Row, Shape } from '../decode/row.ts';

/**
 * Rows made of other rows: the key's columns over the payload, some columns of a payload. Values are never touched,
 * only their places are put together anew; what depends on the names alone is worked out once for each pair of shapes.
 */

/** Some columns of a row, in the order of `names`; undefined where one is missing. */
export function pickColumns(row: Row, names: Shape): Row | undefined {
  const { indexOf } = row.shape;
  const spans = new Int32Array(names.names.length * 3);
  let to = 0;
  for (const name of names.names) {
    const index = indexOf.get(name);
    if (index === undefined) return undefined;
    const from = row.offset + index * 3;
    spans[to] = row.spans[from] as number;
    spans[to + 1] = row.spans[from + 1] as number;
    spans[to + 2] = row.spans[from + 2] as number;
    to += 3;
  }
  return { shape: names, bytes: row.bytes, spans, offset: 0 };
}

/** True where both rows spell the value alike, byte for byte, and it is of the same kind. */
export function sameValue(a: Row, aIndex: number, b: Row, bIndex: number): boolean {
  const aAt = a.offset + aIndex * 3;
  const bAt = b.offset + bIndex * 3;
  if (a.spans[aAt] !== b.spans[bAt]) return false;
  const aStart = a.spans[aAt + 1] as number;
  const bStart = b.spans[bAt + 1] as number;
  const length = (a.spans[aAt + 2] as number) - aStart;
  if (length !== (b.spans[bAt + 2] as number) - bStart) return false;
  for (let i = 0; i < length; i++) if (a.bytes[aStart + i] !== b.bytes[bStart + i]) return false;
  return true;
}

/** True where each column of `part` stands in `row` with the same spelling. */
export function containsRow(row: Row, part: Row): boolean {
  const { names } = part.shape;
  for (let i = 0; i < names.length; i++) {
    const index = row.shape.indexOf.get(names[i] as string);
    if (index === undefined || !sameValue(row, index, part, i)) return false;
  }
  return true;
}

/** The same for rows of shapes that come again and again; `placesOf` gives the places. */
function containsAt(row: Row, part: Row, places: readonly number[]): boolean {
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number; // below the length
    if (place < 0 || !sameValue(row, place, part, i)) return false;
  }
  return true;
}

/**
 * Gives `overlay(row, over)`: `row` with the columns of `over` in place of its own; columns that `row` lacks come
 * first. Unions of shapes are remembered as long as their shapes live.
 */
export function overlayer(): (row: Row, over: Row) => Row {
  const unions = new WeakMap<Shape, WeakMap<Shape, Union>>();

  function unionOf(row: Shape, over: Shape): Union {
    let byOver = unions.get(row);
    if (byOver === undefined) {
      byOver = new WeakMap();
      unions.set(row, byOver);
    }
    let union = byOver.get(over);
    if (union === undefined) {
      union = makeUnion(row, over);
      byOver.set(over, union);
    }
    return union;
  }

  // Nearly always those of the rows before: comparing costs less than looking up.
  let rowShape: Shape | undefined;
  let overShape: Shape | undefined;
  let places: readonly number[] = [];
  return (row, over) => {
    if (row.shape !== rowShape || over.shape !== overShape) {
      rowShape = row.shape;
      overShape = over.shape;
      places = placesOf(rowShape, overShape);
    }
    return containsAt(row, over, places) ? row : combine(row, over, unionOf(row.shape, over.shape));
  };
}

/** For each name of `part` its place among the names of `row`, or -1. */
function placesOf(row: Shape, part: Shape): readonly number[] {
  return part.names.map((name) => row.indexOf.get(name) ?? -1);
}

interface Union {
  readonly shape: Shape;
  /** For each name an index into the row, or, below zero, one's complement of an index into the row over it. */
  readonly sources: readonly number[];
}

function combine(row: Row, over: Row, { shape, sources }: Union): Row {
  const joined = joinBytes(row, over);
  const spans = new Int32Array(sources.length * 3);
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i] as number;
    const from = source >= 0 ? row : over;
    const shift = source >= 0 ? joined.rowShift : joined.overShift;
    const at = from.offset + (source >= 0 ? source : ~source) * 3;
    spans[i * 3] = from.spans[at] as number;
    spans[i * 3 + 1] = (from.spans[at + 1] as number) + shift;
    spans[i * 3 + 2] = (from.spans[at + 2] as number) + shift;
  }
  return { shape, bytes: joined.bytes, spans, offset: 0 };
}

interface Joined {
  readonly bytes: Buffer;
  readonly rowShift: number;
  readonly overShift: number;
}

/** Rows of one line share its bytes; raw data has bytes of its own, which are then copied behind the row's. */
function joinBytes(row: Row, over: Row): Joined {
  if (row.bytes === over.bytes) return { bytes: row.bytes, rowShift: 0, overShift: 0 };
  const [rowStart, rowEnd] = extent(row);
  const [overStart, overEnd] = extent(over);
  const rowLength = rowEnd - rowStart;
  const bytes = Buffer.allocUnsafe(rowLength + overEnd - overStart);
  row.bytes.copy(bytes, 0, rowStart, rowEnd);
  over.bytes.copy(bytes, rowLength, overStart, overEnd);
  return { bytes, rowShift: -rowStart, overShift: rowLength - overStart };
}

/** From the first byte of the row's values to behind the last; the quotes of strings, which spans leave out, included. */
function extent(row: Row): readonly [start: number, end: number] {
  let start = row.bytes.length;
  let end = 0;
  for (let i = 0; i < row.shape.names.length; i++) {
    const at = row.offset + i * 3;
    start = Math.min(start, row.spans[at + 1] as number);
    end = Math.max(end, row.spans[at + 2] as number);
  }
  return start > end ? [0, 0] : [Math.max(start - 1, 0), Math.min(end + 1, row.bytes.length)];
}

function makeUnion(row: Shape, over: Shape): Union {
  const first = over.names.filter((name) => !row.indexOf.has(name));
  const names = [...first, ...row.names];
  const sources = names.map((name) => {
    const index = over.indexOf.get(name);
    return index === undefined ? (row.indexOf.get(name) as number) : ~index;
  });
  return { shape: shapeOf(names), sources };
}

/**
 * Gives `without(row, leave)`: the row without the columns for which `leave` says so. Shapes by what was left out are
 * remembered as long as the whole row's shape lives.
 */
export function columnDropper(): (row: Row, leave: (index: number) => boolean) => Row {
  const known = new WeakMap<Shape, Map<string, Shape>>();
  return (row, leave) => {
    const { names } = row.shape;
    const kept: number[] = [];
    for (let i = 0; i < names.length; i++) if (!leave(i)) kept.push(i);
    if (kept.length === names.length) return row;
    const shapes = known.get(row.shape) ?? new Map<string, Shape>();
    known.set(row.shape, shapes);
    const id = kept.join(',');
    let shape = shapes.get(id);
    if (shape === undefined) {
      shape = shapeOf(kept.map((i) => names[i] as string));
      if (shapes.size >= MOST_SHAPES) shapes.clear();
      shapes.set(id, shape);
    }
    const spans = new Int32Array(kept.length * 3);
    for (const [to, from] of kept.entries()) {
      const at = row.offset + from * 3;
      spans.set(row.spans.subarray(at, at + 3), to * 3);
    }
    return { shape, bytes: row.bytes, spans, offset: 0 };
  };
}

/** Of a shape with n columns there are 2ⁿ parts. */
const MOST_SHAPES = 1000;

/** A shape of its own, outside the scanner's table: for key columns given by option, and for unions. */
export function shapeOf(names: readonly string[]): Shape {
  return { names, indexOf: new Map(names.map((name, index) => [name, index])) };
}
