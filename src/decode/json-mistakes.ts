import type { RecordError } from '../errors.ts';
import { COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE } from './bytes.ts';
import { nameOfKind } from './record-errors.ts';
import type { Kind } from './row.ts';
import type { ValueScanner } from './value-scanner.ts';

/**
 * Why `bytes[start, end)`, where the scanner failed, is no record: `invalid_record` where it is JSON of another kind,
 * else `invalid_json` with the place, counted in bytes from 1, and a hint that fits what people pipe in by mistake.
 */
export function explainNotRecord(scanner: ValueScanner, bytes: Buffer, start: number, end: number): RecordError {
  const first = scanner.space(start);
  if (bytes[first] !== OPEN_BRACE) {
    const span = new Int32Array(3);
    const after = scanner.value(first, span, 0);
    if (after >= 0 && scanner.space(after) >= end) return notAnObject(span[0] as Kind, bytes, first); // written by `value`
    if (after >= 0) scanner.fail(scanner.space(after), 'the end of the line');
  }
  const hint = hintOf(scanner, bytes, start, end);
  return { code: 'invalid_json', message: `not JSON: ${failureText(scanner, bytes, start, end)}`, hint };
}

/** `invalid_json` for a line that is not UTF-8. */
export function notUtf8(bytes: Buffer, start: number): RecordError {
  const hint = hintOfBinary(bytes, start) ?? 'convert the input to UTF-8 first, for example with iconv';
  return { code: 'invalid_json', message: 'the line is not UTF-8', hint };
}

/** What the scanner missed, where, and what stood there instead. */
export function failureText(scanner: ValueScanner, bytes: Buffer, start: number, end = bytes.length - 1): string {
  const at = scanner.failedAt;
  return `expected ${scanner.expected} at byte ${at - start + 1}, found ${foundAt(bytes, at, end)}`;
}

function foundAt(bytes: Buffer, at: number, end: number): string {
  if (at >= end) return 'the end of the line';
  const byte = bytes[at] as number; // at < end
  if (byte < SPACE || byte === 0x7f) return `the control character 0x${byte.toString(16).padStart(2, '0')}`;
  // A character is at most four bytes; a cut one behind it does not show.
  const [character = ''] = bytes.toString('utf8', at, Math.min(at + 4, end));
  return character === "'" ? `"'"` : `'${character}'`;
}

function notAnObject(kind: Kind, bytes: Buffer, first: number): RecordError {
  return {
    code: 'invalid_record',
    message: `the line is ${nameOfKind(kind)}; expected an object`,
    hint:
      bytes[first] === OPEN_BRACKET
        ? "write the elements of the array as lines: jq -c '.[]'"
        : 'each line must be one OpenCDC record, a JSON object',
  };
}

/** The one thing to do, by the look of the line. */
function hintOf(scanner: ValueScanner, bytes: Buffer, start: number, end: number): string {
  const at = scanner.failedAt;
  const first = bytes[start];
  const rest = bytes.toString('latin1', at, Math.min(at + 12, end));
  const binary = hintOfBinary(bytes, start);
  if (binary !== undefined) return binary;
  const word = /^[-+]?(NaN|Infinity|undefined|None|True|False)\b/.exec(rest)?.[1];
  if (word !== undefined) return `${word} is no JSON value: write null, true or false, or the value as a string`;
  if (rest.startsWith("'")) return 'JSON strings stand in double quotes';
  if (scanner.expected === 'the end of the line') return hintOfTrailing(bytes, at, first);
  if (first === OPEN_BRACKET)
    return "the input looks like one JSON array: write its elements as lines with jq -c '.[]'";
  if (rest === '' || isPrettyPrinted(bytes, start, end)) {
    return 'a record must be whole on one line: write each on one with jq -c .';
  }
  if (first === OPEN_BRACE) return 'mend the line, or write the input with a tool that makes JSON';
  if (bytes.subarray(start, end).includes(COMMA) && first !== QUOTE) {
    return 'the input looks like CSV: each line must be one OpenCDC record, a JSON object';
  }
  return 'each line must be one OpenCDC record, a JSON object';
}

function hintOfTrailing(bytes: Buffer, at: number, first: number | undefined): string {
  if (bytes[at] === OPEN_BRACE) return 'write each record on a line of its own: jq -c .';
  if (bytes[at] === COMMA && first === OPEN_BRACE)
    return "the input looks like one JSON array: jq -c '.[]' makes lines of it";
  return 'a record must be whole on one line, and alone on it: jq -c .';
}

/** Lines such as `  "key": {`, `},` or `]`: pieces of JSON written over several lines. */
function isPrettyPrinted(bytes: Buffer, start: number, end: number): boolean {
  const line = bytes.toString('latin1', start, Math.min(end, start + 200));
  return /^\s*("(\\.|[^"\\])*"\s*:|[\]}]+\s*,?\s*$)/.test(line);
}

const SIGNATURES: readonly { readonly bytes: string; readonly hint: string }[] = [
  { bytes: '\xff\xfe', hint: 'the input is UTF-16: convert it with iconv -f UTF-16 -t UTF-8' },
  { bytes: '\xfe\xff', hint: 'the input is UTF-16: convert it with iconv -f UTF-16 -t UTF-8' },
  { bytes: '\xef\xbb\xbf', hint: 'a byte-order mark may stand at the start of an input only: remove this one' },
  { bytes: 'Obj\x01', hint: 'the input is an Avro file: convert it to JSON lines first' },
  { bytes: 'PAR1', hint: 'the input is a Parquet file: convert it to JSON lines first' },
  { bytes: 'PK\x03\x04', hint: 'the input is a zip file: pipe it through unzip -p' },
  { bytes: 'BZh', hint: 'the input is compressed with bzip2: pipe it through bzip2 -dc' },
  { bytes: '\xfd7zXZ', hint: 'the input is compressed with xz: pipe it through xz -dc' },
  { bytes: '\x04\x22\x4d\x18', hint: 'the input is compressed with lz4: pipe it through lz4 -dc' },
];

function hintOfBinary(bytes: Buffer, start: number): string | undefined {
  const head = bytes.toString('latin1', start, start + 64);
  const known = SIGNATURES.find((signature) => head.startsWith(signature.bytes));
  if (known !== undefined) return known.hint;
  // ASCII in UTF-16 has a zero in every other byte.
  if (/^(\0[\x20-\x7e]){3}|^([\x20-\x7e]\0){3}/.test(head)) return SIGNATURES[0]?.hint;
  return head.startsWith('\0') ? 'the input is binary, perhaps Avro: convert it to JSON lines first' : undefined;
}
