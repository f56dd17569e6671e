import { skipSpaces, trimSpaces } from './decimal-text.ts';
import type { Encoder } from './encoder.ts';
import { scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

const no: Refusal = {
  sqlstate: '22P02',
  reason: 'is no boolean',
  hint: 'a boolean is true or false; a string may also be "yes", "no", "on", "off", "1" or "0"',
};

/**
 * The encoder of boolean: `true` and `false`, the server's spellings in strings (any case, unique prefixes), and the
 * numbers 1 and 0, which are among those spellings. Writes `t` or `f`.
 * https://www.postgresql.org/docs/current/datatype-boolean.html
 */
export function booleanEncoder(): Encoder {
  const string: TextWriter = (text, start, end, sink) => {
    const from = skipSpaces(text, start, end);
    const to = trimSpaces(text, from, end);
    const spelled = to - from > 5 ? '' : text.toString('latin1', from, to).toLowerCase();
    const value = readBoolean(spelled);
    if (value === undefined) return no;
    sink.byte(value ? 0x74 : 0x66);
    return undefined;
  };
  return scalarEncoder(no, {
    boolean: (text, start, _end, sink) => {
      sink.byte(text[start] === 0x74 ? 0x74 : 0x66);
      return undefined;
    },
    integer: string,
    string,
  });
}

function readBoolean(spelled: string): boolean | undefined {
  if (spelled === '') return undefined;
  if (spelled === '1' || spelled === 'on' || 'true'.startsWith(spelled) || 'yes'.startsWith(spelled)) return true;
  if (spelled === '0' || 'false'.startsWith(spelled) || 'no'.startsWith(spelled)) return false;
  return spelled === 'of' || spelled === 'off' ? false : undefined;
}
