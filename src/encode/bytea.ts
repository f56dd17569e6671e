import { decodeBase64 } from '../decode/base64.ts';
import type { ByteSink } from './byte-sink.ts';
import type { Encoder } from './encoder.ts';
import { scalarEncoder } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

const hexDigits: Uint8Array = Buffer.from('0123456789abcdef', 'latin1');
const hint = 'bytes are written as base64 with its padding (RFC 4648), or as hex digits after \\x';
const notBase64: Refusal = { sqlstate: '22P02', reason: 'is no base64', hint };
const notHex: Refusal = { sqlstate: '22023', reason: 'is no hexadecimal data', hint };
const noBytea: Refusal = { sqlstate: '22P02', reason: 'is no bytea', hint };

/**
 * The encoder of bytea: a string is strict base64, or hex where it starts with `\x`. Writes the hex form in
 * lower case, which is canonical.
 * https://www.postgresql.org/docs/current/datatype-binary.html
 */
export function byteaEncoder(): Encoder {
  return scalarEncoder(noBytea, {
    string: (text, start, end, sink) =>
      text[start] === 0x5c && text[start + 1] === 0x78 && end - start > 1
        ? writeHex(text, start + 2, end, sink)
        : writeBase64(text, start, end, sink),
  });
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** Pairs of hex digits; the server skips blanks, tabs and line ends between the pairs. Written in lower case without them. */
function writeHex(text: Buffer, start: number, end: number, sink: ByteSink): Refusal | undefined {
  sink.reserve(end - start + 2);
  const { bytes } = sink;
  let to = sink.length;
  bytes[to++] = 0x5c;
  bytes[to++] = 0x78;
  let at = start;
  while (at < end) {
    const byte = text[at];
    if (byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d) {
      at++;
    } else {
      if (at + 1 >= end || !isHexDigit(byte) || !isHexDigit(text[at + 1])) return notHex;
      bytes[to++] = lowerCase(byte as number);
      bytes[to++] = lowerCase(text[at + 1] as number);
      at += 2;
    }
  }
  sink.length = to;
  return undefined;
}

/** The digit with its letter in lower case. */
function lowerCase(digit: number): number {
  return digit | 0x20;
}

function writeBase64(text: Buffer, start: number, end: number, sink: ByteSink): Refusal | undefined {
  const decoded = decodeBase64(text, start, end);
  if (decoded === undefined) return notBase64;
  const length = decoded.length - 1; // one byte stands behind the decoded ones
  sink.reserve(2 + 2 * length);
  const { bytes } = sink;
  bytes[sink.length] = 0x5c;
  bytes[sink.length + 1] = 0x78;
  let to = sink.length + 2;
  for (let at = 0; at < length; at++) {
    const byte = decoded[at] as number;
    bytes[to] = hexDigits[byte >> 4] as number;
    bytes[to + 1] = hexDigits[byte & 15] as number;
    to += 2;
  }
  sink.length = to;
  return undefined;
}
