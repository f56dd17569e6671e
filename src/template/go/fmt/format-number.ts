import { type FloatVerb, formatFloat } from '../strconv/format-float.ts';
import { isPrint, quoteRune } from '../strconv/quote.ts';
import { runeError, runeToBytes } from '../utf8.ts';
import { type Flags, pad } from './flags.ts';

/**
 * An integer under a verb; undefined where the verb is not one for integers. `signed` tells Go's unsigned types,
 * which `%#v` writes in hexadecimal.
 */
export function formatInteger(value: bigint, signed: boolean, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV && !signed
        ? digitsOf(value, 16, 'v', { ...flags, sharp: true })
        : digitsOf(value, 10, verb, flags);
    case 'd':
      return digitsOf(value, 10, verb, flags);
    case 'b':
      return digitsOf(value, 2, verb, flags);
    case 'o':
    case 'O':
      return digitsOf(value, 8, verb, flags);
    case 'x':
    case 'X':
      return digitsOf(value, 16, verb, flags);
    case 'c':
      return pad(runeToBytes(runeOf(value)), flags);
    case 'q':
      return pad(quoteRune(runeOf(value), flags.plus), flags);
    case 'U':
      return unicode(value, flags);
    default:
      return undefined;
  }
}

function runeOf(value: bigint): number {
  return value >= 0n && value <= 0x10ffffn ? Number(value) : runeError;
}

function digitsOf(value: bigint, base: 2 | 8 | 10 | 16, verb: string, flags: Flags): string {
  const negative = value < 0n;
  const { precision, width } = flags;
  if (precision === 0 && value === 0n) return ' '.repeat(width ?? 0);
  let least = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined) {
    least = width - (negative || flags.plus || flags.space ? 1 : 0);
  }
  let digits = (negative ? -value : value).toString(base).padStart(least, '0');
  if (flags.sharp && base === 2) digits = `0b${digits}`;
  if (flags.sharp && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  if (flags.sharp && base === 16) digits = `0x${digits}`;
  if (verb === 'X') digits = digits.toUpperCase();
  if (verb === 'O') digits = `0o${digits}`;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  return pad(sign + digits, flags, false);
}

function unicode(value: bigint, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, value);
  const digits = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const shown = flags.sharp && unsigned <= 0x10ffffn && isPrint(Number(unsigned));
  return pad(shown ? `U+${digits} '${runeToBytes(Number(unsigned))}'` : `U+${digits}`, flags, false);
}

/** A float under a verb; undefined where the verb is not one for floats. `bits` is the size of its type. */
export function formatFloatVerb(value: number, bits: 32 | 64, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return float(value, bits, 'g', -1, flags);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return float(value, bits, verb, -1, flags);
    case 'f':
    case 'e':
    case 'E':
      return float(value, bits, verb, 6, flags);
    case 'F':
      return float(value, bits, 'f', 6, flags);
    default:
      return undefined;
  }
}

function float(value: number, bits: 32 | 64, verb: FloatVerb, defaultPrecision: number, flags: Flags): string {
  const precision = flags.precision ?? defaultPrecision;
  const text = formatFloat(value, verb, precision, bits);
  const signed = text.startsWith('-') || text.startsWith('+');
  let sign = signed ? text.charAt(0) : '+';
  if (flags.space && sign === '+' && !flags.plus) sign = ' ';
  let body = signed ? text.slice(1) : text;
  if (body === 'Inf' || body === 'NaN') {
    const bare = body === 'NaN' && !flags.space && !flags.plus;
    return pad(bare ? body : sign + body, flags, false);
  }
  if (flags.sharp && verb !== 'b') body = withPoint(body, verb, precision);
  if (!flags.plus && sign === '+') return pad(body, flags);
  const width = flags.width ?? 0;
  if (flags.zero && !flags.minus && width > body.length + 1) return sign + body.padStart(width - 1, '0');
  return pad(sign + body, flags);
}

/** `%#g` and its kin: always a point, and for `g` and `x` the zeros at the end. */
function withPoint(body: string, verb: FloatVerb, precision: number): string {
  const hexVerb = verb === 'x' || verb === 'X';
  const tailAt = body.search(hexVerb ? /[pP]/ : /[eEpP]/);
  let number = tailAt < 0 ? body : body.slice(0, tailAt);
  const tail = tailAt < 0 ? '' : body.slice(tailAt);
  let digits = 0;
  if (verb === 'g' || verb === 'G' || verb === 'x') digits = precision === -1 ? 6 : precision;
  // The x of a hexadecimal float counts as a digit, as it does in Go.
  const significant = number.replace('.', '').replace(/^0+/, '');
  digits -= significant.length;
  if (!number.includes('.')) {
    if (number === '0') digits--;
    number += '.';
  }
  return number + '0'.repeat(Math.max(digits, 0)) + tail;
}
