/** How many results are kept: templates have few layouts, zones and expressions, and records rarely bring their own. */
const MAX_KEPT = 100;

/** Keys longer than this are not kept, in characters. */
const MAX_KEY_LENGTH = 1000;

/** The function with its results kept for the next call with the same text; errors are not kept. */
export function remembering<T>(make: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    if (key.length > MAX_KEY_LENGTH) return made;
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, made);
    return made;
  };
}
