import type { ReplaceText } from './binary-form.ts';

/** The standard form in lower case, as the encoder writes it: 16 bytes. */
export const replaceUuid: ReplaceText = (sink, start) => {
  const { bytes } = sink;
  let from = start;
  for (let to = start; to < start + 16; to++, from += 2) {
    if (bytes[from] === HYPHEN) from++;
    bytes[to] = byteAt(bytes, from);
  }
  sink.length = start + 16;
  return true;
};

/** Pairs of hexadecimal digits in lower case behind `\x`. */
export const replaceBytea: ReplaceText = (sink, start) => {
  const { bytes, length } = sink;
  let to = start;
  for (let from = start + 2; from < length; from += 2) bytes[to++] = byteAt(bytes, from);
  sink.length = to;
  return true;
};

const HYPHEN = 0x2d;

function byteAt(bytes: Buffer, at: number): number {
  return (digitOf(bytes[at] as number) << 4) | digitOf(bytes[at + 1] as number);
}

function digitOf(byte: number): number {
  return byte < 0x61 ? byte - 0x30 : byte - 0x57;
}
