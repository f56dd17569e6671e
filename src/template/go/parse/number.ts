import { parseFloat64, parseInteger } from '../strconv/parse-number.ts';
import { unquoteRune } from '../strconv/unquote.ts';
import type { NumberNode, Place } from './ast.ts';

type NumberValues = Omit<NumberNode, 'kind' | 'text' | 'place'>;

/**
 * A number token under every type it can have (text/template's rules for untyped constants); a message where it has
 * none. `type` is the token's.
 */
export function numberNode(text: string, type: 'number' | 'complex' | 'char', place: Place): NumberNode | string {
  const values = type === 'char' ? runeValues(text) : type === 'complex' ? pairValues(text) : plainValues(text);
  return typeof values === 'string' ? values : { kind: 'number', text, place, ...values };
}

function runeValues(text: string): NumberValues | string {
  const rune = unquoteRune(text);
  if (rune === undefined) return `malformed character constant: ${text}`;
  return { integer: BigInt(rune), unsigned: BigInt(rune), float: rune, complex: undefined };
}

function pairValues(text: string): NumberValues | string {
  const cut = Math.max(...[...text.matchAll(/(?<![eEpP])[+-]/g)].map((match) => match.index));
  const real = parseFloat64(text.slice(0, cut));
  const imaginary = parseFloat64(text.slice(cut, -1));
  return real === undefined || imaginary === undefined ? illegal(text) : complexValues(real, imaginary);
}

function plainValues(text: string): NumberValues | string {
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1));
    if (imaginary !== undefined) return complexValues(0, imaginary);
  }
  const exact = parseInteger(text);
  const integer = exact !== undefined && isInt64(exact) ? exact : undefined;
  const signed = /^[+-]/.test(text) && exact !== 0n;
  const unsigned = exact !== undefined && !signed && isUint64(exact) ? exact : undefined;
  if (integer !== undefined || unsigned !== undefined) {
    return { integer, unsigned, float: Number(integer ?? unsigned), complex: undefined };
  }
  const float = parseFloat64(text);
  if (float === undefined) return illegal(text);
  if (!/[.eEpP]/.test(text)) return `integer overflow: "${text}"`;
  return { ...wholeValues(float), float, complex: undefined };
}

function complexValues(real: number, imaginary: number): NumberValues {
  const complex = { real, imaginary };
  if (imaginary !== 0) return { integer: undefined, unsigned: undefined, float: undefined, complex };
  return { ...wholeValues(real), float: real, complex };
}

function wholeValues(float: number): Pick<NumberValues, 'integer' | 'unsigned'> {
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return {
    integer: whole !== undefined && isInt64(whole) ? whole : undefined,
    unsigned: whole !== undefined && isUint64(whole) ? whole : undefined,
  };
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function isUint64(value: bigint): boolean {
  return BigInt.asUintN(64, value) === value;
}

function illegal(text: string): string {
  return `illegal number syntax: "${text}"`;
}
