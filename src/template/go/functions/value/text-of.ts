import { sprint } from '../../fmt/sprint.ts';
import { elements, GoBytes, GoSlice, type GoValue } from '../../value.ts';

/**
 * The value as sprig's `strval` has it: a text or `[]byte` as it is, what has `Error` or `String` by that, the rest as
 * `%v` prints it, nil as `<nil>`. Types made of `[]byte` are no `[]byte`.
 */
export function textOf(value: GoValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoBytes && value.type.name === '[]uint8') return value.bytes;
  return sprint([value]);
}

/**
 * The value as a list of texts, as sprig's `strslice`: the elements of any slice but nil ones, nothing of nil, and any
 * other value as the one element.
 */
export function textsOf(value: GoValue): string[] {
  if (value === null) return [];
  if (value instanceof GoSlice || value instanceof GoBytes) {
    return (elements(value) ?? []).filter((item) => item !== null).map(textOf);
  }
  return [textOf(value)];
}
