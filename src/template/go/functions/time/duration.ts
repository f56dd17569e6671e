import { ExecError } from '../../value.ts';
import { quoteForTime } from './quote.ts';

/** Nanoseconds in Go's units of duration; both micro signs, as bytes of UTF-8. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\xc2\xb5s', 1_000n],
  ['\xce\xbcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const LIMIT = 1n << 63n;

/**
 * The nanoseconds that the text spells: signed numbers, each with a unit, such as `1h30m` or `-1.5h`
 * (https://pkg.go.dev/time#ParseDuration).
 * @throws ExecError for other texts and for what 64 bits can't hold.
 */
export function parseDuration(text: string): bigint {
  const invalid = (): ExecError => new ExecError(`time: invalid duration ${quoteForTime(text)}`);
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '') throw invalid();
  let total = 0n;
  while (rest !== '') {
    const [whole = '', digits = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest) ?? [];
    if (digits === '' && fraction === '') throw invalid();
    rest = rest.slice(whole.length);
    const [unit = ''] = /^[^.\d]*/.exec(rest) ?? [];
    if (unit === '') throw new ExecError(`time: missing unit in duration ${quoteForTime(text)}`);
    rest = rest.slice(unit.length);
    const size = UNITS.get(unit);
    if (size === undefined) {
      throw new ExecError(`time: unknown unit ${quoteForTime(unit)} in duration ${quoteForTime(text)}`);
    }
    const part = digits.length > 40 && /[1-9]/.test(digits) ? LIMIT + 1n : BigInt(digits.slice(-40) || '0') * size;
    total += part + fractionOf(fraction, size);
    if (part > LIMIT || total > LIMIT) throw invalid();
  }
  if (!negative && total === LIMIT) throw invalid();
  return negative ? -total : total;
}

/** Up to the digits that 63 bits hold, in floating point, as Go computes it. */
function fractionOf(fraction: string, unit: bigint): bigint {
  let digits = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = digits * 10n + BigInt(digit);
    if (digits > (LIMIT - 1n) / 10n || next > LIMIT) break;
    digits = next;
    scale *= 10;
  }
  return digits === 0n ? 0n : BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)));
}

/** The duration as Go prints it: `1h30m0s`, `1.5ms`, `0s` (https://pkg.go.dev/time#Duration.String). */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}\xc2\xb5s`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** The number with its last `places` digits after a point, without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}

/** The duration rounded to a multiple of `unit`, halves away from zero (https://pkg.go.dev/time#Duration.Round). */
export function roundDuration(nanoseconds: bigint, unit: bigint): bigint {
  if (unit <= 0n) return nanoseconds;
  const rest = nanoseconds % unit;
  const size = rest < 0n ? -rest : rest;
  const down = nanoseconds - rest;
  const rounded = size * 2n < unit ? down : nanoseconds < 0n ? down - unit : down + unit;
  const limited = rounded > LIMIT - 1n ? LIMIT - 1n : rounded < -LIMIT ? -LIMIT : rounded;
  return limited;
}
