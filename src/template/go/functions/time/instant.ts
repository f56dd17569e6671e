import { daysFromCivil } from './civil.ts';
import { UTC, type Zone } from './zone.ts';

/** A point in time and the zone it is shown in: the state of a `time.Time`. */
export interface Instant {
  /** Seconds since 1970-01-01 UTC, within 64 bits. */
  readonly seconds: bigint;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
  readonly zone: Zone;
}

/** The zero `time.Time`: the start of the year 1, UTC. */
export const ZERO_INSTANT: Instant = { seconds: -62_135_596_800n, nanoseconds: 0, zone: UTC };

/** An instant as its zone's calendar shows it. */
export interface LocalTime {
  /** Days since 1970-01-01 on the zone's calendar. */
  readonly days: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly offsetSeconds: number;
}

/** What the clock and calendar of the instant's zone show. */
export function localTime({ seconds, zone }: Instant): LocalTime {
  const offsetSeconds = zone.offsetAt(seconds);
  const shifted = seconds + BigInt(offsetSeconds);
  const inDay = Number(((shifted % 86_400n) + 86_400n) % 86_400n);
  const days = Number((shifted - BigInt(inDay)) / 86_400n);
  const minutes = Math.floor(inDay / 60);
  return {
    days,
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
    second: inDay % 60,
    offsetSeconds,
  };
}

/** Parts of a date and clock time; those out of range carry over, as in `time.Date`. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanoseconds: number;
}

/** The instant at which the zone's calendar and clock show the parts (https://pkg.go.dev/time#Date). */
export function instantOf(parts: DateParts, zone: Zone): Instant {
  const days = BigInt(daysFromCivil(parts.year, parts.month, parts.day));
  const clock = BigInt(parts.hour * 3600 + parts.minute * 60 + parts.second);
  const asUtc = days * 86_400n + clock;
  // The offset in force is that of the instant found with a first guess: Go's own rule for gaps and overlaps.
  const guess = BigInt(zone.offsetAt(asUtc));
  const offset = guess === 0n ? 0n : BigInt(zone.offsetAt(asUtc - guess));
  return { seconds: BigInt.asIntN(64, asUtc - offset), nanoseconds: parts.nanoseconds, zone };
}

/** The instant `nanoseconds` later. */
export function addNanoseconds(instant: Instant, nanoseconds: bigint): Instant {
  const total = BigInt(instant.nanoseconds) + nanoseconds;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = BigInt.asIntN(64, instant.seconds + (total - rest) / 1_000_000_000n);
  return { seconds, nanoseconds: Number(rest), zone: instant.zone };
}

const MAX_DURATION = (1n << 63n) - 1n;
const MIN_DURATION = -(1n << 63n);

/** The nanoseconds from `from` to `to`, held to what a `time.Duration` can be (about 292 years). */
export function nanosecondsBetween(from: Instant, to: Instant): bigint {
  const difference = (to.seconds - from.seconds) * 1_000_000_000n + BigInt(to.nanoseconds - from.nanoseconds);
  return difference > MAX_DURATION ? MAX_DURATION : difference < MIN_DURATION ? MIN_DURATION : difference;
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): -1 | 0 | 1 {
  const difference = a.seconds === b.seconds ? BigInt(a.nanoseconds - b.nanoseconds) : a.seconds - b.seconds;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
