import type { RecordError } from '../errors.ts';
import { ABSENT, type Field } from './record-fields.ts';
import { Kind } from './row.ts';
import { textOfSpan } from './text.ts';

const MAX_SHOWN = 100;

/** `record_too_large`. */
export function tooLarge(maxRecordBytes: number): RecordError {
  return {
    code: 'record_too_large',
    message: `the line is longer than ${maxRecordBytes} bytes`,
    hint: 'raise --max-record-bytes',
  };
}

/** `invalid_operation`. */
export function invalidOperation(bytes: Buffer, field: Field): RecordError {
  return {
    code: 'invalid_operation',
    message: `operation is ${found(bytes, field)}`,
    hint: 'operation must be "create", "update", "delete" or "snapshot"',
  };
}

/** `invalid_record` for a field of another type; `expected` ends the sentence "… must be …". */
export function wrongType(name: string, expected: string, bytes: Buffer, field: Field): RecordError {
  return {
    code: 'invalid_record',
    message: `${name} is ${found(bytes, field)}; expected ${expected}`,
    hint: `make ${name} ${expected}`,
  };
}

/** `invalid_record` for a metadata value that is no string. */
export function metadataNotText(name: string, kind: Kind): RecordError {
  const shown = cut(JSON.stringify(name));
  return {
    code: 'invalid_record',
    message: `metadata ${shown} is ${nameOfKind(kind)}; metadata values are strings`,
    hint: `put the value of metadata ${shown} into double quotes, or leave it out`,
  };
}

/** `invalid_record` for a string that is neither base64 nor a JSON object. */
export function notBase64(name: string): RecordError {
  return {
    code: 'invalid_record',
    message: `${name} is a string that is neither base64 (with its padding) nor the text of a JSON object`,
    hint: `raw data is base64: encode the bytes of ${name}, or write ${name} as an object`,
  };
}

/** `invalid_record` for a raw payload. */
export function rawNotObject(name: string, raw: Buffer): RecordError {
  const avro = raw.length >= 5 && raw[0] === 0;
  return {
    code: 'invalid_record',
    message: `${name} is raw data of ${raw.length} bytes that are no JSON object`,
    hint: avro
      ? 'the bytes look like Avro with a schema id, which only its schema registry can read: let Conduit decode it (processor avro.decode)'
      : 'Avro and other binary data cannot be read without their schema: let Conduit decode them (processor avro.decode), or send structured data',
  };
}

/** `invalid_record` for a string that begins as JSON text and is none. */
export function rawNotJson(name: string, reason: string): RecordError {
  return {
    code: 'invalid_record',
    message: `${name} is a string that begins with "{" but is no JSON object: ${reason}`,
    hint: `write ${name} as an object, or as base64 of its bytes`,
  };
}

/** `invalid_record` for a dead letter without a failed record in it. */
export function emptyDeadLetter(bytes: Buffer, field: Field): RecordError {
  return {
    code: 'invalid_record',
    message: `a dead-lettered record holds the failed record in payload.after, which is ${found(bytes, field)}`,
    hint: 'take the record from its source again',
  };
}

/** `invalid_record` for dead letters of dead letters without end. */
export function tooManyDeadLetters(most: number): RecordError {
  return {
    code: 'invalid_record',
    message: `the record is dead-lettered more than ${most} times over`,
    hint: 'unwrap it, or take the record from its source again',
  };
}

/** What a field holds, as messages say it: `absent`, `the number 1.5`, `"upsert"`, `an array`. */
export function found(bytes: Buffer, field: Field): string {
  const { kind } = field;
  if (kind === ABSENT) return 'absent';
  if (kind === Kind.string || kind === Kind.escaped) {
    return cut(JSON.stringify(textOfSpan(bytes, kind, field.start, field.end)));
  }
  if (kind === Kind.integer || kind === Kind.decimal) {
    return `the number ${cut(bytes.toString('latin1', field.start, field.end))}`;
  }
  return nameOfKind(kind);
}

/** `an object`, `a number`, … */
export function nameOfKind(kind: Kind): string {
  return KIND_NAMES[kind];
}

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  [Kind.null]: 'null',
  [Kind.true]: 'true',
  [Kind.false]: 'false',
  [Kind.integer]: 'a number',
  [Kind.decimal]: 'a number',
  [Kind.string]: 'a string',
  [Kind.escaped]: 'a string',
  [Kind.object]: 'an object',
  [Kind.array]: 'an array',
};

/** A value as messages show it: no more than 100 characters of it. */
export function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
