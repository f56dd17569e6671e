import type { WriteBinary } from './binary-form.ts';
import { putInt32, writeInt64 } from './binary-integer.ts';
import type { ByteSink } from './byte-sink.ts';
import { daysOf, twoDigits } from './date-time.ts';

/**
 * Dates count days, and times microseconds, from 2000-01-01 or midnight. Only the ISO 8601 forms that mean the same
 * whatever the session's settings are; everything else is left to the server.
 * https://www.postgresql.org/docs/current/datatype-datetime.html
 */

/** `YYYY-MM-DD` */
export const writeDate: WriteBinary = (text, start, end, sink) => {
  const days = end - start === 10 ? daysAt(text, start) : Number.NaN;
  if (Number.isNaN(days)) return false;
  sink.reserve(4);
  putInt32(sink.bytes, sink.length, days);
  sink.length += 4;
  return true;
};

/** `HH:MM[:SS[.fraction]]` */
export const writeTime: WriteBinary = (text, start, end, sink) => {
  const micros = timeEnd(text, start, end) === end ? microsAt(text, start, end) : Number.NaN;
  if (Number.isNaN(micros)) return false;
  writeInt64(sink, 0, 1, micros);
  return true;
};

/** A date and a time, and an offset from UTC, which says nothing here; the time may be missing. */
export const writeTimestamp: WriteBinary = (text, start, end, sink) => {
  if (end - start === 10) return writeMoment(daysAt(text, start), 0, sink);
  const zone = timeEnd(text, start + 11, end);
  if (!isSeparator(text[start + 10]) || Number.isNaN(offsetAt(text, zone, end))) return false;
  return writeMoment(daysAt(text, start), microsAt(text, start + 11, zone), sink);
};

/** A date, a time and an offset from UTC: without one the session's time zone decides. */
export const writeTimestamptz: WriteBinary = (text, start, end, sink) => {
  const zone = timeEnd(text, start + 11, end);
  if (!isSeparator(text[start + 10]) || zone >= end) return false;
  const micros = microsAt(text, start + 11, zone) - offsetAt(text, zone, end);
  return writeMoment(daysAt(text, start), micros, sink);
};

const DAY_MICROS = 86_400_000_000;
const SECOND_MICROS = 1_000_000;
/** From 0001-01-01. */
const DAYS_TO_2000 = 730_119;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

function writeMoment(days: number, micros: number, sink: ByteSink): boolean {
  if (Number.isNaN(days) || Number.isNaN(micros)) return false;
  writeInt64(sink, days, DAY_MICROS, micros);
  return true;
}

/** Days from 2000-01-01 of the `YYYY-MM-DD` at `at`; NaN where there is none. */
function daysAt(bytes: Buffer, at: number): number {
  const century = twoDigits(bytes, at);
  const yearOfCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return Number.NaN;
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  if (year === 0 || day > daysOf(year, month)) return Number.NaN;
  const before = year - 1;
  const leapDays = (before >> 2) - Math.trunc(before / 100) + Math.trunc(before / 400);
  const isAfterLeapDay = month > 2 && daysOf(year, 2) === 29;
  const dayOfYear = (DAYS_BEFORE_MONTH[month - 1] as number) + day - (isAfterLeapDay ? 0 : 1); // month is one of 12
  return before * 365 + leapDays + dayOfYear - DAYS_TO_2000;
}

/** Where the digits, colons and points from `at` on end. */
function timeEnd(bytes: Buffer, at: number, end: number): number {
  let to = at;
  while (to < end && bytes[to] !== UPPER_Z && bytes[to] !== PLUS && bytes[to] !== HYPHEN) to++;
  return to;
}

/** Microseconds from midnight of the `HH:MM[:SS[.fraction]]` that is `bytes[start, end)`; NaN for another text. */
function microsAt(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length < 5 || bytes[start + 2] !== COLON) return Number.NaN;
  const hour = twoDigits(bytes, start);
  const minute = twoDigits(bytes, start + 3);
  let second = 0;
  let fraction = 0;
  if (length > 5) {
    if (length < 8 || bytes[start + 5] !== COLON) return Number.NaN;
    second = twoDigits(bytes, start + 6);
    if (length > 8) {
      if (length === 9 || bytes[start + 8] !== POINT) return Number.NaN;
      fraction = fractionAt(bytes, start + 9, end);
    }
  }
  // 24:00:00 and 23:59:60 are the server's.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN;
  return (hour * 3600 + minute * 60 + second) * SECOND_MICROS + fraction;
}

/** Microseconds of the digits of a fraction; NaN where there are others. */
function fractionAt(bytes: Buffer, start: number, end: number): number {
  let micros = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    if (at < start + 6) micros = micros * 10 + digit;
  }
  for (let at = end; at < start + 6; at++) micros *= 10;
  return end - start <= 6 ? micros : roundedToEven(Number(`.${bytes.toString('latin1', start, end)}`) * SECOND_MICROS);
}

/** As C's rint, by which the server rounds the same product. */
function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  return over > 0.5 || (over === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** Microseconds of the offset that is `bytes[start, end)`: `Z`, `+HH`, `+HHMM` or `+HH:MM`, 0 where it is empty; NaN for another text. */
function offsetAt(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  if (length === 1 && bytes[start] === UPPER_Z) return 0;
  const isNegative = bytes[start] === HYPHEN;
  if (!isNegative && bytes[start] !== PLUS) return Number.NaN;
  if (length !== 3 && length !== 5 && !(length === 6 && bytes[start + 3] === COLON)) return Number.NaN;
  const hour = twoDigits(bytes, start + 1);
  const minute = length === 3 ? 0 : twoDigits(bytes, end - 2);
  if (hour < 0 || hour > 15 || minute < 0 || minute > 59) return Number.NaN;
  const micros = (hour * 60 + minute) * 60 * SECOND_MICROS;
  return isNegative ? -micros : micros;
}

function isSeparator(byte: number | undefined): boolean {
  return byte === 0x54 || byte === 0x20;
}

const HYPHEN = 0x2d;
const COLON = 0x3a;
const POINT = 0x2e;
const PLUS = 0x2b;
const UPPER_Z = 0x5a;
