export type TemplateSyntax = 'mustache' | 'go';

/** Words that a bare tag has in Go templates, and that nothing in a record's view is called. */
const goWords: ReadonlySet<string> = new Set(
  'block break continue define else end false if nil range template true with'.split(' '),
);

/** A dotted name: parts of anything but the characters that Go's expressions and Mustache's tags are made of. */
const dottedName = /^[\p{L}_][^\s.|(){}"'`$:,#^/!=&>]*(?:\.[^\s.|(){}"'`$:,#^/!=&>]+)*$/u;

/**
 * Tells the syntax of a template from its tags: Mustache where there are only bare dotted names and Mustache's sigils,
 * else Go. `{{.}}` is either: alone it is Go's, beside Mustache's tags it is Mustache's. Undefined without tags.
 */
export function syntaxOf(text: string): TemplateSyntax | undefined {
  if (!text.includes('{{')) return undefined;
  let sawMustache = false;
  let sawWord = false;
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const close = text.indexOf('}}', at + 2);
    if (close < 0) return 'go';
    const tag = text.slice(at + 2, close).trim();
    at = close + 2;
    if (/^=\S+\s+\S+\s*=$/.test(tag)) return 'mustache';
    if (isSigilTag(tag)) sawMustache = true;
    else if (goWords.has(tag)) sawWord = true;
    else if (dottedName.test(tag)) sawMustache = true;
    else if (tag !== '.') return 'go';
  }
  if (!sawMustache) return 'go';
  return sawWord && !/\{\{\s*[#^]/.test(text) ? 'go' : 'mustache';
}

function isSigilTag(tag: string): boolean {
  const sigil = tag.charAt(0);
  if (sigil === '!') return true;
  return (
    sigil !== '' && '#^/&{>'.includes(sigil) && (dottedName.test(tag.slice(1).trim()) || tag.slice(1).trim() === '.')
  );
}
