import { testCases } from './template-cases.ts';

testCases('defaults', [
  {
    name: 'default replaces empty values',
    input:
      '{{ default 1 "" }}{{ default 2 0 }}{{ default 3 nil }}{{ default 4 (list) }}{{ default 5 false }}{{ default 6 }}{{ default 7 0.0 }}',
    want: '1234567',
  },
  {
    name: 'default keeps others',
    input: '{{ "a" | default "b" }} {{ default 1 . | typeOf }} {{ default 1 2 0 }}',
    want: 'a opencdc.Record 2',
  },
  {
    name: 'empty tells values that count for nothing',
    input: '{{ empty (dict) }} {{ empty .Payload.Before }} {{ empty .Operation }} {{ empty . }} {{ empty (now) }}',
    want: 'true true false false false',
  },
  {
    name: 'coalesce takes the first that is not',
    input: '{{ coalesce 0 "" nil "a" 1 }} {{ coalesce }}',
    want: 'a <no value>',
  },
  {
    name: 'all and any look at all values',
    input: '{{ all }} {{ any }} {{ all 1 "a" }} {{ all 1 0 }} {{ any 0 1 }} {{ any 0 "" }}',
    want: 'true false true false true false',
  },
  { name: 'ternary chooses', input: '{{ ternary 1 2 true }} {{ false | ternary 1 2 }}', want: '1 2' },
  { name: 'fail fails with its message', input: '{{ fail "boo" }}', want: /boo$/ },
]);

testCases('writing JSON', [
  {
    name: 'keys are in order and HTML is escaped',
    input: '{{ toJson (dict "b" "<&>" "a" (list 1.5 nil true)) }}',
    want: '{"a":[1.5,null,true],"b":"\\u003c\\u0026\\u003e"}',
  },
  { name: 'toRawJson leaves HTML', input: '{{ toRawJson "<a&b>" }} {{ mustToRawJson "<" }}', want: '"<a&b>" "<"' },
  {
    name: 'control characters have their escapes',
    input: '{{ toJson "\\"\\\\\\n\\r\\t\\b\\f\\x01\\x7f" }}',
    want: '"\\"\\\\\\n\\r\\t\\b\\f\\u0001\x7f"',
  },
  {
    name: 'line separators and bad bytes are escaped',
    input: '{{ toJson "é\\u2028\\u2029\\xff" }}',
    want: '"é\\u2028\\u2029\\ufffd"',
  },
  {
    name: 'floats have an exponent beyond some sizes',
    input:
      '{{ toJson 1e-7 }} {{ toJson 0.000001 }} {{ toJson 1e21 }} {{ toJson 1e20 }} {{ toJson -0.0 }} {{ toJson 3.0 }}',
    want: '1e-7 0.000001 1e+21 100000000000000000000 -0 3',
  },
  {
    name: 'toPrettyJson has a line for each part',
    input: '{{ toPrettyJson (dict "a" (list 1 (dict "b" nil)) "e" (dict) "l" (list)) }}',
    want: '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "e": {},\n  "l": []\n}',
  },
  {
    name: 'the record has the names of its JSON form',
    input: '{{ toJson . }}',
    want: '{"position":"cG9zLTE=","operation":"create","metadata":{"opencdc.collection":"users"},"key":{"id":42},"payload":{"before":null,"after":{"id":42,"name":"Ada","nested":{"a":{"b":1}},"none":[],"tags":["red","green"]}}}',
  },
  {
    name: 'times and versions write themselves',
    input: '{{ toJson (toDate "2006-01-02" "2024-02-03") }} {{ toJson (semver "v1.2") }}',
    want: '"2024-02-03T00:00:00Z" "1.2.0"',
  },
  {
    name: 'NaN has no JSON',
    input: '{{ toJson (list (float64 "nan")) | quote }} {{ toPrettyJson (float64 "inf") | quote }}',
    want: '"" ""',
  },
  { name: 'mustToJson fails for NaN', input: '{{ mustToJson (float64 "nan") }}', want: /unsupported value/ },
  { name: 'toRawJson fails for NaN', input: '{{ toRawJson (float64 "nan") }}', want: /unsupported value/ },
]);

