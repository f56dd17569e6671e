import type { ByteSink } from './byte-sink.ts';
import { isDigit, readDecimal, readPrefixedInteger, skipSpaces, trimSpaces } from './decimal-text.ts';
import type { Encoder } from './encoder.ts';
import { copyText, scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import { article, type Refusal } from './value-error.ts';

export type IntegerName = 'int2' | 'int4' | 'int8' | 'oid';

const integers: Record<IntegerName, { readonly sqlName: string; readonly lowest: string; readonly highest: string }> = {
  int2: { sqlName: 'smallint', lowest: '-32768', highest: '32767' },
  int4: { sqlName: 'integer', lowest: '-2147483648', highest: '2147483647' },
  int8: { sqlName: 'bigint', lowest: '-9223372036854775808', highest: '9223372036854775807' },
  oid: { sqlName: 'oid', lowest: '0', highest: '4294967295' },
};

/** Longer texts of other notations than plain digits are refused unread. */
const LONGEST_TEXT_BYTES = 1000;

/**
 * The encoder of smallint, integer, bigint or oid: numbers, also integral ones with fraction or exponent (`1.0`, `1e5`),
 * and strings as the type's input function takes them (`https://www.postgresql.org/docs/current/datatype-numeric.html`;
 * `0x1F` and `1_000` on every server, although only PostgreSQL 16 and later read them themselves).
 * What it writes is canonical: `7` for `7`, `+7`, `007`, `0x7`, `7.0` and `70e-1`; `0` for `-0`.
 * Only an oid's string goes to the server as it is: it reads `010` as 8 or as 10, by its version. A negative number,
 * which it would take for a large oid, is refused.
 */
export function integerEncoder(name: IntegerName): Encoder {
  const { sqlName, lowest, highest } = integers[name];
  const hint = `${article(sqlName)} ${sqlName} is a whole number from ${lowest} to ${highest}`;
  const no: Refusal = { sqlstate: '22P02', reason: `is no ${sqlName}`, hint };
  const outside: Refusal = { sqlstate: '22003', reason: `is out of range for type ${sqlName}`, hint };
  const writeDigits = digitsWriter(lowest, highest, outside);
  const decimal: TextWriter = (text, start, end, sink) => {
    const point = zeroFraction(text, start, end);
    if (point > 0) return writeDigits(text, start, point, sink);
    const number = end - start > LONGEST_TEXT_BYTES ? undefined : readDecimal(text, start, end);
    if (number === undefined) return no;
    const { digits, exponent, negative } = number;
    const whole = Math.max(0, digits.length + exponent);
    if (/[1-9]/.test(digits.slice(whole))) return no;
    if (whole > highest.length) return digits === '' ? write('0', sink) : outside;
    return write(`${negative ? '-' : ''}${digits.slice(0, whole).padEnd(whole, '0') || '0'}`, sink);
  };
  const write = (text: string, sink: ByteSink) => {
    const bytes = Buffer.from(text, 'latin1');
    return writeDigits(bytes, 0, bytes.length, sink);
  };
  const string: TextWriter = (text, start, end, sink) => {
    const from = skipSpaces(text, start, end);
    const to = trimSpaces(text, from, end);
    const signed = text[from] === 0x2b || text[from] === 0x2d;
    const digits = signed ? from + 1 : from;
    let at = digits;
    while (at < to && isDigit(text[at])) at++;
    if (at === to && at > digits) return writeDigits(text, text[from] === 0x2b ? digits : from, to, sink);
    if (at === digits || to - from > LONGEST_TEXT_BYTES) return no;
    const plain = underscored(text.toString('latin1', digits, to));
    return plain === undefined ? no : write(`${text[from] === 0x2d ? '-' : ''}${plain}`, sink);
  };
  return scalarEncoder(no, { integer: writeDigits, decimal, string: name === 'oid' ? copyText : string });
}

/** Where the point of a JSON number stands that has but zeros behind it, as many writers spell integers; else -1. */
function zeroFraction(text: Buffer, start: number, end: number): number {
  let at = end - 1;
  while (at > start && text[at] === 0x30) at--;
  if (text[at] !== 0x2e) return -1;
  for (let digit = start; digit < at; digit++) if (text[digit] === 0x65 || text[digit] === 0x45) return -1;
  return at;
}

/** The digits of `1_000` or `0x1F`; undefined for another text. */
function underscored(text: string): string | undefined {
  if (/^\d+(?:_\d+)*$/.test(text)) return text.replaceAll('_', '');
  return readPrefixedInteger(text)?.toString();
}

/** Writes `-?\d+` without leading zeros where it lies within the limits. */
function digitsWriter(lowest: string, highest: string, outside: Refusal): TextWriter {
  const highestMagnitude = Buffer.from(highest, 'latin1');
  const lowestMagnitude = Buffer.from(lowest.slice(1), 'latin1');
  const safeDigits = Math.min(highestMagnitude.length, lowestMagnitude.length) - 1;
  return (text, start, end, sink) => {
    const negative = text[start] === 0x2d;
    let at = negative ? start + 1 : start;
    if (text[at] === 0x30) {
      while (at < end - 1 && text[at] === 0x30) at++;
      if (text[at] === 0x30) return copyText(text, at, end, sink);
      if (negative) sink.byte(0x2d);
    } else if (negative) {
      if (end - at > safeDigits && isBeyond(text, at, end, lowestMagnitude)) return outside;
      return copyText(text, start, end, sink);
    }
    if (end - at > safeDigits && isBeyond(text, at, end, negative ? lowestMagnitude : highestMagnitude)) return outside;
    sink.copy(text, at, end);
    return undefined;
  };
}

/** Whether the digits `text[start, end)`, without leading zeros, are a larger number than `limit`. */
function isBeyond(text: Buffer, start: number, end: number, limit: Buffer): boolean {
  if (end - start !== limit.length) return end - start > limit.length;
  for (let index = 0; index < limit.length; index++) {
    const difference = (text[start + index] as number) - (limit[index] as number);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
