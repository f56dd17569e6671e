import { Kind, type Row } from '../decode/row.ts';
import { ObjectReader } from '../decode/text.ts';
import { ByteSink } from './byte-sink.ts';
import type { Encoder } from './encoder.ts';
import { copyText, holdsLoneSurrogate, holdsNul, reusable, scalarEncoder, unescapeText } from './scalar-encoder.ts';
import { type Refusal, valueError } from './value-error.ts';

const no: Refusal = {
  sqlstate: '22P02',
  reason: 'is no hstore',
  hint: 'write an object of strings and nulls, or a string in the text form of hstore, as in "a=>1, b=>NULL"',
};

/**
 * The encoder of hstore: an object whose values are texts (strings; anything else but null as spelled), or a string
 * in hstore's text form, which goes to the server as it is. https://www.postgresql.org/docs/current/hstore.html
 */
export function hstoreEncoder(): Encoder {
  const other = scalarEncoder(no, { string: copyText });
  const reader = new ObjectReader();
  let scratch = new ByteSink(256);
  return (bytes, kind, start, end, sink) => {
    const row = kind === Kind.object ? reader.read(bytes, start) : undefined;
    if (row === undefined) return other(bytes, kind, start, end, sink);
    const refusal = writePairs(row, scratch, sink);
    scratch = reusable(scratch);
    return refusal === undefined ? undefined : valueError(refusal, bytes, kind, start, end);
  };
}

function writePairs(row: Row, scratch: ByteSink, sink: ByteSink): Refusal | undefined {
  for (const [index, name] of row.shape.names.entries()) {
    if (name.includes('\0')) return holdsNul;
    if (/\p{Surrogate}/u.test(name)) return holdsLoneSurrogate;
    if (index > 0) sink.byte(0x2c);
    scratch.length = 0;
    scratch.text(name);
    appendQuoted(scratch, sink);
    sink.text('=>');
    const at = row.offset + 3 * index;
    const start = row.spans[at + 1] as number;
    const end = row.spans[at + 2] as number;
    if (row.spans[at] === Kind.null) {
      sink.text('NULL');
    } else {
      scratch.length = 0;
      const write = row.spans[at] === Kind.escaped ? unescapeText : copyText;
      const refusal = write(row.bytes, start, end, scratch);
      if (refusal !== undefined) return refusal;
      appendQuoted(scratch, sink);
    }
  }
  return undefined;
}

function appendQuoted(text: ByteSink, sink: ByteSink): void {
  sink.byte(0x22);
  for (let at = 0; at < text.length; at++) {
    const byte = text.bytes[at] as number;
    if (byte === 0x22 || byte === 0x5c) sink.byte(0x5c);
    sink.byte(byte);
  }
  sink.byte(0x22);
}
