import { ExecError } from '../../value.ts';
import { daysInMonth, isLeapYear } from './civil.ts';
import { type Instant, instantOf } from './instant.ts';
import { type LayoutPart, parseLayout } from './layout.ts';
import { FieldReader, type ParsedFields } from './parse-fields.ts';
import { quoteForTime } from './quote.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

/**
 * The instant that `value` spells by `layout`; without a zone in it, one of `zone`. An offset or abbreviation that
 * `zone` has at that time gives `zone`, another a zone of its own. `parts` is the layout taken apart
 * (https://pkg.go.dev/time#ParseInLocation).
 * @throws ExecError for a value that doesn't match.
 */
export function parseInstant(layout: string, value: string, zone: Zone, parts = parseLayout(layout)): Instant {
  const fields = readFields(layout, value, parts);
  const problem = completeDate(fields);
  if (problem !== undefined) throw new ExecError(`parsing time ${quoteForTime(value)}: ${problem}`);
  return place(fields, zone);
}

function readFields(layout: string, value: string, parts: readonly LayoutPart[]): ParsedFields {
  const reader = new FieldReader(value);
  for (const [index, part] of parts.entries()) {
    const failed = (element: string, rest: string): ExecError =>
      new ExecError(
        `parsing time ${quoteForTime(value)} as ${quoteForTime(layout)}: ` +
          `cannot parse ${quoteForTime(rest)} as ${quoteForTime(element)}`,
      );
    if (!reader.skip(part.prefix)) throw failed(part.prefix, reader.rest);
    if (part.field === undefined) break;
    const before = reader.rest;
    const outcome = reader.read(part.field, part.text, parts[index + 1]?.field);
    if (outcome === 'bad') throw failed(part.text, before);
    if (outcome !== 'ok') throw new ExecError(`parsing time ${quoteForTime(value)}: ${outcome} out of range`);
  }
  if (reader.rest !== '') {
    throw new ExecError(`parsing time ${quoteForTime(value)}: extra text: ${quoteForTime(reader.rest)}`);
  }
  return reader.fields;
}

/** Fills in the date from the day of the year and the rest by 1, and says what is wrong with it. */
function completeDate(fields: ParsedFields): string | undefined {
  if (fields.pm && fields.hour < 12) fields.hour += 12;
  else if (fields.am && fields.hour === 12) fields.hour = 0;
  if (fields.yearDay !== undefined) {
    const leap = isLeapYear(fields.year);
    if (fields.yearDay < 1 || fields.yearDay > (leap ? 366 : 365)) return 'day-of-year out of range';
    let month = 1;
    let day = fields.yearDay;
    while (day > daysInMonth(fields.year, month)) day -= daysInMonth(fields.year, month++);
    if (fields.month !== undefined && fields.month !== month) return 'day-of-year does not match month';
    if (fields.day !== undefined && fields.day !== day) return 'day-of-year does not match day';
    fields.month = month;
    fields.day = day;
  }
  fields.month ??= 1;
  fields.day ??= 1;
  return fields.day < 1 || fields.day > daysInMonth(fields.year, fields.month) ? 'day out of range' : undefined;
}

function place(fields: ParsedFields, zone: Zone): Instant {
  const { year, month = 1, day = 1, hour, minute, second, nanoseconds } = fields;
  const parts = { year, month, day, hour, minute, second, nanoseconds };
  if (fields.isUtc) return instantOf(parts, UTC);
  const asUtc = instantOf(parts, UTC);
  const { offsetSeconds, zoneName } = fields;
  if (offsetSeconds !== undefined) {
    const seconds = asUtc.seconds - BigInt(offsetSeconds);
    const isOwn =
      zone.offsetAt(seconds) === offsetSeconds && (zoneName === '' || zone.abbreviationAt(seconds) === zoneName);
    return { seconds, nanoseconds, zone: isOwn ? zone : fixedZone(zoneName, offsetSeconds) };
  }
  if (zoneName === '') return instantOf(parts, zone);
  const own = instantOf(parts, zone);
  if (zone.abbreviationAt(own.seconds) === zoneName) return own;
  // An abbreviation that the zone does not know has the offset 0, save for `GMT+3` and the like.
  const offset = zoneName.length > 3 && zoneName.startsWith('GMT') ? Number(zoneName.slice(3)) * 3600 : 0;
  return { ...asUtc, zone: fixedZone(zoneName, offset) };
}
