import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase32, encodeBase32 } from '../../../../src/template/go/functions/codec/base32.ts';
import { decodeBase64 } from '../../../../src/template/go/functions/codec/base64.ts';
import { testCases } from './template-cases.ts';

const wrong64 = (at: number): string => `illegal base64 data at input byte ${at}`;
const wrong32 = (at: number): string => `illegal base32 data at input byte ${at}`;

testCases('base64', [
  { name: 'encodes and decodes', input: '{{ b64enc "héllo" }} {{ b64dec "aMOpbGxv" }}', want: 'aMOpbGxv héllo' },
  { name: 'skips line breaks and bits left over', input: '{{ b64dec "aGVs\\r\\nbG9=\\n" }}', want: 'hello' },
  {
    name: 'says where padding is missing',
    input: '{{ b64dec "aGVsbG8" }}|{{ b64dec "a" }}|{{ b64dec "aG=" }}',
    want: `${wrong64(4)}|${wrong64(0)}|${wrong64(3)}`,
  },
  {
    name: 'says where padding is wrong',
    input: '{{ b64dec "=" }}|{{ b64dec "aG=Vs" }}|{{ b64dec "aGVsbG8=x" }}',
    want: `${wrong64(0)}|${wrong64(2)}|${wrong64(8)}`,
  },
  {
    name: 'says which byte is none of its digits',
    input: '{{ b64dec "aG!s" }}|{{ b64dec "a-_b" }}',
    want: `${wrong64(2)}|${wrong64(1)}`,
  },
]);

testCases('base32', [
  {
    name: 'encodes every length',
    input:
      '{{ b32enc "" }} {{ b32enc "f" }} {{ b32enc "fo" }} {{ b32enc "foo" }} {{ b32enc "foob" }} {{ b32enc "fooba" }} {{ b32enc "foobar" }}',
    want: ' MY====== MZXQ==== MZXW6=== MZXW6YQ= MZXW6YTB MZXW6YTBOI======',
  },
  { name: 'decodes', input: '{{ b32dec "MZXW6YTB\\nOI======" }}|{{ b32dec "" }}', want: 'foobar|' },
  {
    name: 'says where it is wrong',
    input: '{{ b32dec "MZXW6" }}|{{ b32dec "mz" }}|{{ b32dec "M=======" }}|{{ b32dec "MZXW6=x=" }}',
    want: `${wrong32(0)}|${wrong32(0)}|${wrong32(1)}|${wrong32(5)}`,
  },
]);

testCases('checksums', [
  { name: 'sha1sum', input: '{{ sha1sum "a" }}', want: '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8' },
  { name: 'sha256sum of bytes', input: '{{ sha256sum "é" | trunc 8 }}', want: '4a99557e' },
  { name: 'sha512sum', input: '{{ sha512sum "a" | trunc 16 }}', want: '1f40fc92da241694' },
  { name: 'adler32sum', input: '{{ adler32sum "Wikipedia" }} {{ adler32sum "" }}', want: '300286872 1' },
]);

test('base64 and base32 give back any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array).toString('latin1'));
  fc.assert(
    fc.property(bytes, (text) => {
      assert.equal(decodeBase32(encodeBase32(text)), text);
      assert.equal(decodeBase64(Buffer.from(text, 'latin1').toString('base64')), text);
    }),
    { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 300) },
  );
});
