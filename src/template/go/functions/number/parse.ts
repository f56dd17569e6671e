import { parseFloat64, parseInteger } from '../../strconv/parse-number.ts';

const MAX_INT64 = (1n << 63n) - 1n;
const MIN_INT64 = -(1n << 63n);

/** Texts with more digits than this are out of range without being converted. */
const LONGEST_DIGITS = 4096;

/** What `strconv.ParseInt` gives: a value and, where it is not the text's, why (`ErrSyntax`, `ErrRange`). */
export interface ParsedInt {
  readonly value: bigint;
  readonly problem?: 'syntax' | 'range';
}

/**
 * `strconv.ParseInt(text, base, 64)`: base 10, or 8, or 0 for Go's own prefixes (`0x`, `0b`, `0o`, `0`) and underscores
 * between digits. Out of range gives the nearest limit (https://pkg.go.dev/strconv#ParseInt).
 */
export function parseInt64(text: string, base: 0 | 8 | 10): ParsedInt {
  const value = base === 0 ? prefixed(text) : plain(text, base);
  if (value === undefined) return { value: 0n, problem: 'syntax' };
  if (value > MAX_INT64) return { value: MAX_INT64, problem: 'range' };
  if (value < MIN_INT64) return { value: MIN_INT64, problem: 'range' };
  return { value };
}

/**
 * `strconv.ParseFloat(text, 64)`: Go's literals, and infinity and NaN by name in any case; undefined for other texts and
 * for what is out of range (https://pkg.go.dev/strconv#ParseFloat).
 */
export function parseNamedFloat(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? Number.NaN : parseFloat64(text);
}

function prefixed(text: string): bigint | undefined {
  return text.length > LONGEST_DIGITS ? undefined : parseInteger(text);
}

function plain(text: string, base: 8 | 10): bigint | undefined {
  const [, sign, digits = ''] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (sign === undefined || (base === 8 && /[89]/.test(digits))) return undefined;
  const magnitude = digits.length > LONGEST_DIGITS ? MAX_INT64 + 2n : BigInt(base === 8 ? `0o${digits}` : digits);
  return sign === '-' ? -magnitude : magnitude;
}
