import { ExecError } from '../../value.ts';

/** An exact decimal number: `coefficient` · 10^`exponent`. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits after the point that a division keeps (`decimal.DivisionPrecision`). */
const DIVISION_DIGITS = 16;

/**
 * The decimal that the shortest text of the float spells, as shopspring/decimal takes floats in
 * (https://pkg.go.dev/github.com/shopspring/decimal#NewFromFloat).
 * @throws ExecError for NaN and infinities.
 */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new ExecError(`Cannot create a Decimal from ${infinityName(value)}`);
  const [digits = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The nearest float. */
export function decimalToNumber({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: rescaled(a, exponent) + rescaled(b, exponent), exponent };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { coefficient: -b.coefficient, exponent: b.exponent });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/**
 * a / b with 16 digits after the point, halves away from zero (`Decimal.Div`).
 * @throws ExecError for a divisor of 0.
 */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new ExecError('decimal division by 0');
  const shift = a.exponent - b.exponent + DIVISION_DIGITS;
  const dividend = shift >= 0 ? a.coefficient * 10n ** BigInt(shift) : a.coefficient;
  const divisor = shift >= 0 ? b.coefficient : b.coefficient * 10n ** BigInt(-shift);
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const roundsAway = 2n * absolute(remainder) >= absolute(divisor);
  const away = dividend < 0n === divisor < 0n ? 1n : -1n;
  return { coefficient: roundsAway ? quotient + away : quotient, exponent: -DIVISION_DIGITS };
}

function rescaled({ coefficient, exponent }: Decimal, to: number): bigint {
  return coefficient * 10n ** BigInt(exponent - to);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function infinityName(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
