import type { ColumnType } from '../catalog/column-type.ts';
import { replaceDate, replaceTime, replaceTimestamp, replaceTimestamptz } from './binary-date-time.ts';
import { replaceBytea, replaceUuid } from './binary-hex.ts';
import { replaceInt2, replaceInt4, replaceInt8 } from './binary-integer.ts';
import { replaceNumeric } from './binary-numeric.ts';
import type { ByteSink } from './byte-sink.ts';

/** How a type's values are written as its receive function reads them. */
export interface BinaryForm {
  /** A byte that stands before the text, as the version of jsonb's format does; undefined where there is none. */
  readonly lead: number | undefined;
  /**
   * Puts in place of a value's text, which is the sink's end from `start` on as the type's Encoder wrote it, its binary
   * form. False where that text is left to the server to read; the sink's end is undefined then. The value is the same
   * as of the text, to the last digit of its scale (test/encode/binary-form.test.ts).
   */
  readonly replace: ReplaceText;
}

/** See BinaryForm. */
export type ReplaceText = (sink: ByteSink, start: number) => boolean;

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

const asText: BinaryForm = { lead: undefined, replace: keepText };

const BUILT_IN: ReadonlyMap<string, BinaryForm> = new Map<string, BinaryForm>([
  ['text', asText],
  ['varchar', asText],
  ['bpchar', asText],
  ['json', asText],
  ['jsonb', { lead: JSONB_VERSION, replace: keepText }],
  ['bool', { lead: undefined, replace: replaceBool }],
  ['int2', { lead: undefined, replace: replaceInt2 }],
  ['int4', { lead: undefined, replace: replaceInt4 }],
  ['int8', { lead: undefined, replace: replaceInt8 }],
  ['float8', { lead: undefined, replace: replaceFloat8 }],
  ['numeric', { lead: undefined, replace: replaceNumeric }],
  ['date', { lead: undefined, replace: replaceDate }],
  ['time', { lead: undefined, replace: replaceTime }],
  ['timestamp', { lead: undefined, replace: replaceTimestamp }],
  ['timestamptz', { lead: undefined, replace: replaceTimestamptz }],
  ['uuid', { lead: undefined, replace: replaceUuid }],
  ['bytea', { lead: undefined, replace: replaceBytea }],
]);
