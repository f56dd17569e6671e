import type { ByteSink } from './byte-sink.ts';
import { type DecimalText, isDigit, readDecimal, readPrefixedInteger, skipSpaces, trimSpaces } from './decimal-text.ts';
import type { Encoder } from './encoder.ts';
import { type Precision, precisionOf, writeScaled } from './precision.ts';
import { readRational, shortQuotient, writeQuotient } from './rational.ts';
import { copyText, scalarEncoder, type TextWriter, writeText } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/** Digits that a numeric may have before and behind its point: https://www.postgresql.org/docs/current/datatype-numeric.html */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_SCALE = 16_383;
/** Texts up to here, without exponent, are within both limits. */
const SAFE_BYTES = 16_000;
/** No numeric is spelled longer, unless by superfluous zeros. */
const LONGEST_TEXT_BYTES = 1_000_000;
/** Hexadecimal digits of the largest numeric, and some. */
const MAX_PREFIXED_BYTES = 110_000;

/**
 * The encoder of numeric: numbers as spelled (the server keeps their digits and scale), strings as the input function
 * takes them, and rationals `"n/d"` as Go's big.Rat writes itself. A value is checked against the column's precision
 * after rounding to its scale, half away from zero, as the server does it. Exponents are never expanded beyond the
 * limits of the type.
 */
export function numericEncoder(modifier: number): Encoder {
  const precision = precisionOf(modifier);
  const sqlName = precision === undefined ? 'numeric' : `numeric(${precision.precision},${precision.scale})`;
  const no: Refusal = {
    sqlstate: '22P02',
    reason: 'is no numeric',
    hint: 'a numeric is a decimal number, a rational such as "123/100", "NaN", "Infinity" or "-Infinity"',
  };
  const outside: Refusal = {
    sqlstate: '22003',
    reason: `is out of range for type ${sqlName}`,
    hint: rangeHint(precision),
  };
  const safeWhole = precision === undefined ? SAFE_BYTES : precision.precision - precision.scale;
  // Rounding may carry into one more digit, so a value that fills the precision is not copied where it is rounded.
  const safeInteger = precision !== undefined && precision.scale < 0 ? safeWhole - 1 : safeWhole;
  const other: TextWriter = (text, start, end, sink) => {
    if (end - start > LONGEST_TEXT_BYTES) return outside;
    const number = readDecimal(text, start, end);
    if (number === undefined) return no;
    return precision === undefined
      ? writeBare(number, text, start, end, sink, outside)
      : writeRounded(number, precision, sink, outside);
  };
  const integer: TextWriter = (text, start, end, sink) =>
    end - start <= safeInteger && end - start <= SAFE_BYTES
      ? copyText(text, start, end, sink)
      : other(text, start, end, sink);
  const decimal: TextWriter = (text, start, end, sink) => {
    const point = plainPoint(text, start, end);
    const safe = point >= 0 && point - start < safeWhole && end - start <= SAFE_BYTES;
    return safe ? copyText(text, start, end, sink) : other(text, start, end, sink);
  };
  const string = stringWriter({ decimal, precision, no, outside });
  return scalarEncoder(no, { integer, decimal, string });
}

function rangeHint(precision: Precision | undefined): string {
  if (precision === undefined)
    return `a numeric has at most ${MAX_WHOLE_DIGITS} digits before its point and ${MAX_SCALE} behind it`;
  const whole = precision.precision - precision.scale;
  return `its absolute value, rounded to the column's scale, must be below 10^${whole}; widen the column or fix the value`;
}

/** Where the point of `[+-]?\d+\.\d+` stands, the end of `[+-]?\d+`, or -1 for any other text. */
function plainPoint(text: Buffer, start: number, end: number): number {
  let at = text[start] === 0x2d || text[start] === 0x2b ? start + 1 : start;
  const whole = at;
  while (at < end && isDigit(text[at])) at++;
  const point = at;
  if (point === whole) return -1;
  if (point === end) return point;
  if (text[at] !== 0x2e || point === end - 1) return -1;
  at++;
  while (at < end && isDigit(text[at])) at++;
  return at === end ? point : -1;
}

