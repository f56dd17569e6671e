import type { Encoder } from './encoder.ts';
import { scalarEncoder } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

const no: Refusal = {
  sqlstate: '22P02',
  reason: 'is no uuid',
  hint: 'a uuid is 32 hexadecimal digits, as in "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
};

/**
 * The encoder of uuid: 32 hex digits of any case, with or without a hyphen after each group of four, in braces or
 * not; no white space. Writes the standard form in lower case, which is canonical.
 * https://www.postgresql.org/docs/current/datatype-uuid.html
 */
export function uuidEncoder(): Encoder {
  return scalarEncoder(no, {
    string(text, start, end, sink) {
      const braces = text[start] === 0x7b;
      let at = braces ? start + 1 : start;
      const last = braces ? end - 1 : end;
      if (braces && text[last] !== 0x7d) return no;
      sink.reserve(36);
      const { bytes } = sink;
      let to = sink.length;
      for (let digit = 0; digit < 32; digit++) {
        if (digit % 4 === 0 && digit > 0 && at < last && text[at] === 0x2d) at++;
        if (digit === 8 || digit === 12 || digit === 16 || digit === 20) bytes[to++] = 0x2d;
        const lower = at < last ? lowerHexDigit(text[at++] as number) : 0;
        if (lower === 0) return no;
        bytes[to++] = lower;
      }
      if (at !== last) return no;
      sink.length = to;
      return undefined;
    },
  });
}

/** The digit in lower case, or 0 where it is none. */
function lowerHexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower : 0;
}
