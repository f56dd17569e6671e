/** The tokens of Go's template language. https://pkg.go.dev/text/template#hdr-Text_and_spaces */
export type TokenType =
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
  | 'identifier'
  | 'keyword'
  | 'field'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'number'
  | 'complex'
  | 'char'
  | 'string'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'leftParen'
  | 'rightParen'
  | 'punctuation'
  | 'eof'
  | 'error';

/** A token: `text` as it stands in the template (trimmed for text tokens, the message for errors). */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const keywords: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);

/** All tokens of a template; the last one is `eof`, or `error` at the place that can't be read. */
export function lex(input: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < input.length) {
    const open = input.indexOf('{{', at);
    const trimLeft = open >= 0 && input.charAt(open + 2) === '-' && isSpace(input.charAt(open + 3));
    const raw = input.slice(at, open < 0 ? input.length : open);
    const text = trimLeft ? trimEnd(raw) : raw;
    if (text !== '') tokens.push({ type: 'text', text, at, end: at + text.length });
    if (open < 0) break;
    const inside = open + (trimLeft ? 4 : 2);
    at = input.startsWith('/*', inside)
      ? lexComment(input, open, inside, tokens)
      : lexAction(input, open, inside, tokens);
    if (tokens.at(-1)?.type === 'error') return tokens;
  }
  tokens.push({ type: 'eof', text: '', at: input.length, end: input.length });
  return tokens;
}

/** Where the text after a comment starts. */
function lexComment(input: string, open: number, inside: number, tokens: Token[]): number {
  const close = input.indexOf('*/', inside + 2);
  if (close < 0) return fail(tokens, 'unclosed comment', open, input.length);
  const delim = rightDelimAt(input, close + 2);
  if (delim === undefined) return fail(tokens, 'comment ends before closing delimiter', open, close + 2);
  return delim.next;
}

/** Where the text after an action starts. */
function lexAction(input: string, open: number, inside: number, tokens: Token[]): number {
  tokens.push({ type: 'leftDelim', text: '{{', at: open, end: inside });
  let depth = 0;
  let at = inside;
  for (;;) {
    const delim = rightDelimAt(input, at);
    if (delim !== undefined) {
      if (depth > 0) return fail(tokens, 'unclosed left paren', at, at + 2);
      tokens.push({ type: 'rightDelim', text: '}}', at, end: delim.end });
      return delim.next;
    }
    if (at >= input.length) return fail(tokens, 'unclosed action', open, input.length);
    const token = tokenAt(input, at);
    if (token.type === 'leftParen') depth++;
    if (token.type === 'rightParen' && --depth < 0) return fail(tokens, 'unexpected right paren', at, at + 1);
    tokens.push(token);
    if (token.type === 'error') return input.length;
    at = token.end;
  }
}

