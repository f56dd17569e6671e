import type { ReplaceText } from './binary-form.ts';
import type { ByteSink } from './byte-sink.ts';

/** `-?\d+` within the type's limits, as the encoders of integers write it. */
export const replaceInt2: ReplaceText = (sink, start) => {
  const value = numberOf(sink, start);
  sink.length = start;
  sink.reserve(2);
  const { bytes } = sink;
  bytes[start] = value >> 8;
  bytes[start + 1] = value;
  sink.length = start + 2;
  return true;
};

/** As `replaceInt2`. */
export const replaceInt4: ReplaceText = (sink, start) => {
  const value = numberOf(sink, start);
  sink.length = start;
  sink.reserve(4);
  putInt32(sink.bytes, start, value);
  sink.length = start + 4;
  return true;
};

/** As `replaceInt2`; in two halves, as a number of JavaScript holds no 19 digits. */
export const replaceInt8: ReplaceText = (sink, start) => {
  const { bytes, length } = sink;
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  const half = Math.max(at, length - 9);
  let high = 0;
  for (; at < half; at++) high = high * 10 + (bytes[at] as number) - 0x30;
  let low = 0;
  for (; at < length; at++) low = low * 10 + (bytes[at] as number) - 0x30;
  sink.length = start;
  if (isNegative) writeInt64(sink, -high, 1e9, -low);
  else writeInt64(sink, high, 1e9, low);
  return true;
};

const MINUS = 0x2d;

function numberOf({ bytes, length }: ByteSink, start: number): number {
  const isNegative = bytes[start] === MINUS;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < length; at++) value = value * 10 + (bytes[at] as number) - 0x30;
  return isNegative ? -value : value;
}

/**
 * Appends `high × factor + low` as a signed 64-bit integer, most significant byte first. Exact where `high` is below
 * 2^34 and `factor` below 2^30, or 2^22 and 2^37, and `low` below 2^38, their signs aside: no step leaves the 53 bits of
 * a number.
 */
export function writeInt64(sink: ByteSink, high: number, factor: number, low: number): void {
  const upper = Math.floor(high / 65_536);
  const a = upper * factor;
  const b = (high - upper * 65_536) * factor + low;
  // The sum is a × 2^16 + b.
  const p = Math.floor(a / 65_536);
  const rest = (a - p * 65_536) * 65_536 + b;
  const carry = Math.floor(rest / 4_294_967_296);
  sink.reserve(8);
  const { bytes, length } = sink;
  putInt32(bytes, length, p + carry);
  putInt32(bytes, length + 4, rest - carry * 4_294_967_296);
  sink.length = length + 8;
}

/** Puts the lowest 32 bits of a whole number at `at`. Byte by byte: Buffer's own method costs more. */
export function putInt32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
