import { LINE_FEED } from './bytes.ts';

const NO_DIGIT = 255;
const PADDING = 0x3d;

/** The value of a base64 digit (https://www.rfc-editor.org/rfc/rfc4648#section-4); 255 for any other byte. */
const DIGIT: Uint8Array = new Uint8Array(256).fill(NO_DIGIT);
for (const [value, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  DIGIT[letter.charCodeAt(0)] = value;
}

/**
 * Decodes base64 strictly: standard alphabet, padded, nothing else between, no bits left over.
 * Returns undefined where it is anything else. One line feed stands behind the bytes, outside of the buffer's end as
 * `subarray(0, length - 1)` has it, so that the scanner can read them: see ValueScanner.
 */
export function decodeBase64(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const length = end - start;
  if (length % 4 !== 0) return undefined;
  const padding = paddingOf(bytes, start, end);
  const decoded = Buffer.allocUnsafe((length / 4) * 3 - padding + 1);
  decoded[decoded.length - 1] = LINE_FEED;
  const lastWhole = end - (padding > 0 ? 4 : 0);
  let to = 0;
  for (let from = start; from < lastWhole; from += 4) {
    const group = groupAt(bytes, from);
    if (group < 0) return undefined;
    decoded[to++] = group >>> 16;
    decoded[to++] = group >>> 8;
    decoded[to++] = group;
  }
  return padding === 0 || decodeLast(bytes, lastWhole, padding, decoded, to) ? decoded : undefined;
}

function paddingOf(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== PADDING) return 0;
  return bytes[end - 2] === PADDING ? 2 : 1;
}

/** 24 bits of four digits, or a negative number. */
function groupAt(bytes: Buffer, at: number): number {
  const a = digitAt(bytes, at);
  const b = digitAt(bytes, at + 1);
  const c = digitAt(bytes, at + 2);
  const d = digitAt(bytes, at + 3);
  return (a | b | c | d) > 63 ? -1 : (a << 18) | (b << 12) | (c << 6) | d;
}

function decodeLast(bytes: Buffer, at: number, padding: number, decoded: Buffer, to: number): boolean {
  const a = digitAt(bytes, at);
  const b = digitAt(bytes, at + 1);
  const c = padding === 1 ? digitAt(bytes, at + 2) : 0;
  if ((a | b | c) > 63) return false;
  const bits = (a << 18) | (b << 12) | (c << 6);
  decoded[to] = bits >>> 16;
  if (padding === 1) decoded[to + 1] = bits >>> 8;
  // Bits that no byte takes are zero in what an encoder writes: else it is a text that only looks like base64.
  return (bits & (padding === 1 ? 0xff : 0xffff)) === 0;
}

function digitAt(bytes: Buffer, at: number): number {
  return DIGIT[bytes[at] as number] as number; // both inside: the caller has compared with the end
}
