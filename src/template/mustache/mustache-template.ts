import Mustache from 'mustache';
import type { CdcRecord } from '../../decode/record.ts';
import { SyntaxFault } from '../syntax-fault.ts';
import { checkOutput, checkSteps } from '../template-failure.ts';
import { TextCache } from '../text-cache.ts';
import { recordView, type ViewNode } from './view.ts';

/**
 * Compiles a Mustache template to one closure. Text is never HTML-escaped, whatever the tag; partials are refused.
 * https://mustache.github.io/mustache.5.html
 * @throws SyntaxFault with the place; the closure throws TemplateFailure where a record costs too much
 */
export function compileMustache(text: string): (record: CdcRecord) => string {
  const render = compileTokens(text, parseTokens(text));
  const texts = new TextCache('utf8');
  return (record) => render({ node: recordView(record, texts), parent: undefined, cost: { steps: 0 } });
}

/** What a tag looks names up in: the innermost section first. */
interface Scope {
  readonly node: ViewNode;
  readonly parent: Scope | undefined;
  /** How many elements the rendering has gone over. */
  readonly cost: { steps: number };
}

type Render = (scope: Scope) => string;

/** Mustache's token: type, value, start, end, and for sections what they hold. */
type Token = readonly [type: string, value: string, start: number, end: number, inner?: unknown];

function parseTokens(text: string): readonly Token[] {
  try {
    // The declared type leaves out where tokens start and end.
    return new Mustache.Writer().parse(text) as unknown as readonly Token[];
  } catch (error) {
    throw faultOf(text, error instanceof Error ? error.message : String(error));
  }
}

/** The parser's message ends in where it stopped; an open section or tag is better marked where it starts. */
function faultOf(text: string, message: string): SyntaxFault {
  const stopped = Number(/ at (\d+)$/.exec(message)?.[1] ?? 0);
  const section = /^Unclosed section "(.*)" at/s.exec(message)?.[1];
  const openers = [...text.slice(0, stopped).matchAll(/\{\{\s*[#^]\s*([^}]*?)\s*\}\}/g)];
  const opener = openers.filter((match) => match[1] === section).at(-1)?.index;
  const tag = message.startsWith('Unclosed tag') ? text.lastIndexOf('{{') : -1;
  const at = opener ?? (tag >= 0 ? tag : stopped);
  return new SyntaxFault(message.replace(/ at \d+$/, ''), at, Math.min(at + 2, text.length));
}

function compileTokens(text: string, tokens: readonly Token[]): Render {
  const parts = tokens.map((token) => compileToken(text, token)).filter((part) => part !== undefined);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return (scope) => {
    let out = '';
    for (const part of parts) out += part(scope);
    checkOutput(out.length);
    return out;
  };
}

function compileToken(text: string, token: Token): Render | undefined {
  const [type, value, start, end, inner] = token;
  switch (type) {
    case 'text':
      return () => value;
    case 'name':
    case '&': {
      const find = compileLookup(value);
      return (scope) => find(scope)?.text() ?? '';
    }
    case '#':
      return compileSection(compileLookup(value), compileTokens(text, innerTokens(inner)));
    case '^': {
      const find = compileLookup(value);
      const render = compileTokens(text, innerTokens(inner));
      return (scope) => (isSkipped(find(scope)) ? render(scope) : '');
    }
    case '>':
      throw new SyntaxFault('partials are not supported', start, end, 'Write the text of the partial in its place.');
    default:
      return undefined; // comments and changes of delimiters print nothing
  }
}

function innerTokens(inner: unknown): readonly Token[] {
  return Array.isArray(inner) ? inner : [];
}

function isSkipped(node: ViewNode | undefined): boolean {
  const section = node?.section() ?? 'skip';
  return section === 'skip' || (typeof section !== 'string' && section.length === 0);
}

function compileSection(find: (scope: Scope) => ViewNode | undefined, render: Render): Render {
  return (scope) => {
    const node = find(scope);
    const section = node?.section() ?? 'skip';
    if (node === undefined || section === 'skip') return '';
    if (section === 'stay') return render(scope);
    const { cost } = scope;
    if (section === 'enter') return render({ node, parent: scope, cost });
    let out = '';
    for (const element of section) {
      checkSteps(++cost.steps);
      out += render({ node: element, parent: scope, cost });
      checkOutput(out.length);
    }
    return out;
  };
}

/** Finds a name: in the innermost scope that has its first part, and there only. */
function compileLookup(name: string): (scope: Scope) => ViewNode | undefined {
  if (name === '.') return (scope) => scope.node;
  const prefixes = prefixesOf(name.split('.'));
  return (scope) => {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const { node } = at;
      const found = descend(node, prefixes, 0);
      if (found !== undefined) return found;
      if (at.parent !== undefined && hasFirst(node, prefixes)) return undefined;
    }
    return undefined;
  };
}

/**
 * For each part of a dotted name, the names that may stand there, longest first: keys hold dots themselves
 * (`opencdc.collection`), and the longest one that leads to a value wins.
 */
function prefixesOf(parts: readonly string[]): readonly (readonly string[])[] {
  return parts.map((_, from) =>
    parts.slice(from).map((__, count) => parts.slice(from, parts.length - count).join('.')),
  );
}

function descend(node: ViewNode, prefixes: readonly (readonly string[])[], from: number): ViewNode | undefined {
  const candidates = prefixes[from];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    const child = node.get(candidates[i] ?? '');
    if (child === undefined) continue;
    const found = i === 0 ? child : descend(child, prefixes, prefixes.length - i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasFirst(node: ViewNode, prefixes: readonly (readonly string[])[]): boolean {
  return prefixes[0]?.some((prefix) => node.get(prefix) !== undefined) === true;
}
