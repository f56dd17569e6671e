import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate } from '../../../src/template/template.ts';
import { decodeJson } from './go-cases.ts';

/** What a template yields; `fails` where execution must fail, `refused` where it must not parse. */
interface Case {
  readonly template: string;
  readonly want?: string;
  readonly is?: 'fails' | 'refused';
}

const record = decodeJson(
  JSON.stringify({
    position: 'cG9zLTE=',
    operation: 'update',
    metadata: { 'opencdc.collection': 'users', env: 'prod' },
    key: { id: 7 },
    payload: {
      before: null,
      after: {
        id: 7,
        name: 'Ada',
        nothing: null,
        tags: ['a', 'b', 'c'],
        empty: [],
        nested: { x: { y: 'z' } },
        pi: 3.5,
      },
    },
  }),
);

function check(cases: readonly Case[]): void {
  for (const { template, want, is } of cases) {
    test(`${template.slice(0, 100)} ${is ?? `is ${want}`}`, () => {
      const compile = () => compileTemplate(template, { syntax: 'go' });
      if (is === 'refused') {
        assert.throws(compile, { name: 'OpencdcPgError', code: 'usage' });
        return;
      }
      const got = compile().render(record);
      if (is === 'fails') assert.equal(typeof got === 'string' ? got : got.code, 'template_error');
      else assert.equal(got, want);
    });
  }
}

const refused = (template: string): Case => ({ template, is: 'refused' });
const fails = (template: string): Case => ({ template, is: 'fails' });

describe('number literals', () => {
  check([
    { template: '{{1_000}} {{0x_1F}} {{0b101}} {{0o17}} {{017}}', want: '1000 31 5 15 15' },
    { template: '{{0x1p4}} {{1e3}} {{1.5e-7}} {{-0.0}}', want: '16 1000 1.5e-07 -0' },
    { template: "{{'a'}} {{'\\n'}} {{'\\x41'}} {{'\\u00e9'}}", want: '97 10 65 233' },
    { template: '{{1i}} {{1+2i}} {{-1.5-2i}}', want: '(0+1i) (1+2i) (-1.5-2i)' },
    { template: '{{printf "%T %T %T %T" 1 1.0 1e0 0x1e0}}', want: 'int float64 float64 int' },
    { template: '{{9223372036854775807}} {{-9223372036854775808}}', want: '9223372036854775807 -9223372036854775808' },
    fails('{{9223372036854775808}}'),
    refused('{{18446744073709551616}}'),
    refused('{{08}}'),
    refused('{{1__0}}'),
    refused('{{1_}}'),
    refused('{{0x}}'),
    refused("{{'ab'}}"),
    refused("{{'a}}"),
    refused('{{1a}}'),
    refused('{{1+2}}'),
  ]);
});

describe('strings', () => {
  check([
    { template: '{{"\\x41\\101\\u0041\\U00000041\\""}}', want: 'AAAA"' },
    { template: '{{`a\\n`}}', want: 'a\\n' },
    { template: '{{"}}"}}', want: '}}' },
    { template: '{{len "\\xff"}} {{"é" | len}} {{index "é" 0}}', want: '1 2 195' },
    { template: '{{"\\xff"}}', want: '\ufffd' },
    { template: '{{print "a" 1 2 "b" 3 true nil}}', want: 'a1 2b3 true <nil>' },
    { template: '{{println 1 "a"}}', want: '1 a\n' },
    refused('{{"\\q"}}'),
    refused('{{"\\\'"}}'),
    refused('{{"a\nb"}}'),
    refused('{{"\\ud800"}}'),
    refused('{{"\\400"}}'),
    refused('{{"open}}'),
  ]);
});

describe('white space, trim markers and comments', () => {
  check([
    { template: 'a \n {{- "b" -}} \t\r\n c', want: 'abc' },
    { template: '{{- "x"}}{{"y" -}}', want: 'xy' },
    { template: 'a{{- /* c */ -}} b', want: 'ab' },
    { template: 'a {{/* c */}} b', want: 'a  b' },
    { template: '{{\n"a"\n|\nprint\n}}', want: 'a' },
    { template: '{{- -1}} {{-1}} {{ -1 -}} x', want: '-1 -1 -1x' },
    refused('{{ /* c */ }}'),
    refused('{{/* c */ }}'),
    refused('{{/* c'),
    refused('{{/* c */ 1}}'),
    refused('{{-"a"}}'),
    refused('{{"a"-}}'),
  ]);
});

