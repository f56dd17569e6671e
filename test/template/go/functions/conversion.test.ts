import { testCases } from './template-cases.ts';

testCases('integers', [
  {
    name: 'int takes Go literals',
    input:
      '{{ int "0x1f" }} {{ int "017" }} {{ int "0b11" }} {{ int "0o17" }} {{ int "1_000" }} {{ int "-0x10" }} {{ int "+5" }}',
    want: '31 15 3 15 1000 -16 5',
  },
  {
    name: 'int gives 0 for other texts',
    input:
      '{{ int "08" }}{{ int "3.7" }}{{ int "1e3" }}{{ int "" }}{{ int " 5" }}{{ int "99999999999999999999" }}{{ int "1__0" }}',
    want: '0000000',
  },
  {
    name: 'int cuts off zeros after the point',
    input: '{{ int "3.0" }} {{ int "3.000" }} {{ int "10" }} {{ int "3." }} {{ int "5.0." }} {{ int ".0" }}',
    want: '3 3 10 0 5 0',
  },
  {
    name: 'int cuts floats toward zero',
    input: '{{ int 3.99 }} {{ int -3.99 }} {{ int true }} {{ int nil }}',
    want: '3 -3 1 0',
  },
  {
    name: 'int of a float out of range is the least integer',
    input: '{{ int 1e30 }} {{ int (float64 "nan") }}',
    want: '-9223372036854775808 -9223372036854775808',
  },
  {
    name: 'int knows no lists and no named types',
    input: '{{ int (list 1) }} {{ int .Operation }} {{ int (dict) }}',
    want: '0 0 0',
  },
  { name: 'int64 is of another type', input: '{{ typeOf (int64 "5") }} {{ typeOf (int 5.0) }}', want: 'int64 int' },
  { name: 'atoi reads decimal digits', input: '{{ atoi "08" }} {{ atoi "+7" }} {{ atoi "-3" }}', want: '8 7 -3' },
  {
    name: 'atoi gives 0 for other texts',
    input: '{{ atoi "0x1" }}{{ atoi "1_0" }}{{ atoi " 7" }}{{ atoi "" }}{{ atoi "1.0" }}',
    want: '00000',
  },
  {
    name: 'atoi gives the limit for numbers out of range',
    input: '{{ atoi "99999999999999999999" }} {{ atoi "-99999999999999999999" }}',
    want: '9223372036854775807 -9223372036854775808',
  },
  {
    name: 'toDecimal reads octal digits',
    input: '{{ toDecimal "0777" }} {{ toDecimal 644.0 }} {{ toDecimal 8 }} {{ toDecimal nil }}',
    want: '511 420 0 0',
  },
]);

testCases('floats', [
  {
    name: 'float64 takes Go literals',
    input: '{{ float64 "1e-3" }} {{ float64 "0x1p4" }} {{ float64 ".5" }} {{ float64 "5." }} {{ float64 "1_0.5" }}',
    want: '0.001 16 0.5 5 10.5',
  },
  {
    name: 'float64 takes infinity and NaN by name',
    input: '{{ float64 "inf" }} {{ float64 "-Infinity" }} {{ float64 "NAN" }}',
    want: '+Inf -Inf NaN',
  },
  {
    name: 'float64 gives 0 for other values',
    input: '{{ float64 "1e999" }}{{ float64 "abc" }}{{ float64 nil }}{{ float64 "-nan" }}{{ float64 (list) }}',
    want: '00000',
  },
  {
    name: 'float64 takes booleans and integers',
    input: '{{ float64 true }} {{ float64 (int64 7) }} {{ typeOf (float64 1) }}',
    want: '1 7 float64',
  },
]);

testCases('texts', [
  {
    name: 'toString prints floats in the shortest form',
    input: '{{ toString 1e21 }} {{ toString 1e20 }} {{ toString 123456789.0 }} {{ toString 1.0 }}',
    want: '1e+21 1e+20 1.23456789e+08 1',
  },
  {
    name: 'toString takes bytes for a text',
    input: '{{ toString .Key.Bytes }} {{ toString .Operation }} {{ toString .Position }}',
    want: '{"id":42} create pos-1',
  },
  {
    name: 'toString of nil and lists',
    input: '{{ toString nil }} {{ toString (list 1 "a" nil) }}',
    want: '<nil> [1 a <nil>]',
  },
  {
    name: 'toStrings drops nil elements',
    input: '{{ toStrings (list 1 nil 2.5) }} {{ toStrings 5 }} {{ toStrings nil }} {{ toStrings .Key.Bytes | len }}',
    want: '[1 2.5] [5] [] 9',
  },
  {
    name: 'quote quotes the texts of values but nil',
    input: '{{ quote "a\\"\\n" 1.5 nil (list "b") }}|{{ quote nil }}',
    want: '"a\\"\\n" "1.5" "[b]"|',
  },
  { name: 'quote leaves printable runes', input: '{{ quote "é\\u200b" }}', want: '"é\\u200b"' },
  {
    name: 'squote escapes nothing',
    input: `{{ squote "a'b" 1 nil .Key.Bytes }}`,
    want: `'a'b' '1' '[123 34 105 100 34 58 52 50 125]'`,
  },
  {
    name: 'cat puts a space between values but nil',
    input: '{{ cat "a" nil 1 2.5 (list 1 "b") }}|{{ cat " x " "" }}|{{ cat }}',
    want: 'a 1 2.5 [1 b]| x  |',
  },
]);
