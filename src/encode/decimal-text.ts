/**
 * A decimal number as text: `digits × 10^exponent`. `digits` has no leading zeros and is empty for zero; `scale` is
 * how many digits the spelling has after the point (Postgres's display scale), never below 0.
 */
export interface DecimalText {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
  readonly scale: number;
}

/** Exponents beyond this are all alike: no type reaches them. Adding lengths of texts to it stays exact. */
const EXPONENT_LIMIT = 1e12;

/** True for the characters that C's isspace takes in the C locale, which input functions skip around a value. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** The first place of `text[start, end)` that is no white space. */
export function skipSpaces(text: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text[at])) at++;
  return at;
}

/** The end of `text[start, end)` without the white space behind it. */
export function trimSpaces(text: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text[at - 1])) at--;
  return at;
}

/** True for `0` to `9`. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/**
 * Reads `[+-]digits[.digits][e[+-]digits]`, digits before or after the point being optional, with `_` between digits
 * as PostgreSQL 16 and later allow it (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS-NUMERIC).
 * Returns undefined where the text is anything else; white space around it is not taken.
 */
export function readDecimal(text: Buffer, start: number, end: number): DecimalText | undefined {
  const signed = text[start] === 0x2d || text[start] === 0x2b;
  const wholeStart = signed ? start + 1 : start;
  const wholeEnd = digitsEnd(text, wholeStart, end);
  let at = wholeEnd;
  let fractionStart = at;
  if (at < end && text[at] === 0x2e) {
    fractionStart = at + 1;
    at = digitsEnd(text, fractionStart, end);
  }
  const fractionEnd = at;
  if (wholeEnd === wholeStart && fractionEnd === fractionStart) return undefined;
  const exponent = at === end ? 0 : readExponent(text, at, end);
  if (exponent === undefined) return undefined;
  const fraction = text.toString('latin1', fractionStart, fractionEnd).replaceAll('_', '');
  const all = text.toString('latin1', wholeStart, wholeEnd).replaceAll('_', '') + fraction;
  let zeros = 0;
  while (all.charCodeAt(zeros) === 0x30) zeros++;
  return {
    negative: text[start] === 0x2d,
    digits: all.slice(zeros),
    exponent: exponent - fraction.length,
    scale: Math.max(0, fraction.length - exponent),
  };
}

/** The end of the digits that start at `start`, single underscores between them included; `start` where there are none. */
function digitsEnd(text: Buffer, start: number, end: number): number {
  let at = start;
  while (
    at < end &&
    (isDigit(text[at]) || (text[at] === 0x5f && at > start && at + 1 < end && isDigit(text[at + 1])))
  ) {
    at++;
  }
  return at;
}

function readExponent(text: Buffer, start: number, end: number): number | undefined {
  if (text[start] !== 0x65 && text[start] !== 0x45) return undefined;
  const signed = text[start + 1] === 0x2d || text[start + 1] === 0x2b;
  const digits = start + (signed ? 2 : 1);
  if (digits >= end || digitsEnd(text, digits, end) !== end) return undefined;
  let value = 0;
  for (let at = digits; at < end; at++) {
    const byte = text[at] as number;
    if (byte !== 0x5f) value = Math.min(EXPONENT_LIMIT, value * 10 + byte - 0x30);
  }
  return text[start + 1] === 0x2d ? -value : value;
}

/**
 * The value of `0x1F`, `0o17` or `0b101` (any case, `_` between digits and before the first), which PostgreSQL 16 and
 * later read as integers; undefined for another text. The sign is not part of it.
 */
export function readPrefixedInteger(text: string): bigint | undefined {
  if (!/^0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)$/.test(text)) return undefined;
  return BigInt(text.replaceAll('_', '').toLowerCase());
}
