import { sprint } from '../../fmt/sprint.ts';
import { unlimited } from '../../limits.ts';
import { sameType } from '../../type.ts';
import {
  GoBytes,
  GoComplex,
  GoFloat,
  GoInteger,
  GoMap,
  GoPointer,
  GoSlice,
  GoStruct,
  type GoValue,
  typeOf,
} from '../../value.ts';

/**
 * Whether both are the same type and, part by part, the same value, as `reflect.DeepEqual` says: `1` and `1.0` are not,
 * a nil and an empty list are not, NaN is not itself, functions never are (https://pkg.go.dev/reflect#DeepEqual).
 * `visit` is called for each part looked at; give one for several comparisons.
 * @throws LimitError for values of too many parts.
 */
export function deepEqual(a: GoValue, b: GoValue, visit: () => void): boolean {
  visit();
  if (a === null || b === null) return a === b;
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (!sameType(typeOf(a), typeOf(b))) return false;
  if (a instanceof GoMap) return b instanceof GoMap && equalMaps(a, b, visit);
  if (a instanceof GoSlice) {
    if (!(b instanceof GoSlice) || a.isNil !== b.isNil || a.items.length !== b.items.length) return false;
    return a.items === b.items || a.items.every((item, index) => deepEqual(item, b.items[index] ?? null, visit));
  }
  if (a instanceof GoStruct) return b instanceof GoStruct && equalStructs(a, b, visit);
  if (a instanceof GoPointer) return b instanceof GoPointer && (a === b || deepEqual(a.target, b.target, visit));
  if (a instanceof GoInteger) return b instanceof GoInteger && a.value === b.value;
  if (a instanceof GoFloat) return b instanceof GoFloat && a.value === b.value;
  if (a instanceof GoComplex) return b instanceof GoComplex && a.real === b.real && a.imaginary === b.imaginary;
  return a instanceof GoBytes && b instanceof GoBytes && a.isNil === b.isNil && a.bytes === b.bytes;
}

function equalMaps(a: GoMap, b: GoMap, visit: () => void): boolean {
  if (a.isNil !== b.isNil || a.size !== b.size) return false;
  return a === b || a.keys().every((key) => b.has(key) && deepEqual(a.get(key) ?? null, b.get(key) ?? null, visit));
}

/** Types without visible fields (times, versions) are compared by what they print. */
function equalStructs(a: GoStruct, b: GoStruct, visit: () => void): boolean {
  const fields = a.type.fields ?? [];
  if (fields.length === 0) return sprint([a], unlimited) === sprint([b], unlimited);
  return fields.every(({ name }) => deepEqual(a.field(name), b.field(name), visit));
}