describe('variables', () => {
  check([
    { template: '{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}', want: '2' },
    { template: '{{$x := 1}}{{if true}}{{$x := 2}}{{end}}{{$x}}', want: '1' },
    { template: '{{$x := 1}}{{$x := "a"}}{{$x}}', want: 'a' },
    { template: '{{with $x := "a"}}{{$x}}{{.}}{{end}}', want: 'aa' },
    { template: '{{if $x := .Metadata.env}}{{$x}}{{else}}{{$x}}{{end}}', want: 'prod' },
    { template: '{{$x := 0}}{{range .Payload.After.tags}}{{$x = .}}{{end}}{{$x}}', want: 'c' },
    { template: '{{$i := 0}}{{$e := 0}}{{range $i, $e = .Payload.After.tags}}{{end}}{{$i}}{{$e}}', want: '2c' },
    { template: '{{$m := .Metadata}}{{$m.env}} {{($m).env}}', want: 'prod prod' },
    { template: '{{define "t"}}{{$.x}}{{end}}{{template "t" .Payload.After.nested}}', want: 'map[y:z]' },
    fails('{{$x = 1}}'),
    fails('{{$x := 1 | 2}}'.replace('| 2', '2')),
    refused('{{$x}}'),
    refused('{{if true}}{{$x := 1}}{{end}}{{$x}}'),
    refused('{{with $x := 1}}{{end}}{{$x}}'),
    refused('{{$x := 1}}{{define "t"}}{{$x}}{{end}}'),
    refused('{{$x, $y := 1}}'),
    refused('{{range $x, 1}}{{end}}'),
    refused('{{range $a, $b, $c := .}}{{end}}'),
    refused('{{.x := 1}}'),
  ]);
});

describe('control', () => {
  check([
    { template: '{{range .Payload.After.empty}}a{{else}}b{{end}}', want: 'b' },
    { template: '{{range $i, $x := .Payload.After.tags}}{{if eq $i 1}}{{continue}}{{end}}{{$x}}{{end}}', want: 'ac' },
    { template: '{{range 3}}{{range 3}}{{if eq . 1}}{{break}}{{end}}{{.}}{{end}};{{end}}', want: '0;0;0;' },
    { template: '{{range $k, $v := .Payload.After.nested}}{{$k}}={{$v}}{{end}}', want: 'x=map[y:z]' },
    { template: '{{with .Payload.After.nothing}}a{{else with "b"}}{{.}}{{else}}c{{end}}', want: 'b' },
    { template: '{{if 0}}a{{else if ""}}b{{else if "x"}}c{{end}}', want: 'c' },
    { template: '{{range nil | list}}x{{end}}', is: 'fails' },
    { template: '{{range (list nil)}}[{{.}}]{{end}}', want: '[<no value>]' },
    { template: '{{range "ab"}}{{end}}', is: 'fails' },
    { template: '{{range 2.5}}{{end}}', is: 'fails' },
    { template: '{{range $i, $x := 2}}{{end}}', is: 'fails' },
    { template: '{{range true}}{{end}}', is: 'fails' },
    { template: '{{if (and)}}{{end}}', is: 'fails' },
    refused('{{if}}{{end}}'),
    refused('{{if true}}'),
    refused('{{else}}'),
    refused('{{end}}'),
    refused('{{continue}}'),
    refused('{{range 1}}{{template "t"}}{{end}}{{define "t"}}{{break}}{{end}}'),
    refused('{{range 1}}{{block "t" .}}{{break}}{{end}}{{end}}'),
    refused('{{range 1}}{{break 1}}{{end}}'),
    refused('{{range 1}}{{else if 1}}{{end}}'),
    refused('{{if 1}}{{else}}{{else}}{{end}}'),
    refused('{{if 1}}{{else with 1}}{{end}}'),
    refused('{{end 1}}'),
  ]);
});

describe('templates', () => {
  check([
    { template: '{{block "b" "x"}}<{{.}}>{{end}}{{template "b" "y"}}', want: '<x><y>' },
    { template: '{{define "table"}}x{{end}}', want: 'x' },
    { template: '{{define "a"}}{{end}}{{define "a"}}b{{end}}{{template "a"}}', want: 'b' },
    { template: '{{define "a"}}b{{end}}{{define "a"}} {{end}}{{template "a"}}', want: 'b' },
    { template: '{{template "a" .Metadata.env}}{{define "a"}}{{.}}{{$}}{{end}}', want: 'prodprod' },
    { template: '{{define "a"}}{{.}}{{end}}{{template "a"}}', want: '<no value>' },
    fails('{{template "none"}}'),
    fails('{{define "a"}}{{template "a"}}{{end}}{{template "a"}}'),
    fails('{{template "a" 1 2}}{{define "a"}}{{end}}'),
    refused('{{define "a"}}b{{end}}{{define "a"}}c{{end}}'),
    refused('{{define "table"}}x{{end}}y'),
    refused('{{define "a" .}}{{end}}'),
    refused('{{template a}}'),
    refused('{{block "a"}}{{end}}'),
    refused('{{if true}}{{define "a"}}{{end}}{{end}}'),
  ]);
});

