import { anyType, bytesType, type GoType } from '../type.ts';
import { GoBytes, GoComplex, GoFloat, GoInteger, GoMap, GoPointer, GoSlice, type GoValue, typeOf } from '../value.ts';

/** The nil that a place of type `interface {}` holds: unlike no value at all, asking it for a field fails. */
export const nilInterface: unique symbol = Symbol('nil interface');
export type NilInterface = typeof nilInterface;

/** What evaluation works with (Go's `reflect.Value`): `null` is no value at all (a missing key, or `nil`). */
export type Reflected = GoValue | NilInterface;

/** The value that an interface holds: a nil one holds none. */
export function unwrap(value: Reflected): GoValue {
  return value === nilInterface ? null : value;
}

/** A map's or list's element as it is found there; `undefined` is a missing key. */
export function elementValue(value: GoValue | undefined, type: GoType): Reflected {
  if (value === undefined) return null;
  return value === null && type.elem?.kind === 'interface' ? nilInterface : value;
}

/** What stands at the end of pointers, itself for other values; undefined for a nil pointer. */
export function indirect(value: GoValue): GoValue | undefined {
  let at = value;
  while (at instanceof GoPointer) {
    if (at.target === null) return undefined;
    at = at.target;
  }
  return at;
}

/** How messages name a value's type. */
export function typeName(value: Reflected): string {
  return value === nilInterface ? anyType.name : typeOf(value).name;
}

/** Go's truth: not the zero value of its type, not empty. https://pkg.go.dev/text/template#IsTrue */
export function isTrue(value: Reflected): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'boolean':
      return value;
    case 'bigint':
      return value !== 0n;
    case 'number':
      return value !== 0;
    default:
  }
  if (value === null || value === nilInterface) return false;
  if (value instanceof GoInteger) return value.value !== 0n;
  if (value instanceof GoFloat) return value.value !== 0;
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0;
  if (value instanceof GoBytes) return value.bytes !== '';
  if (value instanceof GoSlice) return value.items.length > 0;
  if (value instanceof GoMap) return value.size > 0;
  return value instanceof GoPointer ? value.target !== null : true;
}

/** The zero value of a type that nil can be given for; undefined for other types. */
export function nilOf(type: GoType): Reflected | undefined {
  switch (type.kind) {
    case 'interface':
      return null;
    case 'map':
      return new GoMap(type, null);
    case 'ptr':
      return new GoPointer(type, null);
    case 'slice':
      return isBytes(type) ? new GoBytes('', type, true) : new GoSlice(type, [], true);
    default:
      return undefined;
  }
}

/** The same value under another type made of the same (Go's assignment of `opencdc.Metadata` to `map[string]string`). */
export function convert(value: GoValue, type: GoType): GoValue {
  if (value instanceof GoMap) return value.as(type);
  if (value instanceof GoBytes) return new GoBytes(value.bytes, type, value.isNil);
  return value instanceof GoSlice ? new GoSlice(type, value.items, value.isNil) : value;
}

function isBytes(type: GoType): boolean {
  return type.elem?.name === bytesType.elem?.name;
}
