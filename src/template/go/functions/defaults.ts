import { LimitError } from '../limits.ts';
import { anyType, boolType, stringType } from '../type.ts';
import { ExecError, type GoFunction, type GoValue } from '../value.ts';
import { aliases, define } from './define.ts';
import { decodeJson } from './json/decode.ts';
import { encodeJson, type JsonStyle } from './json/encode.ts';
import { isEmpty } from './value/empty.ts';

/** sprig's functions on defaults and conditions, and `fail`: https://masterminds.github.io/sprig/defaults.html */
export function defaultFunctions(): readonly GoFunction[] {
  const variadic = { variadic: true };
  return [
    define(
      'default',
      [anyType, anyType],
      anyType,
      (args) => (args.length < 2 || isEmpty(args.value(1)) ? args.value(0) : args.value(1)),
      variadic,
    ),
    define('empty', [anyType], boolType, (args) => isEmpty(args.value(0))),
    define('coalesce', [anyType], anyType, (args) => args.rest(0).find((value) => !isEmpty(value)) ?? null, variadic),
    define('all', [anyType], boolType, (args) => !args.rest(0).some(isEmpty), variadic),
    define('any', [anyType], boolType, (args) => args.rest(0).some((value) => !isEmpty(value)), variadic),
    define('ternary', [anyType, anyType, boolType], anyType, (args) => args.value(args.bool(2) ? 0 : 1)),
    define('fail', [stringType], stringType, (args) => {
      throw new ExecError(args.text(0));
    }),
  ];
}

/** sprig's functions on JSON; those without `must` swallow errors, save `toRawJson`, which panics in Go. */
export function jsonFunctions(): readonly GoFunction[] {
  const encoder = (name: string, style: JsonStyle): readonly GoFunction[] => [
    define(name, [anyType], stringType, (args) => swallowed(() => encodeJson(args.value(0), style, args.budget), '')),
    define(`must${name.charAt(0).toUpperCase()}${name.slice(1)}`, [anyType], stringType, (args) =>
      encodeJson(args.value(0), style, args.budget),
    ),
  ];
  return [
    define('fromJson', [stringType], anyType, (args) => swallowed(() => decodeJson(args.text(0)).value, null)),
    define('mustFromJson', [stringType], anyType, (args) => {
      const { value, problem } = decodeJson(args.text(0));
      if (problem !== undefined) throw new ExecError(problem);
      return value;
    }),
    ...encoder('toJson', { escapeHtml: true }),
    ...encoder('toPrettyJson', { escapeHtml: true, pretty: true }),
    ...aliases(
      define('toRawJson', [anyType], stringType, (args) =>
        encodeJson(args.value(0), { escapeHtml: false }, args.budget),
      ),
      'mustToRawJson',
    ),
  ];
}

/** The result, or `instead` where Go's function throws its error away; our own limits are not Go's to swallow. */
function swallowed(call: () => GoValue, instead: GoValue): GoValue {
  try {
    return call();
  } catch (error) {
    if (error instanceof LimitError || !(error instanceof ExecError)) throw error;
    return instead;
  }
}
