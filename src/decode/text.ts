import type { ByteSink } from '../encode/byte-sink.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, HEX_VALUE, LINE_FEED, LOWER_U, OPEN_BRACE } from './bytes.ts';
import { Kind, type Row } from './row.ts';
import { Scanner } from './scan.ts';
import { ShapeTable } from './shape.ts';
import { ValueScanner } from './value-scanner.ts';

/**
 * The text of a row's value: a string without its escapes, anything else as the input spelled it (`12.50`, `{"a":1}`,
 * `true`, `null`). A lone surrogate in a string's escapes stays one, as JSON.parse has it.
 */
export function textOf(row: Row, index: number): string {
  const at = row.offset + 3 * index;
  return textOfSpan(row.bytes, row.spans[at] as Kind, row.spans[at + 1] as number, row.spans[at + 2] as number);
}

/** The same of any span. */
export function textOfSpan(bytes: Buffer, kind: Kind, start: number, end: number): string {
  if (kind === Kind.escaped) return JSON.parse(bytes.toString('utf8', start - 1, end + 1)) as string; // a string literal
  return bytes.toString('utf8', start, end);
}

/** A row's value as JSON text: as the input spelled it, a string with its quotes. */
export function jsonTextOf(row: Row, index: number): string {
  const at = row.offset + 3 * index;
  return jsonTextOfSpan(row.bytes, row.spans[at] as Kind, row.spans[at + 1] as number, row.spans[at + 2] as number);
}

/** The same of any span. */
export function jsonTextOfSpan(bytes: Buffer, kind: Kind, start: number, end: number): string {
  const quotes = kind === Kind.string || kind === Kind.escaped ? 1 : 0;
  return bytes.toString('utf8', start - quotes, end + quotes);
}

/** What `unescapeInto` met: `nul` is `\u0000`, `surrogate` one of a pair alone; Postgres's text can hold neither. */
export type Unescaped = 'ok' | 'nul' | 'surrogate';

/**
 * Appends the bytes of a JSON string, without its escapes, as UTF-8. `bytes[start, end)` is what stands between the
 * quotes, its grammar checked. Stops at what Postgres's text can't hold and says so; the sink then has what came before.
 */
export function unescapeInto(bytes: Buffer, start: number, end: number, sink: ByteSink): Unescaped {
  // An escape is never shorter than what it stands for: 6 bytes for at most 3, 12 for 4.
  sink.reserve(end - start);
  const to = sink.bytes;
  let length = sink.length;
  let from = start;
  let outcome: Unescaped = 'ok';
  while (from < end) {
    const byte = bytes[from] as number; // from < end
    if (byte !== BACKSLASH) {
      to[length++] = byte;
      from++;
      continue;
    }
    const letter = bytes[from + 1] as number; // the grammar is checked
    if (letter !== LOWER_U) {
      to[length++] = UNESCAPED[letter] as number;
      from += 2;
      continue;
    }
    let code = hexAt(bytes, from + 2);
    from += 6;
    if (code >= 0xd800 && code <= 0xdfff) {
      code = pairAt(bytes, code, from, end);
      from += 6;
    }
    if (code <= 0) {
      outcome = code === 0 ? 'nul' : 'surrogate';
      break;
    }
    length = writeCode(to, length, code);
  }
  sink.length = length;
  return outcome;
}

/** What the letter of a short escape stands for. */
const UNESCAPED: Uint8Array = new Uint8Array(256).map((_, byte) => {
  const found = 'bfnrt'.indexOf(String.fromCharCode(byte));
  return found < 0 ? byte : '\b\f\n\r\t'.charCodeAt(found);
});

function hexAt(bytes: Buffer, at: number): number {
  return (digit(bytes, at) << 12) | (digit(bytes, at + 1) << 8) | (digit(bytes, at + 2) << 4) | digit(bytes, at + 3);
}

