import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kind } from '../../src/decode/row.ts';
import { ValueScanner } from '../../src/decode/value-scanner.ts';

const kindNames = new Map<number, string>(Object.entries(Kind).map(([name, kind]) => [kind, name]));

/** What stands in a text that is one value: `kind:slice`, or where it fails and what was expected. */
function scanned(text: string): string {
  const bytes = Buffer.from(`${text}\n`);
  const scanner = new ValueScanner(bytes);
  const spans = new Int32Array(3);
  const after = scanner.value(0, spans, 0);
  if (after < 0) return `expected ${scanner.expected} at ${scanner.failedAt}`;
  const rest = bytes.length - 1 - after;
  const slice = bytes.toString('utf8', spans[1], spans[2]);
  return `${kindNames.get(spans[0] ?? -1)}:${slice}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const cases: readonly { readonly name: string; readonly input: string; readonly want: string }[] = [
  { name: 'null', input: 'null', want: 'null:null' },
  { name: 'true', input: 'true', want: 'true:true' },
  { name: 'false', input: 'false', want: 'false:false' },
  { name: 'a word cut short', input: 'tru', want: "expected 'true' at 0" },
  { name: 'a word in capitals', input: 'NULL', want: 'expected a value at 0' },
  { name: 'zero', input: '0', want: 'integer:0' },
  { name: 'minus zero', input: '-0', want: 'integer:-0' },
  { name: 'an integer of many digits', input: '-12345678901234567890123', want: 'integer:-12345678901234567890123' },
  { name: 'a leading zero', input: '01', want: 'integer:0 and 1 more' },
  { name: 'a minus alone', input: '-', want: 'expected a digit at 1' },
  { name: 'a plus', input: '+1', want: 'expected a value at 0' },
  { name: 'a fraction', input: '1.50', want: 'decimal:1.50' },
  { name: 'a fraction without digits', input: '1.', want: 'expected a digit at 2' },
  { name: 'a fraction without a whole part', input: '.5', want: 'expected a value at 0' },
  { name: 'an exponent', input: '1e5', want: 'decimal:1e5' },
  { name: 'an exponent with a sign', input: '-0.1E+05', want: 'decimal:-0.1E+05' },
  { name: 'an exponent without digits', input: '1e+', want: 'expected a digit at 3' },
  { name: 'an empty string', input: '""', want: 'string:' },
  { name: 'a string of any Unicode', input: '"é€😀"', want: 'string:é€😀' },
  {
    name: 'a string with escapes',
    input: '"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"',
    want: 'escaped:a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9',
  },
  {
    name: 'an escape that JSON does not have',
    input: '"\\x41"',
    want: 'expected an escape (\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX) at 2',
  },
  { name: 'an escape of three digits', input: '"\\u12g"', want: 'expected four hexadecimal digits at 5' },
  {
    name: 'an escape at the end',
    input: '"\\',
    want: 'expected an escape (\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX) at 2',
  },
  { name: 'a tab in a string', input: '"a\tb"', want: `expected a closing '"' at 2` },
  { name: 'the delete character in a string', input: '"\u007f"', want: 'string:\u007f' },
  { name: 'a string that does not end', input: '"abc', want: `expected a closing '"' at 4` },
  { name: 'an empty object', input: '{ }', want: 'object:{ }' },
  { name: 'an empty array', input: '[\t]', want: 'array:[\t]' },
  { name: 'nested containers', input: '{"a":[1,{"b":[]},"]"],"c":{}}', want: 'object:{"a":[1,{"b":[]},"]"],"c":{}}' },
  {
    name: 'white space everywhere',
    input: '[ 1 ,\r2\t, { "a" : 3 , "b":4 } ]',
    want: 'array:[ 1 ,\r2\t, { "a" : 3 , "b":4 } ]',
  },
  { name: 'white space that is none in JSON', input: '[\u00a01]', want: 'expected a value at 1' },
  { name: 'a comma before the bracket', input: '[1,]', want: 'expected a value at 3' },
  { name: 'a comma before the brace', input: '{"a":1,}', want: 'expected a name in double quotes at 7' },
  { name: 'a comma alone', input: '[,1]', want: 'expected a value at 1' },
  { name: 'two values without a comma', input: '[1 2]', want: "expected ',' or ']' at 3" },
  { name: 'a brace that closes an array', input: '[1}', want: "expected ',' or ']' at 2" },
  { name: 'a bracket that closes an object', input: '{"a":1]', want: "expected ',' or '}' at 6" },
  { name: 'a name without quotes', input: '{a:1}', want: 'expected a name in double quotes at 1' },
  { name: 'a name without a colon', input: '{"a" 1}', want: "expected ':' at 5" },
  { name: 'a name without a value', input: '{"a":}', want: 'expected a value at 5' },
  { name: 'an array that does not end', input: '[1,[2]', want: "expected ',' or ']' at 6" },
  { name: 'an object that does not end', input: '{"a":{}', want: "expected ',' or '}' at 7" },
  { name: 'what follows a value', input: '[]]', want: 'array:[] and 1 more' },
];

for (const { name, input, want } of cases) {
  test(`scans ${name}`, () => assert.equal(scanned(input), want));
}

test('follows nesting as deep as the text is long', () => {
  const depth = 2_000_000;
  const arrays = '['.repeat(depth) + ']'.repeat(depth);
  assert.equal(scanned(arrays), `array:${arrays}`);
  assert.equal(scanned(arrays.slice(0, -1)), `expected ',' or ']' at ${2 * depth - 1}`);
  const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  assert.equal(scanned(objects), `object:${objects}`);
});

test('every byte of a string is looked at, wherever it stands among others', () => {
  const isPlain = (byte: number) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second++) {
      const bytes = Buffer.from('"abcdefghijk"\n');
      const at = 1 + ((first + second) % 8);
      bytes.set([first, second], at);
      const scanner = new ValueScanner(bytes);
      const after = scanner.value(0, new Int32Array(3), 0);
      const stop = !isPlain(first) ? at : !isPlain(second) ? at + 1 : 12;
      if (bytes[stop] === 0x22) assert.equal(after, stop + 1);
      else if (bytes[stop] === 0x5c) assert.ok(after > stop || scanner.failedAt > stop);
      else assert.deepEqual([after, scanner.failedAt], [-1, stop], `${first} ${second} at ${at}`);
    }
  }
});

test('takes a line feed as white space only where that is asked for', () => {
  const bytes = Buffer.from('[1,\n2]\n');
  const scanner = new ValueScanner(bytes);
  assert.equal(scanner.value(0, new Int32Array(3), 0), -1);
  scanner.lineFeedIsSpace = true;
  assert.equal(scanner.value(0, new Int32Array(3), 0), 6);
  assert.equal(scanner.space(6), 6, 'the last line feed is the end, not white space');
});

test('a number ends at the line feed, whatever comes behind it', () => {
  const bytes = Buffer.from('12\n34');
  const spans = new Int32Array(3);
  assert.equal(new ValueScanner(bytes).value(0, spans, 0), 2);
});