function fail(tokens: Token[], message: string, at: number, end: number): number {
  tokens.push({ type: 'error', text: message, at, end });
  return end;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

/** A closing delimiter at `at`, with or without a trim marker: its end, and where the text after it starts. */
function rightDelimAt(input: string, at: number): { readonly end: number; readonly next: number } | undefined {
  if (input.startsWith('}}', at)) return { end: at + 2, next: at + 2 };
  if (!isSpace(input.charAt(at)) || !input.startsWith('-}}', at + 1)) return undefined;
  let next = at + 4;
  while (isSpace(input.charAt(next))) next++;
  return { end: at + 4, next };
}

function tokenAt(input: string, at: number): Token {
  const char = input.charAt(at);
  if (isSpace(char)) return spaceAt(input, at);
  if (char === '"') return quotedAt(input, at, /"(?:\\[^\n]|[^"\\\n])*"/y, 'string', 'unterminated quoted string');
  if (char === '`') return quotedAt(input, at, /`[^`]*`/y, 'string', 'unterminated raw quoted string');
  if (char === "'") return quotedAt(input, at, /'(?:\\[^\n]|[^'\\\n])*'/y, 'char', 'unterminated character constant');
  if (char === '$') return nameAt(input, at, 'variable', 'variable');
  if (char === '.' && !/[0-9]/.test(input.charAt(at + 1))) return nameAt(input, at, 'field', 'dot');
  if (/[0-9+.-]/.test(char)) return numberAt(input, at);
  return wordAt(input, at) ?? punctuationAt(input, at);
}

/** A run of spaces, short of one that belongs to a trim marker. */
function spaceAt(input: string, at: number): Token {
  let end = at;
  while (isSpace(input.charAt(end))) end++;
  if (input.startsWith('-}}', end) && end - at > 1) end--;
  return token('space', input, at, end);
}

function quotedAt(input: string, at: number, shape: RegExp, type: TokenType, complaint: string): Token {
  shape.lastIndex = at;
  const match = shape.exec(input);
  if (match === null) return { type: 'error', text: complaint, at, end: input.length };
  return token(type, input, at, at + match[0].length);
}

/** `.name`, `$name`, or the bare `.` and `$`. */
function nameAt(input: string, at: number, named: TokenType, bare: TokenType): Token {
  if (isTerminator(input, at + 1)) return token(bare, input, at, at + 1);
  const end = wordEnd(input, at + 1);
  return isTerminator(input, end) ? token(named, input, at, end) : badCharacter(input, end);
}

function wordAt(input: string, at: number): Token | undefined {
  const end = wordEnd(input, at);
  if (end === at) return undefined;
  if (!isTerminator(input, end)) return badCharacter(input, end);
  const word = input.slice(at, end);
  if (keywords.has(word)) return token('keyword', input, at, end);
  if (word === 'nil') return token('nil', input, at, end);
  return token(word === 'true' || word === 'false' ? 'bool' : 'identifier', input, at, end);
}

function wordEnd(input: string, at: number): number {
  const shape = /[\p{L}\p{Nd}_]*/uy;
  shape.lastIndex = at;
  return at + (shape.exec(input)?.[0].length ?? 0);
}

/** What may follow a name. */
function isTerminator(input: string, at: number): boolean {
  const char = input.charAt(at);
  return char === '' || isSpace(char) || '.,|:)('.includes(char) || input.startsWith('}}', at);
}

function badCharacter(input: string, at: number): Token {
  const char = characterAt(input, at);
  return { type: 'error', text: `bad character ${describe(char)}`, at, end: at + char.length };
}

/**
 * The shape of a number or of a complex constant (`1+2i`, no spaces). What the digits mean, and whether they do, is
 * for the parser.
 */
function numberAt(input: string, at: number): Token {
  const first = numberEnd(input, at);
  if (first === undefined) return badNumber(input, at, numberShapeEnd(input, at) + 1);
  if (!/[+-]/.test(input.charAt(first))) return token('number', input, at, first);
  const second = numberEnd(input, first);
  if (second === undefined || input.charAt(second - 1) !== 'i') {
    return badNumber(input, at, numberShapeEnd(input, first));
  }
  return token('complex', input, at, second);
}

function badNumber(input: string, at: number, end: number): Token {
  return { type: 'error', text: `bad number syntax: "${input.slice(at, end)}"`, at, end };
}

function numberEnd(input: string, at: number): number | undefined {
  const end = numberShapeEnd(input, at);
  return wordEnd(input, end) === end ? end : undefined;
}

function numberShapeEnd(input: string, at: number): number {
  const shape =
    /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
  shape.lastIndex = at;
  return at + (shape.exec(input)?.[0].length ?? 0);
}

const marks: ReadonlyMap<string, TokenType> = new Map([
  ['=', 'assign'],
  ['|', 'pipe'],
  ['(', 'leftParen'],
  [')', 'rightParen'],
]);

function punctuationAt(input: string, at: number): Token {
  const char = characterAt(input, at);
  const mark = marks.get(char);
  if (mark !== undefined) return token(mark, input, at, at + 1);
  if (char === ':') {
    if (input.charAt(at + 1) === '=') return token('declare', input, at, at + 2);
    return { type: 'error', text: 'expected :=', at, end: at + 1 };
  }
  if (char >= '!' && char <= '~') return token('punctuation', input, at, at + 1);
  return { type: 'error', text: `unrecognized character in action: ${describe(char)}`, at, end: at + char.length };
}

function token(type: TokenType, input: string, at: number, end: number): Token {
  return { type, text: input.slice(at, end), at, end };
}

function characterAt(input: string, at: number): string {
  const code = input.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function describe(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char) ? `U+${code} '${char}'` : `U+${code}`;
}