/** Writes a number for a bare numeric: as spelled, its scale being part of the value. */
function writeBare(
  number: DecimalText,
  text: Buffer,
  start: number,
  end: number,
  sink: ByteSink,
  outside: Refusal,
): Refusal | undefined {
  if (number.scale > MAX_SCALE) return outside;
  // The server refuses a huge exponent even where the digits are all zero.
  if (number.digits === '' && number.exponent > 0) return writeText('0', sink);
  if (number.digits.length + number.exponent > MAX_WHOLE_DIGITS) return outside;
  return writeText(text.toString('latin1', start, end).replaceAll('_', ''), sink);
}

/** Writes a number rounded to the column's scale, half away from zero. */
function writeRounded(
  number: DecimalText,
  precision: Precision,
  sink: ByteSink,
  outside: Refusal,
): Refusal | undefined {
  const { digits, exponent, negative } = number;
  if (digits === '') return writeText('0', sink);
  if (digits.length + exponent > precision.precision - precision.scale) return outside;
  const kept = digits.length + exponent + precision.scale;
  if (kept < 0) return writeText('0', sink);
  let rounded = kept === 0 ? 0n : BigInt(digits.slice(0, kept).padEnd(kept, '0'));
  if (digits.charCodeAt(kept) >= 0x35) rounded++;
  return writeScaled(negative, rounded, precision, sink, outside);
}

function stringWriter(column: {
  readonly decimal: TextWriter;
  readonly precision: Precision | undefined;
  readonly no: Refusal;
  readonly outside: Refusal;
}): TextWriter {
  const { decimal, precision, no, outside } = column;
  return (text, start, end, sink) => {
    const from = skipSpaces(text, start, end);
    const to = trimSpaces(text, from, end);
    const slash = slashIn(text, from, to);
    if (slash >= 0) return writeRational(text, { start: from, slash, end: to }, column, sink);
    const refusal = decimal(text, from, to, sink);
    if (refusal !== no) return refusal;
    const spelled = text.toString('latin1', from, to);
    if (/^nan$/i.test(spelled)) return writeText('NaN', sink);
    if (/^[+-]?inf(?:inity)?$/i.test(spelled)) {
      return precision === undefined ? writeText(spelled[0] === '-' ? '-Infinity' : 'Infinity', sink) : outside;
    }
    return writeOddNumber(spelled, column, sink);
  };
}

function slashIn(text: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text[at] === 0x2f) return at;
  return -1;
}

/** Writes what has a slash: a rational, which dumps of Conduit hold for every numeric, or nothing known. */
function writeRational(
  text: Buffer,
  place: { readonly start: number; readonly slash: number; readonly end: number },
  column: { readonly precision: Precision | undefined; readonly no: Refusal; readonly outside: Refusal },
  sink: ByteSink,
): Refusal | undefined {
  const { precision, no, outside } = column;
  const { start, slash, end } = place;
  if (end - start > LONGEST_TEXT_BYTES) return outside;
  const short = precision === undefined ? undefined : shortQuotient(text, start, slash, end, precision);
  if (short !== undefined) return writeText(short, sink);
  const rational = readRational(text.toString('latin1', start, end));
  return rational === undefined ? no : writeQuotient(rational, precision, sink, outside);
}

/**
 * Texts that only some servers take: `0x1F` (rewritten, so that all do), and `1e 5`, which those before 16 read as `1e5`
 * and which is left to the server.
 */
function writeOddNumber(
  spelled: string,
  column: { readonly decimal: TextWriter; readonly no: Refusal },
  sink: ByteSink,
): Refusal | undefined {
  if (spelled.length > MAX_PREFIXED_BYTES) return column.no;
  if (/^[+-]?[\d.]+e\s+[+-]?\d+$/i.test(spelled)) return writeText(spelled, sink);
  const sign = spelled[0] === '-' || spelled[0] === '+' ? spelled[0] : '';
  const integer = readPrefixedInteger(spelled.slice(sign.length));
  if (integer === undefined) return column.no;
  const bytes = Buffer.from(`${sign}${integer}`, 'latin1');
  return column.decimal(bytes, 0, bytes.length, sink);
}
