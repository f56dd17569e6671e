/** Category P below 0x80; `$+<=>^|~` and the backquote are symbols. */
const ASCII_PUNCTUATION: ReadonlySet<number> = new Set(
  Array.from('!"#%&\'()*,-./:;?@[\\]_{}', (char) => char.charCodeAt(0)),
);

/** Whether the rune is white space by `unicode.IsSpace` (https://pkg.go.dev/unicode#IsSpace). */
export function isSpace(code: number): boolean {
  if (code <= 0xff) return (code >= 0x09 && code <= 0x0d) || code === 0x20 || code === 0x85 || code === 0xa0;
  return /^\p{White_Space}$/u.test(String.fromCodePoint(code));
}

/** Whether the rune is in category L. */
export function isLetter(code: number): boolean {
  return code < 0x80 ? isUpper(code) || isLower(code) : inClass(code, /^\p{L}$/u);
}

/** Whether the rune is in category Lu. */
export function isUpper(code: number): boolean {
  return code < 0x80 ? code >= 0x41 && code <= 0x5a : inClass(code, /^\p{Lu}$/u);
}

/** Whether the rune is in category Ll. */
export function isLower(code: number): boolean {
  return code < 0x80 ? code >= 0x61 && code <= 0x7a : inClass(code, /^\p{Ll}$/u);
}

/** Whether the rune is in category Lt (digraphs such as U+01C5). */
export function isTitle(code: number): boolean {
  return code >= 0x80 && inClass(code, /^\p{Lt}$/u);
}

/** Whether the rune is a decimal digit, category Nd. */
export function isDigit(code: number): boolean {
  return code < 0x80 ? code >= 0x30 && code <= 0x39 : inClass(code, /^\p{Nd}$/u);
}

/** Whether the rune is in category N. */
export function isNumber(code: number): boolean {
  return code < 0x80 ? code >= 0x30 && code <= 0x39 : inClass(code, /^\p{N}$/u);
}

/** Whether the rune is in category P. */
export function isPunctuation(code: number): boolean {
  return code < 0x80 ? ASCII_PUNCTUATION.has(code) : inClass(code, /^\p{P}$/u);
}

/**
 * The rune's simple upper case (one rune to one rune, so `ß` stays), as `unicode.ToUpper`.
 * JavaScript maps fully (`ß` to `SS`): where that gives several code points, the simple mapping is told apart by the
 * Greek letters with iota subscript, whose simple upper case is their title case
 * (https://www.unicode.org/Public/15.0.0/ucd/UnicodeData.txt).
 */
export function toUpper(code: number): number {
  if (code < 0x80) return isLower(code) ? code - 32 : code;
  return single(String.fromCodePoint(code).toUpperCase()) ?? simpleGreekTitle(code);
}

/** The rune's simple lower case, as `unicode.ToLower`; `İ` gives `i`. */
export function toLower(code: number): number {
  if (code < 0x80) return isUpper(code) ? code + 32 : code;
  if (code === 0x130) return 0x69;
  return single(String.fromCodePoint(code).toLowerCase()) ?? code;
}

/** The rune's simple title case, as `unicode.ToTitle`: the upper case save for digraphs and Georgian. */
export function toTitle(code: number): number {
  if (code >= 0x1c4 && code <= 0x1cc) return 0x1c5 + 3 * Math.floor((code - 0x1c4) / 3);
  if (code >= 0x1f1 && code <= 0x1f3) return 0x1f2;
  if ((code >= 0x10d0 && code <= 0x10fa) || (code >= 0x10fd && code <= 0x10ff)) return code;
  return toUpper(code);
}

function inClass(code: number, pattern: RegExp): boolean {
  return pattern.test(String.fromCodePoint(code));
}

function single(text: string): number | undefined {
  const code = text.codePointAt(0);
  return code !== undefined && text.length === (code > 0xffff ? 2 : 1) ? code : undefined;
}

function simpleGreekTitle(code: number): number {
  if (code >= 0x1f80 && code <= 0x1faf) return code | 8;
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return code + 9;
  return code;
}
