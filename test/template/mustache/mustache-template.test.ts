import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileMustache } from '../../../src/template/mustache/mustache-template.ts';
import { SyntaxFault } from '../../../src/template/syntax-fault.ts';
import { decodeJson } from '../go/go-cases.ts';

type Row = readonly [template: string, want: string];

/** The template for a record whose `payload.after` is `after`. */
function render(template: string, after = '{}', rest = ''): string {
  const json = `{"position":"cG9z","operation":"update","metadata":{"opencdc.collection":"users","opencdc.version":"v1","env":"prod"},"key":{"id":9007199254740993},"payload":{"before":null,"after":${after}}${rest}}`;
  return compileMustache(template)(decodeJson(json));
}

function check(after: string, rows: readonly Row[]): void {
  for (const [template, want] of rows) {
    test(`${JSON.stringify(template)} is ${JSON.stringify(want)}`, () => assert.equal(render(template, after), want));
  }
}

describe('the view has the record by its JSON names and by Go spellings', () => {
  check('{"id":1,"a":{"b":{"c":"deep"}}}', [
    [
      '{{position}} {{operation}} {{metadata.env}} {{key.id}} {{payload.after.id}}',
      'cG9z update prod 9007199254740993 1',
    ],
    [
      '{{Position}} {{Operation}} {{Metadata.env}} {{Key.id}} {{Payload.After.id}}',
      'cG9z update prod 9007199254740993 1',
    ],
    ['{{Payload.Before}}|{{payload.before.id}}|{{payload.before}}', '||'],
    ['{{payload.after.a.b.c}}', 'deep'],
    ['{{payload.after.a}} {{key}}', '{"b":{"c":"deep"}} {"id":9007199254740993}'],
    ['{{payload}}', '{"before":null,"after":{"id":1,"a":{"b":{"c":"deep"}}}}'],
    ['{{nothing}}{{payload.nothing}}{{metadata.opencdc}}{{operation.x}}', ''],
    ['{{#payload}}{{After.id}}{{/payload}}', '1'],
  ]);

  test('a raw key is its text', () => {
    const record = decodeJson('{"operation":"create","key":"cmF3LWtleQ==","payload":{"after":{}}}');
    assert.equal(compileMustache('{{key}}|{{metadata.x}}|{{position}}')(record), 'raw-key||');
  });
});

describe('a dotted name finds keys that hold dots, the longest first', () => {
  check('{"a.b":{"c":"1"},"a":{"b.c":"2","b":{"c":"3"}},"x.y":"4","x":{"z":"5"},"p":{"q":"6"},"p.q.r":"7"}', [
    ['{{metadata.opencdc.collection}}', 'users'],
    ['{{payload.after.a.b.c}}', '1'],
    ['{{payload.after.x.y}} {{payload.after.x.z}}', '4 5'],
    ['{{payload.after.p.q}} {{payload.after.p.q.r}}', '6 7'],
    ['{{#payload.after}}{{#a}}{{b.c}}{{/a}}{{/payload.after}}', '2'],
    ['{{#metadata}}{{opencdc.version}}{{/metadata}}', 'v1'],
  ]);
});

describe('values print as the input spelled them', () => {
  check(
    '{"n":1.50,"e":1E5,"big":123456789012345678901234567890,"t":true,"f":false,"z":null,"s":"a\\"\\u00e9<&","l":[1, "a"],"o":{"k" : 1},"m":""}',
    [
      ['{{payload.after.n}} {{payload.after.e}} {{payload.after.big}}', '1.50 1E5 123456789012345678901234567890'],
      ['{{payload.after.t}} {{payload.after.f}} [{{payload.after.z}}] [{{payload.after.m}}]', 'true false [] []'],
      ['{{payload.after.l}} {{payload.after.o}}', '[1, "a"] {"k" : 1}'],
      [
        '{{payload.after.s}} {{{payload.after.s}}} {{&payload.after.s}} {{{ payload.after.s }}}',
        'a"é<& a"é<& a"é<& a"é<&',
      ],
    ],
  );
});

