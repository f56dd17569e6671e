import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

const big = '9'.repeat(200_000);

describe('bigint', () => {
  encodes(builtIn('int8'), [
    { name: 'an integer goes as it is', input: '12', want: '12' },
    { name: 'a negative one too', input: '-12', want: '-12' },
    { name: 'digits beyond 2^53 stay', input: '9007199254740993', want: '9007199254740993' },
    { name: 'the highest lands', input: '9223372036854775807', want: '9223372036854775807' },
    { name: 'the lowest lands', input: '-9223372036854775808', want: '-9223372036854775808' },
    { name: 'one more is out of range', input: '9223372036854775808', refused: '22003' },
    { name: 'one less is out of range', input: '-9223372036854775809', refused: '22003' },
    { name: 'a very long number is out of range', input: big, refused: '22003' },
    { name: 'negative zero is zero', input: '-0', want: '0' },
    { name: 'an integral fraction lands', input: '1.0', want: '1' },
    { name: 'an integral exponent lands', input: '1e5', want: '100000' },
    { name: 'a fraction made integral by its exponent lands', input: '-1.25e2', want: '-125' },
    { name: 'a negative exponent lands where it is integral', input: '1200e-2', want: '12' },
    { name: 'a fraction is refused', input: '1.5', refused: '22P02' },
    { name: 'a tiny one too', input: '1e-999999999', refused: '22P02' },
    { name: 'a huge exponent is out of range', input: '1e999999999', refused: '22003' },
    { name: 'zero with a huge exponent is zero', input: '0e999999999', want: '0' },
    { name: 'a string is its text form', input: '"42"', want: '42' },
    { name: 'white space around it is skipped', input: '" \\t42\\n "', want: '42' },
    { name: 'a sign and leading zeros are left out', input: '"+007"', want: '7' },
    { name: 'an escaped string is read by its content', input: '"\\u0034\\u0032"', want: '42' },
    { name: 'hexadecimal is rewritten', input: '"-0x1f"', want: '-31' },
    { name: 'underscores are left out', input: '"1_000"', want: '1000' },
    { name: 'two underscores are refused', input: '"1__0"', refused: '22P02' },
    { name: 'a decimal string is refused, as by the server', input: '"1.0"', refused: '22P02' },
    { name: 'an empty string is refused', input: '""', refused: '22P02' },
    { name: 'a boolean is refused', input: 'true', refused: '22P02' },
    { name: 'an object is refused', input: '{"a":1}', refused: '22P02' },
    { name: 'an array is refused', input: '[1]', refused: '22P02' },
    {
      name: 'the message shows the value as spelled',
      input: '"a\\nb"',
      refused: '22P02',
      message: '"a\\nb" is no bigint',
      hint: 'a bigint is a whole number from -9223372036854775808 to 9223372036854775807',
    },
    {
      name: 'a long value is cut at 100 characters',
      input: `"${'😀'.repeat(200)}"`,
      refused: '22P02',
      message: `"${'😀'.repeat(100)}…" is no bigint`,
    },
  ]);
});

describe('oid', () => {
  encodes(builtIn('oid'), [
    { name: 'the highest lands', input: '4294967295', want: '4294967295' },
    { name: 'one more is out of range', input: '4294967296', refused: '22003' },
    { name: 'zero lands', input: '-0', want: '0' },
    { name: 'an integral fraction lands', input: '16.0', want: '16' },
    {
      name: 'a negative number is no oid',
      input: '-1',
      refused: '22003',
      hint: 'an oid is a whole number from 0 to 4294967295',
    },
    { name: 'a string is for the server to read', input: '"010"', want: '010' },
  ]);
});

describe('smallint and integer', () => {
  encodes(builtIn('int2'), [
    { name: 'the highest smallint lands', input: '32767', want: '32767' },
    {
      name: 'one more is out of range',
      input: '32768',
      refused: '22003',
      message: '32768 is out of range for type smallint',
    },
    { name: 'the lowest smallint lands', input: '-32768', want: '-32768' },
    { name: 'one less is out of range', input: '"-32769"', refused: '22003' },
  ]);
  encodes(builtIn('int4'), [
    { name: 'the highest integer lands', input: '2147483647', want: '2147483647' },
    {
      name: 'one more is out of range',
      input: '2147483648',
      refused: '22003',
      hint: 'an integer is a whole number from -2147483648 to 2147483647',
    },
  ]);
});
