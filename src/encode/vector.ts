import type { Encoder } from './encoder.ts';
import { copyText, scalarEncoder, type TextWriter, writeText } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/**
 * The encoder of int2vector and oidvector, the catalogs' own lists of numbers: a flat JSON array, as to_jsonb prints
 * them, or a string in their text form, numbers with blanks between.
 * https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/int.c
 */
export function vectorEncoder(name: 'int2vector' | 'oidvector'): Encoder {
  const no: Refusal = { sqlstate: '22P02', reason: `is no ${name}`, hint: 'write an array of numbers, as in [1,2]' };
  const array: TextWriter = (text, start, end, sink) => {
    const list = text.toString('latin1', start, end);
    const flat = /^\[\s*("?)-?\d+\1(\s*,\s*("?)-?\d+\3)*\s*\]$/.test(list) || /^\[\s*\]$/.test(list);
    return flat ? writeText(list.replaceAll(/[^-\d]+/g, ' ').trim(), sink) : no;
  };
  return scalarEncoder(no, { string: copyText, array });
}
