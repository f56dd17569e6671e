import {
  boolType,
  bytesType,
  type GoMethod,
  type GoType,
  int64Type,
  intType,
  stringType,
  structType,
  uint64Type,
} from '../../type.ts';
import { ExecError, GoBytes, GoInteger, GoPointer, GoStruct, type GoValue, int64 } from '../../value.ts';
import { civilFromDays, daysFromCivil, MONTH_NAMES, weekdayFromDays } from './civil.ts';
import { formatInstant, STRING_LAYOUT } from './format.ts';
import {
  addNanoseconds,
  compareInstants,
  type Instant,
  instantOf,
  localTime,
  nanosecondsBetween,
  ZERO_INSTANT,
} from './instant.ts';
import { parseLayout } from './layout.ts';
import { quoteForTime } from './quote.ts';
import {
  duration,
  durationType,
  location,
  locationType,
  monthType,
  nanosecondsOf,
  weekdayType,
  zoneOf,
} from './types.ts';
import { UTC, type Zone } from './zone.ts';

/** A `time.Time`. */
export class GoTime extends GoStruct<Instant> {
  constructor(type: GoType, instant: Instant) {
    super(type, instant, (name) => fieldOf(instant, name));
  }
}

/** The fields that fmt shows under verbs which are not for text, and that `==` compares. */
function fieldOf({ seconds, nanoseconds, zone }: Instant, name: string): GoValue {
  if (name === 'wall') return new GoInteger(uint64Type, BigInt(nanoseconds));
  if (name === 'ext') return int64(seconds - ZERO_INSTANT.seconds);
  return zone === UTC ? new GoPointer(locationType, null) : location(zone);
}

/**
 * The type `time.Time` with its exported methods (https://pkg.go.dev/time#Time). Those with several results
 * (`Date`, `Clock`, `ISOWeek`, `Zone`) can't be called from templates in Go either. `local` is the zone of `Local`.
 */
export function timeTypeOf(local: Zone): GoType {
  const type: GoType = structType(
    'time.Time',
    [
      { name: 'wall', type: uint64Type },
      { name: 'ext', type: int64Type },
      { name: 'loc', type: locationType },
    ],
    [
      ...readingMethods(),
      ...comparingMethods(),
      ...writingMethods(),
      ...changingMethods(local, (instant) => new GoTime(type, instant)),
      ...manyResults(),
    ],
  );
  return type;
}

// Only the name of a parameter's type counts.
const timeParameter: GoType = structType('time.Time', []);

type Read = (instant: Instant, args: readonly GoValue[]) => GoValue;

function method(name: string, params: readonly GoType[], result: GoType, read: Read): GoMethod {
  return { name, params, result, call: (receiver, args) => read(instantIn(receiver), args) };
}

/** The instant of a time; the zero time for what is none. */
export function instantIn(value: GoValue): Instant {
  return value instanceof GoTime ? value.state : ZERO_INSTANT;
}

function readingMethods(): readonly GoMethod[] {
  const int = (name: string, read: (instant: Instant) => number): GoMethod =>
    method(name, [], intType, (instant) => BigInt(read(instant)));
  const dayOf = (instant: Instant) => civilFromDays(localTime(instant).days);
  const unix = (name: string, perSecond: bigint): GoMethod =>
    method(name, [], int64Type, ({ seconds, nanoseconds }) =>
      int64(seconds * perSecond + (BigInt(nanoseconds) * perSecond) / 1_000_000_000n),
    );
  return [
    int('Year', (instant) => dayOf(instant).year),
    method('Month', [], monthType, (instant) => new GoInteger(monthType, BigInt(dayOf(instant).month))),
    int('Day', (instant) => dayOf(instant).day),
    int('YearDay', (instant) => {
      const { days } = localTime(instant);
      return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;
    }),
    method('Weekday', [], weekdayType, (instant) => {
      return new GoInteger(weekdayType, BigInt(weekdayFromDays(localTime(instant).days)));
    }),
    int('Hour', (instant) => localTime(instant).hour),
    int('Minute', (instant) => localTime(instant).minute),
    int('Second', (instant) => localTime(instant).second),
    int('Nanosecond', (instant) => instant.nanoseconds),
    unix('Unix', 1n),
    unix('UnixMilli', 1_000n),
    unix('UnixMicro', 1_000_000n),
    unix('UnixNano', 1_000_000_000n),
    method('Location', [], locationType, ({ zone }) => location(zone)),
    method('IsDST', [], boolType, ({ seconds, zone }) => zone.offsetAt(seconds) > winterOffset(seconds, zone)),
  ];
}

/** The lesser of the offsets half a year before and after. */
function winterOffset(seconds: bigint, zone: Zone): number {
  return Math.min(zone.offsetAt(seconds - 15_768_000n), zone.offsetAt(seconds + 15_768_000n));
}

