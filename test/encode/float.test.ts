import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

describe('double precision', () => {
  encodes(builtIn('float8'), [
    { name: 'a number goes as spelled', input: '0.1000', want: '0.1000' },
    { name: 'an exponent too', input: '1.5e-7', want: '1.5e-7' },
    { name: 'the highest lands', input: '1.7976931348623157e308', want: '1.7976931348623157e308' },
    { name: 'what rounds to infinity is out of range', input: '1e309', refused: '22003' },
    { name: 'what rounds to zero is out of range', input: '1e-400', refused: '22003' },
    { name: 'zero with an exponent is zero', input: '0.0e-400', want: '0.0e-400' },
    { name: 'NaN', input: '"NaN"', want: 'NaN' },
    { name: 'infinity', input: '" -Infinity "', want: '-Infinity' },
    { name: 'a numeric string', input: '" 1.5 "', want: '1.5' },
    { name: 'a string with underscores is refused, as by the server', input: '"1_0"', refused: '22P02' },
    { name: 'a rational is refused', input: '"1/2"', refused: '22P02' },
    { name: 'a word is refused', input: '"abc"', refused: '22P02', message: '"abc" is no double precision' },
    { name: 'a boolean is refused', input: 'true', refused: '22P02' },
  ]);
});

describe('real', () => {
  encodes(builtIn('float4'), [
    { name: 'a number goes as spelled', input: '1.10', want: '1.10' },
    {
      name: 'what only a double holds is out of range',
      input: '3.5e38',
      refused: '22003',
      hint: 'use a double precision column',
    },
    { name: 'the smallest lands', input: '1e-45', want: '1e-45' },
    { name: 'what rounds to zero is out of range', input: '7e-46', refused: '22003' },
  ]);
});
