import { decodeRune, isAscii, runesOf, runeToBytes } from '../../utf8.ts';
import { lastRuneStart, runesToBytes } from './runes.ts';
import { isDigit, isLetter, isLower, isSpace, isTitle, isUpper, toLower, toTitle, toUpper } from './unicode.ts';

/** The text in upper case, rune by rune (`strings.ToUpper`); bytes that are no UTF-8 become U+FFFD. */
export function upperCase(text: string): string {
  return isAscii(text) ? text.toUpperCase() : runesToBytes(runesOf(text).map(toUpper));
}

/** The text in lower case, rune by rune (`strings.ToLower`); bytes that are no UTF-8 become U+FFFD. */
export function lowerCase(text: string): string {
  return isAscii(text) ? text.toLowerCase() : runesToBytes(runesOf(text).map(toLower));
}

/**
 * The text with the first letter of each word in title case, the rest as it was (`strings.Title`). Words end at ASCII
 * punctuation other than `_`, and at white space (https://pkg.go.dev/strings#Title).
 */
export function titleCase(text: string): string {
  let afterSeparator = true;
  const runes = runesOf(text).map((code) => {
    const mapped = afterSeparator ? toTitle(code) : code;
    afterSeparator = isSeparator(code);
    return mapped;
  });
  return runesToBytes(runes);
}

/** The text with the first letter of each word, parted by white space, in lower case (goutils `Uncapitalize`). */
export function uncapitalize(text: string): string {
  let wordStart = true;
  const runes = runesOf(text).map((code) => {
    if (isSpace(code)) {
      wordStart = true;
      return code;
    }
    const mapped = wordStart ? toLower(code) : code;
    wordStart = false;
    return mapped;
  });
  return runesToBytes(runes);
}

/**
 * Upper and title case to lower, lower to upper (title case at the start of a word), as goutils `SwapCase` does
 * (https://pkg.go.dev/github.com/Masterminds/goutils#SwapCase).
 */
export function swapCase(text: string): string {
  let afterSpace = true;
  const runes = runesOf(text).map((code) => {
    if (isUpper(code) || isTitle(code)) {
      afterSpace = false;
      return toLower(code);
    }
    if (isLower(code)) {
      const mapped = afterSpace ? toTitle(code) : toUpper(code);
      afterSpace = false;
      return mapped;
    }
    afterSpace = isSpace(code);
    return code;
  });
  return runesToBytes(runes);
}

/**
 * The first letter of each word, parted by white space. goutils `Initials` looks at bytes, not runes: the first byte of
 * a longer sequence is taken for a Latin-1 letter, and so it is here.
 */
export function initials(text: string): string {
  let afterSpace = true;
  let letters = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      afterSpace = true;
    } else if (afterSpace) {
      letters += runeToBytes(code);
      afterSpace = false;
    }
  }
  return letters;
}

/** The text without white space. goutils `DeleteWhiteSpace` looks at bytes; see {@link initials}. */
export function deleteWhiteSpace(text: string): string {
  let kept = '';
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) continue;
    kept += runeToBytes(code);
    count++;
  }
  return count === text.length ? text : kept;
}

/** The text without white space at both ends (`strings.TrimSpace`). */
export function trimSpace(text: string): string {
  let start = 0;
  while (start < text.length) {
    const decoded = decodeRune(text, start);
    if (!isSpace(decoded >> 3)) break;
    start += decoded & 7;
  }
  let end = text.length;
  while (end > start) {
    const at = lastRuneStart(text, end);
    if (!isSpace(decodeRune(text, at) >> 3)) break;
    end = at;
  }
  return text.slice(start, end);
}

/** The text without the runes of `cutset` at both ends (`strings.Trim`). */
export function trimSet(text: string, cutset: string): string {
  if (cutset === '') return text;
  const cut = new Set(runesOf(cutset));
  let start = 0;
  while (start < text.length) {
    const decoded = decodeRune(text, start);
    if (!cut.has(decoded >> 3)) break;
    start += decoded & 7;
  }
  let end = text.length;
  while (end > start) {
    const at = lastRuneStart(text, end);
    if (!cut.has(decodeRune(text, at) >> 3)) break;
    end = at;
  }
  return text.slice(start, end);
}

function isSeparator(code: number): boolean {
  if (code <= 0x7f) return !(isLetter(code) || isDigit(code) || code === 0x5f);
  return !isLetter(code) && !isDigit(code) && isSpace(code);
}