testCases('reading JSON', [
  {
    name: 'objects, arrays and numbers',
    input: '{{ fromJson "[1,2.50,\\"a\\",null,{\\"b\\":true}]" }} {{ typeOf (fromJson "1") }}',
    want: '[1 2.5 a <nil> map[b:true]] float64',
  },
  { name: 'the last of equal names counts', input: '{{ fromJson "{\\"a\\":1,\\"a\\":2}" }}', want: 'map[a:2]' },
  {
    name: 'names of JavaScript mean nothing',
    input: '{{ fromJson "{\\"__proto__\\":1,\\"constructor\\":2}" }}',
    want: 'map[__proto__:1 constructor:2]',
  },
  {
    // https://github.com/nodejs/node/issues/63785
    name: 'names with escapes are those of the text, whatever was read before',
    input: '{{ $_ := fromJson `{"h":[],"\\\\":0}` }}{{ range $k, $v := fromJson `{"h":1,"\\"":2}` }}{{ $k }} {{ end }}',
    want: '" h ',
  },
  {
    name: 'texts are bytes',
    input: '{{ len (fromJson "\\"é\\"") }} {{ fromJson "\\"\\\\ud800\\"" }}',
    want: '2 \ufffd',
  },
  {
    name: 'what is no JSON is nil',
    input: '{{ fromJson "{" }} {{ fromJson "" }} {{ fromJson "01" }}',
    want: '<no value> <no value> <no value>',
  },
  { name: 'mustFromJson fails for it', input: '{{ mustFromJson "{" }}', want: /invalid JSON/ },
  { name: 'numbers beyond float64 are nil', input: '{{ fromJson "[1e999,1]" }}', want: '[<nil> 1]' },
  { name: 'mustFromJson fails for them', input: '{{ mustFromJson "[1e999]" }}', want: /cannot unmarshal number/ },
  {
    name: 'nesting has a limit',
    input: '{{ fromJson (cat (repeat 2000 "[") (repeat 2000 "]")) }}',
    want: /nested more than 1000/,
  },
]);

testCases('types', [
  {
    name: 'typeOf names Go types',
    input: '{{ typeOf nil }} {{ typeOf 1 }} {{ typeOf 1.5 }} {{ typeOf (split "" "") }} {{ typeOf . }}',
    want: '<nil> int float64 map[string]string opencdc.Record',
  },
  {
    name: 'typeIs compares names',
    input: '{{ typeIs "string" "a" }} {{ typeIs "semver.Version" (semver "1") }}',
    want: 'true false',
  },
  {
    name: 'typeIsLike sees through a pointer',
    input: '{{ typeIsLike "semver.Version" (semver "1") }} {{ typeIsLike "*int" 1 }}',
    want: 'true false',
  },
  {
    name: 'kindOf and kindIs name kinds',
    input: '{{ kindOf (semver "1") }} {{ kindOf .Operation }} {{ kindOf nil }} {{ kindIs "struct" . }}',
    want: 'ptr int invalid true',
  },
  {
    name: 'deepEqual compares types and parts',
    input: '{{ deepEqual 1 1.0 }} {{ deepEqual (list (dict "a" 1)) (list (dict "a" 1)) }} {{ deepEqual nil nil }}',
    want: 'false true true',
  },
  {
    name: 'deepEqual tells nil from empty',
    input: '{{ deepEqual (list) (rest (list)) }} {{ deepEqual (dict "a" nil) (dict "b" nil) }}',
    want: 'false false',
  },
  {
    name: 'deepEqual compares times',
    input: '{{ deepEqual (toDate "2006" "2024") (toDate "06" "24") }} {{ deepEqual (semver "1") (semver "2") }}',
    want: 'true false',
  },
]);
