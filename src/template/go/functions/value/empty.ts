import { GoBytes, GoComplex, GoFloat, GoInteger, GoMap, GoPointer, GoSlice, type GoValue } from '../../value.ts';

/**
 * Whether sprig takes the value for unset: nil, false, zero, and texts, lists and maps without elements. Structs never
 * are (https://masterminds.github.io/sprig/defaults.html).
 */
export function isEmpty(value: GoValue): boolean {
  switch (typeof value) {
    case 'string':
      return value === '';
    case 'bigint':
      return value === 0n;
    case 'number':
      return value === 0;
    case 'boolean':
      return !value;
    default:
  }
  if (value === null) return true;
  if (value instanceof GoSlice) return value.items.length === 0;
  if (value instanceof GoBytes) return value.bytes === '';
  if (value instanceof GoMap) return value.size === 0;
  if (value instanceof GoInteger) return value.value === 0n;
  if (value instanceof GoFloat) return value.value === 0;
  if (value instanceof GoComplex) return value.real === 0 && value.imaginary === 0;
  return value instanceof GoPointer && value.target === null;
}
