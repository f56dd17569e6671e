import { type Budget, checkDepth, visitCounter } from '../../limits.ts';
import { ExecError, GoMap, GoPointer, GoSlice, type GoValue } from '../../value.ts';

/**
 * The value with its lists and maps copied, whatever their types (copystructure's `Copy`).
 * @throws ExecError for nil, as Go panics, and for values of too many parts.
 */
export function deepCopy(value: GoValue, budget: Budget): GoValue {
  if (value === null) throw new ExecError('reflect: call of reflect.Value.Type on zero Value');
  return copyParts(value, visitCounter(budget), 0);
}

/** The copy's array is as long as the original's. */
function copySlice({ type, items, isNil, spare }: GoSlice, copy: (part: GoValue) => GoValue): GoSlice {
  return new GoSlice(type, items.map(copy), isNil, spare === 'appended' ? spare : spare.map(() => null));
}

function copyParts(value: GoValue, visit: () => void, depth: number): GoValue {
  visit();
  checkDepth(depth);
  const copy = (part: GoValue): GoValue => copyParts(part, visit, depth + 1);
  if (value instanceof GoSlice) return copySlice(value, copy);
  if (value instanceof GoPointer) return new GoPointer(value.type, copy(value.target));
  if (!(value instanceof GoMap)) return value;
  if (value.isNil) return new GoMap(value.type, null);
  return new GoMap(value.type, new Map(value.keys().map((key) => [key, copy(value.get(key) ?? null)])));
}
