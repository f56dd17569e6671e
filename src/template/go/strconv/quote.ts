import { decodeRune, runeError, runeToBytes } from '../utf8.ts';

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Whether Go calls a rune printable: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
export function isPrint(rune: number): boolean {
  if (rune < 0x7f) return rune >= 0x20;
  return rune <= 0x10ffff && printable.test(String.fromCodePoint(rune));
}

/** A Go string as a Go literal in double quotes. https://pkg.go.dev/strconv#Quote */
export function quote(bytes: string): string {
  return quoteWith(bytes, '"', false);
}

/** Like `quote`, with everything beyond ASCII escaped. https://pkg.go.dev/strconv#QuoteToASCII */
export function quoteToAscii(bytes: string): string {
  return quoteWith(bytes, '"', true);
}

/** A rune as a Go character literal; what is no code point as U+FFFD. https://pkg.go.dev/strconv#QuoteRune */
export function quoteRune(rune: number, asciiOnly: boolean): string {
  const valid = rune >= 0 && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
  return `'${escapeRune(valid ? rune : runeError, "'", asciiOnly)}'`;
}

/** Whether a raw literal in backquotes can hold the text unchanged. https://pkg.go.dev/strconv#CanBackquote */
export function canBackquote(bytes: string): boolean {
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeRune(bytes, at);
    const rune = decoded >> 3;
    const width = decoded & 7;
    at += width;
    if (width > 1) {
      if (rune === 0xfeff) return false;
      continue;
    }
    if (rune === runeError) return false;
    if ((rune < 0x20 && rune !== 9) || rune === 0x60 || rune === 0x7f) return false;
  }
  return true;
}

function quoteWith(bytes: string, mark: string, asciiOnly: boolean): string {
  let out = mark;
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeRune(bytes, at);
    const rune = decoded >> 3;
    const width = decoded & 7;
    const badByte = width === 1 && rune === runeError;
    out += badByte ? `\\x${hex(bytes.charCodeAt(at), 2)}` : escapeRune(rune, mark, asciiOnly);
    at += width;
  }
  return out + mark;
}

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [12, '\\f'],
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [11, '\\v'],
]);

function escapeRune(rune: number, mark: string, asciiOnly: boolean): string {
  if (rune === mark.charCodeAt(0) || rune === 0x5c) return `\\${String.fromCharCode(rune)}`;
  if (asciiOnly ? rune < 0x7f && rune >= 0x20 : isPrint(rune)) return runeToBytes(rune);
  const short = shortEscapes.get(rune);
  if (short !== undefined) return short;
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex(rune, 2)}`;
  return rune < 0x10000 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
