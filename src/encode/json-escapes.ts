import { HEX_VALUE } from '../decode/bytes.ts';
import type { Refusal } from './value-error.ts';

const holdsNul: Refusal = {
  sqlstate: '22P05',
  reason: 'holds \\u0000, which jsonb can not',
  hint: 'remove the NUL before loading, or make the column json',
};
const holdsLoneSurrogate: Refusal = {
  sqlstate: '22P02',
  reason: 'holds half of a surrogate pair (\\ud800 to \\udfff), which jsonb can not',
  hint: 'write the character as a whole pair or as UTF-8, or make the column json',
};

/** Up to this length a loop is faster than making a view for the search in native code. */
const SHORT_BYTES = 64;

/**
 * Why jsonb does not take valid JSON text for its `\u` escapes; undefined where it does.
 * https://www.postgresql.org/docs/current/datatype-json.html
 */
export function checkJsonbEscapes(text: Buffer, start: number, end: number): Refusal | undefined {
  let at = nextBackslash(text, start, end);
  while (at < end) {
    if (text[at + 1] !== 0x75) {
      at += 2;
    } else {
      const code = codeAt(text, at + 2);
      at += 6;
      if (code === 0) return holdsNul;
      if (code >= 0xd800 && code <= 0xdfff) {
        const paired = code < 0xdc00 && at < end && text[at] === 0x5c && text[at + 1] === 0x75;
        const low = paired ? codeAt(text, at + 2) : 0;
        if (low < 0xdc00 || low > 0xdfff) return holdsLoneSurrogate;
        at += 6;
      }
    }
    while (at < end && text[at] !== 0x5c) at++;
  }
  return undefined;
}

function nextBackslash(text: Buffer, start: number, end: number): number {
  if (end - start > SHORT_BYTES) {
    const found = text.subarray(start, end).indexOf(0x5c);
    return found < 0 ? end : start + found;
  }
  let at = start;
  while (at < end && text[at] !== 0x5c) at++;
  return at;
}

/** The code unit of four hexadecimal digits, whose grammar is checked. */
function codeAt(text: Buffer, at: number): number {
  let code = 0;
  for (let digit = at; digit < at + 4; digit++) code = (code << 4) | (HEX_VALUE[text[digit] as number] as number);
  return code;
}
