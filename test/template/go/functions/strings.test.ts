import { testCases } from './template-cases.ts';

testCases('trimming', [
  { name: 'trim takes Unicode white space off both ends', input: '{{ trim "\\u00a0 x y\\u2003" }}', want: 'x y' },
  { name: 'trimAll takes any of the runes off both ends', input: '{{ trimAll "xé" "éxaéx" }}', want: 'a' },
  { name: 'trimall is trimAll', input: '{{ trimall "$" "$5.00$" }}', want: '5.00' },
  { name: 'trimPrefix takes one prefix off', input: '{{ trimPrefix "a" "aab" }}', want: 'ab' },
  { name: 'trimSuffix takes one suffix off', input: '{{ trimSuffix "b" "abb" }}', want: 'ab' },
  { name: 'trimSuffix leaves other texts', input: '{{ trimSuffix "x" "abb" }}', want: 'abb' },
  { name: 'nospace drops spaces', input: '{{ nospace " a\\tb c\\n" }}', want: 'abc' },
  { name: 'nospace takes bytes for Latin-1 once it drops one', input: '{{ nospace "é e" }}', want: 'Ã©e' },
  { name: 'nospace leaves texts without spaces', input: '{{ nospace "é" }}', want: 'é' },
]);

testCases('cutting', [
  { name: 'trunc keeps bytes from the start', input: '{{ trunc 3 "hello" }}', want: 'hel' },
  { name: 'trunc counts bytes and may cut a rune', input: '{{ trunc 3 "é€" }}', want: 'é\ufffd' },
  { name: 'trunc keeps bytes from the end for a negative length', input: '{{ trunc -2 "hello" }}', want: 'lo' },
  { name: 'trunc leaves shorter texts', input: '{{ trunc 9 "a" }}{{ trunc -9 "b" }}{{ trunc -1 "c" }}', want: 'abc' },
  { name: 'substr takes a range', input: '{{ substr 1 3 "hello" }}', want: 'el' },
  {
    name: 'substr goes to the end for an end out of range',
    input: '{{ substr 2 -1 "abc" }}{{ substr 2 9 "xyz" }}',
    want: 'cz',
  },
  { name: 'substr starts at the start for a negative start', input: '{{ substr -5 2 "hello" }}', want: 'he' },
  {
    name: 'substr fails for a start beyond the text',
    input: '{{ substr 9 99 "hello" }}',
    want: /slice bounds out of range/,
  },
  {
    name: 'substr fails for an end before the start',
    input: '{{ substr 3 2 "hello" }}',
    want: /slice bounds out of range/,
  },
  { name: 'substr fails for two negative bounds', input: '{{ substr -1 -1 "x" }}', want: /slice bounds out of range/ },
  { name: 'abbrev puts an ellipsis within the width', input: '{{ abbrev 5 "hello world" }}', want: 'he...' },
  { name: 'abbrev needs a width of four', input: '{{ abbrev 3 "hello" }}|{{ abbrev 4 "hello" }}', want: 'hello|h...' },
  { name: 'abbrevboth abbreviates both ends', input: '{{ abbrevboth 5 10 "1234 5678 9123" }}', want: '...5678...' },
  {
    name: 'abbrevboth near the start abbreviates the end',
    input: '{{ abbrevboth 4 10 "1234 5678 9123" }}',
    want: '1234 56...',
  },
  {
    name: 'abbrevboth near the end abbreviates the start',
    input: '{{ abbrevboth 20 7 "1234 5678 9123" }}',
    want: '...9123',
  },
  { name: 'abbrevboth leaves the text without room', input: '{{ abbrevboth 3 6 "1234 5678" }}', want: '1234 5678' },
]);

testCases('wrapping', [
  { name: 'wrap breaks at spaces', input: '{{ wrap 5 "Hello World foo" }}', want: 'Hello\nWorld\nfoo' },
  { name: 'wrap lets long words stand out', input: '{{ wrap 3 "abcdef gh" }}', want: 'abcdef\ngh' },
  { name: 'wrap drops leading spaces of long texts', input: '{{ wrap 3 "   ab cd" }}', want: 'ab\ncd' },
  { name: 'wrap takes widths below one for one', input: '{{ wrap -4 "a b" }}', want: 'a\nb' },
  { name: 'wrapWith breaks long words', input: '{{ wrapWith 5 "-" "HelloWorldfoo" }}', want: 'Hello-World-foo' },
  { name: 'wrapWith takes an empty mark for a newline', input: '{{ wrapWith 5 "" "abcdefgh" }}', want: 'abcde\nfgh' },
]);

