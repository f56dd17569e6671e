import { testCases } from './template-cases.ts';

testCases('making and reading dicts', [
  { name: 'dict takes keys and values by turns', input: '{{ dict "a" 1 2 "b" nil 3 }}', want: 'map[2:b <nil>:3 a:1]' },
  { name: 'a last key has an empty text', input: '{{ toJson (dict "a") }}', want: '{"a":""}' },
  {
    name: 'get gives an empty text for a missing key',
    input: '{{ get (dict "a" nil) "a" }}|{{ get (dict) "a" | quote }}',
    want: '<no value>|""',
  },
  { name: 'get reads nothing from nil', input: '{{ get nil "a" | quote }}', want: '""' },
  {
    name: 'hasKey finds nil values',
    input: '{{ hasKey (dict "a" nil) "a" }} {{ hasKey (dict) "a" }}',
    want: 'true false',
  },
  { name: 'keys come in order', input: '{{ keys (dict "b" 1 "a" 2) (dict "a" 3) }}', want: '[a b a]' },
  { name: 'values come in the order of keys', input: '{{ values (dict "b" 1 "a" 2) }}', want: '[2 1]' },
  {
    name: 'pick and omit make new dicts',
    input: '{{ $d := dict "a" 1 "b" 2 }}{{ pick $d "a" "x" }} {{ omit $d "a" }} {{ $d }}',
    want: 'map[a:1] map[b:2] map[a:1 b:2]',
  },
  {
    name: 'pluck collects the values of a key',
    input: '{{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" nil) }}',
    want: '[1 <nil>]',
  },
  {
    name: 'the functions read structured data',
    input: '{{ get .Payload.After "name" }} {{ hasKey .Key "id" }} {{ keys .Key }}',
    want: 'Ada true [id]',
  },
  { name: 'metadata is no dict', input: '{{ get .Metadata "a" }}', want: /wrong type for value/ },
]);

testCases('changing dicts', [
  {
    name: 'set and unset change the dict itself',
    input: '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $_ := unset $d "a" }}{{ $d }}',
    want: 'map[b:2]',
  },
  { name: 'set fails for nil', input: '{{ set nil "a" 1 }}', want: /assignment to entry in nil map/ },
  {
    name: 'deepCopy parts the copy from the original',
    input: '{{ $a := dict "x" (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.x "y" 2 }}{{ $a }} {{ $b }}',
    want: 'map[x:map[y:1]] map[x:map[y:2]]',
  },
  {
    name: 'deepCopy keeps types',
    input: '{{ typeOf (deepCopy .Payload.After) }} {{ typeOf (mustDeepCopy "a") }}',
    want: 'opencdc.StructuredData string',
  },
  { name: 'deepCopy fails for nil', input: '{{ deepCopy nil }}', want: /zero Value/ },
]);

testCases('dig', [
  { name: 'follows keys', input: '{{ dig "a" "b" "d" (dict "a" (dict "b" 1)) }}', want: '1' },
  {
    name: 'gives the default for a missing key',
    input: '{{ dig "x" "d" (dict) }} {{ dig "a" "b" "d" (dict "a" (dict)) }}',
    want: 'd d',
  },
  { name: 'gives nil values', input: '{{ dig "a" "d" (dict "a" nil) }}', want: '<no value>' },
  {
    name: 'fails where the way leads through no dict',
    input: '{{ dig "a" "b" "d" (dict "a" nil) }}',
    want: /interface \{\} is nil, not map/,
  },
  {
    name: 'fails for a key that is no text',
    input: '{{ dig 1 "d" (dict) }}',
    want: /interface \{\} is int, not string/,
  },
  {
    name: 'fails for structured data, whose type is another',
    input: '{{ dig "id" "d" .Payload.After }}',
    want: /opencdc\.StructuredData, not map/,
  },
  { name: 'needs three arguments', input: '{{ dig "a" (dict) }}', want: /at least three/ },
]);

