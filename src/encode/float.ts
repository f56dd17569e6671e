import { isDigit, readDecimal, skipSpaces, trimSpaces } from './decimal-text.ts';
import type { Encoder } from './encoder.ts';
import { copyText, scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

export type FloatName = 'float4' | 'float8';

/**
 * From where on a value rounds to infinity, and up to where it rounds to zero (half of the smallest magnitude). On the
 * bound itself a real is left to the server: the bound is a rounded double, so the true text may lie on either side.
 */
const floats: Record<FloatName, { readonly sqlName: string; readonly overflow: number; readonly underflow: number }> = {
  float4: { sqlName: 'real', overflow: 2 ** 128 - 2 ** 103, underflow: 2 ** -150 },
  float8: { sqlName: 'double precision', overflow: Number.MAX_VALUE, underflow: 0 },
};

/** A number without exponent and no longer than this is neither too large nor too small for a real. */
const SAFE_BYTES = 37;
/** Longer texts of digits are left to the server. */
const LONGEST_CHECKED_BYTES = 10_000;

/**
 * The encoder of real and double precision: numbers as spelled, and strings as the input function takes them. Too
 * large and too small values (those that would round to infinity or to zero) are refused, as the server does.
 * https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
 */
export function floatEncoder(name: FloatName): Encoder {
  const { sqlName, overflow, underflow } = floats[name];
  const no: Refusal = {
    sqlstate: '22P02',
    reason: `is no ${sqlName}`,
    hint: `a ${sqlName} is a number, "NaN", "Infinity" or "-Infinity"`,
  };
  const outside: Refusal = {
    sqlstate: '22003',
    reason: `is out of range for type ${sqlName}`,
    hint: name === 'float4' ? 'use a double precision column' : 'use a numeric column',
  };
  const number: TextWriter = (text, start, end, sink) => {
    if (end - start <= SAFE_BYTES && hasNoExponent(text, start, end)) return copyText(text, start, end, sink);
    if (end - start <= LONGEST_CHECKED_BYTES) {
      const magnitude = Math.abs(Number(text.toString('latin1', start, end)));
      if (magnitude > overflow) return outside;
      if ((magnitude < underflow || magnitude === 0) && hasNonZeroDigit(text, start, end)) return outside;
    }
    return copyText(text, start, end, sink);
  };
  const string: TextWriter = (text, start, end, sink) => {
    const from = skipSpaces(text, start, end);
    const to = trimSpaces(text, from, end);
    if (isFloat(text, from, to)) return number(text, from, to, sink);
    return isSpecialFloat(text.toString('latin1', from, Math.min(to, from + 100)))
      ? copyText(text, from, to, sink)
      : no;
  };
  return scalarEncoder(no, { integer: number, decimal: number, string });
}

/** Whether the text is `[+-]digits[.digits][e[+-]digits]`; the server takes no `_` here. */
function isFloat(text: Buffer, start: number, end: number): boolean {
  return readDecimal(text, start, end) !== undefined && !text.toString('latin1', start, end).includes('_');
}

function hasNoExponent(text: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = text[at];
    if (byte === 0x65 || byte === 0x45) return false;
  }
  return true;
}

/** Whether the digits before an exponent are not all zero. */
function hasNonZeroDigit(text: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = text[at];
    if (byte === 0x65 || byte === 0x45) return false;
    if (isDigit(byte) && byte !== 0x30) return true;
  }
  return false;
}

/** Infinities and NaN, and the hexadecimal and `nan(…)` forms that the C library of the server may take. */
function isSpecialFloat(text: string): boolean {
  return (
    /^[+-]?(?:inf(?:inity)?|nan(?:\(\w*\))?)$/i.test(text) ||
    /^[+-]?0x(?=\.?[0-9a-f])[0-9a-f]*\.?[0-9a-f]*(?:p[+-]?\d+)?$/i.test(text)
  );
}
