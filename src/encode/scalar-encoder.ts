import { Kind } from '../decode/row.ts';
import { unescapeInto } from '../decode/text.ts';
import { ByteSink } from './byte-sink.ts';
import type { Encoder } from './encoder.ts';
import { type Refusal, valueError } from './value-error.ts';

/**
 * Checks a text (`text[start, end)`, UTF-8, no JSON escapes) and writes what the type's input function shall read.
 * Returns undefined where it is written, or why it can't be.
 */
export type TextWriter = (text: Buffer, start: number, end: number, sink: ByteSink) => Refusal | undefined;

/** What a type makes of each kind of JSON value; a kind left out is refused. */
export interface ScalarForms {
  /** The string's content, escapes undone. */
  readonly string: TextWriter;
  /** `-?\d+` */
  readonly integer?: TextWriter;
  /** A number with fraction or exponent. */
  readonly decimal?: TextWriter;
  /** `true` or `false` */
  readonly boolean?: TextWriter;
  /** The JSON text as spelled. */
  readonly object?: TextWriter;
  /** The JSON text as spelled. */
  readonly array?: TextWriter;
}

/** A text that Postgres can't hold: https://www.postgresql.org/docs/current/datatype-character.html */
export const holdsNul: Refusal = {
  sqlstate: '22021',
  reason: 'holds a NUL character (\\u0000), which no text in Postgres can',
  hint: 'remove the NUL before loading, or keep the value in a bytea column',
};

/** Half of a surrogate pair is no character: UTF-8 has no form for it. */
export const holdsLoneSurrogate: Refusal = {
  sqlstate: '22021',
  reason: 'holds half of a surrogate pair (\\ud800 to \\udfff), which is no character',
  hint: 'write the character as a whole pair, or as UTF-8',
};

/** Writes the text as it stands. */
export function copyText(text: Buffer, start: number, end: number, sink: ByteSink): undefined {
  sink.copy(text, start, end);
}

/** Appends a text of ASCII characters. */
export function writeText(text: string, sink: ByteSink): undefined {
  sink.text(text);
}

/** Above this a scratch buffer is given back, so that one huge value does not keep its memory. */
const SCRATCH_BYTES = 1 << 20;

/** An encoder for a type whose values are one text each; `no` refuses the kinds that `forms` leaves out. */
export function scalarEncoder(no: Refusal, forms: ScalarForms): Encoder {
  const refused: TextWriter = () => no;
  const { string, integer = refused, decimal = refused, boolean = refused, object = refused, array = refused } = forms;
  // By Kind: null, true, false, integer, decimal, string, escaped, object, array.
  const writers = [refused, boolean, boolean, integer, decimal, string, string, object, array];
  const unescaped = unescapedWriter(string);
  writers[Kind.escaped] = unescaped;
  return function encodeScalar(bytes, kind, start, end, sink) {
    const write = writers[kind] as TextWriter;
    const refusal = write(bytes, start, end, sink);
    return refusal === undefined ? undefined : valueError(refusal, bytes, kind, start, end);
  };
}

/** The scratch buffer for the next value: the same one, or a small one after a huge value. */
export function reusable(scratch: ByteSink): ByteSink {
  return scratch.bytes.length > SCRATCH_BYTES ? new ByteSink(256) : scratch;
}

/** The writer for strings with escapes, by way of a scratch buffer of its own. */
function unescapedWriter(write: TextWriter): TextWriter {
  let scratch = new ByteSink(256);
  return (text, start, end, sink) => {
    if (write === copyText) return unescapeText(text, start, end, sink);
    scratch.length = 0;
    const refusal = unescapeText(text, start, end, scratch) ?? write(scratch.bytes, 0, scratch.length, sink);
    scratch = reusable(scratch);
    return refusal;
  };
}

/** Appends a JSON string's content (`text[start, end)`, quotes excluded) without its escapes; refuses what text can't hold. */
export function unescapeText(text: Buffer, start: number, end: number, sink: ByteSink): Refusal | undefined {
  const outcome = unescapeInto(text, start, end, sink);
  if (outcome === 'ok') return undefined;
  return outcome === 'nul' ? holdsNul : holdsLoneSurrogate;
}