describe('fields, keys and methods', () => {
  check([
    { template: '{{.Metadata.none}} {{index .Metadata "none"}}|', want: '<no value> |' },
    { template: '{{.Payload.After.none.deeper}}', want: '<no value>' },
    { template: '{{.Payload.After.nested.x.y}} {{(.Payload.After).nested.x.y}}', want: 'z z' },
    { template: '{{.Operation.String}} {{.Position.String}} {{.Payload.After.Clone.name}}', want: 'update pos-1 Ada' },
    { template: '{{printf "%s" .Key.Bytes}} {{.Map.operation}} {{.Map.key.id}}', want: '{"id":7} update 7' },
    { template: '{{printf "%s" .Bytes | len | lt 10}}', want: 'true' },
    { template: '{{index .Payload.After "nested" "x" "y"}}', want: 'z' },
    { template: '{{index .Payload.After.tags 1}} {{len .Payload.After.tags}} {{len .Metadata}}', want: 'b 3 2' },
    fails('{{.Payload.After.nothing.x}}'),
    fails('{{.Payload.After.name.x}}'),
    fails('{{.metadata}}'),
    fails('{{.serializer}}'),
    fails('{{.Operation.String 1}}'),
    fails('{{.Metadata.env 1}}'),
    fails('{{.Metadata 1}}'),
    fails('{{1 | .Metadata.env}}'),
    fails('{{index .Payload.After.tags 3}}'),
    fails('{{index .Payload.After.tags -1}}'),
    fails('{{index .Payload.After.tags "a"}}'),
    fails('{{index .Payload.After 1}}'),
    fails('{{index nil 1}}'),
    fails('{{index 1 1}}'),
    fails('{{len 1}}'),
    fails('{{len nil}}'),
    fails('{{nil}}'),
    fails('{{call .Metadata}}'),
    refused('{{nil.x}}'),
    refused('{{true.x}}'),
    refused('{{1.x}}'),
    refused('{{"a".x}}'),
    refused('{{.Metadata.}}'),
    refused('{{..x}}'),
    refused('{{.x-y}}'),
    refused('{{$.}}x{{.}}{{$.-}}'),
  ]);
});

describe('comparisons', () => {
  check([
    { template: '{{eq 1 2 3 1}} {{ne "a" "b"}} {{lt "a" "b"}} {{ge 2 2}}', want: 'true true true true' },
    { template: '{{eq nil nil}} {{eq nil 1}} {{ne nil 1}}', want: 'true false true' },
    { template: '{{eq .Payload.After.nothing nil}} {{eq .Payload.Before nil}}', want: 'true true' },
    { template: "{{eq (index .Position 0) 'p'}} {{lt (index .Position 0) 1000}}", want: 'true true' },
    { template: '{{eq .Operation 2}} {{lt .Operation 3}}', want: 'true true' },
    { template: '{{eq 1i 1i}} {{not 0i}}', want: 'true true' },
    { template: '{{and 1 0 2}} {{or 0 "" "x"}} {{not 1}} {{or nil false}}', want: '0 x false false' },
    { template: '{{or true (index nil 1)}} {{and false (index nil 1)}}', want: 'true false' },
    fails('{{eq 1 1.0}}'),
    fails('{{eq 1 "1"}}'),
    fails('{{eq true 1}}'),
    fails('{{lt true false}}'),
    fails('{{lt nil 1}}'),
    fails('{{lt 1i 2i}}'),
    fails('{{eq 1}}'),
    fails('{{ne 1 2 3}}'),
    fails('{{not}}'),
    fails('{{eq .Payload.After.tags .Payload.After.tags}}'),
    fails('{{eq .Metadata .Metadata}}'),
    fails('{{eq .Metadata .Position}}'),
    fails('{{eq .Payload .Payload}}'),
    fails('{{eq . .}}'),
  ]);
});

