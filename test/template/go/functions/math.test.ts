import { testCases } from './template-cases.ts';

const max = '9223372036854775807';
const min = '-9223372036854775808';

testCases('integer arithmetic', [
  { name: 'add casts its operands', input: '{{ add "3" 4.9 true nil }} {{ add }}', want: '8 0' },
  {
    name: 'a text with a leading zero is octal, and 08 is none',
    input: '{{ add "017" 0 }} {{ add "08" 1 }}',
    want: '15 1',
  },
  {
    name: 'results are int64',
    input: '{{ typeOf (add 1) }} {{ typeOf (max 1) }} {{ typeOf (add1 1) }}',
    want: 'int64 int64 int64',
  },
  {
    name: 'sums wrap at 64 bits',
    input: `{{ add ${max} 1 }} {{ add1 ${max} }} {{ sub ${min} 1 }}`,
    want: `${min} ${min} ${max}`,
  },
  { name: 'products wrap at 64 bits', input: `{{ mul ${max} 2 }} {{ mul 3 }} {{ mul 2 3 4 }}`, want: '-2 3 24' },
  { name: 'div cuts toward zero', input: '{{ div -7 2 }} {{ div 7 -2 }}', want: '-3 -3' },
  { name: 'div of the least integer by -1 wraps', input: `{{ div ${min} -1 }} {{ mod ${min} -1 }}`, want: `${min} 0` },
  { name: 'mod has the sign of the dividend', input: '{{ mod -7 3 }} {{ mod 7 -3 }}', want: '-1 1' },
  { name: 'div by 0 fails', input: '{{ div 1 0 }}', want: /integer divide by zero/ },
  { name: 'mod by what is no number fails', input: '{{ mod 1 "x" }}', want: /integer divide by zero/ },
  {
    name: 'max, biggest and min cast to integers',
    input: '{{ max 1 5.9 "3" }} {{ biggest 2 }} {{ min 3 1.9 2 }}',
    want: '5 2 1',
  },
]);

testCases('decimal arithmetic', [
  { name: 'sums are exact in decimal', input: '{{ addf 0.1 0.2 }} {{ add1f 1.5 }} {{ addf }}', want: '0.3 2.5 0' },
  {
    name: 'differences and products too',
    input: '{{ subf 0.3 0.1 }} {{ mulf 0.1 3 }} {{ subf 5 }}',
    want: '0.2 0.3 5',
  },
  {
    name: 'quotients have 16 digits after the point',
    input: '{{ divf 1 3 }} {{ divf 2 3 }} {{ divf -2 3 }}',
    want: '0.3333333333333333 0.6666666666666667 -0.6666666666666667',
  },
  {
    name: 'small quotients are lost in them',
    input: '{{ divf 1e-20 3 }} {{ divf 1 3 3 }}',
    want: '0 0.1111111111111111',
  },
  { name: 'products beyond float64 are infinite', input: '{{ mulf 1e200 1e200 }}', want: '+Inf' },
  { name: 'divf by 0 fails', input: '{{ divf 1 0 }}', want: /decimal division by 0/ },
  { name: 'addf of infinity fails', input: '{{ addf (float64 "inf") }}', want: /Cannot create a Decimal from \+Inf/ },
  { name: 'maxf and minf cast to floats', input: '{{ maxf 1 2.5 "3" }} {{ minf 0.1 -1 }}', want: '3 -1' },
  {
    name: 'NaN wins over numbers, infinity over NaN',
    input: '{{ maxf 1 (float64 "nan") }} {{ maxf (float64 "nan") (float64 "inf") }}',
    want: 'NaN +Inf',
  },
]);

testCases('rounding', [
  {
    name: 'floor and ceil give floats',
    input: '{{ floor 1.9 }} {{ ceil 1.1 }} {{ floor -0.5 }} {{ ceil -0.5 }}',
    want: '1 2 -1 -0',
  },
  { name: 'floor casts', input: '{{ floor "12.7" }} {{ floor nil }} {{ ceil "x" }}', want: '12 0 0' },
  {
    name: 'round rounds halves up',
    input: '{{ round 2.5 0 }} {{ round 123.555555 3 }} {{ round "3.14159" 2 }}',
    want: '3 123.556 3.14',
  },
  { name: 'round rounds down below zero', input: '{{ round -2.5 0 }} {{ round -0.4 0 }}', want: '-3 -1' },
  {
    name: 'round takes the fraction to round up from',
    input: '{{ round 123.555555 3 1 }} {{ round 0.5 0 0.6 }} {{ round 0.5 0 0.5 }}',
    want: '123.555 0 1',
  },
  { name: 'round takes negative places', input: '{{ round 1250 -2 }}', want: '1300' },
  {
    name: 'round of many places is the number or NaN',
    input: '{{ round 1.5 300 }} {{ round 1.5 500 }}',
    want: '1.5 NaN',
  },
]);

testCases('sequences', [
  {
    name: 'until counts to the number',
    input: '{{ until 3 }} {{ until -3 }} {{ until 0 }} {{ typeOf (until 1) }}',
    want: '[0 1 2] [0 -1 -2] [] []int',
  },
  { name: 'untilStep steps', input: '{{ untilStep 0 10 3 }} {{ untilStep 5 0 -2 }}', want: '[0 3 6 9] [5 3 1]' },
  {
    name: 'untilStep gives nothing for a step that leads away',
    input: '{{ untilStep 0 5 0 }} {{ untilStep 0 5 -1 }} {{ untilStep 5 0 1 }} {{ untilStep 5 0 0 }}',
    want: '[] [] [] []',
  },
  {
    name: 'seq is the shell command',
    input: '{{ seq 3 }}|{{ seq -2 }}|{{ seq 0 }}|{{ seq 3 1 }}|{{ seq 2 2 }}',
    want: '1 2 3|1 0 -1 -2|1 0|3 2 1|2',
  },
  {
    name: 'seq takes a step in the middle',
    input: '{{ seq 0 2 6 }}|{{ seq 5 -2 0 }}|{{ seq 0 3 7 }}',
    want: '0 2 4 6|5 3 1|0 3 6',
  },
  {
    name: 'seq is empty for other steps and numbers of arguments',
    input: '{{ seq }}{{ seq 0 -1 3 }}{{ seq 1 0 3 }}{{ seq 5 2 0 }}{{ seq 1 2 3 4 }}',
    want: '',
  },
  { name: 'until has a limit', input: '{{ until 1000000 }}', want: /more than 100000 elements/ },
  { name: 'seq has a limit', input: `{{ seq ${max} }}`, want: /more than 100000 elements/ },
]);
