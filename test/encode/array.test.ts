import { describe } from 'node:test';
import { arrayOf, builtIn, domainOver, enumOf, extension } from './encode-json.ts';
import { encodes } from './encodes.ts';

describe('integer[]', () => {
  encodes(arrayOf(builtIn('int4')), [
    { name: 'an empty array', input: '[]', want: '{}' },
    { name: 'elements and nulls', input: '[1, null, "007", 2.0]', want: '{1,NULL,7,2}' },
    { name: 'nested arrays are dimensions', input: '[[1,2],[3,null]]', want: '{{1,2},{3,NULL}}' },
    { name: 'six dimensions', input: '[[[[[[1]]]]]]', want: '{{{{{{1}}}}}}' },
    { name: 'seven are too many', input: '[[[[[[[1]]]]]]]', refused: '54000' },
    { name: 'nested empty arrays are an empty array', input: '[[],[]]', want: '{}' },
    { name: 'an empty one among others is ragged', input: '[[],[1]]', refused: '22P02' },
    {
      name: 'different lengths are ragged',
      input: '[[1],[2,3]]',
      refused: '22P02',
      message: 'element [2]: [2,3] does not match the dimensions of the array it is in',
    },
    { name: 'different depths are ragged', input: '[1,[2]]', refused: '22P02' },
    { name: 'the deeper first too', input: '[[1],2]', refused: '22P02' },
    { name: 'null for an array is ragged', input: '[[1],null]', refused: '22P02' },
    {
      name: 'a bad element is named',
      input: '[[1,2],[3,"x"]]',
      refused: '22P02',
      message: 'element [2][2]: "x" is no integer',
    },
    { name: 'a string is the text form', input: '"[0:1]={1,2}"', want: '[0:1]={1,2}' },
    { name: 'an object is refused', input: '{"a":1}', refused: '22P02', message: '{"a":1} is no array of int4' },
    { name: 'a number is refused', input: '1', refused: '22P02' },
  ]);
});

describe('text[]', () => {
  encodes(arrayOf(builtIn('text')), [
    {
      name: 'what has a meaning is quoted',
      input: '["a b","","NULL","null","{","a,b","\\"\\\\"]',
      want: '{"a b","","NULL","null","{","a,b","\\"\\\\"}',
    },
    { name: 'values that are no strings', input: '[1.50,true,{"a":1}]', want: '{1.50,true,"{\\"a\\":1}"}' },
    {
      name: 'a NUL is refused with its place',
      input: '["a","\\u0000"]',
      refused: '22021',
      message: 'element [2]: "\\u0000" holds a NUL character (\\u0000), which no text in Postgres can',
    },
  ]);
});

describe('jsonb[]', () => {
  encodes(arrayOf(builtIn('jsonb')), [
    { name: 'an inner array is one element', input: '[[1,2],[3]]', want: '{"[1,2]",[3]}' },
    {
      name: 'null is SQL NULL, strings are JSON strings',
      input: '[null,"a",{"b":null}]',
      want: '{NULL,"\\"a\\"","{\\"b\\":null}"}',
    },
  ]);
});

describe('arrays of other types', () => {
  encodes(arrayOf(extension('vector')), [
    { name: 'a vector is one element', input: '[[1,2],[3]]', want: '{"[1,2]",[3]}' },
  ]);
  encodes(arrayOf(domainOver('ints', arrayOf(builtIn('int4')))), [
    { name: 'a domain over an array is one element', input: '[[1],[2,3]]', want: '{"{1}","{2,3}"}' },
  ]);
  encodes(arrayOf(enumOf('mood', 'sad', 'so so')), [
    { name: 'labels are quoted where they need it', input: '["sad","so so"]', want: '{sad,"so so"}' },
    { name: 'a label is checked', input: '["bad"]', refused: '22P02', message: 'element [1]: "bad" is no mood' },
  ]);
  encodes(arrayOf(builtIn('box'), ';'), [
    {
      name: 'boxes are parted by semicolons',
      input: '["(1,1),(0,0)","(2,2),(0,0)"]',
      want: '{(1,1),(0,0);(2,2),(0,0)}',
    },
  ]);
  encodes({ ...arrayOf(builtIn('varchar')), modifier: 7 }, [
    { name: "the array's modifier holds for its elements", input: '["abc","abcd"]', refused: '22001' },
  ]);
});
