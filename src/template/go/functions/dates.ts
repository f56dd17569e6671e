import { LimitError } from '../limits.ts';
import { anyType, type GoType, stringType } from '../type.ts';
import { ExecError, type GoFunction, GoInteger, GoPointer, type GoValue, typeOf } from '../value.ts';
import { aliases, define } from './define.ts';
import { parseInt64 } from './number/parse.ts';
import { remembering } from './remembering.ts';
import { formatDuration, parseDuration, roundDuration } from './time/duration.ts';
import { formatInstant } from './time/format.ts';
import { GoTime, instantIn, timeTypeOf } from './time/go-time.ts';
import { addNanoseconds, type Instant, nanosecondsBetween, ZERO_INSTANT } from './time/instant.ts';
import { type LayoutPart, parseLayout } from './time/layout.ts';
import { parseInstant } from './time/parse.ts';
import { loadZone, UTC, type Zone } from './time/zone.ts';

const SECOND = 1_000_000_000n;

/** The longest layout of dates, in bytes. */
const LONGEST_LAYOUT = 10_000;

/** What the date functions need of the world around. */
export interface DateOptions {
  /** Milliseconds since 1970, for `now`, `ago` and what is no date. */
  readonly now: () => number;
  /** The name of the local time zone; UTC without one. */
  readonly timeZone?: string | undefined;
}

/** sprig's functions on dates, with Go's layouts: https://masterminds.github.io/sprig/date.html */
export function dateFunctions(options: DateOptions): readonly GoFunction[] {
  const local = loadZone(options.timeZone ?? '') ?? UTC;
  const timeType = timeTypeOf(local);
  const clock = new Clock(options.now, local);
  return [
    ...formatting(clock, local),
    ...durations(clock),
    ...changing(timeType),
    ...parsing(timeType, local),
    define('now', [], timeType, () => new GoTime(timeType, clock.now()), { volatile: true }),
  ];
}

/** Turns arguments into instants, by the rules of sprig's `date`: what is no time and no integer is the present. */
class Clock {
  private readonly milliseconds: () => number;
  private readonly local: Zone;
  constructor(milliseconds: () => number, local: Zone) {
    this.milliseconds = milliseconds;
    this.local = local;
  }

  now(): Instant {
    const total = BigInt(Math.trunc(this.milliseconds()));
    return addNanoseconds({ seconds: 0n, nanoseconds: 0, zone: this.local }, total * 1_000_000n);
  }

  /** `types` are the integer types taken for seconds since 1970. */
  instant(value: GoValue, types: readonly string[]): Instant {
    if (value instanceof GoTime) return value.state;
    const seconds = typeof value === 'bigint' ? value : value instanceof GoInteger ? value.value : undefined;
    if (seconds === undefined || !types.includes(typeOf(value).name)) return this.now();
    return { seconds, nanoseconds: 0, zone: this.local };
  }
}

function formatting(clock: Clock, local: Zone): readonly GoFunction[] {
  const layouts = remembering(boundedLayout);
  const zones = remembering((name) => (name === 'Local' ? local : (loadZone(name) ?? UTC)));
  const format = (layout: readonly LayoutPart[], value: GoValue, zone: string): string => {
    const target = value instanceof GoPointer ? value.target : value;
    const instant = clock.instant(target, ['int', 'int32', 'int64']);
    return formatInstant({ ...instant, zone: zones(zone) }, layout);
  };
  const html = parseLayout('2006-01-02');
  // What is no date is the present.
  const traits = { volatile: true };
  return [
    define(
      'date',
      [stringType, anyType],
      stringType,
      (args) => format(layouts(args.text(0)), args.value(1), 'Local'),
      traits,
    ),
    ...aliases(
      define(
        'dateInZone',
        [stringType, anyType, stringType],
        stringType,
        (args) => format(layouts(args.text(0)), args.value(1), args.text(2)),
        traits,
      ),
      'date_in_zone',
    ),
    define('htmlDate', [anyType], stringType, (args) => format(html, args.value(0), 'Local'), traits),
    define(
      'htmlDateInZone',
      [anyType, stringType],
      stringType,
      (args) => format(html, args.value(0), args.text(1)),
      traits,
    ),
  ];
}

