import { isUtf8 } from 'node:buffer';
import { ByteSink } from '../encode/byte-sink.ts';
import type { RecordError } from '../errors.ts';
import { decodeBase64 } from './base64.ts';
import { LINE_FEED, OPEN_BRACE } from './bytes.ts';
import { failureText } from './json-mistakes.ts';
import type { Data } from './record.ts';
import { notBase64, rawNotJson, rawNotObject, wrongType } from './record-errors.ts';
import type { Field, RecordFields } from './record-fields.ts';
import { Kind } from './row.ts';
import { unescapeInto } from './text.ts';

/** Raw data out of its string. */
export interface RawText {
  /** The bytes and one line feed behind them, where the scanner stops. */
  readonly bytes: Buffer;
  /** True where the string was JSON text itself, false where it was base64. */
  readonly isText: boolean;
}

/**
 * The data of a field that is no object: null, or raw data. What is a JSON object in raw data is structured data, and
 * an empty string is none, as in Conduit. Undefined where it is neither; then `fields.error` says why (`invalid_record`).
 */
export function rawDataOf(fields: RecordFields, field: Field, name: string): Data | undefined {
  const { kind, start, end } = field;
  const { scanner } = fields;
  if (kind <= Kind.null) return null;
  if (kind !== Kind.string && kind !== Kind.escaped) {
    return refuse(fields, wrongType(name, 'an object, base64 or null', scanner.bytes, field));
  }
  if (start === end) return null;
  const text = rawTextOf(scanner.bytes, field);
  if (text === undefined) return refuse(fields, notBase64(name));
  const record = scanner.bytes;
  scanner.turnTo(text.bytes);
  scanner.lineFeedIsSpace = true;
  const row = readObject(fields, text.bytes);
  scanner.turnTo(record);
  if (row !== undefined) return row;
  if (text.isText) return refuse(fields, rawNotJson(name, failureText(scanner, text.bytes, 0)));
  const raw = text.bytes.subarray(0, text.bytes.length - 1);
  return name === 'key' ? { raw } : refuse(fields, rawNotObject(name, raw));
}

/** The bytes of a string that is base64, or that is JSON text itself (it starts with `{`); undefined where it is neither. */
export function rawTextOf(bytes: Buffer, field: Field): RawText | undefined {
  let from = bytes;
  let { start, end } = field;
  if (field.kind === Kind.escaped) {
    const sink = new ByteSink(end - start);
    if (unescapeInto(bytes, start, end, sink) !== 'ok') return undefined;
    from = sink.bytes;
    start = 0;
    end = sink.length;
  }
  if (from[start] !== OPEN_BRACE) {
    const decoded = decodeBase64(from, start, end);
    return decoded === undefined ? undefined : { bytes: decoded, isText: false };
  }
  const copy = Buffer.allocUnsafe(end - start + 1);
  from.copy(copy, 0, start, end);
  copy[end - start] = LINE_FEED;
  return { bytes: copy, isText: true };
}

function readObject(fields: RecordFields, bytes: Buffer): Data | undefined {
  const { scanner } = fields;
  const last = bytes.length - 1;
  const open = scanner.space(0);
  if (bytes[open] !== OPEN_BRACE || !isUtf8(bytes)) return undefined;
  const after = fields.readRaw(open);
  if (after < 0) return undefined;
  const end = scanner.space(after);
  if (end === last) return scanner.lastRow ?? undefined;
  scanner.fail(end, 'the end of the text');
  return undefined;
}

function refuse(fields: RecordFields, error: RecordError): undefined {
  fields.error = error;
  return undefined;
}
