import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

const base64 = (text: string) => `"${Buffer.from(text).toString('base64')}"`;
const quoted = (text: string) => JSON.stringify(text);

describe('jsonb', () => {
  encodes(builtIn('jsonb'), [
    {
      name: 'an object goes as spelled',
      input: '{ "a": 1.50, "b": "\\u00e4" }',
      want: '{ "a": 1.50, "b": "\\u00e4" }',
    },
    { name: 'an array too', input: '[1,[2]]', want: '[1,[2]]' },
    { name: 'a number is a JSON number', input: '12345678901234567890.10', want: '12345678901234567890.10' },
    { name: 'a boolean is a JSON boolean', input: 'true', want: 'true' },
    { name: 'a plain string is a JSON string', input: '"hello"', want: '"hello"' },
    { name: 'escapes stay as spelled', input: '"a\\n\\u0041"', want: '"a\\n\\u0041"' },
    { name: 'an empty string is a JSON string', input: '""', want: '""' },
    { name: 'base64 of an object is the object', input: base64('{"a": 1}'), want: '{"a": 1}' },
    { name: 'base64 of an array is the array', input: base64('[1]'), want: '[1]' },
    { name: 'base64 of an object after white space too', input: base64('\r\n{"a":1}'), want: '\r\n{"a":1}' },
    { name: 'base64 of a number is a string', input: base64('12'), want: base64('12') },
    { name: 'base64 of broken JSON is a string', input: base64('{"a"'), want: base64('{"a"') },
    { name: 'JSON text of an object is the object', input: quoted('{"a":"x"}'), want: '{"a":"x"}' },
    { name: 'JSON text of an array is the array', input: '"[1,2]"', want: '[1,2]' },
    { name: 'JSON text after a line end too', input: '"\\n{\\"a\\":1}\\n"', want: '\n{"a":1}\n' },
    { name: 'base64 with escaped slashes is read', input: base64('["???"]').replaceAll('/', '\\/'), want: '["???"]' },
    { name: 'JSON text of a number is a string', input: '"12"', want: '"12"' },
    { name: 'broken JSON text is a string', input: quoted('{"a"'), want: quoted('{"a"') },
    { name: 'JSON text with more behind it is a string', input: '"[1] x"', want: '"[1] x"' },
    { name: 'base64 of bytes that are no UTF-8 is a string', input: '"eyL/In0="', want: '"eyL/In0="' },
    { name: 'a NUL is refused', input: '{"a":"\\u0000"}', refused: '22P05' },
    { name: 'an escaped backslash before u0000 is no NUL', input: '{"a":"\\\\u0000"}', want: '{"a":"\\\\u0000"}' },
    { name: 'a NUL in base64 is refused', input: base64('{"a":"\\u0000"}'), refused: '22P05' },
    { name: 'half of a surrogate pair is refused', input: '["\\ud83dx"]', refused: '22P02' },
    { name: 'a whole pair stays', input: '["\\ud83d\\ude00"]', want: '["\\ud83d\\ude00"]' },
    { name: 'a pair whose halves are swapped is refused', input: '["\\ude00\\ud83d"]', refused: '22P02' },
    { name: 'a NUL far inside is found', input: `["${'x'.repeat(500)}\\u0000"]`, refused: '22P05' },
  ]);
});

describe('json', () => {
  encodes(builtIn('json'), [
    { name: 'it keeps what jsonb can not hold', input: '["\\u0000\\ud83d"]', want: '["\\u0000\\ud83d"]' },
    { name: 'a string of it too', input: '"\\u0000"', want: '"\\u0000"' },
  ]);
});

describe('jsonb with --json-strings', () => {
  encodes(builtIn('jsonb'), [
    { name: 'value: JSON text stays a string', input: '"[1]"', jsonStrings: 'value', want: '"[1]"' },
    { name: 'value: base64 stays a string', input: base64('{}'), jsonStrings: 'value', want: base64('{}') },
    { name: 'text: any JSON value is read', input: '"12"', jsonStrings: 'text', want: '12' },
    { name: 'text: a string in quotes is a string', input: '"\\"a\\""', jsonStrings: 'text', want: '"a"' },
    {
      name: 'text: other text is refused',
      input: '"hello"',
      jsonStrings: 'text',
      refused: '22P02',
      message: '"hello" is no JSON text',
    },
    { name: 'text: base64 is refused', input: base64('{}'), jsonStrings: 'text', refused: '22P02' },
    { name: 'text: an object stays one', input: '{"a":1}', jsonStrings: 'text', want: '{"a":1}' },
    { name: 'base64: any JSON value is read', input: base64('null'), jsonStrings: 'base64', want: 'null' },
    {
      name: 'base64: JSON text is refused',
      input: '"{}"',
      jsonStrings: 'base64',
      refused: '22P02',
      message: '"{}" is no base64 of JSON text',
    },
    {
      name: 'base64: base64 of other text is refused',
      input: base64('hello'),
      jsonStrings: 'base64',
      refused: '22P02',
    },
  ]);
});
