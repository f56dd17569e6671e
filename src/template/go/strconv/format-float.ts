/** The decimal digits of a number, `0.digits * 10^point`, without zeros at the end; zero is no digits. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/**
 * A number as Go writes it. `precision` counts digits after the point (`e`, `f`, `x`) or all digits (`g`); -1 asks
 * for the fewest digits that read back as the same number of `bits` size. Ties go to the even digit, on the exact
 * binary value. https://pkg.go.dev/strconv#FormatFloat
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number, bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (verb === 'b') return sign + binaryExponent(magnitude, bits);
  if (verb === 'x' || verb === 'X') return sign + hexadecimal(magnitude, precision, verb);
  return sign + decimal(magnitude, verb, precision, bits);
}

function decimal(magnitude: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number, bits: 32 | 64): string {
  const shortest = precision < 0;
  if (verb === 'f') {
    const digits = shortest ? shortestDigits(magnitude, bits) : roundedAt(magnitude, precision, 'point');
    return fixed(digits, shortest ? Math.max(digits.digits.length - digits.point, 0) : precision);
  }
  if (verb === 'e' || verb === 'E') {
    const digits = shortest ? shortestDigits(magnitude, bits) : roundedAt(magnitude, precision + 1, 'start');
    return scientific(digits, shortest ? Math.max(digits.digits.length - 1, 0) : precision, verb);
  }
  return general(magnitude, verb, precision, bits);
}

function general(magnitude: number, verb: 'g' | 'G', precision: number, bits: 32 | 64): string {
  const shortest = precision < 0;
  const wanted = precision === 0 ? 1 : precision;
  const decimalDigits = shortest ? shortestDigits(magnitude, bits) : roundedAt(magnitude, wanted, 'start');
  const count = decimalDigits.digits.length;
  const point = count === 0 ? 0 : decimalDigits.point;
  let limit = shortest ? 6 : wanted;
  if (!shortest && limit > count && count >= point) limit = count;
  const exponent = point - 1;
  if (exponent < -4 || exponent >= limit) {
    const digitsShown = shortest ? count : Math.min(wanted, count);
    return scientific(decimalDigits, Math.max(digitsShown - 1, 0), verb === 'g' ? 'e' : 'E');
  }
  return fixed(decimalDigits, Math.max(count - point, 0));
}

function scientific({ digits, point }: Decimal, places: number, verb: 'e' | 'E'): string {
  const shown = digits.padEnd(places + 1, '0');
  const exponent = digits === '' ? 0 : point - 1;
  const fraction = places > 0 ? `.${shown.slice(1, places + 1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${shown.charAt(0)}${fraction}${verb}${exponent < 0 ? '-' : '+'}${size}`;
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, places)) + digits;
  return `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`;
}

function shortestDigits(magnitude: number, bits: 32 | 64): Decimal {
  if (magnitude === 0) return { digits: '', point: 0 };
  let text = magnitude.toExponential();
  if (bits === 32) {
    for (let places = 0; places <= 9; places++) {
      text = magnitude.toExponential(places);
      if (Math.fround(Number(text)) === magnitude) break;
    }
  }
  const [mantissa = '', exponent = '0'] = text.split('e');
  return { digits: trimZeros(mantissa.replace('.', '')), point: Number(exponent) + 1 };
}

/** The exact binary value rounded to `count` digits after the point or from the first digit on, ties to even. */
function roundedAt(magnitude: number, count: number, from: 'point' | 'start'): Decimal {
  const { digits, point } = exactDigits(magnitude);
  const kept = from === 'point' ? point + count : count;
  if (digits === '' || kept >= digits.length) return { digits, point };
  if (kept < 0) return { digits: '', point: 0 };
  const head = digits.slice(0, kept);
  const next = digits.charCodeAt(kept) - 48;
  const tie = next === 5 && digits.length === kept + 1;
  const odd = kept > 0 && digits.charCodeAt(kept - 1) % 2 === 1;
  const up = tie ? odd : next >= 5;
  if (!up) return { digits: trimZeros(head), point: trimZeros(head) === '' ? 0 : point };
  const raised = String(BigInt(head === '' ? '0' : head) + 1n).padStart(head.length, '0');
  return { digits: trimZeros(raised), point: point + raised.length - head.length };
}

function exactDigits(magnitude: number): Decimal {
  if (magnitude === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = parts(magnitude);
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = String(whole);
  return { digits: trimZeros(text), point: text.length + Math.min(exponent, 0) };
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

/** A finite number as `mantissa * 2^exponent`, the mantissa of 53 bits (less where subnormal). */
function parts(magnitude: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, magnitude);
  const raw = view.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function binaryExponent(magnitude: number, bits: 32 | 64): string {
  const { mantissa, exponent } = magnitude === 0 ? { mantissa: 0n, exponent: -1074 } : parts(magnitude);
  const shift = bits === 32 ? 29 : 0;
  const power = magnitude === 0 && bits === 32 ? -149 : exponent + shift;
  return `${mantissa >> BigInt(shift)}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

function hexadecimal(magnitude: number, precision: number, verb: 'x' | 'X'): string {
  let { mantissa, exponent } = magnitude === 0 ? { mantissa: 0n, exponent: -52 } : parts(magnitude);
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent--;
  }
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(4 * (13 - precision));
    const half = 1n << (dropped - 1n);
    const rest = mantissa & ((1n << dropped) - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= dropped;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const all = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const fraction = precision < 0 ? trimZeros(all) : all.slice(0, precision).padEnd(precision, '0');
  const power = exponent + 52;
  const size = String(Math.abs(power)).padStart(2, '0');
  const text = `0x${mantissa >> 52n}${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${size}`;
  return verb === 'x' ? text : text.toUpperCase();
}
