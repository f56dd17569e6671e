import { MONTH_NAMES, WEEKDAY_NAMES } from './civil.ts';
import type { Field } from './layout.ts';
import { readOffset, zoneNameLength } from './parse-zone.ts';

/** What was read of a time so far; undefined for what its text has not said. */
export interface ParsedFields {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
  am: boolean;
  pm: boolean;
  isUtc: boolean;
  offsetSeconds: number | undefined;
  zoneName: string;
}

/** `bad` where the text is no such field; else `ok`, or the name of the field that is out of range. */
export type ReadOutcome =
  | 'ok'
  | 'bad'
  | 'month'
  | 'hour'
  | 'minute'
  | 'second'
  | 'time zone offset hour'
  | 'time zone offset minute'
  | 'time zone offset second';

/** Reads the fields of a time from the front of a text; the rules of each are those of Go's `time.Parse`. */
export class FieldReader {
  /** What has not been read yet. */
  rest: string;
  readonly fields: ParsedFields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    am: false,
    pm: false,
    isUtc: false,
    offsetSeconds: undefined,
    zoneName: '',
  };

  constructor(text: string) {
    this.rest = text;
  }

  /** Skips the text of a layout: a run of spaces stands for any run of spaces, also for none at the end. */
  skip(prefix: string): boolean {
    let at = 0;
    while (at < prefix.length) {
      const char = prefix.charAt(at);
      if (char === ' ') {
        if (this.rest !== '' && !this.rest.startsWith(' ')) return false;
        while (prefix.charAt(at) === ' ') at++;
        this.rest = this.rest.replace(/^ +/, '');
      } else {
        if (!this.rest.startsWith(char)) return false;
        this.rest = this.rest.slice(1);
        at++;
      }
    }
    return true;
  }

  /** Reads one field; `spelling` is the field in the layout, `next` the field that follows it there. */
  read(field: Field, spelling: string, next: Field | undefined): ReadOutcome {
    switch (field) {
      case 'hour':
      case 'hour12':
      case 'zeroHour12':
        return this.readHour(field);
      case 'minute':
      case 'zeroMinute':
        this.fields.minute = this.number(2, field === 'zeroMinute');
        return outcome(this.fields.minute, this.fields.minute < 60, 'minute');
      case 'second':
      case 'zeroSecond':
        return this.readSecond(field === 'zeroSecond', next);
      case 'PM':
      case 'pm':
        return this.readHalf(field === 'pm');
      case 'offset':
        return this.readOffset(spelling);
      case 'zoneName':
        return this.readZoneName();
      case 'fraction0':
      case 'fraction9':
        return this.readFraction(spelling);
      default:
        return this.readDate(field);
    }
  }

  private readDate(field: Field): ReadOutcome {
    const { fields } = this;
    switch (field) {
      case 'longYear':
      case 'year':
        return this.readYear(field === 'longYear' ? 4 : 2);
      case 'longMonth':
      case 'month':
        fields.month = this.name(MONTH_NAMES, field === 'month') + 1;
        return outcome(fields.month - 1, true);
      case 'numMonth':
      case 'zeroMonth':
        fields.month = this.number(2, field === 'zeroMonth');
        return outcome(fields.month, fields.month >= 1 && fields.month <= 12, 'month');
      case 'longWeekday':
      case 'weekday':
        return outcome(this.name(WEEKDAY_NAMES, field === 'weekday'), true);
      case 'underYearDay':
      case 'zeroYearDay':
        if (field === 'underYearDay') this.rest = this.rest.replace(/^ {1,2}/, '');
        fields.yearDay = this.number(3, field === 'zeroYearDay');
        return outcome(fields.yearDay, true);
      default:
        if (field === 'underDay') this.rest = this.rest.replace(/^ /, '');
        fields.day = this.number(2, field === 'zeroDay');
        return outcome(fields.day, true);
    }
  }

  private readYear(digits: 2 | 4): ReadOutcome {
    // Two digits may have a sign, by Go's atoi: `+6` is 2006.
    const pattern = digits === 4 ? /^\d{4}/ : /^(\d\d|[+-]\d)/;
    const [text] = pattern.exec(this.rest) ?? [];
    if (text === undefined) return 'bad';
    this.rest = this.rest.slice(digits);
    const year = Number(text);
    this.fields.year = digits === 4 ? year : year >= 69 ? year + 1900 : year + 2000;
    return 'ok';
  }

  private readHour(field: 'hour' | 'hour12' | 'zeroHour12'): ReadOutcome {
    this.fields.hour = this.number(2, field === 'zeroHour12');
    return outcome(this.fields.hour, field === 'hour' ? this.fields.hour < 24 : this.fields.hour <= 12, 'hour');
  }

  private readSecond(fixed: boolean, next: Field | undefined): ReadOutcome {
    this.fields.second = this.number(2, fixed);
    if (this.fields.second < 0) return 'bad';
    if (this.fields.second >= 60) return 'second';
    // A fraction may follow that the layout does not tell of.
    if (next === 'fraction0' || next === 'fraction9') return 'ok';
    const [fraction] = /^[.,]\d+/.exec(this.rest) ?? [];
    if (fraction !== undefined) this.takeFraction(fraction);
    return 'ok';
  }

  private readHalf(lower: boolean): ReadOutcome {
    const text = this.rest.slice(0, 2);
    if (text !== (lower ? 'pm' : 'PM') && text !== (lower ? 'am' : 'AM')) return 'bad';
    this.rest = this.rest.slice(2);
    if (text.toUpperCase() === 'PM') this.fields.pm = true;
    else this.fields.am = true;
    return 'ok';
  }

  private readFraction(spelling: string): ReadOutcome {
    const exact = spelling.charAt(1) === '0';
    const [fraction] = (exact ? new RegExp(`^[.,]\\d{${spelling.length - 1}}`) : /^[.,]\d+/).exec(this.rest) ?? [];
    if (fraction !== undefined) this.takeFraction(fraction);
    return exact && fraction === undefined ? 'bad' : 'ok';
  }

  private takeFraction(fraction: string): void {
    this.fields.nanoseconds = Number(fraction.slice(1, 10).padEnd(9, '0'));
    this.rest = this.rest.slice(fraction.length);
  }

  private readOffset(spelling: string): ReadOutcome {
    if (spelling.startsWith('Z') && this.rest.startsWith('Z')) {
      this.rest = this.rest.slice(1);
      this.fields.isUtc = true;
      return 'ok';
    }
    const offset = readOffset(this.rest, spelling);
    if (offset === undefined) return 'bad';
    if (offset.hours > 24) return 'time zone offset hour';
    if (offset.minutes > 60) return 'time zone offset minute';
    if (offset.seconds > 60) return 'time zone offset second';
    this.rest = this.rest.slice(offset.length);
    this.fields.offsetSeconds = offset.sign * ((offset.hours * 60 + offset.minutes) * 60 + offset.seconds);
    return 'ok';
  }

  private readZoneName(): ReadOutcome {
    if (this.rest.startsWith('UTC')) {
      this.rest = this.rest.slice(3);
      this.fields.isUtc = true;
      return 'ok';
    }
    const length = zoneNameLength(this.rest);
    if (length === 0) return 'bad';
    this.fields.zoneName = this.rest.slice(0, length);
    this.rest = this.rest.slice(length);
    return 'ok';
  }

  /** The index of the name at the front, -1 where there is none; any case will do. */
  private name(names: readonly string[], short: boolean): number {
    for (const [index, full] of names.entries()) {
      const name = short ? full.slice(0, 3) : full;
      if (this.rest.slice(0, name.length).toLowerCase() !== name.toLowerCase()) continue;
      this.rest = this.rest.slice(name.length);
      return index;
    }
    return -1;
  }

  /** A number of up to `width` digits (2 or 3), of exactly so many where `fixed`; -1 where there is none. */
  private number(width: 2 | 3, fixed: boolean): number {
    const [digits = ''] = (width === 2 ? /^\d{1,2}/ : /^\d{1,3}/).exec(this.rest) ?? [];
    if (digits === '' || (fixed && digits.length < width)) return -1;
    this.rest = this.rest.slice(digits.length);
    return Number(digits);
  }
}

function outcome(value: number, inRange: boolean, field: ReadOutcome = 'bad'): ReadOutcome {
  if (value < 0) return 'bad';
  return inRange ? 'ok' : field;
}
