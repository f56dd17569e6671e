import { SyntaxFault } from '../../syntax-fault.ts';
import { unquote } from '../strconv/unquote.ts';
import { fromUtf8 } from '../utf8.ts';
import { isEmptyList, type Node, type NodeList, type Pipe, type TemplateSet } from './ast.ts';
import { lex, type Token } from './lex.ts';
import { type FunctionNames, maxDepth, PipelineParser } from './parse-pipeline.ts';
import { TokenStream } from './token-stream.ts';

/**
 * The templates of a text: the text itself under `name`, and what it defines. Refused is what Go refuses.
 * https://pkg.go.dev/text/template#hdr-Actions
 * @throws SyntaxFault
 */
export function parseTemplate(name: string, text: string, functions: FunctionNames): TemplateSet {
  const templates = new Map<string, NodeList>();
  const stream = new TokenStream(lex(text));
  const root = new TreeParser(stream, functions, templates).parseRoot();
  addTemplate(templates, name, root, { at: 0, end: 0 });
  return templates;
}

/** A definition may be repeated only where one of the two is empty. */
function addTemplate(
  templates: Map<string, NodeList>,
  name: string,
  list: NodeList,
  place: { at: number; end: number },
) {
  const known = templates.get(name);
  if (known === undefined || isEmptyList(known)) templates.set(name, list);
  else if (!isEmptyList(list)) {
    throw new SyntaxFault(`multiple definition of template ${JSON.stringify(name)}`, place.at, place.end);
  }
}

/** How a list of nodes ended. */
interface Ended {
  readonly by: 'end' | 'else';
  readonly token: Token;
}

/** Parses one template: the text itself, a define, or a block; each has its own variables. */
class TreeParser {
  private readonly stream: TokenStream;
  private readonly functions: FunctionNames;
  private readonly templates: Map<string, NodeList>;
  private readonly pipelines: PipelineParser;
  private readonly level: number;
  private rangeDepth = 0;
  private depth = 0;

  constructor(stream: TokenStream, functions: FunctionNames, templates: Map<string, NodeList>, level = 0) {
    this.stream = stream;
    this.functions = functions;
    this.templates = templates;
    this.level = level;
    this.pipelines = new PipelineParser(stream, functions);
  }

  /** Everything to the end of the text; the only place for `define`. */
  parseRoot(): NodeList {
    const nodes: Node[] = [];
    for (let token = this.stream.peek(); token.type !== 'eof'; token = this.stream.peek()) {
      if (this.atDefine()) {
        this.child().parseDefinition();
        continue;
      }
      const node = this.textOrAction();
      if ('by' in node) throw unexpectedEnd(node);
      nodes.push(node);
    }
    return nodes;
  }

  private child(): TreeParser {
    const level = this.level + this.depth + 1;
    return new TreeParser(this.stream, this.functions, this.templates, level);
  }

  private atDefine(): boolean {
    const mark = this.stream.mark();
    if (this.stream.next().type === 'leftDelim') {
      const token = this.stream.nextNonSpace();
      if (token.type === 'keyword' && token.text === 'define') return true;
    }
    this.stream.reset(mark);
    return false;
  }

  /** The rest of `{{define "name"}} … {{end}}`. */
  private parseDefinition(): void {
    const token = this.stream.nextNonSpace();
    const name = this.templateName(token, 'define clause');
    this.stream.expect('rightDelim', 'define clause');
    const { list, ended } = this.list();
    if (ended.by !== 'end') throw unexpectedEnd(ended, ' in define clause');
    addTemplate(this.templates, name, list, token);
  }

  private templateName(token: Token, context: string): string {
    if (token.type !== 'string') this.stream.unexpected(token, context);
    const name = unquote(token.text);
    if (name === undefined) throw new SyntaxFault('invalid syntax', token.at, token.end);
    return name;
  }

  /** Nodes up to `end` or `else`. */
  private list(): { readonly list: NodeList; readonly ended: Ended } {
    const nodes: Node[] = [];
    while (this.stream.peekNonSpace().type !== 'eof') {
      const node = this.textOrAction();
      if ('by' in node) return { list: nodes, ended: node };
      nodes.push(node);
    }
    const { at, end } = this.stream.peek();
    throw new SyntaxFault('unexpected end of template: an {{end}} is missing', at, end);
  }

