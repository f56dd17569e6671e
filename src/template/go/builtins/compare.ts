import { type Builtin, valueType } from '../evaluate/context.ts';
import { isTrue, type Reflected, unwrap } from '../evaluate/reflected.ts';
import { boolType, isIntegerKind } from '../type.ts';
import {
  ExecError,
  GoBytes,
  GoComplex,
  GoFloat,
  GoMap,
  GoPointer,
  GoSlice,
  GoStruct,
  type GoValue,
  integerValue,
  typeOf,
} from '../value.ts';

/** The comparisons and the logic of text/template. https://pkg.go.dev/text/template#hdr-Functions */
export const compareBuiltins: readonly Builtin[] = [
  {
    name: 'eq',
    params: [valueType, valueType],
    variadic: true,
    result: boolType,
    call: ([first = null, ...others]) => equalsAny(unwrap(first), others.map(unwrap)),
  },
  pair('ne', (a, b) => !equalsAny(a, [b])),
  pair('lt', less),
  pair('le', (a, b) => less(a, b) || equalsAny(a, [b])),
  pair('gt', (a, b) => !(less(a, b) || equalsAny(a, [b]))),
  pair('ge', (a, b) => !less(a, b)),
  { name: 'not', params: [valueType], result: boolType, call: ([value = null]) => !isTrue(value) },
  // The compiler gives these two their meaning: they evaluate no more arguments than they need.
  { name: 'and', params: [valueType, valueType], variadic: true, result: valueType, call: ([value = null]) => value },
  { name: 'or', params: [valueType, valueType], variadic: true, result: valueType, call: ([value = null]) => value },
];

function pair(name: string, compare: (a: GoValue, b: GoValue) => boolean): Builtin {
  const call = ([a = null, b = null]: readonly Reflected[]) => compare(unwrap(a), unwrap(b));
  return { name, params: [valueType, valueType], result: boolType, call };
}

type Basic = 'bool' | 'complex' | 'integer' | 'float' | 'string';

/** The kinds that compare with each other; signed and unsigned integers do. */
function basicKind(value: GoValue): Basic | undefined {
  const { kind } = typeOf(value);
  if (isIntegerKind(kind)) return 'integer';
  if (kind === 'float32' || kind === 'float64') return 'float';
  if (kind === 'complex64' || kind === 'complex128') return 'complex';
  return kind === 'bool' || kind === 'string' ? kind : undefined;
}

function equalsAny(first: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new ExecError('missing argument for comparison');
  return others.some((other) => equals(first, other));
}

function equals(a: GoValue, b: GoValue): boolean {
  const kind = basicKind(a);
  if (kind !== basicKind(b)) {
    if (a === null || b === null) return false;
    throw new ExecError('incompatible types for comparison');
  }
  switch (kind) {
    case 'integer':
      return integerValue(a) === integerValue(b);
    case 'float':
      return floatOf(a) === floatOf(b);
    case 'complex':
      return a instanceof GoComplex && b instanceof GoComplex && a.real === b.real && a.imaginary === b.imaginary;
    case 'bool':
    case 'string':
      return a === b;
    default:
      return equalsReference(a, b);
  }
}

function equalsReference(a: GoValue, b: GoValue): boolean {
  if (a !== null && b !== null && typeOf(a).kind !== typeOf(b).kind) {
    throw new ExecError(`non-comparable types ${typeOf(a).name} and ${typeOf(b).name}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  refuseIncomparable(b);
  return identical(a, b);
}

/** Go's `==` of two interface values. @throws ExecError for types without it: slices, maps, structs that hold them */
function identical(a: GoValue, b: GoValue): boolean {
  if (typeOf(a).name !== typeOf(b).name) return false;
  refuseIncomparable(b);
  if (a instanceof GoPointer && b instanceof GoPointer) return a === b || a.target === b.target;
  if (!(a instanceof GoStruct && b instanceof GoStruct)) return a === b || equals(a, b);
  const fields = a.type.fields ?? [];
  if (fields.length === 0) return a === b;
  return fields.every(({ name }) => identical(a.field(name), b.field(name)));
}

/** @throws ExecError for types without `==` */
function refuseIncomparable(value: GoValue): void {
  if (value instanceof GoMap || value instanceof GoSlice || value instanceof GoBytes) {
    throw new ExecError(`non-comparable type ${typeOf(value).name}`);
  }
}

function isNil(value: GoValue): boolean {
  if (value instanceof GoPointer) return value.target === null;
  if (value instanceof GoMap || value instanceof GoSlice || value instanceof GoBytes) return value.isNil;
  return value === null;
}

function floatOf(value: GoValue): number | undefined {
  return value instanceof GoFloat ? value.value : typeof value === 'number' ? value : undefined;
}

function less(a: GoValue, b: GoValue): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === undefined || other === undefined) throw new ExecError('invalid type for comparison');
  if (kind !== other) throw new ExecError('incompatible types for comparison');
  if (kind === 'integer') return (integerValue(a) ?? 0n) < (integerValue(b) ?? 0n);
  if (kind === 'float') return (floatOf(a) ?? 0) < (floatOf(b) ?? 0);
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  throw new ExecError('invalid type for comparison');
}
