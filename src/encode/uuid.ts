import type { Encoder } from './encoder.ts';
import { scalarEncoder } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

const no: Refusal = {
  sqlstate: '22P02',
  reason: 'is no uuid',
  hint: 'a uuid is 32 hexadecimal digits, as in "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
};

/** A hexadecimal digit in lower case; 0 for any other byte. */
const lowerDigits: Uint8Array = new Uint8Array(256).map((_, byte) =>
  /[0-9a-f]/i.test(String.fromCharCode(byte)) ? byte | 0x20 : 0,
);

/**
 * The encoder of uuid: 32 hex digits of any case, with or without a hyphen after each group of four, in braces or
 * not; no white space. Writes the standard form in lower case, which is canonical.
 * https://www.postgresql.org/docs/current/datatype-uuid.html
 */
export function uuidEncoder(): Encoder {
  return scalarEncoder(no, {
    string: (text, start, end, sink) => {
      sink.reserve(36);
      const written = end - start === 36 && writeStandard(text, start, sink.bytes, sink.length);
      if (!written && !writeAny(text, start, end, sink.bytes, sink.length)) return no;
      sink.length += 36;
      return undefined;
    },
  });
}

/** Writes the standard form, hyphens at 8, 13, 18 and 23; false for another form. */
function writeStandard(text: Buffer, start: number, bytes: Buffer, to: number): boolean {
  if (text[start + 8] !== 0x2d || text[start + 13] !== 0x2d) return false;
  if (text[start + 18] !== 0x2d || text[start + 23] !== 0x2d) return false;
  for (let at = 0; at < 36; at++) {
    const lower = lowerDigits[text[start + at] as number] as number;
    if (lower !== 0) bytes[to + at] = lower;
    else if (at === 8 || at === 13 || at === 18 || at === 23) bytes[to + at] = 0x2d;
    else return false;
  }
  return true;
}

/** Writes any form that the server takes; false for another text. */
function writeAny(text: Buffer, start: number, end: number, bytes: Buffer, place: number): boolean {
  const braces = text[start] === 0x7b;
  let at = braces ? start + 1 : start;
  const last = braces ? end - 1 : end;
  if (braces && text[last] !== 0x7d) return false;
  let to = place;
  for (let digit = 0; digit < 32; digit++) {
    if (digit % 4 === 0 && digit > 0 && at < last && text[at] === 0x2d) at++;
    if (digit === 8 || digit === 12 || digit === 16 || digit === 20) bytes[to++] = 0x2d;
    const lower = at < last ? (lowerDigits[text[at++] as number] as number) : 0;
    if (lower === 0) return false;
    bytes[to++] = lower;
  }
  return at === last;
}
