/** An escape, or a quote with the colon that follows the last one of a name. */
const ESCAPE_OR_QUOTE = /\\.|"(?:\s*:)?/gs;
/** Ends each name, so that none ends with a backslash. */
const END = '.';

/**
 * `JSON.parse`, with the names that the text says: V8 from Node 22 to 26 at least takes a name that begins with an escape
 * for one of an object read earlier, where that one ends with a backslash at the same place
 * (https://github.com/nodejs/node/issues/63785).
 * @throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || !text.includes('\\')) return value;
  const ended = withEnds(text);
  return ended === undefined ? value : withoutEnds(JSON.parse(ended));
}

/**
 * The valid text with END after each name, if any has an escape. It goes from quote to quote, as a pattern of whole
 * strings runs out of stack where they are long.
 */
function withEnds(text: string): string | undefined {
  let inString = false;
  let escaped = false;
  let found = false;
  const ended = text.replace(ESCAPE_OR_QUOTE, (match) => {
    if (match.startsWith('\\')) {
      escaped = true;
      return match;
    }
    inString = !inString;
    if (inString) escaped = false;
    else if (match.endsWith(':')) {
      found ||= escaped;
      return END + match;
    }
    return match;
  });
  return found ? ended : undefined;
}

/** Without the ends of names, however deep: no recursion. */
function withoutEnds(root: unknown): unknown {
  const top = { root };
  const parents: object[] = [top];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const [name, value] of Object.entries(parent)) {
      if (typeof value !== 'object' || value === null) continue;
      const renamed = Array.isArray(value) ? value : renamedFields(value);
      // `__proto__` is a name as any other.
      if (renamed !== value) Object.defineProperty(parent, name, { value: renamed });
      parents.push(renamed);
    }
  }
  return top.root;
}

function renamedFields(object: object): object {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.slice(0, -END.length), value]));
}
