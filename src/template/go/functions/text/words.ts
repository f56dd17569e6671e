import { decodeRune, runeError, runesOf } from '../../utf8.ts';
import { runesToBytes } from './runes.ts';
import { isLetter, isNumber, isPunctuation, isSpace, isUpper } from './unicode.ts';

/** What a run of runes is made of; names and rules are those of xstrings, which sprig uses. */
export type WordKind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

/** One word of a text and where, in bytes, the rest begins. */
export interface Word {
  readonly kind: WordKind;
  readonly text: string;
  readonly end: number;
}

/** Whether the rune parts words of an identifier: `-`, `_` and white space. */
export function isConnector(code: number): boolean {
  return code === 0x2d || code === 0x5f || isSpace(code);
}

/**
 * The next word of `text` from byte `start`: a run of connectors, punctuation, digits, letters, an abbreviation in
 * upper case (which leaves the capital of a following word: `HTTPStatus` is `HTTP`, `Status`), or other runes.
 * Follows xstrings 1.5 (https://pkg.go.dev/github.com/huandu/xstrings#ToSnakeCase).
 */
export function nextWord(text: string, start: number): Word {
  if (start >= text.length) return { kind: 'invalid', text: '', end: start };
  const first = nextValidRune(text, start, runeError);
  const after = start + first.size;
  const { code } = first;
  if (code === runeError) return word('invalid', text, start, after);
  if (isConnector(code)) return word('connector', text, start, run(text, after, code, isConnector));
  if (isPunctuation(code)) return word('punctuation', text, start, run(text, after, code, isPunctuation));
  if (isUpper(code)) return word('upper', text, start, upperWordEnd(text, after, code));
  if (isAlphabet(code)) return word('alphabet', text, start, run(text, after, code, isSmallLetter));
  if (isNumber(code)) return word('number', text, start, run(text, after, code, isNumber));
  return word('other', text, start, run(text, after, code, isOther));
}

/** A letter that is no Chinese character, by the ranges of xstrings. */
function isAlphabet(code: number): boolean {
  if (!isLetter(code)) return false;
  if (code < 0x3400) return true;
  return !(
    (code >= 0x4e00 && code <= 0x9fcc) ||
    (code >= 0x3400 && code <= 0x4d85) ||
    (code >= 0x20000 && code <= 0x2b81d)
  );
}

function isSmallLetter(code: number): boolean {
  return isAlphabet(code) && !isUpper(code);
}

function isOther(code: number): boolean {
  return !(isConnector(code) || isAlphabet(code) || isNumber(code) || isPunctuation(code));
}

function word(kind: WordKind, text: string, start: number, end: number): Word {
  return { kind, text: text.slice(start, end), end };
}

function run(text: string, from: number, before: number, belongs: (code: number) => boolean): number {
  let at = from;
  let previous = before;
  while (at < text.length) {
    const { code, size } = nextValidRune(text, at, previous);
    if (!belongs(code)) break;
    at += size;
    previous = code;
  }
  return at;
}

function upperWordEnd(text: string, after: number, first: number): number {
  if (after >= text.length) return after;
  const second = nextValidRune(text, after, first);
  if (isUpper(second.code)) return abbreviationEnd(text, after, first);
  if (isAlphabet(second.code)) return run(text, after + second.size, second.code, isSmallLetter);
  return after;
}

function abbreviationEnd(text: string, after: number, first: number): number {
  let at = after;
  let previous = first;
  let lastSize = 0;
  while (at < text.length) {
    const { code, size } = nextValidRune(text, at, previous);
    previous = code;
    if (!isUpper(code)) break;
    at += size;
    lastSize = size;
  }
  // The capital of the following word stays outside: `HTTPStatus`.
  return at < text.length && isAlphabet(previous) ? at - lastSize : at;
}

/** The next valid rune, with the bytes of invalid ones before it counted in; `previous` where there is none. */
function nextValidRune(text: string, start: number, previous: number): { code: number; size: number } {
  for (let at = start; at < text.length; ) {
    const decoded = decodeRune(text, at);
    at += decoded & 7;
    if (decoded >> 3 !== runeError) return { code: decoded >> 3, size: at - start };
  }
  return { code: previous, size: text.length - start };
}

/** The bytes of a word as the case functions write them: U+FFFD for what is no UTF-8. */
export function mapWord(text: string, map: (code: number) => number): string {
  return runesToBytes(runesOf(text).map(map));
}
