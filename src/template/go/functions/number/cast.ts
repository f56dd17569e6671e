import type { GoType } from '../../type.ts';
import { GoFloat, GoInteger, GoPointer, type GoValue } from '../../value.ts';
import { parseInt64, parseNamedFloat } from './parse.ts';

const MIN_INT64 = -(1n << 63n);

/** The named types that spf13/cast takes for integers beside Go's own. */
const NAMED_INTEGERS: ReadonlySet<string> = new Set(['time.Month', 'time.Weekday']);

/**
 * The value as 64-bit integer, 0 for what is none: sprig's `int64` and the operands of its integer arithmetic.
 * Texts follow Go's literals (`0x1f`, `017` is octal, `08` is none) with zeros after the point cut off; floats lose
 * their fraction, and become the least int64 where they don't fit, as on amd64
 * (https://pkg.go.dev/github.com/spf13/cast@v1.7.0#ToInt64).
 */
export function toInt64(value: GoValue): bigint {
  const target = dereferenced(value);
  switch (typeof target) {
    case 'bigint':
      return target;
    case 'number':
      return truncated(target);
    case 'boolean':
      return target ? 1n : 0n;
    case 'string': {
      const { value: parsed, problem } = parseInt64(withoutZeroFraction(target), 0);
      return problem === undefined ? parsed : 0n;
    }
    default:
      if (target instanceof GoInteger && isOwnInteger(target.type)) return BigInt.asIntN(64, target.value);
      return target instanceof GoFloat && target.type.name === 'float32' ? truncated(target.value) : 0n;
  }
}

/** The value as float64, 0 for what is none: sprig's `float64` (https://pkg.go.dev/github.com/spf13/cast#ToFloat64). */
export function toFloat64(value: GoValue): number {
  const target = dereferenced(value);
  switch (typeof target) {
    case 'bigint':
      return Number(target);
    case 'number':
      return target;
    case 'boolean':
      return target ? 1 : 0;
    case 'string':
      return parseNamedFloat(target) ?? 0;
    default:
      if (target instanceof GoInteger && isOwnInteger(target.type)) return Number(target.value);
      return target instanceof GoFloat && target.type.name === 'float32' ? target.value : 0;
  }
}

/** Go's `int64(f)` on amd64: toward zero; the least int64 for NaN and what does not fit. */
function truncated(value: number): bigint {
  if (!(value > -(2 ** 63) - 1 && value < 2 ** 63)) return MIN_INT64;
  return BigInt(Math.trunc(value));
}

function dereferenced(value: GoValue): GoValue {
  let target = value;
  while (target instanceof GoPointer && target.target !== null) target = target.target;
  return target;
}

/** cast knows types by name: a defined integer type such as `time.Duration` is none of them. */
function isOwnInteger(type: GoType): boolean {
  return type.name === type.kind || NAMED_INTEGERS.has(type.name);
}

/** The text without `.000` at its end, found as cast's `trimZeroDecimal` finds it: from the end, over zeros and dots. */
function withoutZeroFraction(text: string): string {
  let foundZero = false;
  for (let at = text.length - 1; at >= 0; at--) {
    const char = text.charAt(at);
    if (char === '0') foundZero = true;
    else if (char !== '.') return text;
    else if (foundZero) return text.slice(0, at);
  }
  return text;
}
