import { type Budget, checkElements } from '../limits.ts';
import { anyType, boolType, intType, listType, sliceOf, stringsType } from '../type.ts';
import {
  appendedList,
  compareBytes,
  ExecError,
  elements,
  GoBytes,
  type GoFunction,
  GoPointer,
  GoSlice,
  type GoValue,
  list,
  strings,
  typeOf,
} from '../value.ts';
import { type Arguments, aliases, define } from './define.ts';
import { toInt64 } from './number/cast.ts';
import { deepEqual } from './value/deep-equal.ts';
import { isEmpty } from './value/empty.ts';
import { textOf, textsOf } from './value/text-of.ts';

const listsType = sliceOf(listType);

/** sprig's functions on lists; each takes slices of any type: https://masterminds.github.io/sprig/lists.html */
export function listFunctions(): readonly GoFunction[] {
  return [...making(), ...taking(), ...filtering(), ...ordering()];
}

function making(): readonly GoFunction[] {
  return [
    ...aliases(
      define('list', [anyType], listType, (args) => list(args.rest(0)), { variadic: true }),
      'tuple',
    ),
    ...aliases(define('append', [anyType, anyType], listType, append), 'push', 'mustAppend', 'mustPush'),
    ...withMust('prepend', (args) => list([args.value(1), ...itemsOf(args.value(0), 'prepend on')])),
    define('concat', [anyType], anyType, concat, { variadic: true }),
    ...aliases(define('chunk', [intType, anyType], listsType, chunk), 'mustChunk'),
  ];
}

function taking(): readonly GoFunction[] {
  const element = (name: string, pick: (items: readonly GoValue[]) => GoValue | undefined): readonly GoFunction[] =>
    aliases(
      define(name, [anyType], anyType, (args) => pick(itemsOf(args.value(0), `find ${name} on`)) ?? null),
      mustName(name),
    );
  const part = (name: string, cut: (items: readonly GoValue[]) => readonly GoValue[]): readonly GoFunction[] =>
    aliases(
      define(name, [anyType], listType, (args) => {
        const items = itemsOf(args.value(0), `find ${name} on`);
        return new GoSlice(listType, cut(items), items.length === 0);
      }),
      mustName(name),
    );
  return [
    ...element('first', (items) => items[0]),
    ...element('last', (items) => items.at(-1)),
    ...part('rest', (items) => items.slice(1)),
    ...part('initial', (items) => items.slice(0, -1)),
    ...aliases(define('slice', [anyType, anyType], anyType, slice, { variadic: true }), 'mustSlice'),
  ];
}

function filtering(): readonly GoFunction[] {
  const one = (name: string, map: (items: readonly GoValue[], budget: Budget) => GoValue, verb = `find ${name} on`) =>
    aliases(
      define(name, [anyType], listType, (args) => map(itemsOf(args.value(0), verb), args.budget)),
      mustName(name),
    );
  return [
    ...one('compact', (items) => appendedList(items.filter((item) => !isEmpty(item))), 'compact on'),
    ...one('uniq', (items, budget) => appendedList(unique(items, budget))),
    ...one('reverse', (items) => list(items.toReversed())),
    ...aliases(
      define(
        'without',
        [anyType, anyType],
        listType,
        (args) => {
          const items = itemsOf(args.value(0), 'find without on');
          const visit = () => args.budget.spend(1);
          const omitted = args.rest(1);
          return appendedList(items.filter((item) => !holds(omitted, item, visit)));
        },
        { variadic: true },
      ),
      'mustWithout',
    ),
    ...aliases(
      define('has', [anyType, anyType], boolType, (args) => {
        if (args.value(1) === null) return false;
        return holds(itemsOf(args.value(1), 'find has on'), args.value(0), () => args.budget.spend(1));
      }),
      'mustHas',
    ),
  ];
}

function ordering(): readonly GoFunction[] {
  return [
    define('sortAlpha', [anyType], stringsType, (args) => {
      const value = args.value(0);
      const target = value instanceof GoPointer ? value.target : value;
      const isList = target instanceof GoSlice || target instanceof GoBytes;
      return strings(isList ? textsOf(value, args.budget).sort(compareBytes) : [textOf(value, args.budget)]);
    }),
  ];
}

function withMust(name: string, call: (args: Arguments) => GoValue): readonly GoFunction[] {
  return aliases(define(name, [anyType, anyType], listType, call), mustName(name));
}