function comparingMethods(): readonly GoMethod[] {
  const compare = (name: string, test: (order: number) => boolean): GoMethod =>
    method(name, [timeParameter], boolType, (instant, [other = null]) =>
      test(compareInstants(instant, instantIn(other))),
    );
  return [
    compare('After', (order) => order > 0),
    compare('Before', (order) => order < 0),
    compare('Equal', (order) => order === 0),
    method('Compare', [timeParameter], intType, (instant, [other = null]) =>
      BigInt(compareInstants(instant, instantIn(other))),
    ),
    method('IsZero', [], boolType, (instant) => compareInstants(instant, ZERO_INSTANT) === 0),
    method('Sub', [timeParameter], durationType, (instant, [other = null]) =>
      duration(nanosecondsBetween(instantIn(other), instant)),
    ),
  ];
}

function writingMethods(): readonly GoMethod[] {
  const rfc3339 = parseLayout('2006-01-02T15:04:05.999999999Z07:00');
  const strict = (instant: Instant): string => {
    const { year } = civilFromDays(localTime(instant).days);
    if (year < 0 || year > 9999) throw new ExecError('Time.MarshalJSON: year outside of range [0,9999]');
    return formatInstant(instant, rfc3339);
  };
  return [
    method('String', [], stringType, (instant) => formatInstant(instant, STRING_LAYOUT)),
    method('GoString', [], stringType, goString),
    method('Format', [stringType], stringType, (instant, [layout]) =>
      formatInstant(instant, parseLayout(typeof layout === 'string' ? layout : '')),
    ),
    method('MarshalJSON', [], bytesType, (instant) => new GoBytes(`"${strict(instant)}"`)),
    method('MarshalText', [], bytesType, (instant) => new GoBytes(strict(instant))),
  ];
}

/** The call of `time.Date` that makes the time (https://pkg.go.dev/time#Time.GoString). */
function goString(instant: Instant): string {
  const { days, hour, minute, second } = localTime(instant);
  const { year, month, day } = civilFromDays(days);
  const zone = instant.zone === UTC ? 'time.UTC' : `time.Location(${quoteForTime(instant.zone.name)})`;
  const clock = [day, hour, minute, second, instant.nanoseconds].join(', ');
  return `time.Date(${year}, time.${MONTH_NAMES[month - 1]}, ${clock}, ${zone})`;
}

function changingMethods(local: Zone, time: (instant: Instant) => GoTime): readonly GoMethod[] {
  const change = (
    name: string,
    params: readonly GoType[],
    to: (instant: Instant, args: readonly GoValue[]) => Instant,
  ) => method(name, params, timeParameter, (instant, args) => time(to(instant, args)));
  return [
    change('Add', [durationType], (instant, [by = null]) => addNanoseconds(instant, nanosecondsOf(by))),
    change('AddDate', [intType, intType, intType], addDate),
    change('Truncate', [durationType], (instant, [unit = null]) => {
      return addNanoseconds(instant, -remainder(instant, nanosecondsOf(unit)));
    }),
    change('Round', [durationType], (instant, [unit = null]) => {
      const size = nanosecondsOf(unit);
      const rest = remainder(instant, size);
      return addNanoseconds(instant, rest * 2n < size || size <= 0n ? -rest : size - rest);
    }),
    change('UTC', [], (instant) => ({ ...instant, zone: UTC })),
    change('Local', [], (instant) => ({ ...instant, zone: local })),
    change('In', [locationType], (instant, [zone = null]) => ({ ...instant, zone: zoneOf(zone) ?? UTC })),
  ];
}

/** Years, months and days later on the zone's calendar; days beyond a month's end run into the next. */
function addDate(instant: Instant, args: readonly GoValue[]): Instant {
  const [years = 0, months = 0, days = 0] = args.map((value) => (typeof value === 'bigint' ? Number(value) : 0));
  const local = localTime(instant);
  const { year, month, day } = civilFromDays(local.days);
  const { hour, minute, second } = local;
  const parts = { year: year + years, month: month + months, day: day + days, hour, minute, second };
  if (!Object.values(parts).every((part) => Math.abs(part) < 1e11)) throw new ExecError('the date is out of range');
  return instantOf({ ...parts, nanoseconds: instant.nanoseconds }, instant.zone);
}

/** The nanoseconds since the last multiple of `unit` after the zero time; 0 for units below 1. */
function remainder({ seconds, nanoseconds }: Instant, unit: bigint): bigint {
  if (unit <= 0n) return 0n;
  const total = (seconds - ZERO_INSTANT.seconds) * 1_000_000_000n + BigInt(nanoseconds);
  return ((total % unit) + unit) % unit;
}

function manyResults(): readonly GoMethod[] {
  const counts: readonly (readonly [string, number])[] = [
    ['Date', 3],
    ['Clock', 3],
    ['ISOWeek', 2],
    ['Zone', 2],
  ];
  return counts.map(([name, count]) =>
    method(name, [], intType, () => {
      throw new ExecError(`can't call method/function "${name}" with ${count} results`);
    }),
  );
}
