import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OpencdcPgError, type RecordError } from '../../src/errors.ts';
import { compileTemplate, type TemplateOptions } from '../../src/template/template.ts';
import { decodeJson } from './go/go-cases.ts';

const record = decodeJson(
  '{"position":"cG9z","operation":"create","metadata":{"opencdc.collection":"users","env":"prod"},"key":{"id":7},"payload":{"before":null,"after":{"id":7,"name":"Ada","end":"z","größe":1}}}',
);

function render(template: string, options: TemplateOptions = {}): string | RecordError {
  return compileTemplate(template, options).render(record);
}

/** The usage error with which the template is refused. */
function refusal(template: string, options: TemplateOptions = {}): OpencdcPgError {
  try {
    compileTemplate(template, options);
  } catch (error) {
    if (error instanceof OpencdcPgError && error.code === 'usage') return error;
  }
  return assert.fail(`not refused: ${template}`);
}

describe('the syntax is told from the tags', () => {
  const cases: readonly (readonly [template: string, want: string])[] = [
    ['{{metadata.opencdc.collection}}', 'users'],
    ['{{ metadata.env }}_{{operation}}', 'prod_create'],
    ['{{ index .Metadata "opencdc.collection" }}', 'users'],
    ['{{.Operation}}', 'create'],
    ['{{if .Metadata}}a{{else}}b{{end}}', 'a'],
    ['{{define "x"}}{{.}}{{end}}{{template "x" .Operation}}', 'create'],
    ['{{#payload.after}}{{.}}{{/payload.after}}', '{"id":7,"name":"Ada","end":"z","größe":1}'],
    ['{{#payload.after}}{{end}}{{/payload.after}}', 'z'],
    ['{{payload.after.größe}}', '1'],
    ['{{! comment }}x', 'x'],
    ['{{/* comment */}}x', 'x'],
    ['{{- "x" -}}', 'x'],
    ['{{=<% %>=}}<%operation%>', 'create'],
    ['{{& operation}}{{{ operation }}}', 'createcreate'],
    ['{{"x"}}', 'x'],
    ['{{3}}', '3'],
    ['{{true}}', 'true'],
    ['{{list}}', '[]'],
    ['{{metadata.env}}_{{unknown}}', 'prod_'],
    [
      '{{.}}',
      '{pos create map[env:prod opencdc.collection:users] map[id:7] {map[] map[end:z größe:1 id:7 name:Ada]} <nil>}',
    ],
  ];
  for (const [template, want] of cases) test(template, () => assert.equal(render(template), want));

  test('a given syntax is taken as it is', () => {
    assert.equal(render('{{operation}}', { syntax: 'mustache' }), 'create');
    assert.match(
      refusal('{{operation}}', { syntax: 'go' }).message,
      /the Go template is not valid: function "operation" not defined/,
    );
    assert.match(
      refusal('{{#if .X}}', { syntax: 'mustache' }).message,
      /the Mustache template is not valid: Unclosed section/,
    );
  });
});

describe('text without tags is one fixed table', () => {
  for (const text of ['orders', '', '}} x', 'a { b', '"a.b"']) {
    test(JSON.stringify(text), () => {
      const template = compileTemplate(text);
      assert.equal(template.fixed, text);
      assert.equal(template.render(record), text);
    });
  }

  test('a template with tags has none', () => assert.equal(compileTemplate('{{"x"}}').fixed, undefined));
});

describe('a template that does not parse is a usage error that marks the place', () => {
  const cases: readonly { readonly name: string; readonly template: string; readonly message: string }[] = [
    {
      name: 'an unknown function',
      template: 't_{{ .Metadata.env | lowr }}',
      message:
        'the Go template is not valid: function "lowr" not defined\n  t_{{ .Metadata.env | lowr }}\n                       ^^^^',
    },
    {
      name: 'in the second line, after a tab',
      template: 'a\n\tb {{ nope }}{{.X}}\nc',
      message: 'the Go template is not valid: function "nope" not defined\n  \tb {{ nope }}{{.X}}\n  \t     ^^^^',
    },
    {
      name: 'an action without end',
      template: 'x{{ .Operation',
      message: 'the Go template is not valid: unclosed action\n  x{{ .Operation\n   ^^^^^^^^^^^^^',
    },
    {
      name: 'a missing end',
      template: '{{if .Key}}x',
      message:
        'the Go template is not valid: unexpected end of template: an {{end}} is missing\n  {{if .Key}}x\n              ^',
    },
    {
      name: 'Mustache with a partial',
      template: '{{operation}}{{> x}}',
      message:
        'the Mustache template is not valid: partials are not supported\n  {{operation}}{{> x}}\n               ^^^^^^^',
    },
    {
      name: 'in a long line',
      template: `${'a'.repeat(200)}{{nope}}{{.X}}${'b'.repeat(200)}`,
      message: `the Go template is not valid: function "nope" not defined\n  …${'a'.repeat(58)}{{nope}}{{.X}}${'b'.repeat(48)}…\n  ${' '.repeat(61)}^^^^`,
    },
    {
      name: 'after characters of two UTF-16 units',
      template: '😀{{nope 1}}',
      message: 'the Go template is not valid: function "nope" not defined\n  😀{{nope 1}}\n     ^^^^',
    },
  ];
  for (const { name, template, message } of cases) {
    test(name, () => assert.equal(refusal(template).message, message));
  }

  test('fields without their dot get a hint', () => {
    assert.match(refusal('{{ metadata.env | lower }}').hint ?? '', /start with a dot/);
  });

  test('a misspelled function gets the nearest name', () => {
    assert.equal(refusal('{{ lowr .Metadata.env }}').hint, 'Did you mean lower?');
    assert.equal(refusal('{{ prntf "%s" . }}').hint, 'Did you mean printf?');
    assert.match(refusal('{{ entirelyelse . }}').hint ?? '', /pkg\.go\.dev/);
  });

  test('a function that needs the environment names the option', () => {
    assert.match(`${refusal('{{ env "HOME" }}').hint} ${refusal('{{ env "HOME" }}').message}`, /--template-env/);
    assert.equal(render('{{ env "HOME" }}', { env: new Map([['HOME', '/home/ada']]) }), '/home/ada');
  });
});

