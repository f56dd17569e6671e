/** A time zone: its name as Go's `Location` prints it, and its rules at an instant (Unix seconds). */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC. */
  readonly offsetAt: (unixSeconds: bigint) => number;
  /** `CET`, `+04`; empty where there is none. */
  readonly abbreviationAt: (unixSeconds: bigint) => string;
}

export const UTC: Zone = fixedZone('UTC', 0, 'UTC');

/** A zone with one rule for all times; an empty abbreviation is printed as the offset. */
export function fixedZone(abbreviation: string, offsetSeconds: number, name = abbreviation): Zone {
  return { name, offsetAt: () => offsetSeconds, abbreviationAt: () => abbreviation };
}

/**
 * The zone of that name in the tz database, through Intl; undefined for what Go's `LoadLocation` does not find. Names
 * are case-sensitive there, as the files of the database are. Abbreviations are those of the database where Intl or the
 * table below knows them, else the offset (`+04`), as the database has it for most zones
 * (https://pkg.go.dev/time#LoadLocation).
 */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(name)) return undefined;
  const offsets = intlFormat('en-US', name, 'longOffset');
  if (offsets === undefined || !sameSpelling(offsets, name)) return undefined;
  const offsetAt = (unixSeconds: bigint): number => parseOffset(zonePart(offsets, dateOf(unixSeconds)));
  if (/^(?:Etc\/)?(?:GMT[+-]?0?|Greenwich)$/.test(name)) return fixedZone('GMT', 0, name);
  const known = OWN_ABBREVIATIONS.has(name) ? name : offsets.resolvedOptions().timeZone;
  return { name, offsetAt, abbreviationAt: (unixSeconds) => abbreviation(known, offsetAt, unixSeconds) };
}

/** Each of these knows the abbreviations of its part of the world. */
const LOCALES: readonly string[] = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'en-CA', 'en-HK'];

/** The abbreviations of the tz database; Intl has others too, for zones that have none there. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'EST EDT CST CDT MST MDT PST PDT AKST AKDT HST HDT AST ADT NST NDT GMT BST WET WEST CET CEST EET EEST MSK IST IDT ' +
    'AEST AEDT ACST ACDT AWST NZST NZDT SAST WAT CAT EAT HKT JST KST SST UTC'
  ).split(' '),
);

/** Standard and summer abbreviations of zones for which Intl has none, or others. */
const OWN_ABBREVIATIONS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['EST', ['EST', 'EST']],
  ['MST', ['MST', 'MST']],
  ['HST', ['HST', 'HST']],
  ['Antarctica/Troll', ['+00', '+02']],
  ['Asia/Tokyo', ['JST', 'JDT']],
  ['Asia/Seoul', ['KST', 'KDT']],
  ['Asia/Pyongyang', ['KST', 'KST']],
  ['Asia/Shanghai', ['CST', 'CDT']],
  ['Asia/Taipei', ['CST', 'CDT']],
  ['Asia/Macau', ['CST', 'CDT']],
  ['Asia/Manila', ['PST', 'PDT']],
  ['Asia/Karachi', ['PKT', 'PKST']],
  ['Asia/Jakarta', ['WIB', 'WIB']],
  ['Asia/Pontianak', ['WIB', 'WIB']],
  ['Asia/Makassar', ['WITA', 'WITA']],
  ['Asia/Jayapura', ['WIT', 'WIT']],
  ['Asia/Jerusalem', ['IST', 'IDT']],
  ['Europe/Moscow', ['MSK', 'MSD']],
  ['Europe/Simferopol', ['MSK', 'MSD']],
  ['Europe/Dublin', ['GMT', 'IST']],
  ['Pacific/Guam', ['ChST', 'ChST']],
  ['Pacific/Saipan', ['ChST', 'ChST']],
  ['Pacific/Pago_Pago', ['SST', 'SST']],
  ['Pacific/Midway', ['SST', 'SST']],
  ['America/Adak', ['HST', 'HDT']],
  ['America/Havana', ['CST', 'CDT']],
  ['MET', ['MET', 'MEST']],
]);

/** Zones without abbreviations, though Intl has some. */
const UNABBREVIATED: ReadonlySet<string> = new Set([
  'Africa/Casablanca',
  'Africa/El_Aaiun',
  'Antarctica/Casey',
  'Asia/Colombo',
  'Asia/Thimphu',
]);

/** Those of zones for which Intl has an abbreviation at some times only. */
const OTHER_ABBREVIATIONS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['America/Chihuahua', ['MST', 'MDT']],
  ['America/Ciudad_Juarez', ['MST', 'MDT']],
  ['America/Dawson', ['MST', 'MST']],
  ['America/Hermosillo', ['MST', 'MST']],
  ['America/Mazatlan', ['MST', 'MDT']],
  ['America/Whitehorse', ['MST', 'MST']],
  ['Europe/Guernsey', ['GMT', 'BST']],
  ['Europe/Isle_of_Man', ['GMT', 'BST']],
  ['Europe/Jersey', ['GMT', 'BST']],
  ['Europe/Kirov', ['MSK', 'MSD']],
  ['Europe/London', ['BST', 'BST']],
  ['Europe/Volgograd', ['MSK', 'MSD']],
]);

function intlFormat(locale: string, timeZone: string, timeZoneName: 'short' | 'longOffset') {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, timeZoneName });
  } catch {
    return undefined; // a RangeError: no such zone
  }
}

/** Intl takes names in any case: where it answers with the same name in another case, Go finds no such file. */
function sameSpelling(format: Intl.DateTimeFormat, name: string): boolean {
  const { timeZone } = format.resolvedOptions();
  return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
}

function abbreviation(name: string, offsetAt: Zone['offsetAt'], unixSeconds: bigint): string {
  const offset = offsetAt(unixSeconds);
  if (offset % 60 !== 0) return 'LMT';
  if (UNABBREVIATED.has(name)) return offsetName(offset);
  const date = dateOf(unixSeconds);
  const own = OWN_ABBREVIATIONS.get(name);
  const isSummer = () => offset > standardOffset(offsetAt, date);
  if (own !== undefined) return own[isSummer() ? 1 : 0];
  for (const locale of LOCALES) {
    const format = intlFormat(locale, name, 'short');
    const text = format === undefined ? '' : zonePart(format, date);
    if (ABBREVIATIONS.has(text)) return text;
  }
  return OTHER_ABBREVIATIONS.get(name)?.[isSummer() ? 1 : 0] ?? offsetName(offset);
}

/** The lesser of the offsets of the year's January and July. */
function standardOffset(offsetAt: Zone['offsetAt'], date: Date): number {
  const halves = [0, 6].map((month) => Date.UTC(date.getUTCFullYear(), month, 1) / 1000);
  return Math.min(...halves.map((seconds) => (Number.isNaN(seconds) ? 0 : offsetAt(BigInt(seconds)))));
}

function offsetName(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}${rest}`;
}

function zonePart(format: Intl.DateTimeFormat, date: Date): string {
  return format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** `GMT`, `GMT+9`, `GMT-03:30`, `GMT+00:09:21` in seconds. */
function parseOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/** The instant, held to what a Date can be (about 270,000 years around 1970). */
function dateOf(unixSeconds: bigint): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, Number(unixSeconds) * 1000)));
}
