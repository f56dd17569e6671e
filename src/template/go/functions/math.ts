import { LimitError, MAX_ELEMENTS } from '../limits.ts';
import { anyType, float64Type, int64Type, intType, sliceOf, stringType } from '../type.ts';
import { ExecError, type GoFunction, GoSlice, type GoValue, int64 } from '../value.ts';
import { type Arguments, aliases, define } from './define.ts';
import { toFloat64, toInt64 } from './number/cast.ts';
import {
  addDecimals,
  type Decimal,
  decimalOf,
  decimalToNumber,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
} from './number/decimal.ts';
import { powerOfTen } from './number/power.ts';

const variadic = { variadic: true };
const intsType = sliceOf(intType);

/** sprig's arithmetic: int64 that wraps, and decimals for the names in `f`: https://masterminds.github.io/sprig/math.html */
export function mathFunctions(): readonly GoFunction[] {
  return [...integers(), ...decimals(), ...extremes(), ...rounding(), ...sequences()];
}

function integers(): readonly GoFunction[] {
  const fold = (values: readonly GoValue[], start: bigint, next: (sum: bigint, value: bigint) => bigint): GoValue =>
    int64(values.reduce((sum: bigint, value) => BigInt.asIntN(64, next(sum, toInt64(value))), start));
  const binary = (name: string, compute: (a: bigint, b: bigint) => bigint): GoFunction =>
    define(name, [anyType, anyType], int64Type, (args) =>
      int64(compute(toInt64(args.value(0)), toInt64(args.value(1)))),
    );
  return [
    define('add1', [anyType], int64Type, (args) => int64(toInt64(args.value(0)) + 1n)),
    define('add', [anyType], int64Type, (args) => fold(args.rest(0), 0n, (sum, value) => sum + value), variadic),
    define(
      'mul',
      [anyType, anyType],
      int64Type,
      (args) => fold(args.rest(0), 1n, (product, value) => product * value),
      variadic,
    ),
    binary('sub', (a, b) => a - b),
    binary('div', (a, b) => a / notZero(b)),
    binary('mod', (a, b) => a % notZero(b)),
  ];
}

function decimals(): readonly GoFunction[] {
  const fold = (values: readonly GoValue[], first: number, next: (a: Decimal, b: Decimal) => Decimal): number =>
    decimalToNumber(
      values.reduce((result: Decimal, value) => next(result, decimalOf(toFloat64(value))), decimalOf(first)),
    );
  const chain = (name: string, next: (a: Decimal, b: Decimal) => Decimal): GoFunction =>
    define(
      name,
      [anyType, anyType],
      float64Type,
      (args) => fold(args.rest(1), toFloat64(args.value(0)), next),
      variadic,
    );
  return [
    define('add1f', [anyType], float64Type, (args) => fold([1n], toFloat64(args.value(0)), addDecimals)),
    define('addf', [anyType], float64Type, (args) => fold(args.rest(0), 0, addDecimals), variadic),
    chain('subf', subtractDecimals),
    chain('mulf', multiplyDecimals),
    chain('divf', divideDecimals),
  ];
}

function extremes(): readonly GoFunction[] {
  const pick = (name: string, better: (a: bigint, b: bigint) => boolean): GoFunction =>
    define(
      name,
      [anyType, anyType],
      int64Type,
      (args) =>
        int64(
          args
            .rest(0)
            .map(toInt64)
            .reduce((best, value) => (better(value, best) ? value : best)),
        ),
      variadic,
    );
  const pickFloat = (name: string, choose: (...values: number[]) => number): GoFunction =>
    define(name, [anyType, anyType], float64Type, (args) => choose(...args.rest(0).map(toFloat64)), variadic);
  return [
    ...aliases(
      pick('max', (a, b) => a > b),
      'biggest',
    ),
    pick('min', (a, b) => a < b),
    // An infinity wins over NaN in Go; nothing does here.
    pickFloat('maxf', (...values) => (values.includes(Infinity) ? Infinity : Math.max(...values))),
    pickFloat('minf', (...values) => (values.includes(-Infinity) ? -Infinity : Math.min(...values))),
  ];
}

function rounding(): readonly GoFunction[] {
  return [
    define('floor', [anyType], float64Type, (args) => Math.floor(toFloat64(args.value(0)))),
    define('ceil', [anyType], float64Type, (args) => Math.ceil(toFloat64(args.value(0)))),
    define('round', [anyType, intType, float64Type], float64Type, round, variadic),
  ];
}

function sequences(): readonly GoFunction[] {
  return [
    define('until', [intType], intsType, (args) => ints(range(0n, args.int(0), args.int(0) < 0n ? -1n : 1n))),
    define('untilStep', [intType, intType, intType], intsType, (args) =>
      ints(range(args.int(0), args.int(1), args.int(2))),
    ),
    define('seq', [intType], stringType, sequence, variadic),
  ];
}

function notZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new ExecError('runtime error: integer divide by zero');
  return divisor;
}

/** Rounds at a number of decimal places, up from a fraction of `roundOn` (default .5) on; below zero always down. */
function round(args: Arguments): number {
  const [roundOn = 0.5] = args.rest(2).filter((value) => typeof value === 'number');
  const power = powerOfTen(args.count(1));
  const digit = power * toFloat64(args.value(0));
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** The integers from `start` to before `stop`; none where the step leads away. */
function range(start: bigint, stop: bigint, step: bigint): bigint[] {
  const values: bigint[] = [];
  if (stop < start ? step >= 0n : step <= 0n) return values;
  for (let value = start; stop < start ? value > stop : value < stop; value += step) {
    values.push(value);
    if (values.length > MAX_ELEMENTS) throw new LimitError(`the result would have more than ${MAX_ELEMENTS} elements`);
  }
  return values;
}

function ints(values: readonly bigint[]): GoSlice {
  return new GoSlice(intsType, values, false, 'appended');
}

/** `seq end`, `seq start end` or `seq start step end`, as the shell's `seq`, with spaces between. */
function sequence(args: Arguments): string {
  const [first, second, third] = args.rest(0).map(toInt64);
  if (first === undefined || args.length > 3) return '';
  const start = second === undefined ? 1n : first;
  const end = third ?? second ?? first;
  const direction = end < start ? -1n : 1n;
  const step = third === undefined ? direction : (second ?? direction);
  if (third !== undefined && direction < 0n && step > 0n) return '';
  return range(start, end + direction, step).join(' ');
}
