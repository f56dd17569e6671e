import { GoBytes, GoMap, GoSlice, type GoValue } from '../../value.ts';
import { isEmpty } from './empty.ts';

/**
 * Sets in `target` what `source` has and it has not, or has empty; with `overwrite` also what both have. Maps in both
 * are merged in turn, lists are taken whole. An overwriting value counts even where it is empty; a nil only then. The
 * rules are mergo's (https://pkg.go.dev/dario.cat/mergo#Merge), `target` itself is changed, as in Go.
 * @throws LimitError for maps of too many parts.
 */
export function mergeInto(target: GoMap, source: GoMap, overwrite: boolean, visit: () => void): void {
  visit();
  if (target === source) return;
  for (const key of source.keys()) {
    const given = source.get(key) ?? null;
    const own = target.get(key);
    if (given === null) {
      if (overwrite) target.set(key, null);
      continue;
    }
    if (given instanceof GoMap && own instanceof GoMap && !own.isNil) mergeInto(own, given, overwrite, visit);
    if (own !== undefined && !isEmpty(own)) {
      if (isList(given)) {
        if (overwrite) target.set(key, given);
        continue;
      }
      if (given instanceof GoMap && own instanceof GoMap) continue;
      if (!overwrite) continue;
    }
    target.set(key, given);
  }
}

function isList(value: GoValue): boolean {
  return value instanceof GoSlice || value instanceof GoBytes;
}
