export type TemplateSyntax = 'mustache' | 'go';

/** Words that Go's tags may be made of alone, or start with. */
const goWords: ReadonlySet<string> = new Set(
  'block break continue define else end false if nil range template true with'.split(' '),
);

/** What a record's Mustache view has at its top. */
const viewNames: ReadonlySet<string> = new Set(
  'position operation metadata key payload Position Operation Metadata Key Payload'.split(' '),
);

/** A dotted name: parts of anything but the characters that Go's expressions and Mustache's tags are made of. */
const dottedName = /^[\p{L}_][^\s.|(){}"'`$:,#^/!=&>]*(?:\.[^\s.|(){}"'`$:,#^/!=&>]+)*$/u;

/** What one tag says: `mustache` and `go` settle it, `view` and `word` only where nothing else does. */
type Clue = 'mustache' | 'go' | 'view' | 'word' | 'either';

/**
 * Tells the syntax of a template from its tags: Mustache where there are only bare dotted names and Mustache's sigils,
 * else Go. `{{.}}` is either: alone it is Go's, beside Mustache's tags it is Mustache's. A bare name that the view lacks
 * and Go has a function for (`{{uuidv4}}`) is Go's unless other tags are Mustache's. Undefined without tags.
 */
export function syntaxOf(text: string, isGoFunction: (name: string) => boolean): TemplateSyntax | undefined {
  if (!text.includes('{{')) return undefined;
  const clues = new Set<Clue>();
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const close = text.indexOf('}}', at + 2);
    if (close < 0) return 'go';
    const tag = text.slice(at + 2, close).trim();
    at = close + 2;
    if (/^=\S+\s+\S+\s*=$/.test(tag)) return 'mustache';
    clues.add(clueOf(tag, isGoFunction));
  }
  if (clues.has('go')) return 'go';
  if (clues.has('mustache')) return 'mustache';
  return clues.has('view') && !clues.has('word') ? 'mustache' : 'go';
}

function clueOf(tag: string, isGoFunction: (name: string) => boolean): Clue {
  if (tag === '.') return 'either';
  if (tag.startsWith('!')) return 'mustache';
  if (/^[#^/&{>]/.test(tag)) {
    const name = tag.slice(1).trim();
    return name === '.' || dottedName.test(name) ? 'mustache' : 'go';
  }
  if (!dottedName.test(tag)) return 'go';
  const [first = '', second] = tag.split('.', 2);
  if (goWords.has(first)) return 'word';
  if (viewNames.has(first)) return 'view';
  // Outside of a section only the view's own names mean something to Mustache.
  return second === undefined && isGoFunction(first) ? 'word' : 'view';
}
