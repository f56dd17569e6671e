import { testCases } from './template-cases.ts';

testCases('finding', [
  {
    name: 'regexMatch looks anywhere',
    input: '{{ regexMatch `\\bfoo\\b` "a foo b" }} {{ regexMatch "^a$" "ab" }}',
    want: 'true false',
  },
  { name: 'regexMatch is false for a wrong expression', input: '{{ regexMatch "(" "x" }}', want: 'false' },
  { name: 'mustRegexMatch fails for it', input: '{{ mustRegexMatch "(" "x" }}', want: /missing closing \)/ },
  { name: 'there is no lookahead', input: '{{ regexFind "a(?=b)" "ab" }}', want: /invalid or unsupported Perl syntax/ },
  {
    name: 'regexFind gives the first match or nothing',
    input: '{{ regexFind "[a-z][1-9]" "abcd1234" }}|{{ regexFind "x" "y" }}',
    want: 'd1|',
  },
  { name: 'regexFind takes runes whole', input: '{{ regexFind "é." "caféñ!" }}', want: 'éñ' },
  {
    name: 'regexFindAll stops at a number of matches',
    input: '{{ regexFindAll "[2468]" "123456789" 2 }} {{ regexFindAll "a" "aa" 0 | toJson }}',
    want: '[2 4] null',
  },
  {
    name: 'regexFindAll gives no empty match after a match',
    input: '{{ regexFindAll "a*" "baaac" -1 | toJson }}',
    want: '["","aaa",""]',
  },
  { name: 'regexFindAll steps over runes', input: '{{ regexFindAll "" "é" -1 | len }}', want: '2' },
  { name: 'no match is a nil list', input: '{{ mustRegexFindAll "x" "y" -1 | toJson }}', want: 'null' },
  {
    name: 'expressions have a limit',
    input: '{{ regexMatch (repeat 20000 "a") "a" }}',
    want: /longer than 10000 bytes/,
  },
  {
    name: 'hard expressions are fast',
    input: '{{ regexMatch "^(a+)+$" (cat (repeat 50000 "a") "b") }}',
    want: 'false',
  },
]);

testCases('replacing', [
  {
    name: 'groups by number and name',
    input: '{{ regexReplaceAll `(?P<first>\\w+) (\\w+)` "John Smith" "$2 ${first}" }}',
    want: 'Smith John',
  },
  {
    name: 'a name is as long as it can be',
    input: '{{ regexReplaceAll "(a)" "ba" "$1x" }}|{{ regexReplaceAll "(a)" "ba" "${1}x" }}',
    want: 'b|bax',
  },
  { name: 'leading zeros make a name', input: '{{ regexReplaceAll "(a)" "ba" "[$01$0]" }}', want: 'b[a]' },
  {
    name: 'dollars',
    input:
      '{{ regexReplaceAll "a" "ba" "$" }}|{{ regexReplaceAll "a" "ba" "$$1" }}|{{ regexReplaceAll "a" "ba" "${x" }}|{{ regexReplaceAll "a" "ba" "$-" }}',
    want: 'b$|b$1|b${x|b$-',
  },
  {
    name: 'groups that took no part are empty',
    input: '{{ regexReplaceAll "(a)|(b)" "ab" "[$1$2$9]" }}',
    want: '[a][b]',
  },
  {
    name: 'empty matches stand between runes',
    input: '{{ regexReplaceAll "" "né" "-" }}|{{ mustRegexReplaceAll "x*" "axxb" "-" }}',
    want: '-n-é-|-a-b-',
  },
  {
    name: 'literal replacements are not looked at',
    input: '{{ regexReplaceAllLiteral "b" "abc" "$0" }}{{ mustRegexReplaceAllLiteral "c" "c" "$$" }}',
    want: 'a$0c$$',
  },
  {
    name: 'results have a limit',
    input: '{{ regexReplaceAll "a" (repeat 2000 "a") (repeat 2000 "b") }}',
    want: /longer than/,
  },
  {
    name: 'one replacement has a limit',
    input: '{{ regexReplaceAll "a+" (repeat 2000 "a") (repeat 2000 "$0") }}',
    want: /longer than/,
  },
  {
    name: 'regexQuoteMeta escapes',
    input: '{{ regexQuoteMeta "1.2[a]{}^$-/|" }}',
    want: '1\\.2\\[a\\]\\{\\}\\^\\$-/\\|',
  },
]);

testCases('splitting by expressions', [
  { name: 'all parts', input: '{{ regexSplit "a" "banana" -1 | toJson }}', want: '["b","n","n",""]' },
  {
    name: 'some parts',
    input: '{{ regexSplit "a" "banana" 2 | toJson }} {{ regexSplit "a" "banana" 1 | toJson }}',
    want: '["b","nana"] ["banana"]',
  },
  {
    name: 'no parts',
    input: '{{ regexSplit "a" "banana" 0 | toJson }} {{ regexSplit "" "" -1 | toJson }}',
    want: 'null []',
  },
  { name: 'an empty text has one part', input: '{{ mustRegexSplit "x" "" -1 | toJson }}', want: '[""]' },
  {
    name: 'empty matches',
    input: '{{ regexSplit "" "abc" -1 | toJson }} {{ regexSplit "a*" "baaac" -1 | toJson }}',
    want: '["a","b","c"] ["b","c"]',
  },
  { name: 'a wrong expression fails', input: '{{ regexSplit "[" "a" -1 }}', want: /missing closing \]/ },
]);
