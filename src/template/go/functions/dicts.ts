import { checkElements, visitCounter } from '../limits.ts';
import { anyType, boolType, dictType, listType, stringsType, stringType } from '../type.ts';
import { dict, ExecError, type GoFunction, GoMap, type GoValue, list, strings, typeOf } from '../value.ts';
import { type Arguments, aliases, define } from './define.ts';
import { deepCopy } from './value/deep-copy.ts';
import { mergeInto } from './value/merge.ts';
import { textOf } from './value/text-of.ts';

/**
 * sprig's functions on dictionaries. Where Go gives keys in no order (`keys`, `values`), here they come in key order:
 * https://masterminds.github.io/sprig/dicts.html
 */
export function dictFunctions(): readonly GoFunction[] {
  return [...making(), ...single(), ...several(), ...merging()];
}

function making(): readonly GoFunction[] {
  return [
    define('dict', [anyType], dictType, makeDict, { variadic: true }),
    ...aliases(
      define('deepCopy', [anyType], anyType, (args) => deepCopy(args.value(0), args.budget)),
      'mustDeepCopy',
    ),
  ];
}

function single(): readonly GoFunction[] {
  return [
    define('get', [dictType, stringType], anyType, (args) => {
      const value = args.map(0).get(args.text(1));
      return value === undefined ? '' : value;
    }),
    define('set', [dictType, stringType, anyType], dictType, (args) => {
      args.map(0).set(args.text(1), args.value(2));
      return args.map(0);
    }),
    define('unset', [dictType, stringType], dictType, (args) => {
      args.map(0).delete(args.text(1));
      return args.map(0);
    }),
    define('hasKey', [dictType, stringType], boolType, (args) => args.map(0).has(args.text(1))),
    define('dig', [anyType], anyType, dig, { variadic: true }),
  ];
}

function several(): readonly GoFunction[] {
  return [
    define(
      'pluck',
      [stringType, dictType],
      listType,
      (args) => list(args.maps(1).flatMap((map) => map.get(args.text(0)) ?? (map.has(args.text(0)) ? [null] : []))),
      { variadic: true },
    ),
    define(
      'keys',
      [dictType],
      stringsType,
      (args) => {
        checkElements(args.maps(0).reduce((sum, map) => sum + map.size, 0));
        return strings(args.maps(0).flatMap((map) => map.keys()));
      },
      { variadic: true },
    ),
    define('values', [dictType], listType, (args) => {
      const map = args.map(0);
      return list(map.keys().map((key) => map.get(key) ?? null));
    }),
    define(
      'pick',
      [dictType, stringType],
      dictType,
      (args) => filtered(args.map(0), (key) => args.texts(1).includes(key)),
      { variadic: true },
    ),
    define(
      'omit',
      [dictType, stringType],
      dictType,
      (args) => filtered(args.map(0), (key) => !args.texts(1).includes(key)),
      { variadic: true },
    ),
  ];
}

function merging(): readonly GoFunction[] {
  const merge = (name: string, overwrite: boolean): GoFunction =>
    define(
      name,
      [dictType, dictType],
      anyType,
      (args) => {
        const given = args.map(0);
        const sources = args.maps(1).filter((source) => !source.isNil);
        const target = given.isNil && sources.length > 0 ? dict(new Map()) : given;
        const visit = visitCounter(args.budget);
        for (const source of sources) mergeInto(target, source, overwrite, visit);
        return target;
      },
      { variadic: true },
    );
  return [
    ...aliases(merge('merge', false), 'mustMerge'),
    ...aliases(merge('mergeOverwrite', true), 'mustMergeOverwrite'),
  ];
}

/** Keys and values by turns; a last key without a value has an empty text. */
function makeDict(args: Arguments): GoValue {
  const entries = new Map<string, GoValue>();
  for (let at = 0; at < args.length; at += 2) {
    entries.set(textOf(args.value(at), args.budget), at + 1 < args.length ? args.value(at + 1) : '');
  }
  return dict(entries);
}

function filtered(map: GoMap, keep: (key: string) => boolean): GoMap {
  const keys = map.keys().filter(keep);
  return dict(new Map(keys.map((key) => [key, map.get(key) ?? null])));
}

/** The value at a path of keys, or the default where a key is missing; what lies on the way must be a plain dict. */
function dig(args: Arguments): GoValue {
  if (args.length < 3) throw new ExecError('dig needs at least three arguments');
  let current = asserted(args.value(args.length - 1));
  const keys = args.rest(0).slice(0, -2).map(assertedText);
  for (const [index, key] of keys.entries()) {
    const step = current.get(key);
    if (step === undefined) return args.value(args.length - 2);
    if (index === keys.length - 1) return step;
    current = asserted(step);
  }
  return current;
}

/** Go's assertion of the exact type: a named map type such as `opencdc.StructuredData` is another one. */
function asserted(value: GoValue): GoMap {
  if (value instanceof GoMap && value.type.name === dictType.name) return value;
  throw conversionError(value, dictType.name);
}

function assertedText(value: GoValue): string {
  if (typeof value === 'string') return value;
  throw conversionError(value, 'string');
}

function conversionError(value: GoValue, wanted: string): ExecError {
  const found = value === null ? 'nil' : typeOf(value).name;
  return new ExecError(`interface conversion: interface {} is ${found}, not ${wanted}`);
}
