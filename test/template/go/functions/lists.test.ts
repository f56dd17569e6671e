import { testCases } from './template-cases.ts';

const nilPointer = /nil pointer dereference/;

testCases('making lists', [
  { name: 'list and tuple take anything', input: '{{ list 1 "a" nil }} {{ tuple }}', want: '[1 a <nil>] []' },
  { name: 'append adds at the end', input: '{{ append (list 1) 2 }} {{ push (list) nil }}', want: '[1 2] [<nil>]' },
  { name: 'append takes slices of any type', input: '{{ append (splitList "," "a,b") 1 }}', want: '[a b 1]' },
  { name: 'append takes the list first', input: '{{ list 1 | append 3 }}', want: /Cannot push on type int/ },
  { name: 'mustAppend fails for nil', input: '{{ mustAppend nil 1 }}', want: nilPointer },
  { name: 'prepend adds at the start', input: '{{ prepend (list 2) 1 }}', want: '[1 2]' },
  {
    name: 'concat joins slices of any types',
    input: '{{ concat (list 1) (splitList "," "a") (list) }}',
    want: '[1 a]',
  },
  {
    name: 'concat fails for what is no slice',
    input: '{{ concat (list) "a" }}',
    want: /Cannot concat type string as list/,
  },
  { name: 'concat fails for nil', input: '{{ concat nil }}', want: nilPointer },
  {
    name: 'chunk makes lists of a size',
    input: '{{ chunk 3 (list 1 2 3 4) }} {{ chunk 2 (list 1 2) }}',
    want: '[[1 2 3] [4]] [[1 2]]',
  },
  {
    name: 'chunk of nothing is nothing',
    input: '{{ chunk 3 (list) }} {{ typeOf (chunk 3 (list)) }}',
    want: '[] [][]interface {}',
  },
  {
    name: 'chunk takes some negative sizes',
    input: '{{ chunk -2 (list 1) }} {{ chunk -2 (list 1 2) }}',
    want: '[[1]] []',
  },
  { name: 'chunk fails for others', input: '{{ chunk -2 (list 1 2 3 4) }}', want: /makeslice/ },
  { name: 'chunk fails for a size of 0', input: '{{ mustChunk 0 (list 1) }}', want: /makeslice/ },
]);

testCases('taking from lists', [
  { name: 'first and last take one', input: '{{ first (list 1 2) }} {{ last (splitList "," "a,b") }}', want: '1 b' },
  {
    name: 'first and last of nothing are nil',
    input: '{{ first (list) }} {{ mustLast (list) }}',
    want: '<no value> <no value>',
  },
  {
    name: 'rest and initial leave one out',
    input: '{{ rest (list 1 2 3) }} {{ initial (list 1 2 3) }}',
    want: '[2 3] [1 2]',
  },
  {
    name: 'rest of nothing is a nil list',
    input: '{{ toJson (rest (list)) }} {{ toJson (rest (list 1)) }}',
    want: 'null []',
  },
  { name: 'first fails for a text', input: '{{ mustFirst "abc" }}', want: /Cannot find first on type string/ },
  { name: 'rest fails for a number', input: '{{ rest 1 }}', want: /Cannot find rest on type int/ },
  { name: 'last fails for nil', input: '{{ last nil }}', want: nilPointer },
  { name: 'slice takes a range', input: '{{ slice (list 1 2 3 4 5) 1 3 }}', want: '[2 3]' },
  {
    name: 'slice goes to the end',
    input: '{{ slice (list 1 2 3) }} {{ slice (list 1 2 3) 1 }}',
    want: '[1 2 3] [2 3]',
  },
  {
    name: 'slice casts its bounds and keeps the type',
    input: '{{ slice (splitList "," "a,b,c") "1" 2.9 | typeOf }}',
    want: '[]string',
  },
  { name: 'slice of nothing is nil', input: '{{ slice (list) 0 1 }}', want: '<no value>' },
  { name: 'slice fails for bounds the wrong way round', input: '{{ slice (list 1 2 3) 2 1 }}', want: /out of bounds/ },
  { name: 'slice fails for bounds beyond the list', input: '{{ mustSlice (list 1 2 3) 0 9 }}', want: /out of bounds/ },
  { name: 'slice fails for negative bounds', input: '{{ slice (list 1 2 3) -1 }}', want: /out of bounds/ },
  {
    name: 'slice fails for a text',
    input: '{{ slice "abc" 0 1 }}',
    want: /list should be type of slice or array but string/,
  },
]);

testCases('filtering and ordering lists', [
  {
    name: 'compact drops empty values',
    input: '{{ compact (list 0 1 "" "a" nil false (list) (dict) 0.0) }}',
    want: '[1 a]',
  },
  { name: 'uniq keeps the first of equal values', input: '{{ uniq (list 1 1.0 "1" 1 nil nil) | len }}', want: '4' },
  {
    name: 'uniq compares lists and dicts by their parts',
    input: '{{ uniq (list (list 1) (list 1) (dict "a" 1) (dict "a" 1)) }}',
    want: '[[1] map[a:1]]',
  },
  {
    name: 'uniq takes NaN for different each time',
    input: '{{ uniq (list (float64 "nan") (float64 "nan")) }}',
    want: '[NaN NaN]',
  },
  {
    name: 'without drops equal values of the same type',
    input: '{{ without (list 1 1.0 2) 1 }} {{ without (list 1) }}',
    want: '[1 2] [1]',
  },
  { name: 'has compares values and types', input: '{{ has 1 (list 1 2) }} {{ has 1.0 (list 1) }}', want: 'true false' },
  { name: 'has finds nothing in nil', input: '{{ has 1 nil }}', want: 'false' },
  { name: 'mustHas fails for a number', input: '{{ mustHas 1 3 }}', want: /Cannot find has on type int/ },
  {
    name: 'reverse turns lists around',
    input: '{{ reverse (list 1 2 3) }} {{ reverse (splitList "," "a,b") }}',
    want: '[3 2 1] [b a]',
  },
  { name: 'sortAlpha sorts texts by bytes', input: '{{ sortAlpha (list "b" "a" "C" nil "é") }}', want: '[C a b é]' },
  { name: 'sortAlpha sorts numbers as texts', input: '{{ sortAlpha (list 10 2 1.5 true) }}', want: '[1.5 10 2 true]' },
  {
    name: 'sortAlpha makes a list of one value',
    input: '{{ sortAlpha "x" }} {{ sortAlpha nil }}',
    want: '[x] [<nil>]',
  },
]);

testCases('limits of lists', [
  {
    name: 'comparing deep values that share parts',
    input:
      '{{ $l := list 1 }}{{ $m := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ $m = list $m $m }}{{ end }}{{ has $l (list $m) }}',
    want: /more than 1000000 steps/,
  },
  {
    name: 'splitting into too many',
    input: '{{ splitList "" (repeat 200000 "a") }}',
    want: /more than 100000 elements/,
  },
]);
