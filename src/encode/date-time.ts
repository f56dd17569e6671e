import { isDigit } from './decimal-text.ts';
import type { Encoder } from './encoder.ts';
import { scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

export type DateTimeName = 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz';

const dateTimes: Record<DateTimeName, { readonly sqlName: string; readonly example: string; readonly date: boolean }> =
  {
    date: { sqlName: 'date', example: '2026-01-31', date: true },
    time: { sqlName: 'time', example: '23:59:59', date: false },
    timetz: { sqlName: 'time with time zone', example: '23:59:59+02', date: false },
    timestamp: { sqlName: 'timestamp', example: '2026-01-31T23:59:59', date: true },
    timestamptz: { sqlName: 'timestamp with time zone', example: '2026-01-31T23:59:59Z', date: true },
  };

/**
 * The encoder of dates and times: strings. The ISO 8601 forms are checked here in full; other forms that the server
 * may know (`January 8, 1999`, `infinity`, years before Christ, time zone names) go to it as they are. A text without
 * a digit and without a special word is refused. Fractions are rounded to microseconds by the server. A JSON number is refused: it does
 * not say whether it counts days, seconds or microseconds.
 * https://www.postgresql.org/docs/current/datatype-datetime.html
 */
export function dateTimeEncoder(name: DateTimeName): Encoder {
  const { sqlName, example, date } = dateTimes[name];
  const hint = `write it in ISO 8601 form, as in "${example}"`;
  const no: Refusal = { sqlstate: '22007', reason: `is no ${sqlName}`, hint };
  const outside: Refusal = {
    sqlstate: '22008',
    reason: `is no ${sqlName}: there is no such ${date ? 'day or time' : 'time'}`,
    hint,
  };
  const zone: Refusal = { sqlstate: '22009', reason: `is no ${sqlName}: there is no such offset from UTC`, hint };
  const string: TextWriter = (text, start, end, sink) => {
    const verdict = date ? checkDateTime(text, start, end) : checkTime(text, start, end);
    if (verdict === Verdict.unknown && !mayBeDateTime(text, start, end)) return no;
    if (verdict === Verdict.outside) return outside;
    if (verdict === Verdict.badZone) return zone;
    sink.copy(text, start, end);
    return undefined;
  };
  return scalarEncoder(no, { string });
}

const Verdict = {
  good: 0,
  /** Not of the forms known here: the server decides. */
  unknown: 1,
  /** Of a known form, with a field that no server takes. */
  outside: 2,
  badZone: 3,
} as const;
type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** The server copies fields into a buffer of limited size; longer texts are its to judge. */
const LONGEST_CHECKED_BYTES = 60;

/** `YYYY-MM-DD`, alone or before `T` or a blank and a time. */
function checkDateTime(text: Buffer, start: number, end: number): Verdict {
  if (end - start < 10 || end - start > LONGEST_CHECKED_BYTES) return Verdict.unknown;
  if (text[start + 4] !== 0x2d || text[start + 7] !== 0x2d) return Verdict.unknown;
  const month = twoDigits(text, start + 5);
  const day = twoDigits(text, start + 8);
  const century = twoDigits(text, start);
  const yearOfCentury = twoDigits(text, start + 2);
  if (month < 0 || day < 0 || century < 0 || yearOfCentury < 0) return Verdict.unknown;
  const year = century * 100 + yearOfCentury;
  let time: Verdict = Verdict.good;
  if (end - start > 10) {
    const separator = text[start + 10];
    if (separator !== 0x54 && separator !== 0x20 && separator !== 0x74) return Verdict.unknown;
    time = checkTime(text, start + 11, end);
    if (time === Verdict.unknown || time === Verdict.badZone) return time;
  }
  const exists = year > 0 && month > 0 && month <= 12 && day > 0 && day <= daysOf(year, month);
  return exists ? time : Verdict.outside;
}

/** Days of a month, from 1 on, of the Gregorian calendar. */
export function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `HH:MM[:SS[.fraction]]`, then `Z`, an offset or nothing. 24:00:00 and 23:59:60 are the next day's first moment. */
function checkTime(text: Buffer, start: number, end: number): Verdict {
  if (end - start < 5 || end - start > LONGEST_CHECKED_BYTES) return Verdict.unknown;
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  if (hour < 0 || minute < 0 || text[start + 2] !== 0x3a) return Verdict.unknown;
  let at = start + 5;
  let second = 0;
  let rounded = 0;
  if (at < end && text[at] === 0x3a) {
    second = at + 3 <= end ? twoDigits(text, at + 1) : -1;
    if (second < 0) return Verdict.unknown;
    at += 3;
    if (at < end && text[at] === 0x2e) {
      const first = at + 1;
      at = first;
      while (at < end && isDigit(text[at])) at++;
      rounded = roundedFraction(text, first, at);
      if (rounded < 0) return Verdict.unknown;
    }
  }
  const zone = at === end ? Verdict.good : checkZone(text, at, end);
  if (zone === Verdict.unknown) return zone;
  // The server looks at minutes and seconds, at the offset and then at the hour.
  if (minute > 59 || second > 60) return Verdict.outside;
  if (zone === Verdict.badZone) return zone;
  return hour * 3600 + minute * 60 + second + rounded <= 86_400 ? Verdict.good : Verdict.outside;
}

/** 0 where the digits of a fraction round to no microsecond, else 1; -1 where there are none or it is a close call. */
function roundedFraction(text: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const digit = (text[at] as number) - 0x30;
    if (digit > 0)
      return at < start + 6 || (at === start + 6 && digit > 5) ? 1 : at === start + 6 && digit === 5 ? -1 : 0;
  }
  return end === start ? -1 : 0;
}

/** `Z`, `+HH`, `+HH:MM`, `+HHMM` or `+HH:MM:SS`, after a blank or not. */
function checkZone(text: Buffer, start: number, end: number): Verdict {
  if (end - start === 1) return text[start] === 0x5a || text[start] === 0x7a ? Verdict.good : Verdict.unknown;
  const sign = text[start] === 0x20 ? start + 1 : start;
  if (text[sign] !== 0x2b && text[sign] !== 0x2d) return Verdict.unknown;
  const length = end - sign;
  const colon = text[sign + 3] === 0x3a ? 1 : 0;
  const expected =
    colon === 1 ? length === 6 || (length === 9 && text[sign + 6] === 0x3a) : length === 3 || length === 5;
  if (!expected) return Verdict.unknown;
  const hour = twoDigits(text, sign + 1);
  const minute = length > 3 ? twoDigits(text, sign + 3 + colon) : 0;
  const second = length === 9 ? twoDigits(text, sign + 7) : 0;
  if (hour < 0 || minute < 0 || second < 0) return Verdict.unknown;
  return hour > 15 || minute > 59 || second > 59 ? Verdict.badZone : Verdict.good;
}

/** The number of the two digits at `at`, or -1. */
export function twoDigits(text: Buffer, at: number): number {
  const tens = (text[at] as number) - 0x30;
  const ones = (text[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** False only where no server takes the text: neither a digit in it nor a word that stands for a time. */
function mayBeDateTime(text: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isDigit(text[at])) return true;
  return /infinity|epoch|now|today|tomorrow|yesterday|allballs/i.test(
    text.toString('latin1', start, Math.min(end, start + 1000)),
  );
}
