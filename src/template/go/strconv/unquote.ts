import { fromUtf8, runeToBytes } from '../utf8.ts';

/**
 * The value of a Go string literal, quotes included, as a Go string; undefined where its syntax is wrong. Text in
 * backquotes is taken as it is, without carriage returns. https://pkg.go.dev/strconv#Unquote
 */
export function unquote(literal: string): string | undefined {
  const mark = literal.charAt(0);
  if (literal.length < 2 || literal.at(-1) !== mark) return undefined;
  const body = literal.slice(1, -1);
  if (mark === '`') return body.includes('`') ? undefined : fromUtf8(body.replaceAll('\r', ''));
  let out = '';
  for (let at = 0; at < body.length; ) {
    const char = unquoteChar(body, at, mark);
    if (char === undefined) return undefined;
    out += char.isByte ? String.fromCharCode(char.value) : runeToBytes(char.value);
    at = char.end;
  }
  return out;
}

/** The rune of a Go character literal, quotes included; undefined where it is none. */
export function unquoteRune(literal: string): number | undefined {
  const char = unquoteChar(literal, 1, "'");
  return char !== undefined && char.end === literal.length - 1 && literal.endsWith("'") ? char.value : undefined;
}

interface UnquotedChar {
  readonly value: number;
  /** From `\x` or octal digits: one byte, not a rune. */
  readonly isByte: boolean;
  readonly end: number;
}

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
]);

/** One char or escape of a literal in `mark` quotes. https://go.dev/ref/spec#Rune_literals */
function unquoteChar(text: string, at: number, mark: string): UnquotedChar | undefined {
  const rune = text.codePointAt(at);
  if (rune === undefined || text.charAt(at) === mark || rune === 10) return undefined;
  if (rune !== 92) return { value: rune, isByte: false, end: at + (rune > 0xffff ? 2 : 1) };
  const letter = text.charAt(at + 1);
  const simple = letter === mark ? mark.charCodeAt(0) : simpleEscapes.get(letter);
  if (simple !== undefined) return { value: simple, isByte: false, end: at + 2 };
  if (/[0-7]/.test(letter)) return digits(text, at + 1, 3, 8, 255, true);
  if (letter === 'x') return digits(text, at + 2, 2, 16, 255, true);
  if (letter === 'u') return digits(text, at + 2, 4, 16, 0x10ffff, false);
  if (letter === 'U') return digits(text, at + 2, 8, 16, 0x10ffff, false);
  return undefined;
}

function digits(
  text: string,
  at: number,
  count: number,
  base: 8 | 16,
  limit: number,
  isByte: boolean,
): UnquotedChar | undefined {
  const part = text.slice(at, at + count);
  if (part.length < count || !(base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(part)) return undefined;
  const value = Number.parseInt(part, base);
  if (value > limit || (!isByte && value >= 0xd800 && value <= 0xdfff)) return undefined;
  return { value, isByte, end: at + count };
}
