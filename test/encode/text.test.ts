import { describe } from 'node:test';
import { builtIn, extension } from './encode-json.ts';
import { encodes } from './encodes.ts';

const any = [
  { name: 'a string is its content', input: '"a b\'c"', want: "a b'c" },
  { name: 'escapes are undone', input: '"\\u00e4\\ud83d\\ude00\\n\\"\\\\"', want: 'ä😀\n"\\' },
  { name: 'an empty string stays one', input: '""', want: '' },
  { name: 'a number is its text as spelled', input: '1.50e3', want: '1.50e3' },
  { name: 'a boolean is its text', input: 'true', want: 'true' },
  { name: 'an object is its JSON as spelled', input: '{ "a" : [1.0] }', want: '{ "a" : [1.0] }' },
  { name: 'an array too', input: '[1, "\\u0000"]', want: '[1, "\\u0000"]' },
  { name: 'a NUL is refused', input: '"a\\u0000"', refused: '22021' },
  { name: 'half of a surrogate pair is refused', input: '"\\ud83d"', refused: '22021' },
] as const;

describe('text', () => encodes(builtIn('text'), any));
describe('varchar', () => encodes(builtIn('varchar'), any));
describe('citext', () => encodes(extension('citext'), any));

describe('varchar(3)', () => {
  encodes(builtIn('varchar', 7), [
    { name: 'characters count, not bytes', input: '"ä😀é"', want: 'ä😀é' },
    { name: 'escapes count as what they stand for', input: '"\\u00e4\\ud83d\\ude00\\n"', want: 'ä😀\n' },
    {
      name: 'a longer value is refused',
      input: '"abcd"',
      refused: '22001',
      message: '"abcd" is too long for type varchar(3)',
      hint: 'shorten the value to 3 characters, or widen the column',
    },
    { name: 'blanks are not cut', input: '"abc "', refused: '22001' },
    { name: 'a number counts by its text', input: '1234', refused: '22001' },
  ]);
});

describe('char(3)', () => {
  encodes(builtIn('bpchar', 7), [
    { name: "a shorter value is the server's to pad", input: '"a"', want: 'a' },
    { name: 'blanks are not cut', input: '"a   "', refused: '22001', message: '"a   " is too long for type char(3)' },
  ]);
});

describe('name', () => {
  encodes(builtIn('name'), [
    { name: '63 bytes land', input: `"${'a'.repeat(63)}"`, want: 'a'.repeat(63) },
    { name: '64 bytes are refused', input: `"ä${'a'.repeat(62)}"`, refused: '22001' },
  ]);
});

describe('"char"', () => {
  encodes(builtIn('char'), [
    { name: 'one byte lands', input: '"a"', want: 'a' },
    { name: 'none too', input: '""', want: '' },
    { name: 'two are refused', input: '"ab"', refused: '22001' },
    { name: 'a character of two bytes is refused', input: '"ä"', refused: '22001' },
    { name: 'an octal form is written as its byte', input: '"\\\\101"', want: 'A' },
    { name: 'one beyond ASCII is refused', input: '"\\\\344"', refused: '22001' },
  ]);
});
