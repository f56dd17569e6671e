import {
  BACKSLASH,
  CARRIAGE_RETURN,
  COLON,
  COMMA,
  ESCAPE_LETTER,
  HEX_VALUE,
  LINE_FEED,
  LOWER_E,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  LOWER_U,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLAIN,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  TAB,
  ZERO,
} from './bytes.ts';
import { Kind } from './row.ts';

/** What stood missing where a text stopped being JSON. */
export type Expected =
  | 'a value'
  | 'a name in double quotes'
  | "':'"
  | "',' or '}'"
  | "',' or ']'"
  | 'a digit'
  | "'true'"
  | "'false'"
  | "'null'"
  | "a closing '\"'"
  | 'an escape (\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)'
  | 'four hexadecimal digits'
  | "'{'"
  | 'the end of the line'
  | 'the end of the text';

/**
 * Reads one JSON value by its bytes, as RFC 8259 has it and `JSON.parse` takes it, and says where it stands; nothing is
 * converted. Nesting may be as deep as the text is long: containers are followed with a stack of bytes.
 *
 * Every method takes the place to start at and returns the place after what it read, or -1 where the text breaks the
 * grammar (then `failedAt` and `expected` say where and why). The text must end in a byte that no value can go over,
 * at or after its end: a line feed outside of `lineFeedIsSpace`, any control character, or the bracket that closes it.
 * So no loop compares with an end.
 */
