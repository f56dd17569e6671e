import { sprint } from '../../fmt/sprint.ts';
import { elements, GoBytes, GoMap, GoSlice, type GoValue } from '../../value.ts';
import { checkBytes, checkDepth, visitCounter } from '../limits.ts';

/**
 * The value as sprig's `strval` has it: a text or `[]byte` as it is, what has `Error` or `String` by that, the rest as
 * `%v` prints it, nil as `<nil>`. Types made of `[]byte` are no `[]byte`.
 */
export function textOf(value: GoValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoBytes && value.type.name === '[]uint8') return value.bytes;
  return printed(value);
}

/**
 * The value as `%v` prints it.
 * @throws LimitError for a value of too many parts: lists and dicts may hold the same part many times over.
 */
export function printed(value: GoValue): string {
  if (value instanceof GoSlice || value instanceof GoMap) countParts(value, visitCounter(), 0);
  return sprint([value]);
}

/**
 * The value as a list of texts, as sprig's `strslice`: the elements of any slice but nil ones, nothing of nil, and any
 * other value as the one element.
 * @throws LimitError for texts of more than 1 MiB together.
 */
export function textsOf(value: GoValue): string[] {
  if (value === null) return [];
  if (value instanceof GoSlice || value instanceof GoBytes) {
    let bytes = 0;
    const items = (elements(value) ?? []).filter((item) => item !== null);
    return items.map((item) => {
      const text = textOf(item);
      bytes += text.length;
      checkBytes(bytes);
      return text;
    });
  }
  return [textOf(value)];
}

function countParts(value: GoValue, visit: () => void, depth: number): void {
  visit();
  checkDepth(depth);
  if (value instanceof GoSlice) for (const item of value.items) countParts(item, visit, depth + 1);
  else if (value instanceof GoMap) for (const key of value.keys()) countParts(value.get(key) ?? null, visit, depth + 1);
}
