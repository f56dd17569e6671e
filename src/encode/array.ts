import type { ArrayType } from '../catalog/column-type.ts';
import { Kind } from '../decode/row.ts';
import { ValueScanner } from '../decode/value-scanner.ts';
import { ByteSink } from './byte-sink.ts';
import { isSpace } from './decimal-text.ts';
import type { Encoder, ValueError } from './encoder.ts';
import { reusable, scalarEncoder } from './scalar-encoder.ts';
import { errorWithin, type Refusal, shownValue } from './value-error.ts';

/** Dimensions that an array may have: MAXDIM of the server. */
const MAX_DIMENSIONS = 6;

/**
 * The encoder of an array: a JSON array of what the element type takes, nested ones being further dimensions (unless
 * the elements take JSON arrays themselves: `inner` 'value'); a string is the array's text form and goes to the server as it is.
 * Errors name the element as Postgres counts it, from 1: `element [2][1]: …`. Nested arrays of different lengths have
 * no form in Postgres and are refused; where all are empty, the array is empty.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function arrayEncoder(type: ArrayType, element: Encoder, inner: 'dimension' | 'value'): Encoder {
  const no: Refusal = {
    sqlstate: '22P02',
    reason: `is no array of ${type.element.name}`,
    hint: 'write a JSON array, or a string in the text form of arrays, as in "{1,2}"',
  };
  const writer = new ArrayWriter(element, type.delimiter.charCodeAt(0), inner === 'dimension');
  const other = scalarEncoder(no, {
    string: (text, start, end, sink) => {
      sink.copy(text, start, end);
      return undefined;
    },
  });
  return (bytes, kind, start, end, sink) =>
    kind === Kind.array ? writer.write(bytes, start, end, sink) : other(bytes, kind, start, end, sink);
}

/** What a scanner holds between values, so that it keeps no chunk in memory. */
const nothing = Buffer.alloc(0);

/** Writes one JSON array after another; keeps the room it needs for an element. */
class ArrayWriter {
  readonly #element: Encoder;
  readonly #delimiter: number;
  readonly #nests: boolean;
  #scratch = new ByteSink(256);
  readonly #scanner = new ValueScanner(nothing);
  /** Kind, start and end of the value scanned last. */
  readonly #span = new Int32Array(3);
  /** The length of each dimension of the array being written, as its first part had it. */
  #lengths: number[] = [];
  /** The depth at which elements that are no arrays stand; -1 before the first. */
  #leafDepth = -1;

  constructor(element: Encoder, delimiter: number, nests: boolean) {
    this.#element = element;
    this.#delimiter = delimiter;
    this.#scanner.lineFeedIsSpace = true;
    this.#nests = nests;
  }

  write(bytes: Buffer, start: number, end: number, sink: ByteSink): ValueError | undefined {
    this.#lengths = [];
    this.#leafDepth = -1;
    const before = sink.length;
    const error = this.#writeDimension(bytes, start, end, 0, sink);
    this.#scratch = reusable(this.#scratch);
    this.#scanner.turnTo(nothing);
    if (error !== undefined) return error;
    if (this.#lengths.includes(0)) {
      sink.length = before;
      sink.byte(0x7b);
      sink.byte(0x7d);
    }
    return undefined;
  }

