import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

const want = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

describe('uuid', () => {
  encodes(builtIn('uuid'), [
    { name: 'the standard form', input: `"${want}"`, want },
    { name: 'upper case is lowered', input: `"${want.toUpperCase()}"`, want },
    { name: 'braces are left out', input: `"{${want}}"`, want },
    { name: 'no hyphens', input: `"${want.replaceAll('-', '')}"`, want },
    { name: 'hyphens after other groups of four', input: '"a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"', want },
    { name: 'a hyphen elsewhere is refused', input: '"a0eebc-999c0b4ef8bb6d6bb9bd380a11"', refused: '22P02' },
    { name: 'two hyphens are refused', input: '"a0eebc99--9c0b-4ef8-bb6d-6bb9bd380a11"', refused: '22P02' },
    { name: 'a hyphen at the end is refused', input: `"${want}-"`, refused: '22P02' },
    { name: 'an open brace is refused', input: `"{${want}"`, refused: '22P02' },
    {
      name: 'another letter between digits is refused',
      input: '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1/"',
      refused: '22P02',
    },
    {
      name: 'a digit where a hyphen stands is refused',
      input: '"a0eebc99-9c0b-4ef8-bb6da6bb9bd380a11"',
      refused: '22P02',
    },
    {
      name: 'a hyphen where a digit stands is refused',
      input: '"a0eebc9--9c0b-4ef8-bb6d-6bb9bd380a11"',
      refused: '22P02',
    },
    { name: 'white space is refused', input: `" ${want}"`, refused: '22P02' },
    { name: 'a digit too few is refused', input: `"${want.slice(1)}"`, refused: '22P02' },
    { name: 'a digit too many is refused', input: `"${want}0"`, refused: '22P02' },
    { name: 'another letter is refused', input: '"g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"', refused: '22P02' },
    { name: 'a number is refused', input: '1', refused: '22P02' },
  ]);
});
