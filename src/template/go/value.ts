/**
 * The values that Go templates work on.
 *
 * | Go | here |
 * | --- | --- |
 * | nil (no type) | `null` |
 * | `bool` | `boolean` |
 * | `string` | `string` with one char per byte (0 to 255); `fromUtf8` and `toUtf8` (`utf8.ts`) at the edges |
 * | `int` | `bigint`, always within 64 bits |
 * | `float64` | `number` |
 * | other integer types, named ones too | `GoInteger` |
 * | `[]byte` and types made of it | `GoBytes` |
 * | other slices | `GoSlice` |
 * | maps (their keys are strings) | `GoMap` |
 * | structs, pointers, complex numbers, other floats | `GoStruct`, `GoPointer`, `GoComplex`, `GoFloat` |
 *
 * A value inside a `[]interface {}` or a `map[string]interface {}` is any of these; inside a `[]string` only strings.
 */
import { GoMap } from './go-map.ts';
import type { Budget } from './limits.ts';
import type { GoType } from './type.ts';
import {
  boolType,
  bytesType,
  complex128Type,
  dictType,
  float64Type,
  type IntegerKind,
  int64Type,
  integerKinds,
  intType,
  listType,
  nilType,
  stringMapType,
  stringsType,
  stringType,
} from './type.ts';

export { ExecError } from './exec-error.ts';
export { GoMap, type MapSource } from './go-map.ts';

export type GoValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | GoInteger
  | GoFloat
  | GoComplex
  | GoBytes
  | GoSlice
  | GoMap
  | GoStruct
  | GoPointer;

/**
 * A function that templates call by name. Arguments are counted, checked against `params` and converted before
 * `call` (Go's reflection rules, `evaluate/arguments.ts`): for a `string` parameter a JS string comes, for `int` a
 * bigint, for `interface {}` any value (`null` for nil), for a map or slice parameter a value of exactly that type.
 */
export interface GoFunction {
  readonly name: string;
  readonly params: readonly GoType[];
  /** The last parameter takes any number of arguments (its type is that of one argument, not of the slice). */
  readonly variadic?: boolean;
  /** The declared result; `null` may only come where it is an interface. */
  readonly result: GoType;
  /** True where equal arguments may give different answers: the clock, chance. */
  readonly volatile?: boolean;
  /**
   * Variadic arguments follow the fixed ones. What costs more than the sizes of arguments and result tell is spent from
   * the budget.
   * @throws ExecError where Go returns an error or panics.
   */
  readonly call: (args: readonly GoValue[], budget: Budget) => GoValue;
}

/** A function of Go's that templates can't use here: naming it is a parse error with this reason and hint. */
export interface UnavailableFunction {
  readonly name: string;
  readonly unavailable: string;
  readonly hint?: string;
}

/** What a template can call by name. */
export type FunctionTable = ReadonlyMap<string, GoFunction | UnavailableFunction>;

/** True for a function that can't be called. */
export function isUnavailable<Entry extends object>(entry: Entry | UnavailableFunction): entry is UnavailableFunction {
  return 'unavailable' in entry;
}

/** An integer of any type but `int`; `value` is within the type's bits (use `integer` to wrap). */
export class GoInteger {
  readonly type: GoType;
  readonly value: bigint;
  constructor(type: GoType, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** A float of a type other than `float64`. */
export class GoFloat {
  readonly type: GoType;
  readonly value: number;
  constructor(type: GoType, value: number) {
    this.type = type;
    this.value = value;
  }
}

export class GoComplex {
  readonly type: GoType = complex128Type;
  readonly real: number;
  readonly imaginary: number;
  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** A `[]byte`, or a type made of it; `bytes` is a string with one char per byte. A nil slice has `isNil`. */
export class GoBytes {
  readonly type: GoType;
  readonly bytes: string;
  readonly isNil: boolean;
  constructor(bytes: string, type: GoType = bytesType, isNil = false) {
    this.type = type;
    this.bytes = bytes;
    this.isNil = isNil;
  }
}

/** Any other slice. Never changed in place: functions make new ones. */
export class GoSlice {
  readonly type: GoType;
  readonly items: readonly GoValue[];
  readonly isNil: boolean;
  /**
   * What the array holds beyond the end, as reslicing may reach it: elements, or the zeros that appending one by one
   * leaves.
   */
  readonly spare: readonly GoValue[] | 'appended';
  constructor(type: GoType, items: readonly GoValue[], isNil = false, spare: readonly GoValue[] | 'appended' = []) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
    this.spare = spare;
  }
}

/**
 * A struct. `field` gives the value of a field of `type.fields` (null for a nil interface); `state` is what the
 * type's own methods need (a time's instant and zone, a version's parts), of no meaning to others.
 */
export class GoStruct<State = unknown> {
  readonly type: GoType;
  readonly state: State;
  readonly field: (name: string) => GoValue;
  constructor(type: GoType, state: State, field: (name: string) => GoValue) {
    this.type = type;
    this.state = state;
    this.field = field;
  }
}

/** A pointer; `target` of null is a nil pointer. */
export class GoPointer {
  readonly type: GoType;
  readonly target: GoValue;
  constructor(type: GoType, target: GoValue) {
    this.type = type;
    this.target = target;
  }
}

/** The type of a value: what `%T` names; `nilType` for nil. */
export function typeOf(value: GoValue): GoType {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'bigint':
      return intType;
    case 'number':
      return float64Type;
    case 'boolean':
      return boolType;
    default:
      return value === null ? nilType : value.type;
  }
}

/** An integer of the type, wrapped to its bits as Go's arithmetic wraps; a bigint for `int` itself. */
export function integer(type: GoType, value: bigint): bigint | GoInteger {
  const { bits, signed } = integerKinds[type.kind as IntegerKind]; // callers give integer types
  const wrapped = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return type.name === 'int' ? wrapped : new GoInteger(type, wrapped);
}

/** An `int64`, wrapped to 64 bits. */
export function int64(value: bigint): GoInteger {
  return new GoInteger(int64Type, BigInt.asIntN(64, value));
}

/** The number in an integer of any type; undefined for other values. */
export function integerValue(value: GoValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof GoInteger ? value.value : undefined;
}

/** A `[]interface {}`. */
export function list(items: readonly GoValue[]): GoSlice {
  return new GoSlice(listType, items);
}

/** A `[]interface {}` to which Go's code appended one element after the other. */
export function appendedList(items: readonly GoValue[]): GoSlice {
  return new GoSlice(listType, items, false, 'appended');
}

/** A `[]string`. */
export function strings(items: readonly string[]): GoSlice {
  return new GoSlice(stringsType, items);
}

/** A `map[string]interface {}`. */
export function dict(entries: Map<string, GoValue>): GoMap {
  return new GoMap(dictType, entries);
}

/** A `map[string]string`. */
export function stringMap(entries: Map<string, GoValue>): GoMap {
  return new GoMap(stringMapType, entries);
}

/** The elements of a slice of any type (bytes as `uint8`); undefined for what is no slice. */
export function elements(value: GoValue): readonly GoValue[] | undefined {
  if (value instanceof GoSlice) return value.items;
  if (!(value instanceof GoBytes)) return undefined;
  const { elem } = value.type;
  if (elem === undefined) return undefined;
  return Array.from(value.bytes, (byte) => new GoInteger(elem, BigInt(byte.charCodeAt(0))));
}

/** The order of Go strings: by bytes. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
