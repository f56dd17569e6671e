import { RE2JS, RE2JSException } from 're2js';
import { checkBytes, checkElements, LimitError } from '../../limits.ts';
import { decodeRune, fromUtf8, toUtf8 } from '../../utf8.ts';
import { ExecError } from '../../value.ts';
import { expandTemplate } from './expand.ts';

/** The longest expression that is compiled, in bytes: compiling takes far more time than matching. */
const LONGEST = 10_000;

/** The bounds of a match and its groups in bytes: start and end by turns, -1 where a group took no part. */
export type Match = readonly number[];

/**
 * A regular expression in Go's syntax and with Go's meaning, on Go strings. Matching takes time in proportion to the
 * text (RE2), whatever the expression (https://pkg.go.dev/regexp).
 */
export class GoRegexp {
  private readonly compiled: RE2JS;
  private readonly isEmpty: boolean;
  private readonly groupNames: ReadonlyMap<string, number>;

  /** @throws ExecError for a wrong expression, with Go's message; LimitError for a long one. */
  constructor(expression: string) {
    if (expression.length > LONGEST) throw new LimitError(`the regular expression is longer than ${LONGEST} bytes`);
    this.isEmpty = expression === '';
    if (fromUtf8(toUtf8(expression)) !== expression) throw new ExecError('error parsing regexp: invalid UTF-8');
    try {
      this.compiled = RE2JS.compile(toUtf8(expression));
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      throw new ExecError(error.message);
    }
    this.groupNames = new Map(Object.entries(this.compiled.namedGroups()));
  }

  matches(text: string): boolean {
    return this.compiled.matcher(bytesOf(text)).find();
  }

  /** The first match's text, empty where there is none. */
  find(text: string): string {
    const [first] = this.findAll(text, 1);
    return first === undefined ? '' : text.slice(first[0], first[1]);
  }

  /** At most `limit` matches that do not overlap, all for a limit below 0; empty ones not right after another match. */
  findAll(text: string, limit: number): readonly Match[] {
    const matcher = this.compiled.matcher(bytesOf(text));
    const found: Match[] = [];
    let position = 0;
    let previousEnd = -1;
    while (position <= text.length && (limit < 0 || found.length < limit) && matcher.find(position)) {
      const match = boundsOf(matcher);
      const [start = 0, end = 0] = match;
      if (end === position) {
        const isRepeat = start === previousEnd;
        position += position < text.length ? decodeRune(text, position) & 7 : 1;
        previousEnd = end;
        if (isRepeat) continue;
      } else {
        position = end;
        previousEnd = end;
      }
      found.push(match);
      checkElements(found.length);
    }
    return found;
  }

  /** The text with each match replaced; in `replacement`, `$1` and `${name}` are groups unless `literal`. */
  replaceAll(text: string, replacement: string, literal: boolean): string {
    const matcher = this.compiled.matcher(bytesOf(text));
    let out = '';
    let lastEnd = 0;
    let position = 0;
    while (position <= text.length && matcher.find(position)) {
      const match = boundsOf(matcher);
      const [start = 0, end = 0] = match;
      out += text.slice(lastEnd, start);
      // No empty match right after another one, save at the start.
      if (end > lastEnd || start === 0) {
        out += literal ? replacement : expandTemplate(replacement, text, match, this.groupNames);
      }
      checkBytes(out.length);
      lastEnd = end;
      const next = position < text.length ? position + (decodeRune(text, position) & 7) : position + 1;
      position = next > end ? next : end;
    }
    return out + text.slice(lastEnd);
  }

  /** The texts between matches, at most `limit` of them, all for a limit below 0 (`Regexp.Split`). */
  split(text: string, limit: number): readonly string[] {
    if (limit === 0) return [];
    if (!this.isEmpty && text === '') return [''];
    const parts: string[] = [];
    let begin = 0;
    let end = 0;
    for (const [start = 0, matchEnd = 0] of this.findAll(text, limit)) {
      if (limit > 0 && parts.length === limit - 1) break;
      end = start;
      if (matchEnd !== 0) parts.push(text.slice(begin, end));
      begin = matchEnd;
    }
    if (end !== text.length) parts.push(text.slice(begin));
    return parts;
  }
}

/** The text with the characters that mean something in an expression escaped (`regexp.QuoteMeta`). */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** re2js takes bytes as UTF-8, with invalid ones as U+FFFD of one byte each, as Go does. */
function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function boundsOf(matcher: ReturnType<RE2JS['matcher']>): Match {
  const bounds: number[] = [];
  for (let group = 0; group <= matcher.groupCount(); group++) bounds.push(matcher.start(group), matcher.end(group));
  return bounds;
}
