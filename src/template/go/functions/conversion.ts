import { quote } from '../strconv/quote.ts';
import { anyType, float64Type, int64Type, intType, stringsType, stringType } from '../type.ts';
import { type GoFunction, type GoValue, int64, strings } from '../value.ts';
import { type Arguments, define } from './define.ts';
import { toFloat64, toInt64 } from './number/cast.ts';
import { parseInt64 } from './number/parse.ts';
import { printed, textOf, textsOf } from './value/text-of.ts';

/** sprig's functions between numbers, texts and lists of texts: https://masterminds.github.io/sprig/conversion.html */
export function conversionFunctions(): readonly GoFunction[] {
  const variadic = { variadic: true };
  return [
    define('atoi', [stringType], intType, (args) => parseInt64(args.text(0), 10).value),
    define('int', [anyType], intType, (args) => toInt64(args.value(0))),
    define('int64', [anyType], int64Type, (args) => int64(toInt64(args.value(0)))),
    define('float64', [anyType], float64Type, (args) => toFloat64(args.value(0))),
    define('toDecimal', [anyType], int64Type, (args) => {
      const { value, problem } = parseInt64(printed(args.value(0), args.budget), 8);
      return int64(problem === undefined ? value : 0n);
    }),
    define('toString', [anyType], stringType, (args) => textOf(args.value(0), args.budget)),
    define('toStrings', [anyType], stringsType, (args) => strings(textsOf(args.value(0), args.budget))),
    define(
      'quote',
      [anyType],
      stringType,
      (args) => joined(args, (value) => quote(textOf(value, args.budget))),
      variadic,
    ),
    define(
      'squote',
      [anyType],
      stringType,
      (args) => joined(args, (value) => `'${printed(value, args.budget)}'`),
      variadic,
    ),
    define('cat', [anyType], stringType, (args) => joined(args, (value) => printed(value, args.budget)), variadic),
  ];
}

/** The values but nil ones, with a space between. */
function joined(args: Arguments, text: (value: GoValue) => string): string {
  return args
    .rest(0)
    .filter((value) => value !== null)
    .map(text)
    .join(' ');
}