describe('sections', () => {
  const after =
    '{"t":true,"f":false,"z":null,"zero":0,"zeros":-0.00e5,"one":1,"s":"x","m":"","l":[1,2,3],"el":[],"o":{"a":"b","t":"inner"},"eo":{},"ol":[{"a":1},{"a":2,"env":"own"}],"ll":[[1,2],[3]],"bl":[true,false,null,""]}';
  check(after, [
    ['{{#payload.after.t}}yes{{/payload.after.t}}{{^payload.after.t}}no{{/payload.after.t}}', 'yes'],
    ['{{#payload.after.f}}yes{{/payload.after.f}}{{^payload.after.f}}no{{/payload.after.f}}', 'no'],
    ['{{#payload.after.z}}yes{{/payload.after.z}}{{^payload.after.z}}no{{/payload.after.z}}', 'no'],
    ['{{#payload.after.zero}}yes{{/payload.after.zero}}{{^payload.after.zero}}no{{/payload.after.zero}}', 'no'],
    ['{{#payload.after.zeros}}yes{{/payload.after.zeros}}', ''],
    ['{{#payload.after.one}}<{{.}}>{{/payload.after.one}}', '<1>'],
    ['{{#payload.after.s}}<{{.}}>{{/payload.after.s}}', '<x>'],
    ['{{#payload.after.m}}yes{{/payload.after.m}}{{^payload.after.m}}no{{/payload.after.m}}', 'no'],
    ['{{#payload.after.l}}{{.}},{{/payload.after.l}}', '1,2,3,'],
    ['{{#payload.after.el}}x{{/payload.after.el}}{{^payload.after.el}}none{{/payload.after.el}}', 'none'],
    ['{{#payload.after.o}}{{a}} {{t}} {{metadata.env}}{{/payload.after.o}}', 'b inner prod'],
    ['{{#payload.after.eo}}x{{/payload.after.eo}}', 'x'],
    ['{{#payload.after.ol}}{{a}}{{env}};{{/payload.after.ol}}', '1;2own;'],
    ['{{#payload.after.ll}}({{#.}}{{.}}{{/.}}){{/payload.after.ll}}', '(12)(3)'],
    ['{{#payload.after.bl}}[{{.}}]{{/payload.after.bl}}', '[true][false][][]'],
    ['{{#payload.after.t}}{{#payload.after.o}}{{a}}{{/payload.after.o}}{{/payload.after.t}}', 'b'],
    ['{{^payload.after.nothing}}{{metadata.env}}{{/payload.after.nothing}}', 'prod'],
    ['{{#payload.after}}{{#o}}{{a.x}}|{{one}}{{/o}}{{/payload.after}}', '|1'],
  ]);

  test('the first part of a name settles in which section it is looked up', () => {
    const after = '{"a":{"b":{}},"b":{"c":"outer"}}';
    assert.equal(render('{{#payload.after}}{{#a}}{{b.c}}{{/a}}{{/payload.after}}', after), '');
  });
});

describe('comments, delimiters and white space', () => {
  check('{"a":"x"}', [
    ['a{{! comment }}b', 'ab'],
    ['a{{!\n many\n lines }}b', 'ab'],
    ['  {{! alone on its line }}\nb', 'b'],
    ['{{=<% %>=}}<%operation%> {{operation}}', 'update {{operation}}'],
    ['{{=| |=}}|#payload.after||a||/payload.after|', 'x'],
    ['{{#payload.after}}\n{{a}}\n{{/payload.after}}\n', 'x\n'],
    ['{{ operation }}|{{\toperation\n}}', 'update|update'],
    ['{ {{operation}} } }}', '{ update } }}'],
  ]);
});

test('nothing but the record can be reached', () => {
  const names = [
    'constructor',
    '__proto__',
    'toString',
    'payload.after.constructor',
    'metadata.hasOwnProperty',
    'key.__proto__.x',
  ];
  assert.equal(render(names.map((name) => `{{${name}}}`).join('|')), '|||||');
});

test('an own member of any name can be reached', () => {
  assert.equal(
    render(
      '{{payload.after.__proto__}} {{payload.after.constructor.name}}',
      '{"__proto__":"a","constructor":{"name":"b"}}',
    ),
    'a b',
  );
});

describe('what does not parse is refused with its place', () => {
  const faults: readonly (readonly [string, number, RegExp])[] = [
    ['ab{{> partial }}', 2, /partials/],
    ['ab{{#a}}', 2, /Unclosed section "a"/],
    ['ab{{/a}}', 2, /Unopened section "a"/],
    ['{{#a}}{{/b}}', 0, /Unclosed section "a"/],
    ['ab{{operation', 2, /Unclosed tag/],
    ['{{=<%=}}', 0, /Invalid tags|Unclosed tag/],
  ];
  for (const [template, at, message] of faults) {
    test(template, () => {
      assert.throws(
        () => compileMustache(template),
        (error) => error instanceof SyntaxFault && message.test(error.message) && error.at === at,
      );
    });
  }
});
