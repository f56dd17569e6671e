import { isUtf8 } from 'node:buffer';
import { decodeBase64 } from '../decode/base64.ts';
import { LINE_FEED } from '../decode/bytes.ts';
import { Kind } from '../decode/row.ts';
import { unescapeInto } from '../decode/text.ts';
import { ValueScanner } from '../decode/value-scanner.ts';
import { ByteSink } from './byte-sink.ts';
import type { Encoder } from './encoder.ts';
import { checkJsonbEscapes } from './json-escapes.ts';
import { type Refusal, valueError } from './value-error.ts';

/** How a JSON string for a json or jsonb column is read: `--json-strings`. */
export type JsonStrings = 'auto' | 'base64' | 'text' | 'value';

const noBase64: Refusal = {
  sqlstate: '22P02',
  reason: 'is no base64 of JSON text',
  hint: 'with --json-strings value a string is written as a JSON string',
};
const noText: Refusal = {
  sqlstate: '22P02',
  reason: 'is no JSON text',
  hint: 'with --json-strings value a string is written as a JSON string',
};

/**
 * The encoder of json and jsonb: objects, arrays, numbers and booleans as spelled. A string is, by `jsonStrings`:
 * `base64` of JSON text (Conduit), JSON `text` itself (Debezium), a JSON string (`value`), or (`auto`) the first of
 * these two that yields an object or array, else a JSON string. What jsonb can't hold though JSON can (`\u0000`, lone
 * surrogates) is refused for jsonb; json keeps it. https://www.postgresql.org/docs/current/datatype-json.html
 */
export function jsonEncoder(name: 'json' | 'jsonb', jsonStrings: JsonStrings): Encoder {
  const check = name === 'jsonb' ? checkJsonbEscapes : () => undefined;
  const reader = jsonStrings === 'value' ? undefined : new JsonStringReader(jsonStrings);
  return (bytes, kind, start, end, sink) => {
    const isString = kind === Kind.string || kind === Kind.escaped;
    if (isString && reader !== undefined) {
      const text = reader.read(bytes, kind, start, end);
      if (text !== undefined) {
        const refusal = check(text, 0, text.length - 1);
        if (refusal !== undefined) return valueError(refusal, bytes, kind, start, end);
        sink.copy(text, 0, text.length - 1);
        return undefined;
      }
      if (reader.jsonStrings !== 'auto') {
        return valueError(reader.jsonStrings === 'base64' ? noBase64 : noText, bytes, kind, start, end);
      }
    }
    if (kind === Kind.escaped || kind === Kind.object || kind === Kind.array) {
      if (copyPlain(bytes, start, end, sink)) return undefined;
      const refusal = check(bytes, start, end);
      if (refusal !== undefined) return valueError(refusal, bytes, kind, start, end);
    }
    const quote = isString ? 1 : 0;
    sink.copy(bytes, start - quote, end + quote);
    return undefined;
  };
}

/** Up to this length a loop beats the calls into native code. */
const SHORT_BYTES = 80;

/** Appends a short object or array without a backslash, in which there is nothing to check; false for any other value. */
function copyPlain(text: Buffer, start: number, end: number, sink: ByteSink): boolean {
  const first = text[start];
  if (end - start > SHORT_BYTES || (first !== 0x7b && first !== 0x5b)) return false;
  sink.reserve(end - start);
  const { bytes, length } = sink;
  let to = length;
  for (let at = start; at < end; at++) {
    const byte = text[at] as number;
    if (byte === 0x5c) return false;
    bytes[to++] = byte;
  }
  sink.length = to;
  return true;
}

/** What a scanner holds between values, so that it keeps no chunk in memory. */
const nothing = Buffer.alloc(0);

/** Finds JSON text in JSON strings. All texts here end in a line feed that is not theirs, as the scanner wants it. */
class JsonStringReader {
  readonly jsonStrings: 'auto' | 'base64' | 'text';
  readonly #scanner = new ValueScanner(nothing);
  readonly #span = new Int32Array(3);

  constructor(jsonStrings: 'auto' | 'base64' | 'text') {
    this.jsonStrings = jsonStrings;
    this.#scanner.lineFeedIsSpace = true;
  }

  /** The JSON text that a string holds, and a line feed; undefined where it holds none of the wanted form. */
  read(bytes: Buffer, kind: Kind, start: number, end: number): Buffer | undefined {
    const { jsonStrings } = this;
    const auto = jsonStrings === 'auto';
    if (auto && !mayHoldJson(bytes[start])) return undefined;
    if (kind === Kind.string) {
      const text =
        jsonStrings === 'base64' || (auto && !startsContainer(bytes, start)) ? undefined : copyLine(bytes, start, end);
      if (text !== undefined && this.#isJson(text)) return text;
      return jsonStrings === 'text' ? undefined : this.#decoded(bytes, start, end);
    }
    const unescaped = new ByteSink(end - start + 1);
    if (unescapeInto(bytes, start, end, unescaped) !== 'ok') return undefined;
    const { length } = unescaped;
    unescaped.byte(LINE_FEED);
    const text = unescaped.bytes.subarray(0, length + 1);
    if (jsonStrings !== 'base64' && this.#isJson(text)) return text;
    return jsonStrings === 'text' ? undefined : this.#decoded(text, 0, length);
  }

  #decoded(bytes: Buffer, start: number, end: number): Buffer | undefined {
    const text = decodeBase64(bytes, start, end);
    return text !== undefined && isUtf8(text) && this.#isJson(text) ? text : undefined;
  }

  /** Whether a text is JSON, and for `auto` an object or array. */
  #isJson(text: Buffer): boolean {
    if (this.jsonStrings === 'auto' && !startsContainer(text, 0)) return false;
    const scanner = this.#scanner;
    scanner.turnTo(text);
    const after = scanner.value(scanner.space(0), this.#span, 0);
    const whole = after >= 0 && scanner.space(after) === text.length - 1;
    scanner.turnTo(nothing);
    return whole;
  }
}

function copyLine(bytes: Buffer, start: number, end: number): Buffer {
  const text = Buffer.allocUnsafe(end - start + 1);
  bytes.copy(text, 0, start, end);
  text[end - start] = LINE_FEED;
  return text;
}

/** Whether the first byte that is no white space opens an object or array. Some other byte comes before any end. */
function startsContainer(text: Buffer, start: number): boolean {
  let at = start;
  while (isJsonSpace(text[at])) at++;
  return text[at] === 0x7b || text[at] === 0x5b;
}

function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d;
}

/**
 * Whether a string may be an object or array in JSON or base64, by its first byte: `{`, `[`, a blank or an escape, and
 * what these and the other white space become in base64.
 */
function mayHoldJson(byte: number | undefined): boolean {
  switch (byte) {
    case 0x7b: // {
    case 0x5b: // [
    case 0x20:
    case 0x5c: // an escape
    case 0x65: // e: base64 of `{`
    case 0x57: // W: of `[`
    case 0x49: // I: of a blank
    case 0x43: // C: of a tab or line feed
    case 0x44: // D: of a carriage return
      return true;
    default:
      return false;
  }
}