function durations(clock: Clock): readonly GoFunction[] {
  return [
    define(
      'ago',
      [anyType],
      stringType,
      (args) => {
        const elapsed = nanosecondsBetween(clock.instant(args.value(0), ['int', 'int64']), clock.now());
        return formatDuration(roundDuration(elapsed, SECOND));
      },
      { volatile: true },
    ),
    define('duration', [anyType], stringType, (args) => {
      const value = args.value(0);
      const seconds = typeof value === 'string' ? parseInt64(value, 10).value : int64In(value);
      return formatDuration(BigInt.asIntN(64, seconds * SECOND));
    }),
    define(
      'durationRound',
      [anyType],
      stringType,
      (args) => {
        const value = args.value(0);
        if (value instanceof GoTime) return roughly(nanosecondsBetween(value.state, clock.now()));
        return roughly(typeof value === 'string' ? swallowed(() => parseDuration(value), 0n) : int64In(value));
      },
      { volatile: true },
    ),
  ];
}

/** The number of an `int64`; 0 for all else, also for an `int`, as sprig has it. */
function int64In(value: GoValue): bigint {
  return value instanceof GoInteger && value.type.name === 'int64' ? value.value : 0n;
}

function changing(timeType: GoType): readonly GoFunction[] {
  const add = (layout: string, value: GoValue): GoTime =>
    new GoTime(timeType, addNanoseconds(instantIn(value), parseDuration(layout)));
  return [
    ...aliases(
      define('dateModify', [stringType, timeType], timeType, (args) =>
        swallowed(() => add(args.text(0), args.value(1)), args.value(1)),
      ),
      'date_modify',
    ),
    ...aliases(
      define('mustDateModify', [stringType, timeType], timeType, (args) => add(args.text(0), args.value(1))),
      'must_date_modify',
    ),
    define('unixEpoch', [timeType], stringType, (args) => String(instantIn(args.value(0)).seconds)),
  ];
}

function parsing(timeType: GoType, local: Zone): readonly GoFunction[] {
  const params = [stringType, stringType];
  const layouts = remembering(boundedLayout);
  const parse = (layout: string, text: string): Instant => parseInstant(layout, text, local, layouts(layout));
  return [
    define('toDate', params, timeType, (args) => {
      return new GoTime(
        timeType,
        swallowed(() => parse(args.text(0), args.text(1)), ZERO_INSTANT),
      );
    }),
    define('mustToDate', params, timeType, (args) => {
      return new GoTime(timeType, parse(args.text(0), args.text(1)));
    }),
  ];
}

/** @throws LimitError for a layout beyond 10,000 bytes: reading them takes long. */
function boundedLayout(layout: string): readonly LayoutPart[] {
  if (layout.length > LONGEST_LAYOUT) throw new LimitError(`the layout is longer than ${LONGEST_LAYOUT} bytes`);
  return parseLayout(layout);
}

/** The duration in its largest unit, rounded down, without sign: `2h`, `3mo`; months have 30 days, years 365. */
function roughly(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const hour = 3600n * SECOND;
  const units: readonly (readonly [string, bigint])[] = [
    ['y', 365n * 24n * hour],
    ['mo', 30n * 24n * hour],
    ['d', 24n * hour],
    ['h', hour],
    ['m', 60n * SECOND],
    ['s', SECOND],
  ];
  const [name, unit] = units.find(([, length]) => size > length) ?? ['s', size + 1n];
  return `${size / unit}${name}`;
}

function swallowed<T>(call: () => T, instead: T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof ExecError && !(error instanceof LimitError)) return instead;
    throw error;
  }
}
