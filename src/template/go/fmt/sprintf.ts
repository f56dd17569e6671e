import { type Budget, checkBytes } from '../limits.ts';
import { decodeRune, runeToBytes } from '../utf8.ts';
import { type GoValue, integerValue, typeOf } from '../value.ts';
import { type Flags, noFlags } from './flags.ts';
import { printOperand } from './print-value.ts';

/** Go's own limit of widths and precisions. */
const maxNumber = 1_000_000n;

/** Where the reading of a format stands. */
interface Cursor {
  readonly format: string;
  readonly values: readonly GoValue[];
  readonly budget: Budget;
  at: number;
  /** The operand that comes next. */
  operand: number;
  /** An `[n]` was seen: operands left over are not reported. */
  reordered: boolean;
  /** The last `[n]` named an operand. */
  goodIndex: boolean;
  afterIndex: boolean;
  /** Complaints about width and precision, printed before the verb's text. */
  complaints: string;
}

/**
 * The operands printed by a format, with Go's complaints where they don't fit it.
 * https://pkg.go.dev/fmt#Sprintf @throws LimitError beyond 1 MiB.
 */
export function sprintf(format: string, values: readonly GoValue[], budget: Budget): string {
  const cursor: Cursor = {
    format,
    values,
    budget,
    at: 0,
    operand: 0,
    reordered: false,
    goodIndex: true,
    afterIndex: false,
    complaints: '',
  };
  let out = '';
  while (cursor.at < format.length) {
    const percent = format.indexOf('%', cursor.at);
    if (percent < 0) return finish(out + format.slice(cursor.at), cursor);
    out += format.slice(cursor.at, percent);
    cursor.at = percent + 1;
    out += directive(cursor);
    checkBytes(out.length);
  }
  return finish(out, cursor);
}

function finish(out: string, { values, operand, reordered, budget }: Cursor): string {
  if (reordered || operand >= values.length) return out;
  const extra = values
    .slice(operand)
    .map((value) => (value === null ? '<nil>' : `${typeOf(value).name}=${printOperand(value, 'v', noFlags, budget)}`));
  return `${out}%!(EXTRA ${extra.join(', ')})`;
}

function directive(cursor: Cursor): string {
  cursor.goodIndex = true;
  cursor.afterIndex = false;
  cursor.complaints = '';
  const letter = cursor.format.charCodeAt(cursor.at);
  if (letter >= 0x61 && letter <= 0x7a) return printVerb(cursor, cursor.format.charAt(cursor.at++), noFlags);
  const flags = sizes(cursor, readFlags(cursor));
  if (cursor.at >= cursor.format.length) return `${cursor.complaints}%!(NOVERB)`;
  const decoded = decodeRune(cursor.format, cursor.at);
  const verb = runeToBytes(decoded >> 3);
  cursor.at += decoded & 7;
  return cursor.complaints + printVerb(cursor, verb, flags);
}

function printVerb(cursor: Cursor, verb: string, flags: Flags): string {
  if (verb === '%') return '%';
  if (!cursor.goodIndex) return `%!${verb}(BADINDEX)`;
  const value = cursor.values[cursor.operand];
  if (value === undefined) return `%!${verb}(MISSING)`;
  cursor.operand++;
  if ((verb !== 'v' && verb !== 'w') || flags === noFlags) return printOperand(value, verb, flags, cursor.budget);
  const own = { ...flags, sharpV: flags.sharp, sharp: false, plusV: flags.plus, plus: false };
  return printOperand(value, verb, own, cursor.budget);
}

function readFlags(cursor: Cursor): Flags {
  const start = cursor.at;
  while ('#0+- '.includes(cursor.format.charAt(cursor.at) || 'x')) cursor.at++;
  if (cursor.at === start) return noFlags;
  const seen = cursor.format.slice(start, cursor.at);
  return {
    ...noFlags,
    sharp: seen.includes('#'),
    zero: seen.includes('0'),
    plus: seen.includes('+'),
    minus: seen.includes('-'),
    space: seen.includes(' '),
  };
}

/** Width, precision and operand indexes, in the order and with the oddities of Go's own reader. */
function sizes(cursor: Cursor, flags: Flags): Flags {
  readIndex(cursor);
  let { minus, zero } = flags;
  let width = readStar(cursor, '%!(BADWIDTH)');
  if (width === 'none') {
    width = readNumber(cursor);
    if (cursor.afterIndex && width !== undefined) cursor.goodIndex = false;
  } else if (width !== undefined && width < 0) {
    width = -width;
    minus = true;
    zero = false;
  }
  const precision = readPrecision(cursor);
  if (!cursor.afterIndex) readIndex(cursor);
  if (width === undefined && precision === undefined) return flags;
  return { ...flags, minus, zero, width, precision };
}

function readPrecision(cursor: Cursor): number | undefined {
  if (cursor.format.charAt(cursor.at) !== '.' || cursor.at + 1 >= cursor.format.length) return undefined;
  cursor.at++;
  if (cursor.afterIndex) cursor.goodIndex = false;
  readIndex(cursor);
  const star = readStar(cursor, '%!(BADPREC)', true);
  return star === 'none' ? (readNumber(cursor) ?? 0) : star;
}

/** A `*`: the next operand as a number, undefined with a complaint where it is none; 'none' without a `*`. */
function readStar(cursor: Cursor, complaint: string, unsigned = false): number | undefined | 'none' {
  if (cursor.format.charAt(cursor.at) !== '*') return 'none';
  cursor.at++;
  cursor.afterIndex = false;
  const operand = cursor.values[cursor.operand];
  if (cursor.operand < cursor.values.length) cursor.operand++;
  const value = operand === undefined ? undefined : integerValue(operand);
  const least = unsigned ? 0n : -maxNumber;
  if (value !== undefined && value >= least && value <= maxNumber) return Number(value);
  cursor.complaints += complaint;
  return undefined;
}

function readNumber(cursor: Cursor): number | undefined {
  const digits = /^\d+/.exec(cursor.format.slice(cursor.at, cursor.at + 16))?.[0] ?? '';
  if (digits === '') return undefined;
  if (Number(digits.slice(0, -1)) > Number(maxNumber)) {
    // Go gives up on the whole rest of the format; it looks before it takes the last digit.
    cursor.at = cursor.format.length;
    return undefined;
  }
  cursor.at += digits.length;
  return Number(digits);
}

/** An operand index such as `[2]`. */
function readIndex(cursor: Cursor): void {
  cursor.afterIndex = false;
  if (cursor.format.charAt(cursor.at) !== '[') return;
  cursor.reordered = true;
  const close = cursor.format.indexOf(']', cursor.at);
  if (close < 0 || cursor.format.length - cursor.at < 3) {
    cursor.goodIndex = false;
    cursor.at++;
    return;
  }
  const text = cursor.format.slice(cursor.at + 1, close);
  const index = /^\d{1,7}$/.test(text) ? Number(text) - 1 : -1;
  cursor.at = close + 1;
  const found = index >= 0 && index < cursor.values.length;
  if (found) cursor.operand = index;
  else cursor.goodIndex = false;
  cursor.afterIndex = found || /^\d{1,7}$/.test(text);
}
