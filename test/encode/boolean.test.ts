import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

describe('boolean', () => {
  encodes(builtIn('bool'), [
    { name: 'true', input: 'true', want: 't' },
    { name: 'false', input: 'false', want: 'f' },
    { name: 'the number 1 is one of its spellings', input: '1', want: 't' },
    { name: 'the number 0 too', input: '0', want: 'f' },
    { name: 'another number is refused', input: '2', refused: '22P02' },
    { name: 'a decimal is refused', input: '1.0', refused: '22P02' },
    { name: 'a word in any case and with white space', input: '" Yes "', want: 't' },
    { name: 'a prefix that only one word has', input: '"of"', want: 'f' },
    { name: 'a prefix that two words have is refused', input: '"o"', refused: '22P02' },
    { name: 'an empty string is refused', input: '""', refused: '22P02', message: '"" is no boolean' },
    { name: 'a longer word is refused', input: '"truely"', refused: '22P02' },
  ]);
});
