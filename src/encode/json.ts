import { isUtf8 } from 'node:buffer';
import { decodeBase64 } from '../decode/base64.ts';
import { Kind } from '../decode/row.ts';
import { jsonKindOf, unescapeInto } from '../decode/text.ts';
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
  return (bytes, kind, start, end, sink) => {
    const isString = kind === Kind.string || kind === Kind.escaped;
    if (isString && jsonStrings !== 'value') {
      const text = jsonTextIn(bytes, kind, start, end, jsonStrings);
      if (text !== undefined) {
        const refusal = check(text, 0, text.length);
        if (refusal !== undefined) return valueError(refusal, bytes, kind, start, end);
        sink.copy(text, 0, text.length);
        return undefined;
      }
      if (jsonStrings !== 'auto') {
        return valueError(jsonStrings === 'base64' ? noBase64 : noText, bytes, kind, start, end);
      }
    }
    if (kind === Kind.escaped || kind === Kind.object || kind === Kind.array) {
      const refusal = check(bytes, start, end);
      if (refusal !== undefined) return valueError(refusal, bytes, kind, start, end);
    }
    const quote = isString ? 1 : 0;
    sink.copy(bytes, start - quote, end + quote);
    return undefined;
  };
}

/** The JSON text that a string holds; undefined where it holds none of the wanted form. */
function jsonTextIn(
  bytes: Buffer,
  kind: Kind,
  start: number,
  end: number,
  jsonStrings: 'auto' | 'base64' | 'text',
): Buffer | undefined {
  if (jsonStrings === 'auto' && kind === Kind.string && !mayHoldJson(bytes[start])) return undefined;
  let content = bytes.subarray(start, end);
  if (kind === Kind.escaped) {
    const unescaped = new ByteSink(end - start);
    if (unescapeInto(bytes, start, end, unescaped) !== 'ok') return undefined;
    content = unescaped.bytes.subarray(0, unescaped.length);
  }
  const text = jsonStrings === 'base64' ? undefined : jsonOf(content, jsonStrings);
  if (text !== undefined || jsonStrings === 'text') return text;
  const decoded = decodeBase64(content, 0, content.length);
  // One byte stands behind the decoded ones.
  return decoded === undefined ? undefined : jsonOf(decoded.subarray(0, decoded.length - 1), jsonStrings);
}

/** The text itself where it is JSON, for `auto` an object or array. */
function jsonOf(text: Buffer, jsonStrings: 'auto' | 'base64' | 'text'): Buffer | undefined {
  if (jsonStrings === 'auto' && !startsContainer(text)) return undefined;
  const kind = isUtf8(text) ? jsonKindOf(text, 0, text.length) : undefined;
  if (kind === undefined) return undefined;
  return jsonStrings !== 'auto' || kind === Kind.object || kind === Kind.array ? text : undefined;
}

function startsContainer(text: Buffer): boolean {
  let at = 0;
  while (isJsonSpace(text[at])) at++;
  return text[at] === 0x7b || text[at] === 0x5b;
}

function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d;
}

/**
 * Whether a string without escapes may be an object or array in JSON or base64, by its first byte: `{`, `[` or a
 * blank, and what these and the other white space become in base64.
 */
function mayHoldJson(byte: number | undefined): boolean {
  switch (byte) {
    case 0x7b: // {
    case 0x5b: // [
    case 0x20:
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
