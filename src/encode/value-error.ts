import { Kind } from '../decode/row.ts';
import type { ValueError } from './encoder.ts';

/**
 * Why a type refuses a value, without the value: most are made once per column, so that refusing costs nothing until
 * the message is wanted. `reason` follows the value in the message (`"abc" is no bigint`); `sqlstate` is what the
 * server would say (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export interface Refusal {
  readonly sqlstate: string;
  readonly reason: string;
  readonly hint?: string | undefined;
}

const SHOWN_CHARACTERS = 100;

/** The JSON value as the input spelled it, quotes included, cut at 100 characters. */
export function shownValue(bytes: Buffer, kind: Kind, start: number, end: number): string {
  const quote = kind === Kind.string || kind === Kind.escaped ? '"' : '';
  // A character is at most four bytes, so the slice holds at least as many characters as are shown; a character that
  // the slice cuts lies beyond those.
  const text = bytes.toString('utf8', start, Math.min(end, start + 4 * SHOWN_CHARACTERS + 4));
  return `${quote}${cutText(text)}${quote}`;
}

/** A text cut at 100 characters, with `…` where something was cut. */
export function cutText(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const characters = Array.from(text.slice(0, 2 * SHOWN_CHARACTERS + 2));
  return characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`;
}

/** The error of a refused value: `invalid_value`, the value as spelled and the refusal's reason as its message. */
export function valueError(refusal: Refusal, bytes: Buffer, kind: Kind, start: number, end: number): ValueError {
  const { sqlstate, reason, hint } = refusal;
  return { code: 'invalid_value', message: `${shownValue(bytes, kind, start, end)} ${reason}`, hint, sqlstate };
}

/** An error found inside a value, with the place in front: `element [2]: "x" is no integer`. */
export function errorWithin(place: string, error: ValueError): ValueError {
  return { ...error, message: `${place}: ${error.message}` };
}

/** `a` or `an`, as English has it before the name of a type. */
export function article(name: string): string {
  return /^[aeiou]/i.test(name) ? 'an' : 'a';
}
