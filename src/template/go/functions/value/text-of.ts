import { sprint } from '../../fmt/sprint.ts';
import { type Budget, checkBytes } from '../../limits.ts';
import { elements, GoBytes, GoSlice, type GoValue } from '../../value.ts';

/**
 * The value as sprig's `strval` has it: a text or `[]byte` as it is, what has `Error` or `String` by that, the rest as
 * `%v` prints it, nil as `<nil>`. Types made of `[]byte` are no `[]byte`.
 */
export function textOf(value: GoValue, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoBytes && value.type.name === '[]uint8') return value.bytes;
  return printed(value, budget);
}

/**
 * The value as `%v` prints it.
 * @throws LimitError for a value of too many parts: lists and dicts may hold the same part many times over.
 */
export function printed(value: GoValue, budget: Budget): string {
  return sprint([value], budget);
}

/**
 * The value as a list of texts, as sprig's `strslice`: the elements of any slice but nil ones, nothing of nil, and any
 * other value as the one element.
 * @throws LimitError for texts of more than 1 MiB together.
 */
export function textsOf(value: GoValue, budget: Budget): string[] {
  if (value === null) return [];
  if (value instanceof GoSlice || value instanceof GoBytes) {
    let bytes = 0;
    const items = (elements(value) ?? []).filter((item) => item !== null);
    return items.map((item) => {
      const text = textOf(item, budget);
      bytes += text.length;
      checkBytes(bytes);
      return text;
    });
  }
  return [textOf(value, budget)];
}