function digit(bytes: Buffer, at: number): number {
  return HEX_VALUE[bytes[at] as number] as number; // four digits stand there: the grammar is checked
}

/** The character of a high surrogate and the low one that must follow at `at`; -1 where none follows. */
function pairAt(bytes: Buffer, high: number, at: number, end: number): number {
  if (high >= 0xdc00 || at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== LOWER_U) return -1;
  const low = hexAt(bytes, at + 2);
  return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : -1;
}

function writeCode(to: Buffer, at: number, code: number): number {
  let next = at;
  if (code < 0x80) {
    to[next++] = code;
  } else if (code < 0x800) {
    to[next++] = 0xc0 | (code >> 6);
    to[next++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    to[next++] = 0xe0 | (code >> 12);
    to[next++] = 0x80 | ((code >> 6) & 63);
    to[next++] = 0x80 | (code & 63);
  } else {
    to[next++] = 0xf0 | (code >> 18);
    to[next++] = 0x80 | ((code >> 12) & 63);
    to[next++] = 0x80 | ((code >> 6) & 63);
    to[next++] = 0x80 | (code & 63);
  }
  return next;
}

/**
 * The elements of an array slice (brackets included, grammar checked): three numbers each, as in a Row's spans.
 * Empty for `[]`.
 */
export function elementsOf(bytes: Buffer, start: number, end: number): Int32Array {
  const scanner = new ValueScanner(bytes);
  scanner.lineFeedIsSpace = true;
  let spans = new Int32Array(24);
  let length = 0;
  let p = scanner.space(start + 1);
  while (p < end && bytes[p] !== CLOSE_BRACKET) {
    if (length === spans.length) {
      const larger = new Int32Array(length * 2);
      larger.set(spans);
      spans = larger;
    }
    p = scanner.value(p, spans, length);
    if (p < 0) break;
    length += 3;
    p = scanner.space(p);
    if (bytes[p] === COMMA) p = scanner.space(p + 1);
  }
  return spans.subarray(0, length);
}

/**
 * The members of an object slice (braces included, grammar checked) as a Row of its own; undefined where it is no object.
 * A name that comes twice has its last value. For many objects of one kind an `ObjectReader` is much faster, as it
 * remembers their names.
 */
export function scanObject(bytes: Buffer, start: number, end: number): Row | undefined {
  const row = new ObjectReader().read(bytes, start);
  return bytes[end - 1] === CLOSE_BRACE ? row : undefined;
}

/** Reads nested objects whose grammar is checked; keep one where objects of one kind come again and again. */
export class ObjectReader {
  private readonly shapes = new ShapeTable([undefined]);
  private readonly scanner = new Scanner(Buffer.alloc(0), this.shapes, 48);

  /** The object whose `{` stands at `start`; undefined where none stands there. */
  read(bytes: Buffer, start: number): Row | undefined {
    const { scanner } = this;
    if (bytes[start] !== OPEN_BRACE) return undefined;
    this.shapes.trim();
    scanner.turnTo(bytes);
    scanner.lineFeedIsSpace = true;
    return scanner.row(start, 0) < 0 ? undefined : (scanner.lastRow ?? undefined);
  }
}

/**
 * What JSON value these bytes are, white space around it allowed, for bytes from anywhere (say, a decoded string);
 * undefined where they are no JSON. UTF-8 is the caller's to check.
 */
export function jsonKindOf(bytes: Buffer, start: number, end: number): Kind | undefined {
  // The scanner needs a byte behind the end that no value goes over.
  const text = Buffer.allocUnsafe(end - start + 1);
  bytes.copy(text, 0, start, end);
  text[end - start] = LINE_FEED;
  const scanner = new ValueScanner(text);
  scanner.lineFeedIsSpace = true;
  const spans = new Int32Array(3);
  const after = scanner.value(scanner.space(0), spans, 0);
  return after >= 0 && scanner.space(after) === end - start ? (spans[0] as Kind) : undefined;
}