export class ValueScanner {
  bytes: Buffer;
  /** The same bytes, to be read in words. */
  protected view: DataView;
  /** A line feed ends a line, so there it is no white space; in JSON of several lines (raw data) it is. */
  lineFeedIsSpace = false;
  failedAt = 0;
  expected: Expected = 'a value';
  /** The opening brackets of the containers being read, outermost first. */
  private open: Uint8Array | undefined;
  /** How many are open after `afterValue`. */
  private depth = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** Turns to other bytes. */
  turnTo(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** Reads the value at `p` and writes its kind, start and end to `spans[at…at+2]`. */
  value(p: number, spans: Int32Array, at: number): number {
    const { bytes } = this;
    const first = bytes[p] as number; // inside the text: see above
    if (first === QUOTE) {
      let close = this.plainEnd(p + 1);
      let kind: Kind = Kind.string;
      if (bytes[close] !== QUOTE) {
        kind = Kind.escaped;
        close = this.closingQuote(close);
        if (close < 0) return -1;
      }
      spans[at] = kind;
      spans[at + 1] = p + 1;
      spans[at + 2] = close;
      return close + 1;
    }
    let kind: Kind;
    let end: number;
    if (first <= NINE && first >= MINUS) {
      end = this.digits(p);
      kind = Kind.integer;
      const next = bytes[end] as number;
      if (next === POINT || (next | 0x20) === LOWER_E) {
        end = this.fraction(end);
        kind = Kind.decimal;
      }
    } else {
      if (first === OPEN_BRACE || first === OPEN_BRACKET) end = this.container(p);
      else end = this.word(p, first);
      kind = kindOfFirst(first);
    }
    if (end < 0) return -1;
    spans[at] = kind;
    spans[at + 1] = p;
    spans[at + 2] = end;
    return end;
  }

  /** Skips white space. */
  space(p: number): number {
    const { bytes } = this;
    for (let at = p; ; at++) {
      const byte = bytes[at];
      if (byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN) continue;
      if (byte === LINE_FEED && this.lineFeedIsSpace && at < bytes.length - 1) continue;
      return at;
    }
  }

  /** From inside a string on, finds the quote that closes it. Returns the quote's own place. */
  closingQuote(p: number): number {
    const { bytes } = this;
    let at = p;
    for (;;) {
      at = this.plainEnd(at);
      if (bytes[at] === QUOTE) return at;
      if (bytes[at] !== BACKSLASH) return this.fail(at, "a closing '\"'");
      const letter = bytes[at + 1] as number;
      if (ESCAPE_LETTER[letter] === 1) {
        at += 2;
      } else if (letter === LOWER_U) {
        for (let digit = at + 2; digit < at + 6; digit++) {
          if ((HEX_VALUE[bytes[digit] as number] ?? 255) > 15) return this.fail(digit, 'four hexadecimal digits');
        }
        at += 6;
      } else {
        return this.fail(at + 1, 'an escape (\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)');
      }
    }
  }

  /** Inside a string, goes over bytes that stand for themselves; four at a time, which halves the time of long strings. */
  private plainEnd(p: number): number {
    const { bytes, view } = this;
    const lastWord = bytes.length - 4;
    let at = p;
    while (at <= lastWord && isPlainWord(view.getInt32(at))) at += 4;
    while (PLAIN[bytes[at] as number] === 1) at++;
    return at;
  }

  /** From the byte after a name's closing quote, goes over the colon to the value. */
  colon(p: number): number {
    const { bytes } = this;
    const at = bytes[p] === COLON ? p : this.space(p);
    if (bytes[at] !== COLON) return this.fail(at, "':'");
    return (bytes[at + 1] as number) > SPACE ? at + 1 : this.space(at + 1);
  }

  fail(p: number, expected: Expected): -1 {
    this.failedAt = p;
    this.expected = expected;
    return -1;
  }

  /** `-?(0|[1-9][0-9]*)` */
  private digits(p: number): number {
    const { bytes } = this;
    let at = bytes[p] === MINUS ? p + 1 : p;
    const first = bytes[at] as number;
    if (!(first >= ZERO && first <= NINE)) return at === p ? this.fail(p, 'a value') : this.fail(at, 'a digit');
    at++;
    if (first === ZERO) return at;
    while (isDigit(bytes[at])) at++;
    return at;
  }

  /** `(\.[0-9]+)?([eE][+-]?[0-9]+)?` */
  private fraction(p: number): number {
    const { bytes } = this;
    let at = p;
    if (bytes[at] === POINT) {
      at++;
      if (!isDigit(bytes[at])) return this.fail(at, 'a digit');
      while (isDigit(bytes[at])) at++;
    }
    if (((bytes[at] as number) | 0x20) === LOWER_E) {
      at++;
      if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
      if (!isDigit(bytes[at])) return this.fail(at, 'a digit');
      while (isDigit(bytes[at])) at++;
    }
    return at;
  }

  private word(p: number, first: number): number {
    const { bytes } = this;
    if (first === LOWER_T) {
      return bytes[p + 1] === 0x72 && bytes[p + 2] === 0x75 && bytes[p + 3] === 0x65 ? p + 4 : this.fail(p, "'true'");
    }
    if (first === LOWER_N) {
      return bytes[p + 1] === 0x75 && bytes[p + 2] === 0x6c && bytes[p + 3] === 0x6c ? p + 4 : this.fail(p, "'null'");
    }
    if (first !== LOWER_F) return this.fail(p, 'a value');
    return bytes[p + 1] === 0x61 && bytes[p + 2] === 0x6c && bytes[p + 3] === 0x73 && bytes[p + 4] === 0x65
      ? p + 5
      : this.fail(p, "'false'");
  }

  /** Goes over an object or array, whatever is in it; `p` is its opening bracket. */
  private container(p: number): number {
    const { bytes } = this;
    let depth = 0;
    let at = p;
    for (;;) {
      const first = bytes[at] as number;
      if (first === OPEN_BRACE || first === OPEN_BRACKET) {
        this.push(depth++, first);
        at = this.space(at + 1);
        // The closing brackets stand two after the opening ones in ASCII.
        if (bytes[at] !== first + 2) {
          if (first === OPEN_BRACE) at = this.anyName(at);
          if (at < 0) return -1;
          continue;
        }
      } else {
        at = this.scalar(at, first);
        if (at < 0) return -1;
        if ((bytes[at] as number) <= SPACE) at = this.space(at);
      }
      at = this.afterValue(at, depth);
      if (at < 0) return -1;
      depth = this.depth;
      if (depth === 0) return at;
    }
  }

  /** After a value at `depth`: closes what closes here, then goes over a comma to the next value (or ends at depth 0). */
  private afterValue(p: number, openDepth: number): number {
    const { bytes } = this;
    let at = p;
    let depth = openDepth;
    for (;;) {
      const bracket = this.open?.[depth - 1] as number; // depth is above 0 here
      const byte = bytes[at];
      if (byte === bracket + 2) {
        depth--;
        at++;
        if (depth === 0) break;
        if ((bytes[at] as number) <= SPACE) at = this.space(at);
      } else if (byte === COMMA) {
        at = (bytes[at + 1] as number) > SPACE ? at + 1 : this.space(at + 1);
        if (bracket === OPEN_BRACE) at = this.anyName(at);
        break;
      } else {
        return this.fail(at, bracket === OPEN_BRACE ? "',' or '}'" : "',' or ']'");
      }
    }
    this.depth = depth;
    return at;
  }

  private anyName(p: number): number {
    if (this.bytes[p] !== QUOTE) return this.fail(p, 'a name in double quotes');
    const close = this.closingQuote(p + 1);
    return close < 0 ? -1 : this.colon(close + 1);
  }

  private scalar(p: number, first: number): number {
    if (first === QUOTE) {
      const close = this.closingQuote(p + 1);
      return close < 0 ? -1 : close + 1;
    }
    if (!(first <= NINE && first >= MINUS)) return this.word(p, first);
    const end = this.digits(p);
    return end < 0 ? -1 : this.fraction(end);
  }

  private push(depth: number, bracket: number): void {
    let { open } = this;
    if (open === undefined || depth >= open.length) {
      const larger = new Uint8Array(open === undefined ? 64 : open.length * 2);
      if (open !== undefined) larger.set(open);
      open = larger;
      this.open = larger;
    }
    open[depth] = bracket;
  }
}

/**
 * True where none of the four bytes is `"`, `\` or a control character. Subtracting sets the high bit of a byte that is
 * too small; where it borrows from the next byte, a byte was found already. Bytes from 0x80 on are plain.
 */
function isPlainWord(word: number): boolean {
  const tooSmall = (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101);
  return (tooSmall & ~word & 0x80808080) === 0;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte <= NINE && byte >= ZERO;
}

function kindOfFirst(first: number): Kind {
  if (first === OPEN_BRACE) return Kind.object;
  if (first === OPEN_BRACKET) return Kind.array;
  if (first === LOWER_T) return Kind.true;
  return first === LOWER_F ? Kind.false : Kind.null;
}