function mustName(name: string): string {
  return `must${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The elements of a slice of any type. @throws ExecError for other values; nil has no type to name. */
function itemsOf(value: GoValue, verb: string): readonly GoValue[] {
  const items = elements(value);
  if (items !== undefined) {
    checkElements(items.length);
    return items;
  }
  if (value === null) throw new ExecError('runtime error: invalid memory address or nil pointer dereference');
  throw new ExecError(`Cannot ${verb} type ${typeOf(value).kind}`);
}

function append(args: Arguments): GoValue {
  const items = itemsOf(args.value(0), 'push on');
  // The array of a full list is made twice as large, in steps that fit exactly up to here.
  const spare = items.length > 16 ? 0 : Math.max(items.length - 1, 0);
  return new GoSlice(listType, [...items, args.value(1)], false, new Array<GoValue>(spare).fill(null));
}

function concat(args: Arguments): GoValue {
  const items: GoValue[] = [];
  for (const part of args.rest(0)) {
    if (elements(part) === undefined && part !== null) {
      throw new ExecError(`Cannot concat type ${typeOf(part).kind} as list`);
    }
    const more = itemsOf(part, 'concat');
    checkElements(items.length + more.length);
    items.push(...more);
  }
  return new GoSlice(listType, items, items.length === 0, 'appended');
}

/** Lists of `size` elements, the last of the rest. Sizes below 1 end as Go's arithmetic makes them end. */
function chunk(args: Arguments): GoValue {
  const size = args.count(0);
  const value = args.value(1);
  if (elements(value) === undefined && value !== null) throw new ExecError(`Cannot chunk type ${typeOf(value).kind}`);
  const items = itemsOf(value, 'chunk');
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0) throw new ExecError('runtime error: makeslice: len out of range');
  const chunks = Array.from({ length: count }, (_, index) => {
    const rest = Math.floor(items.length % size);
    const length = index === count - 1 && rest !== 0 ? rest : size;
    if (length < 0) throw new ExecError('runtime error: makeslice: len out of range');
    return list(items.slice(index * size, index * size + length));
  });
  return new GoSlice(listsType, chunks);
}

/**
 * A slice of the same type, by indices that are cast to integers; nil for a list without elements. As in Go it may end
 * beyond the list where its array goes on.
 */
function slice(args: Arguments): GoValue {
  const value = args.value(0);
  const items = elements(value);
  if (items === undefined && value !== null) {
    throw new ExecError(`list should be type of slice or array but ${typeOf(value).kind}`);
  }
  const { length } = itemsOf(value, 'slice');
  if (length === 0) return null;
  const start = args.length > 1 ? Number(toInt64(args.value(1))) : 0;
  const end = args.length > 2 ? Number(toInt64(args.value(2))) : length;
  const spare = value instanceof GoSlice ? spareOf(value) : [];
  if (start < 0 || end < start || end > length + spare.length)
    throw new ExecError('reflect.Value.Slice: slice index out of bounds');
  if (value instanceof GoBytes) return new GoBytes(value.bytes.slice(start, end), value.type);
  const array = [...(items ?? []), ...spare];
  return new GoSlice(typeOf(value), array.slice(start, end), false, array.slice(end));
}

/** Go's arrays double while they are small; how larger ones grow is not followed. */
const LARGEST_DOUBLED = 512;

/** What the list's array holds beyond its end. */
function spareOf({ items, spare, type }: GoSlice): readonly GoValue[] {
  if (spare !== 'appended') return spare;
  if (items.length > LARGEST_DOUBLED) return [];
  const zero = type.elem?.kind === 'int' ? 0n : null;
  return Array.from({ length: 2 ** Math.ceil(Math.log2(items.length)) - items.length }, () => zero);
}

function unique(items: readonly GoValue[], budget: Budget): GoValue[] {
  const visit = () => budget.spend(1);
  const seen = new Set<GoValue>();
  const kept: GoValue[] = [];
  const others: GoValue[] = [];
  for (const item of items) {
    if (isPrimitive(item)) {
      // Values of one JavaScript type are equal in Go where they are here; NaN is never equal, and 0 is -0.
      if (seen.has(item) && !Number.isNaN(item)) continue;
      seen.add(item);
    } else {
      if (holds(others, item, visit)) continue;
      others.push(item);
    }
    kept.push(item);
  }
  return kept;
}

function isPrimitive(value: GoValue): boolean {
  return value === null || typeof value !== 'object';
}

function holds(items: readonly GoValue[], wanted: GoValue, visit: () => void): boolean {
  return items.some((item) => deepEqual(wanted, item, visit));
}
