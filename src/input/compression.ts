/** How an input is compressed. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'brotli';

/**
 * How the bytes at the start of an input say it is compressed; undefined where more bytes are needed to tell.
 * gzip: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 · zstd: https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
export function compressionOf(head: Uint8Array): Exclude<Compression, 'brotli'> | undefined {
  if (startsWith(head, GZIP)) return head.length < GZIP.length ? undefined : 'gzip';
  if (startsWith(head, ZSTD)) return head.length < ZSTD.length ? undefined : 'zstd';
  // A zstd file may start with a frame to skip, whose first byte has 16 values.
  const [first] = head;
  if (first !== undefined && first >= 0x50 && first <= 0x5f && startsWith(head.subarray(1), SKIPPABLE)) {
    return head.length <= SKIPPABLE.length ? undefined : 'zstd';
  }
  return head.length === 0 ? undefined : 'none';
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const SKIPPABLE = [0x2a, 0x4d, 0x18];

/** True where the bytes, as far as both go, are those of the mark. */
function startsWith(head: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => index >= head.length || head[index] === byte);
}
