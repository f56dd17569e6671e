import { SyntaxFault } from '../../syntax-fault.ts';
import { unquote } from '../strconv/unquote.ts';
import { fromUtf8 } from '../utf8.ts';
import { isUnavailable, type UnavailableFunction } from '../value.ts';
import type { Command, Operand, Pipe } from './ast.ts';
import type { Token, TokenType } from './lex.ts';
import { nearestName } from './nearest-name.ts';
import { numberNode } from './number.ts';
import type { TokenStream } from './token-stream.ts';

/** How deep parentheses and control actions may be nested; Go's own limit is higher, its stack grows. */
export const maxDepth = 200;

/** What the parser asks of the functions: which names there are. */
export type FunctionNames = ReadonlyMap<string, { readonly name: string } | UnavailableFunction>;

const operandTypes: ReadonlySet<TokenType> = new Set([
  'bool',
  'char',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'leftParen',
]);

/** Parses what stands inside an action: pipelines of commands of operands. */
export class PipelineParser {
  private readonly stream: TokenStream;
  private readonly functions: FunctionNames;
  private variables: readonly string[] = ['$'];
  private depth = 0;

  constructor(stream: TokenStream, functions: FunctionNames) {
    this.stream = stream;
    this.functions = functions;
  }

  /** How many variables are known here; for `forgetVariables` at the end of the block. */
  countVariables(): number {
    return this.variables.length;
  }

  forgetVariables(count: number): void {
    this.variables = this.variables.slice(0, count);
  }

