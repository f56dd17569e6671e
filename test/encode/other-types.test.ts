import { describe } from 'node:test';
import { arrayOf, builtIn, composite, domainOver, enumOf, extension, rangeOf } from './encode-json.ts';
import { encodes } from './encodes.ts';

describe('enum', () => {
  encodes(enumOf('mood', 'sad', 'ok', 'it\'s "é"', '1'), [
    { name: 'a label', input: '"ok"', want: 'ok' },
    { name: 'a label with escapes', input: '"it\'s \\"\\u00e9\\""', want: 'it\'s "é"' },
    { name: 'a number that is a label', input: '1', want: '1' },
    {
      name: 'case counts',
      input: '"OK"',
      refused: '22P02',
      message: '"OK" is no mood',
      hint: 'a mood is one of "sad", "ok", "it\'s \\"é\\"", "1"',
    },
    { name: 'another length', input: '"okay"', refused: '22P02' },
    { name: 'an object is refused', input: '{}', refused: '22P02' },
  ]);
});

describe('domains', () => {
  encodes(domainOver('outer', domainOver('inner', builtIn('varchar'), 7)), [
    { name: 'the modifier of a domain below holds', input: '"abcd"', refused: '22001' },
    { name: 'a value that fits', input: '"abc"', want: 'abc' },
  ]);
  encodes(domainOver('positive', builtIn('int4')), [
    { name: 'the base type is checked', input: '"x"', refused: '22P02', message: '"x" is no integer' },
  ]);
});

describe('composites', () => {
  const address = composite('address', {
    street: builtIn('text'),
    zip: builtIn('int4'),
    tags: arrayOf(builtIn('text')),
  });
  encodes(address, [
    { name: 'fields by name, in any order', input: '{"zip":1,"street":"a \\"b\\""}', want: '("a ""b""","1",)' },
    { name: 'null and missing fields are null', input: '{"street":null}', want: '(,,)' },
    { name: 'an empty text is no null', input: '{"street":""}', want: '("",,)' },
    { name: 'an array in it', input: '{"tags":["a b","\\\\"]}', want: '(,,"{""a b"",""\\\\\\\\""}")' },
    { name: 'the last of two fields stands', input: '{"zip":1,"zip":2}', want: '(,"2",)' },
    {
      name: 'an unknown field fails',
      input: '{"zap":1}',
      refused: '42703',
      message: 'the type address has no field "zap"',
      hint: 'its fields are "street", "zip", "tags"',
    },
    { name: 'a bad value is named', input: '{"zip":"x"}', refused: '22P02', message: 'field "zip": "x" is no integer' },
    { name: 'a string is the text form', input: '"(a,1,)"', want: '(a,1,)' },
    { name: 'an array is refused', input: '["a",1]', refused: '22P02' },
  ]);
});

describe('hstore', () => {
  encodes(extension('hstore'), [
    { name: 'an object of texts and nulls', input: '{"a":"b\\"\\\\","c d":null}', want: '"a"=>"b\\"\\\\","c d"=>NULL' },
    {
      name: 'other values by their text',
      input: '{"a":1.50,"b":true,"c":[1]}',
      want: '"a"=>"1.50","b"=>"true","c"=>"[1]"',
    },
    { name: 'an empty object', input: '{}', want: '' },
    { name: 'a string is the text form', input: '"a=>1"', want: 'a=>1' },
    { name: 'a NUL in a name is refused', input: '{"\\u0000":"a"}', refused: '22021' },
    { name: 'a NUL in a value is refused', input: '{"a":"\\u0000"}', refused: '22021' },
    { name: 'an array is refused', input: '[1]', refused: '22P02' },
  ]);
});

describe('bit strings', () => {
  encodes(builtIn('bit', 4), [
    { name: 'as many bits as the column has', input: '"1011"', want: '1011' },
    { name: 'a number by its digits', input: '1011', want: '1011' },
    { name: 'hexadecimal digits', input: '"xF"', want: 'xF' },
    {
      name: 'too few are refused',
      input: '"101"',
      refused: '22026',
      message: '"101" has 3 bits, which does not fit bit(4)',
    },
    { name: 'too many are refused', input: '"10111"', refused: '22026' },
    { name: 'other digits are refused', input: '"1012"', refused: '22P02' },
  ]);
  encodes(builtIn('varbit', 4), [
    { name: 'fewer bits', input: '"101"', want: '101' },
    {
      name: 'more are refused',
      input: '"x1F"',
      refused: '22001',
      message: '"x1F" has 8 bits, which does not fit bit varying(4)',
    },
  ]);
});

describe('types whose texts the server judges', () => {
  encodes(rangeOf('int4range', builtIn('int4')), [
    { name: 'a range is a string', input: '"[1,10)"', want: '[1,10)' },
    {
      name: 'an array is no range',
      input: '[1,10]',
      refused: '22P02',
      hint: 'write an int4range as a string, as in "[1,10)"',
    },
  ]);
  encodes(builtIn('interval'), [
    { name: 'an interval is a string', input: '"P1DT2H"', want: 'P1DT2H' },
    { name: 'a number has no unit', input: '5', refused: '22P02' },
  ]);
  encodes(builtIn('inet'), [
    { name: 'an address is a string', input: '"10.0.0.1/8"', want: '10.0.0.1/8' },
    { name: 'an object is refused', input: '{}', refused: '22P02' },
  ]);
  encodes(builtIn('money'), [{ name: 'money is a number too', input: '12.50', want: '12.50' }]);
  encodes(extension('vector'), [{ name: 'a vector is a JSON array as spelled', input: '[1, 2.5]', want: '[1, 2.5]' }]);
  encodes(extension('geometry'), [
    { name: 'a geometry is text', input: '"POINT(1 2)"', want: 'POINT(1 2)' },
    { name: 'or GeoJSON', input: '{"type":"Point","coordinates":[1,2]}', want: '{"type":"Point","coordinates":[1,2]}' },
  ]);
});