describe('a template that fails on a record is a template_error', () => {
  const cases: readonly (readonly [template: string, message: RegExp, hint: RegExp])[] = [
    [
      '{{ .Nope }}',
      /executing "table" at <\.Nope>: can't evaluate field Nope in type opencdc\.Record$/,
      /^A record has \.Position/,
    ],
    ['{{ .Payload.after }}', /field after in type opencdc\.Change$/, /\.Payload\.After/],
    ['{{ len 3 }}', /error calling len: len of type int$/, /opencdc-pg route/],
    [
      '{{ upper .Payload.After.id }}',
      /at <\.Payload\.After\.id>: wrong type for value; expected string; got float64$/,
      /toString/,
    ],
    ['{{ upper .Position }}', /expected string; got opencdc\.Position$/, /printf "%s"/],
    ['{{ eq .Payload.After.id 7 }}', /error calling eq: incompatible types for comparison$/, /1\.0/],
    ['{{ index .Payload.After.name 99 }}', /error calling index: index out of range: 99$/, /route/],
    ['{{define "in"}}{{.x.y.z}}{{end}}{{template "in" .Payload.After.name}}', /executing "in" at <\.x\.y\.z>/, /route/],
  ];
  for (const [template, message, hint] of cases) {
    test(template, () => {
      const error = render(template);
      if (typeof error === 'string') assert.fail(error);
      assert.equal(error.code, 'template_error');
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
    });
  }

  test('values of the record stay out of the message', () => {
    const error = render('{{range .Payload.After.name}}{{end}}');
    assert.ok(typeof error !== 'string' && !error.message.includes('Ada'), JSON.stringify(error));
  });
});

test('sections that multiply are stopped', () => {
  const list = JSON.stringify(new Array(1000).fill(1));
  const many = decodeJson(`{"operation":"create","payload":{"after":{"l":${list}}}}`);
  for (const inner of ['', 'xxxxxxxx']) {
    const depth = 4;
    const template = `${'{{#payload.after.l}}'.repeat(depth)}${inner}${'{{/payload.after.l}}'.repeat(depth)}`;
    const rendered = compileTemplate(template).render(many);
    assert.equal(typeof rendered === 'string' ? rendered.slice(0, 20) : rendered.code, 'template_error');
  }
});

test('bytes that are no UTF-8 come out as U+FFFD', () => assert.equal(render('{{"a\\xff"}}'), 'a\ufffd'));

test('a rendering leaves nothing behind for the next record', () => {
  const template = compileTemplate(
    '{{ $_ := set .Payload.After "name" (printf "%s!" .Payload.After.name) }}{{ .Payload.After.name }}',
  );
  assert.deepEqual([template.render(record), template.render(record)], ['Ada!', 'Ada!']);
});

test('nested names with escapes are those of the record, whatever was read before', () => {
  const template = compileTemplate('{{ range $k, $v := .Payload.After.doc }}{{ $k }}{{ $v }} {{ end }}');
  const names = ['{"h":[],"\\\\":0}', '{"h":1,"\\"":2}', '{"h":1,"\\n":2,"h":3}'].map((doc) =>
    template.render(decodeJson(`{"operation":"create","payload":{"after":{"doc":${doc}}}}`)),
  );
  assert.deepEqual(names, ['\\0 h[] ', '"2 h1 ', '\n2 h3 ']);
});

test('a nested map that a template changes is the same wherever it is looked at', () => {
  const template = compileTemplate(
    '{{ $_ := set .Payload.After.doc.deep "a" "new" }}{{ .Payload.After.doc.deep.a }} {{ (index .Payload.After.doc.list 0).b }}',
  );
  const given = decodeJson('{"operation":"create","payload":{"after":{"doc":{"deep":{"a":"old"},"list":[{"b":1}]}}}}');
  assert.deepEqual([template.render(given), template.render(given)], ['new 1', 'new 1']);
});

test('raw data that is JSON stays raw for Go templates, as in Conduit, and is an object for Mustache', () => {
  const raw = Buffer.from('{"type":"click"}').toString('base64');
  const json = `{"operation":"create","metadata":{"opencdc.collection":"t"},"key":null,"payload":{"before":null,"after":"${raw}"}}`;
  const go = compileTemplate('{{ (printf "%s" .Payload.After | fromJson).type }}').render(decodeJson(json));
  const mustache = compileTemplate('{{payload.after.type}}').render(decodeJson(json));
  assert.deepEqual([go, mustache], ['click', 'click']);
});

test('a metadata field alone gives what the same expression gives in parentheses', () => {
  for (const metadata of [
    'null',
    '{}',
    '{"a.b":"users"}',
    '{"a.b":"größe\\n\\u00e9"}',
    '{"a.b":""}',
    '{"x":"1","a.b":"é€😀"}',
  ]) {
    const given = decodeJson(`{"operation":"create","metadata":${metadata},"payload":{"after":{"id":1}}}`);
    const direct = compileTemplate('{{ index .Metadata "a.b" }}').render(given);
    assert.deepEqual(direct, compileTemplate('{{ (index .Metadata "a.b") }}').render(given), metadata);
  }
});