  /** A pipeline and the delimiter that ends it. @throws SyntaxFault */
  pipeline(context: string, end: 'rightDelim' | 'rightParen'): Pipe {
    const { at } = this.stream.peekNonSpace();
    const { names, assigns } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.stream.peekNonSpace();
      if (token.type === end) break;
      if (!operandTypes.has(token.type)) this.stream.unexpected(this.stream.next(), context);
      commands.push(this.command());
    }
    const place = { at, end: Math.max(this.stream.lastEnd(), at) };
    const last = this.stream.next();
    checkCommands(commands, context, last);
    return { kind: 'pipe', place, variables: names, assigns, commands };
  }

  /** `$x :=`, `$x =`, and for range `$i, $x :=`. */
  private declarations(context: string): { readonly names: readonly string[]; readonly assigns: boolean } {
    const names: string[] = [];
    for (;;) {
      const mark = this.stream.mark();
      const variable = this.stream.nextNonSpace();
      const next = variable.type === 'variable' ? this.stream.nextNonSpace() : variable;
      if (variable.type === 'variable' && (next.type === 'declare' || next.type === 'assign')) {
        this.declare(names, variable);
        return { names, assigns: next.type === 'assign' };
      }
      if (variable.type !== 'variable' || next.type !== 'punctuation' || next.text !== ',') {
        this.stream.reset(mark);
        return { names, assigns: false };
      }
      this.declare(names, variable);
      this.checkComma(context, names.length, next);
    }
  }

  private declare(names: string[], { text }: Token): void {
    names.push(text);
    this.variables = [...this.variables, text];
  }

  private checkComma(context: string, count: number, comma: Token): void {
    if (context !== 'range' || count > 1) {
      throw new SyntaxFault(`too many declarations in ${context}`, comma.at, comma.end);
    }
    const next = this.stream.peekNonSpace();
    if (next.type !== 'variable' && next.type !== 'rightDelim' && next.type !== 'rightParen') {
      throw new SyntaxFault('range can only initialize variables', next.at, next.end);
    }
  }

  /** Operands with space between, up to a pipe, which is consumed, or the pipeline's end, which is not. */
  private command(): Command {
    const operands: Operand[] = [];
    const { at } = this.stream.peekNonSpace();
    let end = at;
    for (;;) {
      this.stream.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) {
        operands.push(operand);
        end = operand.place.end;
      }
      const token = this.stream.peek();
      if (token.type === 'rightDelim' || token.type === 'rightParen') break;
      this.stream.next();
      if (token.type === 'pipe') break;
      if (token.type !== 'space') this.stream.unexpected(token, 'operand');
    }
    const [first, ...rest] = operands;
    if (first === undefined) throw new SyntaxFault('empty command', at, end);
    return { place: { at, end }, first, rest };
  }

  /** A term with the fields taken of it; undefined where no term stands. */
  private operand(): Operand | undefined {
    const node = this.term();
    if (node === undefined || this.stream.peek().type !== 'field') return node;
    const names: string[] = [];
    while (this.stream.peek().type === 'field') names.push(fromUtf8(this.stream.next().text.slice(1)));
    const place = { at: node.place.at, end: this.stream.lastEnd() };
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { ...node, names: [...node.names, ...names], place };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        throw new SyntaxFault('unexpected . after a literal or the dot', node.place.end, place.end);
      default:
        return { kind: 'chain', node, names, place };
    }
  }

  private term(): Operand | undefined {
    const token = this.stream.peekNonSpace();
    if (!operandTypes.has(token.type)) return undefined;
    this.stream.next();
    const place = { at: token.at, end: token.end };
    switch (token.type) {
      case 'dot':
      case 'nil':
        return { kind: token.type, place };
      case 'bool':
        return { kind: 'bool', value: token.text === 'true', place };
      case 'field':
        return { kind: 'field', names: [fromUtf8(token.text.slice(1))], place };
      case 'identifier':
        return this.functionName(token);
      case 'variable':
        return this.variable(token);
      case 'leftParen':
        return this.parenthesized(token);
      default:
        return literal(token);
    }
  }

  private functionName(token: Token): Operand {
    const entry = this.functions.get(token.text);
    if (entry === undefined) {
      const message = `function ${JSON.stringify(token.text)} not defined`;
      throw new SyntaxFault(message, token.at, token.end, unknownFunctionHint(token.text, this.functions));
    }
    if (isUnavailable(entry)) throw new SyntaxFault(entry.unavailable, token.at, token.end, entry.hint);
    return { kind: 'identifier', name: token.text, place: { at: token.at, end: token.end } };
  }

  private variable({ text, at, end }: Token): Operand {
    if (!this.variables.includes(text)) throw new SyntaxFault(`undefined variable ${text}`, at, end);
    return { kind: 'variable', name: text, names: [], place: { at, end } };
  }

  private parenthesized({ at, end }: Token): Operand {
    if (++this.depth > maxDepth) {
      throw new SyntaxFault(`parentheses are nested more than ${maxDepth} deep`, at, end);
    }
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
    this.depth--;
    return { ...pipe, place: { at, end: this.stream.lastEnd() } };
  }
}

/** A misspelled function is named; a name of the record lacks its dot. */
function unknownFunctionHint(name: string, functions: FunctionNames): string | undefined {
  if (/^(?:metadata|payload|key|position|operation)$/i.test(name)) {
    return 'In a Go template fields start with a dot and a capital: {{ .Metadata.name }}, {{ .Payload.After.id }}.';
  }
  const nearest = nearestName(name, functions.keys());
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}

/** Only the first command of a pipeline may be a plain value. */
function checkCommands(commands: readonly Command[], context: string, end: Token): void {
  if (commands.length === 0) throw new SyntaxFault(`missing value for ${context}`, end.at, end.end);
  for (const [i, { first, place }] of commands.entries()) {
    if (i > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(first.kind)) {
      const message = `stage ${i + 1} of the pipeline is a value, not a function`;
      throw new SyntaxFault(message, place.at, place.end);
    }
  }
}

function literal({ type, text, at, end }: Token): Operand {
  const place = { at, end };
  if (type === 'number' || type === 'complex' || type === 'char') {
    const node = numberNode(text, type, place);
    if (typeof node === 'string') throw new SyntaxFault(node, at, end);
    return node;
  }
  const value = unquote(text);
  if (value === undefined) throw new SyntaxFault('invalid escape in a string', at, end);
  return { kind: 'string', value, place };
}