describe('pipelines and calls', () => {
  check([
    { template: '{{"a" | printf "%s-%s" "b"}}', want: 'b-a' },
    { template: '{{(printf "%d" 1) | len}}', want: '1' },
    { template: '{{print (1) (print 2)}}', want: '12' },
    { template: '{{1 | eq 1 | not}}', want: 'false' },
    fails('{{1 2}}'),
    fails('{{printf}}'),
    fails('{{printf 1}}'),
    fails('{{len 1 2}}'),
    fails('{{"a" "b" | print}}'),
    fails('{{(1) 2}}'),
    refused('{{print | }}{{|}}'),
    refused('{{| print}}'),
    refused('{{1 | 2}}'),
    refused('{{print 1 | .}}'),
    refused('{{(print 1}}'),
    refused('{{print 1)}}'),
    refused('{{()}}'),
    refused('{{print (1)(2)}}'),
    refused('{{nofunction 1}}'),
    refused('{{print,1}}'),
    refused('{{a b'),
    refused('{{"a"}'),
    refused('{{é}}'),
    refused('{{\u0001}}'),
    refused('{{print "a" ; print "b"}}'),
    refused('{{x=1}}'),
    refused('{{:}}'),
  ]);
});

describe('the parser at its corners', () => {
  check([
    { template: '{{ $x \n := \n 1 \n }}{{$x}}', want: '1' },
    { template: '{{\n"x"\n|\nprintf\n}}', want: 'x' },
    { template: '{{range 2}}{{ continue }}x{{end}}{{range 2}}{{ break }}x{{end}}y', want: 'y' },
    { template: '{{with $x := 3}}{{with $x}}{{.}}{{end}}{{end}}', want: '3' },
    { template: '{{printf `%T` 0xef}}{{printf `%T` 0xEE}}', want: 'intint' },
    { template: '{{/* a */}}{{- /* b */ -}}', want: '' },
    { template: '{{if true}}{{/* c */}}{{end}}x', want: 'x' },
    { template: '{{"a"}}{{`b`}}{{(print "c")}}', want: 'abc' },
    { template: '{{ .Payload.After.tags | len | printf "%d-%s" 1 }}', want: '1-%!s(int=3)' },
    { template: '{{ (print .Metadata.env) | len | printf "%02d" }}', want: '04' },
    fails('{{with $x := 3}}{{$x 23}}{{end}}'),
    fails('{{$x:=.}}{{$x +2}}'),
    fails('{{(nil).True}}'),
    fails('{{$x := nil}}'),
    fails('{{$x := (1.0)}}{{$x.anything}}'),
    fails('{{true|printf}}'),
    fails("{{'x'|printf}}"),
    fails('{{0i|printf}}'),
    fails('{{.Payload.After.name.Foo}}'),
    fails('{{print (1 2)}}'),
    refused('{{\n}}'),
    refused('{{}}'),
    refused('hello{{range'),
    refused('{{if .Key}}hello{{end}}{{else}}'),
    refused('{{template $v}}'),
    refused('{{with $x.Y := 4}}{{end}}'),
    refused('{{template .X}}'),
    refused('{{printf 3, 4}}'),
    refused('{{printf (printf .).}}'),
    refused('{{printf 3`x`}}'),
    refused('{{printf `x`.}}'),
    refused('{{range .}}{{else}}{{break}}{{end}}'),
    refused('{{range .}}{{else}}{{continue}}{{end}}'),
    refused('{{$x := 1}}{{$x += 1}}'),
    refused('{{$x := 1}}{{$x ! 2}}'),
    refused('{{$x := 1}}{{$x % 3}}'),
    refused('{{range $x := $y := 3}}{{end}}'),
    refused('{{$x:=.}}{{$x!2}}'),
    refused('{{$x:=.}}{{$x+2}}'),
    refused('{{1.E}}'),
    refused('{{0.1.E}}'),
    refused("{{'a'.any}}"),
    refused('{{12|.}}'),
    refused('{{12|12|printf}}'),
    refused('{{12|printf|"error"}}'),
    refused("{{12|printf|'e'}}"),
    refused('{{12|printf|true}}'),
    refused("{{'c'|nil}}"),
    refused('{{printf "%d" ( ) }}'),
    refused('{{block "foo"}}hello{{end}}'),
    refused('{{define "x" }}{{else}}{{end}}'),
    refused('{{"a" | }}{{ | }}'),
    refused('{{ . . | }}{{.}} {{'),
    refused('{{$}}{{$ := 1}}{{$$}}'),
  ]);
});

describe('escaping functions', () => {
  check([
    { template: '{{html "<a href=\'x\'>&\\"\\x00"}}', want: '&lt;a href=&#39;x&#39;&gt;&amp;&#34;\ufffd' },
    {
      template: '{{js "a\'b\\"<>&=\\\\\\n\\u00e9\\u200b"}}',
      want: 'a\\\'b\\"\\u003C\\u003E\\u0026\\u003D\\\\\\u000Aé\\u200B',
    },
    { template: '{{urlquery "a b&c/é~" 1}}', want: 'a+b%26c%2F%C3%A9~1' },
    { template: '{{urlquery nil}} {{js 1 2}}', want: '%3Cno+value%3E 1 2' },
  ]);
});

