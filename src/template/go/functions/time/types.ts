import { basicType, float64Type, type GoMethod, type GoType, int64Type, pointerTo, stringType } from '../../type.ts';
import { GoInteger, GoPointer, GoStruct, type GoValue, int64 } from '../../value.ts';
import { MONTH_NAMES, WEEKDAY_NAMES } from './civil.ts';
import { formatDuration, roundDuration } from './duration.ts';
import type { Zone } from './zone.ts';

/** `time.Month`, an int from 1 that prints its name. */
export const monthType: GoType = basicType('time.Month', 'int', [
  named((month) => MONTH_NAMES[month - 1] ?? `%!Month(${month})`),
]);

/** `time.Weekday`, an int from 0 for Sunday that prints its name. */
export const weekdayType: GoType = basicType('time.Weekday', 'int', [
  named((day) => WEEKDAY_NAMES[day] ?? `%!Weekday(${day})`),
]);

/** `time.Duration`: nanoseconds, with the methods that need no other type. */
export const durationType: GoType = basicType('time.Duration', 'int64', durationMethods());

/** `*time.Location`, which prints its name. */
export const locationType: GoType = pointerTo({
  ...basicType('time.Location', 'struct', [
    { name: 'String', params: [], result: stringType, call: (receiver) => zoneOf(receiver)?.name ?? '' },
  ]),
  fields: [],
});

/** A `time.Location`. */
class GoLocation extends GoStruct<Zone> {}

/** A pointer to the zone, as Go has its locations. */
export function location(zone: Zone): GoPointer {
  return new GoPointer(locationType, new GoLocation(locationType.elem ?? locationType, zone, () => null));
}

/** The zone behind a pointer made by `location`; undefined for other values. */
export function zoneOf(value: GoValue): Zone | undefined {
  const target = value instanceof GoPointer ? value.target : value;
  return target instanceof GoLocation ? target.state : undefined;
}

/** A `time.Duration` of nanoseconds, within 64 bits. */
export function duration(nanoseconds: bigint): GoInteger {
  return new GoInteger(durationType, BigInt.asIntN(64, nanoseconds));
}

function named(name: (value: number) => string): GoMethod {
  return { name: 'String', params: [], result: stringType, call: (receiver) => name(Number(nanosecondsOf(receiver))) };
}

function durationMethods(): readonly GoMethod[] {
  // Only the name of a parameter's type counts, and the type itself is not there yet.
  const unit = basicType('time.Duration', 'int64');
  const floats = (name: string, size: bigint): GoMethod => ({
    name,
    params: [],
    result: float64Type,
    call: (receiver) => {
      const value = nanosecondsOf(receiver);
      return Number(value / size) + Number(value % size) / Number(size);
    },
  });
  const whole = (name: string, size: bigint): GoMethod => ({
    name,
    params: [],
    result: int64Type,
    call: (receiver) => int64(nanosecondsOf(receiver) / size),
  });
  const toUnit = (name: string, round: (value: bigint, size: bigint) => bigint): GoMethod => ({
    name,
    params: [unit],
    result: unit,
    call: (receiver, [size = null]) => duration(round(nanosecondsOf(receiver), nanosecondsOf(size))),
  });
  return [
    { name: 'String', params: [], result: stringType, call: (receiver) => formatDuration(nanosecondsOf(receiver)) },
    floats('Hours', 3_600_000_000_000n),
    floats('Minutes', 60_000_000_000n),
    floats('Seconds', 1_000_000_000n),
    whole('Milliseconds', 1_000_000n),
    whole('Microseconds', 1_000n),
    whole('Nanoseconds', 1n),
    toUnit('Round', roundDuration),
    toUnit('Truncate', (value, size) => (size <= 0n ? value : value - (value % size))),
    {
      name: 'Abs',
      params: [],
      result: unit,
      call: (receiver) => {
        const value = nanosecondsOf(receiver);
        const limit = (1n << 63n) - 1n;
        return duration(value >= 0n ? value : -value > limit ? limit : -value);
      },
    },
  ];
}

/** The number in a value of a named integer type. */
export function nanosecondsOf(value: GoValue): bigint {
  return value instanceof GoInteger ? value.value : 0n;
}
