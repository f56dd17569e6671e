/** One fenced block of a page. */
export interface Block {
  /** What stands behind the fence: `sh`, `json`, `console`. */
  readonly language: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** The comment `<!-- run -->` or `<!-- run: status N -->` right above it: the status that it has to end with. */
  readonly runStatus: number | undefined;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  const fence = /(?:^<!-- run(?:: status (\d+))? -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm;
  for (const match of page.matchAll(fence)) {
    const [all, status, language = '', text = ''] = match;
    const runStatus = all.startsWith('<!--') ? Number(status ?? 0) : undefined;
    blocks.push({ language, text, line: page.slice(0, match.index).split('\n').length, runStatus });
  }
  return blocks;
}

/** The targets of a page's links to files and headings, without those to other sites. */
export function localLinksOf(page: string): readonly string[] {
  return Array.from(page.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target).filter(
    (target) => !/^[a-z]+:/.test(target),
  );
}

/** A heading's anchor, as GitHub makes it. */
export function anchorsOf(page: string): readonly string[] {
  return Array.from(page.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
