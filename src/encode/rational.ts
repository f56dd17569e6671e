import type { ByteSink } from './byte-sink.ts';
import { type Precision, writeScaled } from './precision.ts';
import { writeText } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/** A fraction as Go's big.Rat writes itself: `-7/12`; both parts without leading zeros. */
export interface Rational {
  readonly negative: boolean;
  readonly numerator: string;
  readonly denominator: string;
}

const divisionByZero: Refusal = {
  sqlstate: '22012',
  reason: 'divides by zero',
  hint: 'the denominator of a rational must not be 0',
};

/** Reads `n/d` with an optional sign before `n`; undefined for another text. https://pkg.go.dev/math/big#Rat.String */
export function readRational(text: string): Rational | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const sign = text[0] === '-' || text[0] === '+' ? 1 : 0;
  const numerator = text.slice(sign, slash);
  const denominator = text.slice(slash + 1);
  if (!isDigits(numerator) || !isDigits(denominator)) return undefined;
  return { negative: text[0] === '-', numerator: withoutZeros(numerator), denominator: withoutZeros(denominator) };
}

function isDigits(text: string): boolean {
  return text !== '' && !/\D/.test(text);
}

function withoutZeros(digits: string): string {
  let zeros = 0;
  while (zeros < digits.length - 1 && digits.charCodeAt(zeros) === 0x30) zeros++;
  return digits.slice(zeros);
}

/** Digits a numeric may have before its point. */
const MAX_WHOLE_DIGITS = 131_072;

/**
 * Writes the quotient rounded half away from zero: at the column's scale, or for bare numeric at the scale that the
 * server gives `n::numeric / d::numeric`, and where that would cut digits of a decimal number, with all of them: a bare
 * numeric that Go read as a rational has them all. Both divisions are exact integer divisions.
 */
export function writeQuotient(
  rational: Rational,
  precision: Precision | undefined,
  sink: ByteSink,
  outside: Refusal,
): Refusal | undefined {
  const { negative, numerator, denominator } = rational;
  if (denominator === '0') return divisionByZero;
  if (numerator.length > MAX_WHOLE_DIGITS || denominator.length > MAX_WHOLE_DIGITS) return outside;
  if (precision === undefined) {
    const scale = Math.max(quotientScale(numerator, denominator), decimalScale(denominator));
    return writePlain(negative, divideRounded(numerator, denominator, scale), scale, sink);
  }
  // A quotient has at least as many digits as the two lengths differ by; too large needs no division.
  if (numerator.length - denominator.length > precision.precision - precision.scale) return outside;
  return writeScaled(negative, divideRounded(numerator, denominator, precision.scale), precision, sink, outside);
}

/** Digits a numeric may have behind its point. */
const MAX_SCALE = 16_383;

/**
 * How many digits behind the point any number of `1/denominator` needs; 0 where no number is enough, or where there are
 * more than a numeric has. Reduced fractions are expected: `3/6` counts as endless.
 */
function decimalScale(denominator: string): number {
  let rest = BigInt(denominator);
  let scale = 0;
  for (const factor of [10n, 5n, 2n]) {
    for (; rest % factor === 0n; rest /= factor) if (++scale > MAX_SCALE) return 0;
  }
  return rest === 1n ? scale : 0;
}

/** `numerator / denominator × 10^scale`, rounded half up (the sign is kept apart, so away from zero). */
function divideRounded(numerator: string, denominator: string, scale: number): bigint {
  const dividend = BigInt(numerator) * (scale > 0 ? 10n ** BigInt(scale) : 1n);
  const divisor = BigInt(denominator) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return (2n * dividend + divisor) / (2n * divisor);
}

/** Integers of so many digits are exact as doubles. */
const SAFE_DIGITS = 15;

/**
 * The same quotient of `text[start, slash)` and `text[slash + 1, end)` by way of doubles, as a numeric's text; undefined
 * where they might not be exact (below 2^53 the quotient of two whole doubles, rounded down, is), where the quotient is
 * out of range, or where this is no rational.
 */
export function shortQuotient(
  text: Buffer,
  start: number,
  slash: number,
  end: number,
  { precision, scale }: Precision,
): string | undefined {
  const negative = text[start] === 0x2d;
  const numerator = shortInteger(text, negative ? start + 1 : start, slash);
  const denominator = shortInteger(text, slash + 1, end);
  if (!(numerator >= 0 && denominator > 0) || scale < 0 || scale > SAFE_DIGITS) return undefined;
  const dividend = 2 * numerator * 10 ** scale + denominator;
  if (dividend > Number.MAX_SAFE_INTEGER) return undefined;
  const quotient = Math.floor(dividend / (2 * denominator));
  if (quotient >= 10 ** Math.min(precision, SAFE_DIGITS)) return undefined;
  return `${negative ? '-' : ''}${quotient}e${-scale}`;
}

/** The value of at most 15 digits; -1 for anything else. */
function shortInteger(text: Buffer, start: number, end: number): number {
  if (end === start || end - start > SAFE_DIGITS) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (text[at] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const MIN_SIGNIFICANT_DIGITS = 16;
const MAX_DISPLAY_SCALE = 1000;

/**
 * The scale of a quotient of two whole numerics, as select_div_scale of the server's numeric.c chooses it: at least 16
 * significant digits, judged by the first base-10000 digit of each.
 * https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c
 */
export function quotientScale(numerator: string, denominator: string): number {
  const dividend = leadingDigit(numerator);
  const divisor = leadingDigit(denominator);
  const weight = dividend.weight - divisor.weight - (dividend.digit <= divisor.digit ? 1 : 0);
  return Math.min(MAX_DISPLAY_SCALE, Math.max(0, MIN_SIGNIFICANT_DIGITS - weight * 4));
}

function leadingDigit(digits: string): { readonly weight: number; readonly digit: number } {
  if (digits === '0') return { weight: 0, digit: 0 };
  const weight = Math.ceil(digits.length / 4) - 1;
  return { weight, digit: Number(digits.slice(0, digits.length - weight * 4)) };
}

/** Writes all digits of the scale, zeros too: the scale is part of a bare numeric's value. */
function writePlain(negative: boolean, magnitude: bigint, scale: number, sink: ByteSink): undefined {
  const digits = magnitude.toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const sign = negative && magnitude !== 0n ? '-' : '';
  return writeText(`${sign}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`, sink);
}
