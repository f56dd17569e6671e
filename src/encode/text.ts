import type { Encoder } from './encoder.ts';
import { copyText, scalarEncoder, type TextWriter } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/**
 * The encoder of text, varchar(n) and char(n): a string's content; any other value as the input spelled it. A
 * value of more than `modifier - 4` characters (code points) is refused, also where what is too much is white space,
 * which the server would cut. https://www.postgresql.org/docs/current/datatype-character.html
 */
export function textEncoder(sqlName: string, modifier: number): Encoder {
  if (modifier < 4) return everyKind(copyText);
  const limit = modifier - 4;
  const tooLong: Refusal = {
    sqlstate: '22001',
    reason: `is too long for type ${sqlName}(${limit})`,
    hint: `shorten the value to ${limit} characters, or widen the column`,
  };
  return everyKind((text, start, end, sink) => {
    if (end - start > limit && isLonger(text, start, end, limit)) return tooLong;
    sink.copy(text, start, end);
    return undefined;
  });
}

/** The encoder of name, whose input function would cut what is over 63 bytes. */
export function nameEncoder(): Encoder {
  const tooLong: Refusal = {
    sqlstate: '22001',
    reason: 'is too long for type name',
    hint: 'a name has at most 63 bytes',
  };
  return everyKind((text, start, end, sink) => (end - start > 63 ? tooLong : copyText(text, start, end, sink)));
}

/**
 * The encoder of "char", one byte, whose input function would cut the rest. The octal form `\ooo`, by which
 * PostgreSQL 16 and later write other bytes than ASCII, would be cut by those before, so only its ASCII part is taken.
 * https://www.postgresql.org/docs/current/datatype-character.html
 */
export function charEncoder(): Encoder {
  const tooLong: Refusal = { sqlstate: '22001', reason: 'is too long for type "char"', hint: 'a "char" is one byte' };
  return everyKind((text, start, end, sink) => {
    if (end - start <= 1) return copyText(text, start, end, sink);
    const octal = end - start > 4 ? undefined : /^\\([01][0-7]{2})$/.exec(text.toString('latin1', start, end))?.[1];
    if (octal === undefined) return tooLong;
    const byte = Number.parseInt(octal, 8);
    if (byte !== 0) sink.byte(byte);
    return undefined;
  });
}

/** An encoder that takes every JSON value, all but strings as spelled. */
export function everyKind(write: TextWriter): Encoder {
  const never: Refusal = { sqlstate: '22P02', reason: 'is no value' };
  return scalarEncoder(never, {
    string: write,
    integer: write,
    decimal: write,
    boolean: write,
    object: write,
    array: write,
  });
}

/** Whether valid UTF-8 has more than `limit` code points. */
function isLonger(text: Buffer, start: number, end: number, limit: number): boolean {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (((text[at] as number) & 0xc0) !== 0x80 && ++count > limit) return true;
  }
  return false;
}
