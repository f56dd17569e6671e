import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lowerCase, upperCase } from '../../../../src/template/go/functions/text/letter-case.ts';
import { fromUtf8, toUtf8 } from '../../../../src/template/go/utf8.ts';
import { testCases } from './template-cases.ts';

testCases('letters', [
  { name: 'upper maps rune by rune, so ß stays', input: '{{ upper "straße ŉ ǆ ﬁ é" }}', want: 'STRAßE ŉ Ǆ ﬁ É' },
  { name: 'upper keeps Greek letters with iota single', input: '{{ upper "ᾀᾳῃῳ" }}', want: 'ᾈᾼῌῼ' },
  { name: 'lower knows no final sigma', input: '{{ lower "ΑΣ ẞ İ" }}', want: 'ασ ß i' },
  { name: 'upper makes U+FFFD of bytes that are no UTF-8', input: '{{ upper "a\\xffb" }}', want: 'A\ufffdB' },
  {
    name: 'title raises what follows punctuation',
    input: `{{ title "hello-world foo_bar it's 1st" }}`,
    want: "Hello-World Foo_bar It'S 1st",
  },
  { name: 'title takes the title case of digraphs', input: '{{ title "ǆ ǉ" }}', want: 'ǅ ǈ' },
  {
    name: 'untitle lowers the first letter of words',
    input: '{{ untitle "École Été-Hiver" }}',
    want: 'école été-Hiver',
  },
  {
    name: 'swapcase titles the first letter of words',
    input: '{{ swapcase "This Is A.Test ßx" }}',
    want: 'tHIS iS a.tEST ßX',
  },
  {
    name: 'initials takes the first bytes of words',
    input: '{{ initials "First Try" }}|{{ initials "école x" }}',
    want: 'FT|Ãx',
  },
]);

testCases('identifiers', [
  { name: 'camelcase raises the first letters', input: '{{ camelcase "http-server_x y" }}', want: 'HttpServerXY' },
  { name: 'camelcase lowers runs of capitals', input: '{{ camelcase "GOLANG_IS_GREAT" }}', want: 'GolangIsGreat' },
  {
    name: 'camelcase lowers capitals up to the first small letter',
    input: '{{ camelcase "HTTPServer" }}',
    want: 'Httpserver',
  },
  { name: 'camelcase keeps small words with capitals inside', input: '{{ camelcase "userID" }}', want: 'UserID' },
  {
    name: 'camelcase keeps connectors at the ends',
    input: '{{ camelcase "_complex__case_" }}',
    want: '_Complex_Case_',
  },
  {
    name: 'camelcase doubles the last of connectors alone',
    input: '{{ camelcase "_" }}|{{ camelcase "--" }}',
    want: '__|---',
  },
  { name: 'camelcase of one letter or nothing', input: '{{ camelcase "a" }}|{{ camelcase "" }}', want: 'A|' },
  { name: 'snakecase parts abbreviations from words', input: '{{ snakecase "HTTPServerID" }}', want: 'http_server_id' },
  {
    name: 'snakecase starts a word at digits before small letters',
    input: '{{ snakecase "http2xx" }}',
    want: 'http_2xx',
  },
  {
    name: 'snakecase keeps digits before capitals with the word',
    input: '{{ snakecase "OrderLineItem2024Q1" }}',
    want: 'order_line_item2024_q1',
  },
  { name: 'snakecase keeps digits at the end with the word', input: '{{ snakecase "userID2" }}', want: 'user_id2' },
  { name: 'snakecase leaves punctuation', input: '{{ snakecase "a.B,c" }}', want: 'a.b,c' },
  { name: 'snakecase writes a connector for each', input: '{{ snakecase "  Foo - Bar " }}', want: '__foo___bar_' },
  { name: 'snakecase parts Chinese characters', input: '{{ snakecase "日本Go語" }}', want: '日本_go_語' },
  {
    name: 'kebabcase is the same with hyphens',
    input: '{{ kebabcase "HTTP20xOK" }}|{{ kebabcase "a_b c" }}',
    want: 'http-20x-ok|a-b-c',
  },
]);

test('upper and lower map every rune as JavaScript does where that gives one code point', () => {
  const parameters = { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 2000) };
  const rune = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  fc.assert(
    fc.property(rune, (text) => {
      const [upper, lower] = [text.toUpperCase(), text.toLowerCase()];
      if ([...upper].length === 1) assert.equal(toUtf8(upperCase(fromUtf8(text))), upper);
      if ([...lower].length === 1) assert.equal(toUtf8(lowerCase(fromUtf8(text))), lower);
    }),
    parameters,
  );
});
