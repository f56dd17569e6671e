/**
 * An integer as Go reads it with base 0: a sign, a prefix (`0x`, `0o`, `0b`, or `0` for octal), `_` between digits;
 * undefined where the text is none. The size is not checked. https://pkg.go.dev/strconv#ParseInt
 */
export function parseInteger(text: string): bigint | undefined {
  const [, sign = '', unsigned = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const plain = unsigned.replaceAll('_', '');
  if (plain !== unsigned && !underscoresOk(unsigned)) return undefined;
  const shape = /^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
  if (!shape.test(plain)) return undefined;
  const value = /^0[0-7]+$/.test(plain) ? BigInt(`0o${plain.slice(1)}`) : BigInt(plain);
  return sign === '-' ? -value : value;
}

/**
 * A float as Go reads it, decimal or hexadecimal (`0x1p-2`), with `_` between digits; undefined where the text is
 * none or beyond the range of float64. https://pkg.go.dev/strconv#ParseFloat
 */
export function parseFloat64(text: string): number | undefined {
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (named !== null) return namedFloat(named[1] ?? '', named[2] ?? '');
  const [, sign = '', unsigned = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const plain = unsigned.replaceAll('_', '');
  if (plain !== unsigned && !underscoresOk(unsigned)) return undefined;
  const value = /^0[xX]/.test(plain) ? parseHexFloat(plain) : parseDecimal(plain);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

function namedFloat(sign: string, name: string): number | undefined {
  if (name.toLowerCase() === 'nan') return sign === '' ? Number.NaN : undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function parseDecimal(text: string): number | undefined {
  return /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function parseHexFloat(text: string): number | undefined {
  const match = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', power = '0'] = match;
  if (whole + fraction === '') return undefined;
  const exponent = Number(power) - 4 * fraction.length;
  if (exponent > 2000) return Number(`0x${whole}${fraction}`) === 0 ? 0 : Number.POSITIVE_INFINITY;
  // Two factors, so that 2^exponent itself stays a number.
  const half = Math.max(Math.trunc(exponent / 2), -2000);
  return Number(BigInt(`0x${whole}${fraction}`)) * 2 ** half * 2 ** Math.max(exponent - half, -2000);
}

/** Go's rule: each `_` stands between digits, or between a base prefix and a digit. */
function underscoresOk(unsigned: string): boolean {
  const prefixed = /^0[xXoObB]/.test(unsigned);
  const body = prefixed ? `0${unsigned.slice(2)}` : unsigned;
  const digit = /^0[xX]/.test(unsigned) ? '[0-9a-fA-F]' : '[0-9]';
  return !new RegExp(`_(?!${digit})|(?<!${digit})_`).test(body);
}
