/** Go strings (JS strings with one char per byte) as UTF-8. Decoding follows Go's: a bad byte is U+FFFD of width 1. */

/** The rune of a bad byte. */
export const runeError = 0xfffd;

/** True where every char is ASCII, so that bytes, runes and UTF-16 units are the same. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** A Go string of a JS text; lone surrogates become U+FFFD. */
export function fromUtf8(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The JS text of a Go string; bytes that are no UTF-8 become U+FFFD. */
export function toUtf8(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/**
 * The rune that starts at byte `at`, and its width in bytes, as `rune * 8 + width` (one number, no object);
 * `runeError * 8 + 1` for a byte that starts no valid sequence. https://pkg.go.dev/unicode/utf8#DecodeRune
 */
export function decodeRune(bytes: string, at: number): number {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return first * 8 + 1;
  const width =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (width === 0 || at + width > bytes.length) return runeError * 8 + 1;
  let rune = first & (0xff >> (width + 1));
  for (let i = 1; i < width; i++) {
    const next = bytes.charCodeAt(at + i);
    if ((next & 0xc0) !== 0x80) return runeError * 8 + 1;
    rune = (rune << 6) | (next & 0x3f);
  }
  const tooLong = (width === 3 && rune < 0x800) || (width === 4 && rune < 0x10000);
  if (tooLong || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) return runeError * 8 + 1;
  return rune * 8 + width;
}

/** The runes of a Go string; bad bytes as U+FFFD, one each. */
export function runesOf(bytes: string): number[] {
  const runes: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const decoded = decodeRune(bytes, i);
    runes.push(decoded >> 3);
    i += decoded & 7;
  }
  return runes;
}

/** How many runes a Go string has, a bad byte counting as one. */
export function runeCount(bytes: string): number {
  let count = 0;
  for (let i = 0; i < bytes.length; count++) i += decodeRune(bytes, i) & 7;
  return count;
}

/** The Go string of one rune; U+FFFD for what is no code point. https://pkg.go.dev/unicode/utf8#EncodeRune */
export function runeToBytes(rune: number): string {
  if (rune >= 0 && rune < 0x80) return String.fromCharCode(rune);
  const valid = rune >= 0 && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
  return Buffer.from(String.fromCodePoint(valid ? rune : runeError), 'utf8').toString('latin1');
}
