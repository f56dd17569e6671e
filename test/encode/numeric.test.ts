import { describe } from 'node:test';
import { builtIn, numericModifier } from './encode-json.ts';
import { encodes } from './encodes.ts';

const long = `${'1234567890'.repeat(1000)}.${'0987654321'.repeat(1000)}`;

describe('bare numeric', () => {
  encodes(builtIn('numeric'), [
    { name: 'an integer goes as spelled', input: '123', want: '123' },
    { name: 'zeros behind the point are part of the value', input: '12.50', want: '12.50' },
    { name: 'an exponent goes as spelled', input: '1.5e10', want: '1.5e10' },
    { name: 'a long number keeps every digit', input: long, want: long },
    { name: 'the most digits before the point', input: '1e131071', want: '1e131071' },
    { name: 'one digit more is out of range', input: '1e131072', refused: '22003' },
    { name: 'the most digits behind the point', input: '1e-16383', want: '1e-16383' },
    { name: 'one digit more behind it is out of range', input: '1e-16384', refused: '22003' },
    { name: 'a huge exponent is out of range', input: '1e999999999', refused: '22003' },
    { name: 'zero with a huge exponent is zero', input: '0e999999999', want: '0' },
    { name: 'millions of digits are out of range', input: '9'.repeat(2_000_000), refused: '22003' },
    { name: 'a decimal string', input: '" 12.50 "', want: '12.50' },
    { name: 'NaN in any case', input: '"nan"', want: 'NaN' },
    { name: 'infinity', input: '"Infinity"', want: 'Infinity' },
    { name: 'negative infinity, short', input: '"-inf"', want: '-Infinity' },
    { name: 'a number with a point at its end', input: '"5."', want: '5.' },
    { name: 'hexadecimal is rewritten', input: '"0x1F"', want: '31' },
    { name: 'underscores are left out', input: '"1_000.5"', want: '1000.5' },
    { name: 'a word is refused', input: '"abc"', refused: '22P02', message: '"abc" is no numeric' },
    { name: 'an empty string is refused', input: '""', refused: '22P02' },
    { name: 'a boolean is refused', input: 'false', refused: '22P02' },
    {
      name: 'a rational is divided to 20 digits where the quotient is below 1',
      input: '"1/3"',
      want: '0.33333333333333333333',
    },
    { name: 'to 16 where it is not', input: '"-10/4"', want: '-2.5000000000000000' },
    {
      name: 'one that is a long decimal number keeps all its digits',
      input: '"12345678901234567890123/10000000000000000000000"',
      want: '1.2345678901234567890123',
    },
    {
      name: 'a power of two below is a decimal number too',
      input: '"1/1180591620717411303424"',
      want: `0.${(5n ** 70n).toString().padStart(70, '0')}`,
    },
    { name: 'a whole rational keeps the scale of a division', input: '"4/2"', want: '2.0000000000000000' },
    { name: 'zero has a scale too', input: '"0/3"', want: '0.00000000000000000000' },
    { name: 'a division by zero is refused', input: '"1/0"', refused: '22012', message: '"1/0" divides by zero' },
    { name: 'a rational without denominator is refused', input: '"1/"', refused: '22P02' },
    { name: 'one with two signs is refused', input: '"1/-3"', refused: '22P02' },
    { name: 'one with decimals is refused', input: '"1.5/2"', refused: '22P02' },
  ]);
});

describe('numeric(5,2)', () => {
  encodes(builtIn('numeric', numericModifier(5, 2)), [
    { name: 'a value that fits goes as spelled', input: '12.345', want: '12.345' },
    { name: 'the highest lands', input: '999.99', want: '99999e-2' },
    { name: 'what rounds to it lands', input: '999.994', want: '99999e-2' },
    {
      name: 'what rounds beyond it is refused',
      input: '999.995',
      refused: '22003',
      message: '999.995 is out of range for type numeric(5,2)',
    },
    { name: 'a larger one is refused', input: '-1000', refused: '22003' },
    { name: 'an exponent is applied', input: '1.5e2', want: '15000e-2' },
    { name: 'a huge exponent is refused', input: '1e999999999', refused: '22003' },
    { name: 'a tiny value rounds to zero', input: '1e-999999999', want: '0' },
    { name: 'half rounds away from zero', input: '-5e-3', want: '-1e-2' },
    { name: 'less than half rounds to zero', input: '4.9999e-3', want: '0' },
    { name: 'a rational is rounded at the scale', input: '"2/3"', want: '67e-2' },
    { name: 'a negative half rounds away from zero', input: '"-1/200"', want: '-1e-2' },
    {
      name: 'a rational whose digits are too many for doubles',
      input: '"12345678901234567/100000000000000"',
      want: '12346e-2',
    },
    { name: 'zero over something is zero', input: '"0/3"', want: '0e-2' },
    { name: 'zero over zero is refused', input: '"0/0"', refused: '22012' },
    { name: 'a large rational is refused', input: '"999995/1000"', refused: '22003' },
    { name: 'a very large one without division', input: `"${'9'.repeat(100_000)}/7"`, refused: '22003' },
    { name: 'NaN lands', input: '"NaN"', want: 'NaN' },
    { name: 'infinity does not fit', input: '"Infinity"', refused: '22003' },
  ]);
});

describe('numeric(3,-2)', () => {
  encodes(builtIn('numeric', numericModifier(3, -2)), [
    { name: 'it is rounded by the server before its point', input: '1250', want: '1250' },
    { name: 'what fills its digits is rounded here', input: '99949', want: '999e2' },
    { name: 'an integer that rounds beyond them is refused', input: '99950', refused: '22003' },
    { name: 'a fraction that does so is refused', input: '99950.5', refused: '22003' },
    { name: 'a rational is rounded there too', input: '"12350/1"', want: '124e2' },
  ]);
});

describe('numeric(2,4), all of whose digits stand behind zeros', () => {
  encodes(builtIn('numeric', numericModifier(2, 4)), [
    { name: 'the highest lands', input: '0.0099', want: '99e-4' },
    { name: 'a higher one is refused', input: '0.01', refused: '22003' },
  ]);
});
