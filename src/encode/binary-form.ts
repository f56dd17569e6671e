import type { ColumnType } from '../catalog/column-type.ts';
import { writeDate, writeTime, writeTimestamp, writeTimestamptz } from './binary-date-time.ts';
import { replaceBytea, replaceUuid } from './binary-hex.ts';
import { replaceInt2, replaceInt4, replaceInt8 } from './binary-integer.ts';
import { replaceNumeric } from './binary-numeric.ts';
import type { ByteSink } from './byte-sink.ts';

/** How a type's values are written as its receive function reads them. */
export interface BinaryForm {
  /** At most how many times its bytes a value takes in a row: jsonb is kept in another form than it is sent. */
  readonly growth: number;
  /** A byte that stands before the text, as the version of jsonb's format does; undefined where there is none. */
  readonly lead: number | undefined;
  /**
   * Puts in place of a value's text, which is the sink's end from `start` on as the type's Encoder wrote it, its binary
   * form. False where that text is left to the server to read; the sink's end is undefined then. The value is the same
   * as of the text, to the last digit of its scale (test/encode/binary-form.test.ts).
   */
  readonly replace: ReplaceText;
  /**
   * Appends the binary form of a text that means the same in JSON and to the server, and needs no other check; false for
   * any other, which the Encoder has to see. So the plainest texts are read once, not twice.
   */
  readonly write: WriteBinary | undefined;
}

/** See BinaryForm. */
export type ReplaceText = (sink: ByteSink, start: number) => boolean;

/** See BinaryForm; of `text[start, end)`, which may be the sink's own. */
export type WriteBinary = (text: Buffer, start: number, end: number, sink: ByteSink) => boolean;

/**
 * The binary form of a type's values; undefined for types that have none here. Such a value costs the server less than
 * its text: a COPY of them 0.72 of one of texts (bench/README.md).
 * Formats: the receive functions (`int8recv`, `numeric_recv` …) in
 * https://github.com/postgres/postgres/tree/master/src/backend/utils/adt
 */
export function binaryFormOf(type: ColumnType): BinaryForm | undefined {
  switch (type.kind) {
    case 'domain':
      return binaryFormOf(type.base);
    case 'enum':
      return asText;
    case 'base':
      return type.schema === 'pg_catalog' ? BUILT_IN.get(type.name) : undefined;
    default:
      return undefined;
  }
}

/** The types of characters have the text itself. */
const keepText: ReplaceText = () => true;

/** `t` or `f`. */
const replaceBool: ReplaceText = ({ bytes }, start) => {
  bytes[start] = bytes[start] === 0x74 ? 1 : 0;
  return true;
};

/** JavaScript's numbers are of this type, and both round a text to the nearest. */
const replaceFloat8: ReplaceText = (sink, start) => {
  if (!isPlainNumber(sink.bytes, start, sink.length)) return false;
  const value = Number(sink.bytes.toString('latin1', start, sink.length));
  if (!Number.isFinite(value)) return false;
  sink.length = start;
  sink.reserve(8);
  sink.length = sink.bytes.writeDoubleBE(value, start);
  return true;
};

/** Whether there are only digits, signs, points and exponents: no `NaN`, `Infinity` or hexadecimal digits. */
function isPlainNumber(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!isDigit && byte !== 0x2e && byte !== 0x2d && byte !== 0x2b && (byte | 0x20) !== 0x65) return false;
  }
  return true;
}

const JSONB_VERSION = 1;
/** Most in an array of digits: of two bytes (`1,`) twelve are made, four that say what it is and eight of numeric. */
const JSONB_GROWTH = 8;

const asText = byReplacing(keepText);

function byReplacing(replace: ReplaceText): BinaryForm {
  return { growth: 1, lead: undefined, replace, write: undefined };
}

function byWriting(write: WriteBinary): BinaryForm {
  const replace: ReplaceText = (sink, start) => {
    const { bytes, length } = sink;
    sink.length = start;
    return write(bytes, start, length, sink);
  };
  return { growth: 1, lead: undefined, replace, write };
}

const BUILT_IN: ReadonlyMap<string, BinaryForm> = new Map<string, BinaryForm>([
  ['text', asText],
  ['varchar', asText],
  ['bpchar', asText],
  ['json', asText],
  ['jsonb', { growth: JSONB_GROWTH, lead: JSONB_VERSION, replace: keepText, write: undefined }],
  ['bool', byReplacing(replaceBool)],
  ['int2', byReplacing(replaceInt2)],
  ['int4', byReplacing(replaceInt4)],
  ['int8', byReplacing(replaceInt8)],
  ['float8', byReplacing(replaceFloat8)],
  ['numeric', byReplacing(replaceNumeric)],
  ['date', byWriting(writeDate)],
  ['time', byWriting(writeTime)],
  ['timestamp', byWriting(writeTimestamp)],
  ['timestamptz', byWriting(writeTimestamptz)],
  ['uuid', byReplacing(replaceUuid)],
  ['bytea', byReplacing(replaceBytea)],
]);
