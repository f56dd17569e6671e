import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

describe('bytea', () => {
  encodes(builtIn('bytea'), [
    { name: 'base64 is written as hex', input: '"AP8Q/w=="', want: '\\x00ff10ff' },
    { name: 'with one padding character', input: '"AQI="', want: '\\x0102' },
    { name: 'with none', input: '"AQID"', want: '\\x010203' },
    { name: 'an escaped slash is a slash', input: '"\\/\\/8="', want: '\\xffff' },
    { name: 'an empty string is no bytes', input: '""', want: '\\x' },
    { name: 'missing padding is refused', input: '"AQI"', refused: '22P02', message: '"AQI" is no base64' },
    { name: 'bits left over are refused', input: '"AQJ="', refused: '22P02' },
    { name: 'the alphabet for URLs is refused', input: '"_-8="', refused: '22P02' },
    { name: 'white space is refused', input: '"AQ ID"', refused: '22P02' },
    { name: 'hex goes in lower case', input: '"\\\\xDEADbeef"', want: '\\xdeadbeef' },
    { name: 'white space between its pairs is left out', input: '"\\\\xde ad\\n"', want: '\\xdead' },
    { name: 'half a pair is refused', input: '"\\\\xabc"', refused: '22023' },
    { name: 'another letter is refused', input: '"\\\\xzz"', refused: '22023' },
    { name: 'a number is refused', input: '1', refused: '22P02' },
    { name: 'an array is refused', input: '[1,2]', refused: '22P02' },
  ]);
});
