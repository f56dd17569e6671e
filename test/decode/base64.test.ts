import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64 } from '../../src/decode/base64.ts';

function decoded(text: string): string | undefined {
  const bytes = Buffer.from(`"${text}"`);
  return decodeBase64(bytes, 1, bytes.length - 1)?.toString('latin1');
}

const cases: readonly { readonly name: string; readonly input: string; readonly want: string | undefined }[] = [
  { name: 'nothing', input: '', want: '\n' },
  { name: 'three bytes', input: 'YWJj', want: 'abc\n' },
  { name: 'two bytes', input: 'YWI=', want: 'ab\n' },
  { name: 'one byte', input: 'YQ==', want: 'a\n' },
  { name: 'the last two digits', input: '+/+/', want: '\xfb\xff\xbf\n' },
  { name: 'no padding', input: 'YQ', want: undefined },
  { name: 'half a padding', input: 'YQ=', want: undefined },
  { name: 'too much padding', input: 'Y===', want: undefined },
  { name: 'padding alone', input: '====', want: undefined },
  { name: 'padding in between', input: 'YQ==YWJj', want: undefined },
  { name: 'a digit after padding', input: 'YW=j', want: undefined },
  { name: 'the URL alphabet', input: '-_-_', want: undefined },
  { name: 'white space', input: 'YWJj ', want: undefined },
  { name: 'a letter beyond ASCII', input: 'YWé', want: undefined },
  { name: 'bits left over from one byte', input: 'YR==', want: undefined },
  { name: 'bits left over from two bytes', input: 'YWJ=', want: undefined },
];

for (const { name, input, want } of cases) {
  test(`base64 of ${name}`, () => assert.equal(decoded(input), want));
}

test('every length and byte comes back', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, n) => (n * 7 + length) & 255));
    assert.equal(decoded(bytes.toString('base64')), `${bytes.toString('latin1')}\n`);
  }
});
