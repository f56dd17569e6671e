import { civilFromDays, daysFromCivil, MONTH_NAMES, WEEKDAY_NAMES, weekdayFromDays } from './civil.ts';
import { type Instant, type LocalTime, localTime } from './instant.ts';
import { type LayoutPart, parseLayout } from './layout.ts';

/** The layout in which Go prints times by itself (`Time.String`). */
export const STRING_LAYOUT: readonly LayoutPart[] = parseLayout('2006-01-02 15:04:05.999999999 -0700 MST');

/** The instant in a layout made with `parseLayout` (https://pkg.go.dev/time#Time.Format). */
export function formatInstant(instant: Instant, layout: readonly LayoutPart[]): string {
  const local = localTime(instant);
  let text = '';
  for (const part of layout) text += part.prefix + formatField(part, local, instant);
  return text;
}

function formatField(part: LayoutPart, local: LocalTime, instant: Instant): string {
  switch (part.field) {
    case undefined:
      return '';
    case 'fraction0':
    case 'fraction9':
      return formatFraction(part.text, instant.nanoseconds);
    case 'offset':
      return formatOffset(part.text, local.offsetSeconds);
    case 'zoneName':
      return instant.zone.abbreviationAt(instant.seconds) || formatOffset('-0700', local.offsetSeconds);
    default:
      return formatClock(part.field, local) ?? formatDate(part.field, local);
  }
}

function formatClock(field: string, { hour, minute, second }: LocalTime): string | undefined {
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  switch (field) {
    case 'hour':
      return padded(hour, 2);
    case 'hour12':
      return String(hour12);
    case 'zeroHour12':
      return padded(hour12, 2);
    case 'minute':
      return String(minute);
    case 'zeroMinute':
      return padded(minute, 2);
    case 'second':
      return String(second);
    case 'zeroSecond':
      return padded(second, 2);
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return hour >= 12 ? 'pm' : 'am';
    default:
      return undefined;
  }
}

function formatDate(field: string, { days }: LocalTime): string {
  const { year, month, day } = civilFromDays(days);
  const yearDay = days - daysFromCivil(year, 1, 1) + 1;
  switch (field) {
    case 'longYear':
      return padded(year, 4);
    case 'year':
      return padded(Math.abs(year) % 100, 2);
    case 'longMonth':
      return MONTH_NAMES[month - 1] ?? '';
    case 'month':
      return (MONTH_NAMES[month - 1] ?? '').slice(0, 3);
    case 'numMonth':
      return String(month);
    case 'zeroMonth':
      return padded(month, 2);
    case 'longWeekday':
      return WEEKDAY_NAMES[weekdayFromDays(days)] ?? '';
    case 'weekday':
      return (WEEKDAY_NAMES[weekdayFromDays(days)] ?? '').slice(0, 3);
    case 'day':
      return String(day);
    case 'underDay':
      return String(day).padStart(2, ' ');
    case 'zeroDay':
      return padded(day, 2);
    case 'underYearDay':
      return String(yearDay).padStart(3, ' ');
    default:
      return padded(yearDay, 3); // zeroYearDay
  }
}

/** Digits without sign filled up with zeros, as Go's time package does. */
function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');
}

/** `spelling` is the field in the layout: `.000` keeps zeros at the end, `.999` drops them. */
function formatFraction(spelling: string, nanoseconds: number): string {
  const count = spelling.length - 1;
  const digits = String(nanoseconds).padStart(9, '0').slice(0, count);
  if (spelling.charAt(1) === '0') return spelling.charAt(0) + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : spelling.charAt(0) + kept;
}

/** `spelling` is the field in the layout: `Z...` writes `Z` for UTC, colons and seconds stand where it has them. */
function formatOffset(spelling: string, offsetSeconds: number): string {
  if (offsetSeconds === 0 && spelling.startsWith('Z')) return 'Z';
  const minutes = Math.trunc(offsetSeconds / 60);
  const colon = spelling.includes(':') ? ':' : '';
  const digits = spelling.replaceAll(':', '').length - 1;
  let text = (minutes < 0 ? '-' : '+') + padded(Math.floor(Math.abs(minutes) / 60), 2);
  if (digits >= 4) text += colon + padded(Math.abs(minutes) % 60, 2);
  if (digits >= 6) text += colon + padded(Math.abs(offsetSeconds) % 60, 2);
  return text;
}
