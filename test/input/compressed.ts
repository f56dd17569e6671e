import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A frame of zstd in raw blocks, as RFC 8878 has it; the runtimes supported don't all compress. */
export function zstdFrame(content: Buffer, blockBytes = 1000): Buffer {
  // No checksum, no content size, a window of 1 MiB.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50])];
  let at = 0;
  do {
    const block = content.subarray(at, at + blockBytes);
    at += blockBytes;
    const header = (block.length << 3) | (at >= content.length ? 1 : 0);
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), block);
  } while (at < content.length);
  return Buffer.concat(parts);
}

/** A frame of zstd that decompressors go over. */
export const zstdSkipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** What the tool `zstd` 1.5 made of 40 lines `line 1 of some that repeat` …, with a checksum. */
export const zstdOfTool = Buffer.from(
  'KLUv/QRYRQQAgsQOFZDFOajfzW6GYHfna9+NpEz5+jYAAeb///+3bdu227ZtK/QwCmIwN02hFNyxxQC8kxxNWQEii6UplAInIICjkh6KhDdkoQgvZEMJT8hCEV7IhBJeyIYSnpCFMrxCtlEoGoaX8ZBhEMpF4VkYsoqHQkF4Ey1kXLuxxb42s4V9NnO2iNvxCV62W5U=',
  'base64',
);
export const zstdOfToolContent = Array.from({ length: 40 }, (_, n) => `line ${n + 1} of some that repeat\n`).join('');

export const compressors = {
  gzip: (content: Buffer) => gzipSync(content),
  zstd: (content: Buffer) => zstdFrame(content),
  brotli: (content: Buffer) => brotliCompressSync(content),
} as const;
