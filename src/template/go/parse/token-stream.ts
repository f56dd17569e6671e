import { SyntaxFault } from '../../syntax-fault.ts';
import type { Token, TokenType } from './lex.ts';

/** The tokens of a template with one place to read at. After the last one, the last one is given again. */
export class TokenStream {
  readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token {
    const token = this.tokens[Math.min(this.index, this.tokens.length - 1)];
    if (token === undefined) throw new SyntaxFault('empty template', 0, 0);
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** Skips spaces, then reads. */
  nextNonSpace(): Token {
    this.skipSpace();
    return this.next();
  }

  peekNonSpace(): Token {
    this.skipSpace();
    return this.peek();
  }

  /** A mark to come back to. */
  mark(): number {
    return this.index;
  }

  reset(mark: number): void {
    this.index = mark;
  }

  /** Where the token before this place ends. */
  lastEnd(): number {
    return this.tokens[Math.min(this.index, this.tokens.length) - 1]?.end ?? 0;
  }

  /** The next token but spaces, which must be of this type. @throws SyntaxFault */
  expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  /** @throws SyntaxFault always: the lexer's own message where the token is one. */
  unexpected(token: Token, context: string): never {
    if (token.type === 'error') throw new SyntaxFault(token.text, token.at, token.end);
    throw new SyntaxFault(`unexpected ${describe(token)} in ${context}`, token.at, token.end);
  }

  private skipSpace(): void {
    while (this.peek().type === 'space') this.index++;
  }
}

function describe({ type, text }: Token): string {
  if (type === 'eof') return 'end of template';
  if (type === 'keyword' || type === 'dot' || type === 'nil') return `<${text}>`;
  return JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text);
}