testCases('searching and splitting', [
  {
    name: 'contains takes the part first',
    input: '{{ contains "b" "abc" }} {{ contains "abc" "b" }}',
    want: 'true false',
  },
  {
    name: 'the empty text is everywhere',
    input: '{{ contains "" "" }} {{ hasPrefix "" "a" }} {{ hasSuffix "" "a" }}',
    want: 'true true true',
  },
  { name: 'split numbers the parts', input: '{{ split "$" "a$b" }}', want: 'map[_0:a _1:b]' },
  { name: 'split by nothing parts the runes', input: '{{ split "" "aé" }}', want: 'map[_0:a _1:é]' },
  { name: 'splitn stops at a number of parts', input: '{{ splitn "," 2 "a,b,c" }}', want: 'map[_0:a _1:b,c]' },
  { name: 'splitn 0 gives no parts', input: '{{ splitn "," 0 "a" }}', want: 'map[]' },
  { name: 'splitn below 0 gives all parts', input: '{{ splitn "," -1 "a,b,c" }}', want: 'map[_0:a _1:b _2:c]' },
  {
    name: 'splitList of an empty text has one part',
    input: '{{ splitList "," "" | len }} {{ splitList "" "" | len }}',
    want: '1 0',
  },
  {
    name: 'join takes texts of any values but nil',
    input: '{{ join "," (list 1 nil "a" 2.5 true) }}',
    want: '1,a,2.5,true',
  },
  {
    name: 'join of no list is its text',
    input: '{{ join "," 3 }}|{{ join "," nil }}|{{ join "," (dict "a" 1) }}',
    want: '3||map[a:1]',
  },
]);

testCases('building', [
  { name: 'repeat takes the count first', input: '{{ "ho" | repeat 3 }}', want: 'hohoho' },
  { name: 'repeat fails for a negative count', input: '{{ repeat -1 "a" }}', want: /negative Repeat count/ },
  { name: 'replace replaces all', input: '{{ replace "a" "" "banana" }}', want: 'bnn' },
  { name: 'replace of nothing stands between runes', input: '{{ replace "" "." "né" }}', want: '.n.é.' },
  { name: 'indent indents every line', input: '{{ indent 2 "a\\n\\nb" }}', want: '  a\n  \n  b' },
  { name: 'nindent starts on a new line', input: '{{ nindent 1 "x" }}', want: '\n x' },
  { name: 'indent fails for a negative depth', input: '{{ indent -1 "x" }}', want: /negative Repeat count/ },
  {
    name: 'plural is for one alone',
    input: '{{ plural "o" "m" 1 }}{{ plural "o" "m" 0 }}{{ plural "o" "m" -1 }}',
    want: 'omm',
  },
  { name: 'hello says hello', input: '{{ hello }}', want: 'Hello!' },
]);

testCases('limits of texts', [
  { name: 'repeat', input: '{{ repeat 2000000 "a" }}', want: /longer than 1048576 bytes/ },
  { name: 'replace', input: '{{ replace "" (repeat 2000 "b") (repeat 2000 "a") }}', want: /longer than 1048576 bytes/ },
  { name: 'indent', input: '{{ indent 9223372036854775807 "a" }}', want: /longer than 1048576 bytes/ },
  {
    name: 'wrapWith',
    input: '{{ wrapWith 1 (repeat 2000 "b") (repeat 2000 "a") }}',
    want: /longer than 1048576 bytes/,
  },
  { name: 'join', input: '{{ join (repeat 20000 "b") (until 100) }}', want: /longer than 1048576 bytes/ },
  {
    name: 'doubling',
    input: '{{ $x := "a" }}{{ range until 100 }}{{ $x = cat $x $x }}{{ end }}',
    want: /longer than 1048576 bytes/,
  },
]);
