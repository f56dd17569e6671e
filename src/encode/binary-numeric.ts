import type { ReplaceText } from './binary-form.ts';

/** Texts that are longer, or would be without their exponent, are left to the server. */
const MOST_DIGITS = 1000;
/** Number of digits of base 10,000, weight, sign, scale: 2 bytes each. */
const HEADER_BYTES = 8;
const NEGATIVE = 0x4000;

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LOWER_E = 0x65;

/** Digits of base 10,000 of the value at hand: they can't be written over the text that they are read from. */
const groups = new Uint16Array(2 + MOST_DIGITS / 2);

/**
 * `[+-]?digits[.digits][e[+-]digits]`. Digits go in groups of four before and behind the point; the scale is that of the
 * text, and the server rounds to the column's, as it does with texts. `NaN` and `Infinity` are left to the server.
 */
export const replaceNumeric: ReplaceText = (sink, start) => {
  const { bytes, length: end } = sink;
  if (end - start > MOST_DIGITS) return false;
  const isNegative = bytes[start] === MINUS;
  const first = isNegative || bytes[start] === PLUS ? start + 1 : start;
  const point = digitsEnd(bytes, first, end);
  const whole = point - first;
  let at = point;
  let fraction = 0;
  if (at < end && bytes[at] === POINT) {
    at = digitsEnd(bytes, point + 1, end);
    fraction = at - point - 1;
  }
  const exponent = at === end ? 0 : exponentAt(bytes, at, end);
  if (Number.isNaN(exponent) || whole + fraction === 0) return false;
  const scale = Math.max(0, fraction - exponent);
  const before = whole + exponent;
  if (scale > MOST_DIGITS || before > MOST_DIGITS) return false;
  const count = readGroups(bytes, { first, whole, fraction, before, scale });
  sink.length = start;
  sink.reserve(HEADER_BYTES + 2 * count);
  const { bytes: into } = sink;
  putInt16(into, start, count);
  putInt16(into, start + 2, Math.ceil(Math.max(0, before) / 4) - 1);
  putInt16(into, start + 4, isNegative ? NEGATIVE : 0);
  putInt16(into, start + 6, scale);
  let to = start + HEADER_BYTES;
  for (let i = 0; i < count; i++, to += 2) putInt16(into, to, groups[i] as number);
  sink.length = to;
  return true;
};

/** A number's text: where its digits begin, how many stand before and behind its point, and how many would without exponent. */
interface Spelled {
  readonly first: number;
  readonly whole: number;
  readonly fraction: number;
  readonly before: number;
  readonly scale: number;
}

/** Fills `groups`; gives how many there are. */
function readGroups(bytes: Buffer, { first, whole, fraction, before, scale }: Spelled): number {
  const digits = whole + fraction;
  let count = 0;
  // The first group has what the others leave.
  let group = 0;
  for (let i = 0; i < before; i++) {
    group = group * 10 + (i < digits ? digitAt(bytes, first, whole, i) : 0);
    if ((before - i) % 4 !== 1) continue;
    groups[count++] = group;
    group = 0;
  }
  for (let place = 0; place < scale; place += 4) {
    group = 0;
    for (let behind = place; behind < place + 4; behind++) {
      const i = before + behind;
      group = group * 10 + (behind < scale && i >= 0 && i < digits ? digitAt(bytes, first, whole, i) : 0);
    }
    groups[count++] = group;
  }
  return count;
}

/** The digit at a place, the point not counted. */
function digitAt(bytes: Buffer, first: number, whole: number, i: number): number {
  return (bytes[i < whole ? first + i : first + i + 1] as number) - 0x30;
}

function digitsEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at++;
  return at;
}

/** The number behind the `e` at `start`; NaN for another text, and beyond all limits. */
function exponentAt(bytes: Buffer, start: number, end: number): number {
  if (((bytes[start] as number) | 0x20) !== LOWER_E) return Number.NaN;
  const isNegative = bytes[start + 1] === MINUS;
  const first = isNegative || bytes[start + 1] === PLUS ? start + 2 : start + 1;
  if (first >= end || end - first > 5 || digitsEnd(bytes, first, end) !== end) return Number.NaN;
  let exponent = 0;
  for (let at = first; at < end; at++) exponent = exponent * 10 + (bytes[at] as number) - 0x30;
  return isNegative ? -exponent : exponent;
}

function putInt16(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}