  private textOrAction(): Node | Ended {
    const token = this.stream.nextNonSpace();
    if (token.type === 'text') return { kind: 'text', text: fromUtf8(token.text) };
    if (token.type !== 'leftDelim') this.stream.unexpected(token, 'input');
    return this.action();
  }

  private action(): Node | Ended {
    const mark = this.stream.mark();
    const token = this.stream.nextNonSpace();
    if (token.type === 'keyword') {
      const node = this.keyword(token);
      if (node !== undefined) return node;
    }
    this.stream.reset(mark);
    return { kind: 'action', pipe: this.pipelines.pipeline('command', 'rightDelim') };
  }

  private keyword(token: Token): Node | Ended | undefined {
    switch (token.text) {
      case 'block':
        return this.block();
      case 'break':
      case 'continue':
        return this.leave(token.text, token);
      case 'else':
        return this.elseAction(token);
      case 'end':
        this.stream.expect('rightDelim', 'end');
        return { by: 'end', token };
      case 'if':
      case 'with':
        return { kind: token.text, ...this.control(token.text, token) };
      case 'range':
        return { kind: 'range', ...this.control('range', token) };
      case 'template':
        return this.template();
      default:
        return undefined;
    }
  }

  private leave(kind: 'break' | 'continue', place: Token): Node {
    const token = this.stream.nextNonSpace();
    if (token.type !== 'rightDelim') this.stream.unexpected(token, `{{${kind}}}`);
    if (this.rangeDepth === 0) throw new SyntaxFault(`{{${kind}}} outside {{range}}`, place.at, place.end);
    return { kind, place };
  }

  /** Leaves the `if` or `with` of an `else if` to be read. */
  private elseAction(token: Token): Ended {
    const next = this.stream.peekNonSpace();
    const chained = next.type === 'keyword' && (next.text === 'if' || next.text === 'with');
    if (!chained) this.stream.expect('rightDelim', 'else');
    return { by: 'else', token };
  }

  private control(context: 'if' | 'with' | 'range', token: Token) {
    if (this.level + ++this.depth > maxDepth) {
      throw new SyntaxFault(`actions are nested more than ${maxDepth} deep`, token.at, token.end);
    }
    const variables = this.pipelines.countVariables();
    const pipe = this.pipelines.pipeline(context, 'rightDelim');
    if (context === 'range') this.rangeDepth++;
    const { list, ended } = this.list();
    if (context === 'range') this.rangeDepth--;
    const elseList = ended.by === 'else' ? this.elseList(context) : [];
    this.pipelines.forgetVariables(variables);
    this.depth--;
    return { pipe, list, elseList };
  }

  private elseList(context: 'if' | 'with' | 'range'): NodeList {
    const next = this.stream.peek();
    if (context !== 'range' && next.type === 'keyword' && next.text === context) {
      // `else if` shares the end of its `if`.
      this.stream.next();
      return [{ kind: context, ...this.control(context, next) }];
    }
    const { list, ended } = this.list();
    if (ended.by === 'end') return list;
    throw new SyntaxFault('expected {{end}}, found a second {{else}}', ended.token.at, ended.token.end);
  }

  private template(): Node {
    const token = this.stream.nextNonSpace();
    const name = this.templateName(token, 'template clause');
    let pipe: Pipe | undefined;
    if (this.stream.peekNonSpace().type === 'rightDelim') this.stream.next();
    else pipe = this.pipelines.pipeline('template clause', 'rightDelim');
    return { kind: 'template', name, pipe, place: { at: token.at, end: token.end } };
  }

  /** A define and its first use in one. */
  private block(): Node {
    const token = this.stream.nextNonSpace();
    const name = this.templateName(token, 'block clause');
    const pipe = this.pipelines.pipeline('block clause', 'rightDelim');
    const child = this.child();
    if (child.level > maxDepth) {
      throw new SyntaxFault(`actions are nested more than ${maxDepth} deep`, token.at, token.end);
    }
    const { list, ended } = child.list();
    if (ended.by !== 'end') throw unexpectedEnd(ended, ' in block clause');
    addTemplate(this.templates, name, list, token);
    return { kind: 'template', name, pipe, place: { at: token.at, end: token.end } };
  }
}

function unexpectedEnd({ by, token }: Ended, context = ''): SyntaxFault {
  return new SyntaxFault(`unexpected {{${by}}}${context}`, token.at, token.end);
}