describe('what is printed of values', () => {
  check([
    { template: '{{.Payload.After.nested}} {{.Payload.After.tags}}', want: 'map[x:map[y:z]] [a b c]' },
    {
      template: '{{.Key}} {{.Payload.Before}} {{.Metadata}}',
      want: 'map[id:7] map[] map[env:prod opencdc.collection:users]',
    },
    {
      template: '{{.}}',
      want: '{pos-1 update map[env:prod opencdc.collection:users] map[id:7] {map[] map[empty:[] id:7 name:Ada nested:map[x:map[y:z]] nothing:<nil> pi:3.5 tags:[a b c]]} <nil>}',
    },
    { template: '{{true}} {{3.0}} {{1e20}} {{1e21}} {{0.000001}}', want: 'true 3 1e+20 1e+21 1e-06' },
    { template: '{{.Payload.After.nothing}}', want: '<no value>' },
    { template: '{{list nil 1}}', want: '[<nil> 1]' },
  ]);
});

describe('limits', () => {
  /** A list of 2^60 parts in 60 lists. */
  const shared = '{{$l := list 1}}{{range until 60}}{{$l = list $l $l}}{{end}}';
  /** A list that can be printed, a thousand times. */
  const often = '{{$l := list 1}}{{range until 15}}{{$l = list $l $l}}{{end}}{{range until 1000}}';
  const long = '{{$s := repeat 1000000 "x"}}{{range until 100000}}';
  check([
    ...[
      '{{$l}}',
      '{{print $l}}',
      '{{println $l}}',
      '{{printf "%v" $l}}',
      '{{printf "%d" $l}}',
      '{{printf "" $l}}',
      '{{html $l}}',
      '{{js $l}}',
      '{{urlquery $l}}',
      '{{quote $l}}',
      '{{squote $l}}',
      '{{cat $l}}',
      '{{toString $l}}',
      '{{toStrings $l}}',
      '{{join "" $l}}',
      '{{sortAlpha $l}}',
      '{{toDecimal $l}}',
      '{{toJson $l}}',
      '{{toRawJson $l}}',
      '{{toPrettyJson $l}}',
      '{{deepCopy $l}}',
      '{{deepEqual $l (deepCopy $l)}}',
      '{{has $l (deepCopy $l)}}',
      '{{dict $l 1}}',
      '{{merge (dict "a" $l) (dict "a" $l)}}',
      '{{set .Payload.After "l" $l}}{{.Payload.After.Bytes}}',
      '{{set .Payload.After "l" $l}}{{.Map}}',
    ].map((use) => fails(shared + use)),
    ...[
      '{{len (print $l)}}',
      '{{len (toJson $l)}}',
      '{{len (deepCopy $l)}}',
      '{{if deepEqual $l (deepCopy $l)}}{{end}}',
      '{{len (uniq (list $l (deepCopy $l)))}}',
      '{{len (printf "%[1]v%[1]v%[1]v" $l)}}',
    ].map((use) => fails(`${often}${use}{{end}}`)),
    ...[
      'upper $s',
      'b64enc $s',
      'splitList "y" $s',
      'sha256sum $s',
      'regexMatch "y$" $s',
      'print $s',
      'len (js $s)',
    ].map((use) => fails(`${long}{{$x := ${use}}}{{end}}`)),
    fails('{{$s := "x"}}{{range until 60}}{{$s = print $s $s}}{{end}}'),
    fails('{{$l := until 100000}}{{printf "%1000000d" $l}}'),
    fails('{{$l := until 100000}}{{printf "%.1000000d" $l}}'),
    fails('{{$d := dict}}{{$_ := set $d "d" $d}}{{$d}}'),
    fails('{{range 100000000}}{{end}}'),
    fails('{{range 2000000}}x{{end}}'),
    fails('{{printf "%1000000d%1000000d" 1 1}}'),
    fails(`{{define "a"}}${'{{template "b"}}'.repeat(2)}{{end}}{{define "b"}}{{template "a"}}{{end}}{{template "a"}}`),
    refused(`{{${'('.repeat(5000)}1${')'.repeat(5000)}}}`),
    refused(`${'{{if 1}}'.repeat(5000)}${'{{end}}'.repeat(5000)}`),
    refused(`${'{{if 1}}{{else if 1}}'.repeat(3000)}`),
  ]);
});
