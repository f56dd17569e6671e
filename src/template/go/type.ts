import type { GoValue } from './value.ts';

/** Go's `reflect.Kind` names, as sprig's `kindOf` prints them. https://pkg.go.dev/reflect#Kind */
export type GoKind =
  | 'invalid'
  | 'bool'
  | IntegerKind
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'interface'
  | 'map'
  | 'ptr'
  | 'slice'
  | 'string'
  | 'struct';

/** The integer kinds; `int`, `uint` and `uintptr` have 64 bits, as on linux/amd64. */
export type IntegerKind =
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr';

/** A field of a struct type, in the order of its declaration. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
}

/** A method of a type: like a function, with the value it is called on given apart from the checked arguments. */
export interface GoMethod {
  readonly name: string;
  readonly params: readonly GoType[];
  /** The last parameter takes any number of arguments of its type (not of a slice of it). */
  readonly variadic?: boolean;
  readonly result: GoType;
  /** @throws ExecError where Go's method returns an error or panics. */
  readonly call: (receiver: GoValue, args: readonly GoValue[]) => GoValue;
}

/**
 * A Go type. Two types are the same when their names are (`sameType`): a name is what `%T` prints, such as
 * `map[string]interface {}`, `[]uint8`, `opencdc.Metadata`, `*semver.Version`.
 */
export interface GoType {
  readonly name: string;
  readonly kind: GoKind;
  /** True for predeclared and defined types (`int`, `opencdc.Metadata`), false for literals (`[]int`). */
  readonly defined: boolean;
  /** For a defined slice, map or pointer type, the type literal it is made of; else undefined. */
  readonly underlying?: GoType;
  /** What slices, maps and pointers hold. */
  readonly elem?: GoType;
  /** Only of struct types. Unexported fields are listed too, since fmt prints them. */
  readonly fields?: readonly GoField[];
  /** What templates can call: the exported methods. */
  readonly methods: ReadonlyMap<string, GoMethod>;
}

const noMethods: ReadonlyMap<string, GoMethod> = new Map();

/** A predeclared or defined type without element: numbers, strings, bools, named integers such as `time.Duration`. */
export function basicType(name: string, kind: GoKind, methods: readonly GoMethod[] = []): GoType {
  return { name, kind, defined: true, methods: methodTable(methods) };
}

/** The type `[]elem`. */
export function sliceOf(elem: GoType): GoType {
  return { name: `[]${elem.name}`, kind: 'slice', defined: false, elem, methods: noMethods };
}

/** The type `map[string]elem`; the templates' maps have no other keys. */
export function mapOf(elem: GoType): GoType {
  return { name: `map[string]${elem.name}`, kind: 'map', defined: false, elem, methods: noMethods };
}

/** The type `*elem`, with the methods of both. */
export function pointerTo(elem: GoType): GoType {
  return { name: `*${elem.name}`, kind: 'ptr', defined: false, elem, methods: elem.methods };
}

/** A defined type made of a slice or map literal, such as `opencdc.Metadata`. */
export function definedType(name: string, underlying: GoType, methods: readonly GoMethod[] = []): GoType {
  return { ...underlying, name, defined: true, underlying, methods: methodTable(methods) };
}

/** A struct type. */
export function structType(name: string, fields: readonly GoField[], methods: readonly GoMethod[] = []): GoType {
  return { name, kind: 'struct', defined: true, fields, methods: methodTable(methods) };
}

/** An interface type; without methods it is `interface {}` alone. */
export function interfaceType(name: string): GoType {
  return { name, kind: 'interface', defined: name !== 'interface {}', methods: noMethods };
}

function methodTable(methods: readonly GoMethod[]): ReadonlyMap<string, GoMethod> {
  return methods.length === 0 ? noMethods : new Map(methods.map((method) => [method.name, method]));
}

export const boolType = basicType('bool', 'bool');
export const stringType = basicType('string', 'string');
export const intType = basicType('int', 'int');
export const int8Type = basicType('int8', 'int8');
export const int16Type = basicType('int16', 'int16');
/** Also Go's `rune`. */
export const int32Type = basicType('int32', 'int32');
export const int64Type = basicType('int64', 'int64');
export const uintType = basicType('uint', 'uint');
/** Also Go's `byte`. */
export const uint8Type = basicType('uint8', 'uint8');
export const uint16Type = basicType('uint16', 'uint16');
export const uint32Type = basicType('uint32', 'uint32');
export const uint64Type = basicType('uint64', 'uint64');
export const float32Type = basicType('float32', 'float32');
export const float64Type = basicType('float64', 'float64');
export const complex128Type = basicType('complex128', 'complex128');
/** `interface {}`: a parameter of this type takes any value, `null` for Go's nil. */
export const anyType = interfaceType('interface {}');
/** What `%T` prints of nil; no value has this type. */
export const nilType = basicType('<nil>', 'invalid');
export const listType = sliceOf(anyType);
export const stringsType = sliceOf(stringType);
export const bytesType = sliceOf(uint8Type);
export const dictType = mapOf(anyType);
export const stringMapType = mapOf(stringType);

/** Bits and sign of the integer kinds, and the list of them. */
export const integerKinds: Readonly<
  Record<IntegerKind, { readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }>
> = {
  int: { bits: 64, signed: true },
  int8: { bits: 8, signed: true },
  int16: { bits: 16, signed: true },
  int32: { bits: 32, signed: true },
  int64: { bits: 64, signed: true },
  uint: { bits: 64, signed: false },
  uint8: { bits: 8, signed: false },
  uint16: { bits: 16, signed: false },
  uint32: { bits: 32, signed: false },
  uint64: { bits: 64, signed: false },
  uintptr: { bits: 64, signed: false },
};

/** True for the kinds of integers, signed or not. */
export function isIntegerKind(kind: GoKind): kind is IntegerKind {
  return Object.hasOwn(integerKinds, kind);
}

/** True when both are one type. */
export function sameType(a: GoType, b: GoType): boolean {
  return a === b || a.name === b.name;
}

/**
 * Whether a value of type `from` can be given where `to` is declared: the same type, any type for `interface {}`, or
 * one literal and one defined type made of it. https://go.dev/ref/spec#Assignability
 */
export function assignable(from: GoType, to: GoType): boolean {
  if (sameType(from, to)) return true;
  if (to.kind === 'interface') return to.name === anyType.name;
  if (from.defined && to.defined) return false;
  return sameType(from.underlying ?? from, to.underlying ?? to);
}
