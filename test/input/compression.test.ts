import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Compression, compressionOf } from '../../src/input/compression.ts';

const cases: readonly {
  readonly name: string;
  readonly input: readonly number[];
  readonly want: Compression | undefined;
}[] = [
  { name: 'nothing yet', input: [], want: undefined },
  { name: 'JSON', input: [0x7b, 0x22], want: 'none' },
  { name: 'the first byte of gzip', input: [0x1f], want: undefined },
  { name: 'gzip', input: [0x1f, 0x8b], want: 'gzip' },
  { name: 'what begins as gzip does', input: [0x1f, 0x8c], want: 'none' },
  { name: 'three bytes of zstd', input: [0x28, 0xb5, 0x2f], want: undefined },
  { name: 'zstd', input: [0x28, 0xb5, 0x2f, 0xfd], want: 'zstd' },
  { name: 'what begins as zstd does', input: [0x28, 0xb5, 0x2f, 0x0a], want: 'none' },
  { name: 'a part of a zstd frame to skip', input: [0x5f, 0x2a, 0x4d], want: undefined },
  { name: 'a zstd frame to skip', input: [0x50, 0x2a, 0x4d, 0x18], want: 'zstd' },
  { name: 'an array', input: [0x5b, 0x0a], want: 'none' },
];

for (const { name, input, want } of cases) {
  test(`tells the compression of ${name}`, () => assert.equal(compressionOf(Uint8Array.from(input)), want));
}