testCases('merging', [
  {
    name: 'merge keeps what is there',
    input: '{{ merge (dict "a" 1 "b" (dict "x" 1)) (dict "a" 2 "b" (dict "x" 2 "y" 3)) (dict "c" 4) }}',
    want: 'map[a:1 b:map[x:1 y:3] c:4]',
  },
  {
    name: 'merge fills empty values',
    input: '{{ merge (dict "a" "" "b" 0 "c" false "d" nil "e" (list)) (dict "a" 1 "b" 2 "c" 3 "d" 4 "e" 5) }}',
    want: 'map[a:1 b:2 c:3 d:4 e:5]',
  },
  { name: 'merge leaves nil out', input: '{{ merge (dict) (dict "a" nil) }}', want: 'map[]' },
  {
    name: 'merge changes its first dict',
    input: '{{ $d := dict }}{{ $_ := merge $d (dict "a" 1) }}{{ $d }}',
    want: 'map[a:1]',
  },
  { name: 'merge makes a dict of nil', input: '{{ merge nil (dict "a" 1) }}', want: 'map[a:1]' },
  {
    name: 'merge keeps a value of another kind',
    input: '{{ merge (dict "a" (dict "b" 1)) (dict "a" "s") }} {{ mustMerge (dict "a" "s") (dict "a" (list 1)) }}',
    want: 'map[a:map[b:1]] map[a:s]',
  },
  {
    name: 'mergeOverwrite takes the later value',
    input: '{{ mergeOverwrite (dict "a" 1 "b" (dict "x" 1)) (dict "a" 2 "b" (dict "y" 3)) }}',
    want: 'map[a:2 b:map[x:1 y:3]]',
  },
  {
    name: 'mergeOverwrite takes lists whole',
    input: '{{ mergeOverwrite (dict "l" (list 1 2)) (dict "l" (list 3)) }}',
    want: 'map[l:[3]]',
  },
  {
    name: 'mergeOverwrite takes empty values too',
    input: '{{ mustMergeOverwrite (dict "a" 1 "b" 2 "l" (list 1)) (dict "a" 0 "b" nil "l" (list)) }}',
    want: 'map[a:0 b:<nil> l:[]]',
  },
  {
    name: 'mergeOverwrite puts a text over a dict',
    input: '{{ mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" "s") }}',
    want: 'map[a:s]',
  },
]);

const growing = '{{ $a := dict }}{{ range until 60 }}{{ $a = dict "x" $a "y" $a }}{{ end }}';
testCases('limits of dicts', [
  {
    name: 'merging dicts that share parts',
    input: `${growing}{{ $b := $a }}${growing}{{ merge $b $a | len }}`,
    want: /more than 100000 parts/,
  },
  {
    name: 'printing dicts that share parts',
    input: `${growing}{{ toString $a | len }}`,
    want: /more than 100000 parts/,
  },
  { name: 'quoting dicts that share parts', input: `${growing}{{ squote $a | len }}`, want: /more than 100000 parts/ },
  {
    name: 'joining dicts that share parts',
    input: `${growing}{{ join "," (list $a) | len }}`,
    want: /more than 100000 parts/,
  },
  { name: 'copying dicts that share parts', input: `${growing}{{ deepCopy $a }}`, want: /more than 100000 parts/ },
  {
    name: 'writing dicts that share parts as JSON',
    input: `${growing}{{ toJson $a }}`,
    want: /more than 100000 parts|longer than/,
  },
  {
    name: 'copying a dict that holds itself',
    input: '{{ $a := dict }}{{ $_ := set $a "a" $a }}{{ deepCopy $a }}',
    want: /nested more than 1000/,
  },
  {
    name: 'a dict that holds itself has no JSON',
    input: '{{ $a := dict }}{{ $_ := set $a "a" $a }}{{ toJson $a | quote }}',
    want: '""',
  },
]);