  #writeDimension(bytes: Buffer, start: number, end: number, depth: number, sink: ByteSink): ValueError | undefined {
    if (depth === MAX_DIMENSIONS) return tooDeep(bytes, start, end);
    const scanner = this.#scanner;
    scanner.turnTo(bytes);
    let length = 0;
    sink.byte(0x7b);
    let at = scanner.space(start + 1);
    while (bytes[at] !== 0x5d) {
      if (length > 0) {
        sink.byte(this.#delimiter);
        at = scanner.space(at + 1);
      }
      at = scanner.value(at, this.#span, 0);
      const error = this.#writePart(bytes, depth, sink);
      length++;
      if (error !== undefined) return atElement(length, error);
      at = scanner.space(at);
    }
    sink.byte(0x7d);
    this.#lengths[depth] ??= length;
    return this.#lengths[depth] === length ? undefined : ragged(bytes, start, end);
  }

  /** Writes the element or inner array that was scanned last. */
  #writePart(bytes: Buffer, depth: number, sink: ByteSink): ValueError | undefined {
    const kind = this.#span[0] as Kind;
    const from = this.#span[1] as number;
    const to = this.#span[2] as number;
    return kind === Kind.array && this.#nests
      ? this.#writeInner(bytes, from, to, depth, sink)
      : this.#writeElement(bytes, kind, from, to, depth, sink);
  }

  #writeInner(bytes: Buffer, start: number, end: number, depth: number, sink: ByteSink): ValueError | undefined {
    if (this.#leafDepth >= 0 && this.#leafDepth <= depth) return ragged(bytes, start, end);
    return this.#writeDimension(bytes, start, end, depth + 1, sink);
  }

  #writeElement(
    bytes: Buffer,
    kind: Kind,
    start: number,
    end: number,
    depth: number,
    sink: ByteSink,
  ): ValueError | undefined {
    if (this.#leafDepth < 0) this.#leafDepth = depth;
    if (this.#leafDepth !== depth || this.#lengths.length > depth + 1) return ragged(bytes, start, end);
    if (kind === Kind.null) {
      sink.text('NULL');
      return undefined;
    }
    const scratch = this.#scratch;
    scratch.length = 0;
    const error = this.#element(bytes, kind, start, end, scratch);
    if (error === undefined) appendElement(scratch.bytes, scratch.length, this.#delimiter, sink);
    return error;
  }
}

/** Puts an element's subscript in front of those within it. */
function atElement(subscript: number, error: ValueError): ValueError {
  const inner = /^element (\[.*)$/s.exec(error.message)?.[1];
  return inner === undefined
    ? errorWithin(`element [${subscript}]`, error)
    : { ...error, message: `element [${subscript}]${inner}` };
}

function ragged(bytes: Buffer, start: number, end: number): ValueError {
  return {
    code: 'invalid_value',
    sqlstate: '22P02',
    message: `${shownValue(bytes, Kind.array, start, end)} does not match the dimensions of the array it is in`,
    hint: 'nested arrays must all have the same length in Postgres; use a jsonb column for others',
  };
}

function tooDeep(bytes: Buffer, start: number, end: number): ValueError {
  return {
    code: 'invalid_value',
    sqlstate: '54000',
    message: `${shownValue(bytes, Kind.array, start, end)} is nested too deep for an array`,
    hint: `an array has at most ${MAX_DIMENSIONS} dimensions; use a jsonb column for more`,
  };
}

/** Appends an element's text, in quotes where the array's syntax would take it for something else. */
function appendElement(text: Buffer, length: number, delimiter: number, sink: ByteSink): void {
  if (!needsQuotes(text, length, delimiter)) {
    sink.copy(text, 0, length);
    return;
  }
  sink.reserve(2 * length + 2);
  const { bytes } = sink;
  let to = sink.length;
  bytes[to++] = 0x22;
  for (let at = 0; at < length; at++) {
    const byte = text[at] as number;
    if (byte === 0x22 || byte === 0x5c) bytes[to++] = 0x5c;
    bytes[to++] = byte;
  }
  bytes[to++] = 0x22;
  sink.length = to;
}

function needsQuotes(text: Buffer, length: number, delimiter: number): boolean {
  if (length === 0 || (length === 4 && text.toString('latin1', 0, 4).toUpperCase() === 'NULL')) return true;
  for (let at = 0; at < length; at++) {
    const byte = text[at] as number;
    if (byte === 0x22 || byte === 0x5c || byte === 0x7b || byte === 0x7d || byte === delimiter || isSpace(byte))
      return true;
  }
  return false;
}
