/** Where and why a template's text can't be read; `compileTemplate` turns it into a usage error with the place. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  /** The place in the template's text, in UTF-16 units; `end` is exclusive. */
  readonly at: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, at: number, end: number, hint?: string) {
    super(message);
    this.at = at;
    this.end = end;
    this.hint = hint;
  }
}

/** How much of a long line is shown before a place, and of the place with what follows. */
const shownBefore = 60;
const shownAfter = 60;

/** The line of the text where the place is, and marks under it, both indented by two spaces. */
export function markedPlace(text: string, { at, end }: Pick<SyntaxFault, 'at' | 'end'>): string {
  const lineStart = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const lineBreak = text.indexOf('\n', at);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  const from = Math.max(lineStart, at - shownBefore);
  const to = Math.min(lineEnd, at + shownAfter);
  const before = (from > lineStart ? '…' : '') + text.slice(from, at);
  const after = text.slice(at, to) + (to < lineEnd ? '…' : '');
  const marked = [...text.slice(at, Math.min(Math.max(end, at + 1), to))].length;
  return `  ${before}${after}\n  ${before.replace(/[^\t]/gu, ' ')}${'^'.repeat(Math.max(marked, 1))}`;
}
