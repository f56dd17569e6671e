import type { Encoder } from './encoder.ts';
import { scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/**
 * The encoder of bit(n) (exactly n) and varbit(n) (at most n): a string of binary digits, or of hexadecimal ones after
 * `x`; a JSON number by its digits. https://www.postgresql.org/docs/current/datatype-bit.html
 */
export function bitEncoder(name: 'bit' | 'varbit', modifier: number): Encoder {
  const sqlName = name === 'bit' ? 'bit' : 'bit varying';
  const no: Refusal = {
    sqlstate: '22P02',
    reason: 'is no bit string',
    hint: 'a bit string is made of 0 and 1, as in "1011"',
  };
  const wrongLength = (length: number): Refusal => ({
    sqlstate: name === 'bit' ? '22026' : '22001',
    reason: `has ${length} bits, which does not fit ${sqlName}(${modifier})`,
    hint: `write ${name === 'bit' ? 'exactly' : 'at most'} ${modifier} bits, or widen the column`,
  });
  const string: TextWriter = (text, start, end, sink) => {
    const first = (text[start] as number) | 0x20;
    const prefixed = end > start && (first === 0x78 || first === 0x62);
    const hexadecimal = prefixed && first === 0x78;
    const digits = prefixed ? start + 1 : start;
    for (let at = digits; at < end; at++) {
      if (!(hexadecimal ? isHexDigit(text[at] as number) : text[at] === 0x30 || text[at] === 0x31)) return no;
    }
    const length = (end - digits) * (hexadecimal ? 4 : 1);
    if (modifier >= 0 && (name === 'bit' ? length !== modifier : length > modifier)) return wrongLength(length);
    sink.copy(text, start, end);
    return undefined;
  };
  return scalarEncoder(no, { string, integer: string });
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}
