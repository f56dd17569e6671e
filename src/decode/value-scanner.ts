import {
  COMMA,
  LOWER_E,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from './bytes.ts';
import { Kind } from './row.ts';
import { TextScanner } from './text-scanner.ts';

/**
 * Reads one JSON value by its bytes, as RFC 8259 has it and `JSON.parse` takes it, and says where it stands; nothing is
 * converted. Nesting may be as deep as the text is long: containers are followed with a stack of bytes.
 */
export class ValueScanner extends TextScanner {
  /** The opening brackets of the containers being read, outermost first. */
  private open: Uint8Array | undefined;
  /** How many are open after `afterValue`. */
  private depth = 0;

  /** Reads the value at `p` and writes its kind, start and end to `spans[at…at+2]`. */
  value(p: number, spans: Int32Array, at: number): number {
    const { bytes } = this;
    const first = bytes[p] as number; // inside the text: see TextScanner
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

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte <= NINE && byte >= ZERO;
}

function kindOfFirst(first: number): Kind {
  if (first === OPEN_BRACE) return Kind.object;
  if (first === OPEN_BRACKET) return Kind.array;
  if (first === LOWER_T) return Kind.true;
  return first === LOWER_F ? Kind.false : Kind.null;
}
