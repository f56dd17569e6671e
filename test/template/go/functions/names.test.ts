import { testCases } from './template-cases.ts';

testCases('paths', [
  { name: 'base', input: '{{ base "/" }} {{ base "" }} {{ base "a/b//" }} {{ osBase "/x/y" }}', want: '/ . b y' },
  {
    name: 'dir',
    input: '{{ dir "/a/b" }} {{ dir "a" }} {{ dir "" }} {{ dir "/a/" }} {{ osDir "a/b/../c" }}',
    want: '/a . . /a a',
  },
  {
    name: 'clean',
    input: '{{ clean "/../a/./b//c/.." }} {{ clean "../a" }} {{ clean "a/../.." }} {{ clean "" }} {{ osClean "//a" }}',
    want: '/a/b ../a .. . /a',
  },
  {
    name: 'ext',
    input: '{{ ext "a.b/c" }}|{{ ext "a.tar.gz" }}|{{ ext ".bashrc" }}|{{ osExt "a." }}',
    want: '|.gz|.bashrc|.',
  },
  {
    name: 'isAbs',
    input: '{{ isAbs "/a" }} {{ isAbs "a" }} {{ isAbs "" }} {{ osIsAbs "/" }}',
    want: 'true false false true',
  },
]);

testCases('versions', [
  {
    name: 'parts',
    input:
      '{{ $v := semver "v1.2.3-beta.1+b345" }}{{ $v.Major }} {{ $v.Minor }} {{ $v.Patch }} {{ $v.Prerelease }} {{ $v.Metadata }} {{ $v }} {{ $v.Original }}',
    want: '1 2 3 beta.1 b345 1.2.3-beta.1+b345 v1.2.3-beta.1+b345',
  },
  {
    name: 'missing parts are 0',
    input: '{{ semver "1" }} {{ semver "v1.2" }} {{ typeOf (semver "1").Major }}',
    want: '1.0.0 1.2.0 uint64',
  },
  {
    name: 'next versions',
    input:
      '{{ (semver "v1.2.3-a").IncPatch }} {{ (semver "1.2.3").IncPatch }} {{ (semver "1.2.3").IncMinor }} {{ (semver "v1.2.3").IncMajor.Original }}',
    want: '1.2.3 1.2.4 1.3.0 v2.0.0',
  },
  {
    name: 'other suffixes',
    input: '{{ (semver "1.2").SetPrerelease "rc.1" }} {{ ((semver "1.2-a").SetMetadata "b").String }}',
    want: '1.2.0-rc.1 1.2.0-a+b',
  },
  { name: 'a wrong suffix fails', input: '{{ (semver "1.2").SetPrerelease "01" }}', want: /starts with 0/ },
  {
    name: 'comparing',
    input:
      '{{ (semver "1.2.3").Compare (semver "1.3") }} {{ (semver "1.0.0").GreaterThan (semver "1.0.0-rc") }} {{ (semver "1+a").Equal (semver "1+b") }}',
    want: '-1 true true',
  },
  {
    name: 'prereleases by their parts',
    input:
      '{{ (semver "1-a.9").LessThan (semver "1-a.10") }} {{ (semver "1-a.1").LessThan (semver "1-a.b") }} {{ (semver "1-a").LessThan (semver "1-a.1") }} {{ (semver "1-b").LessThan (semver "1-a") }}',
    want: 'true true true false',
  },
  { name: 'four numbers are none', input: '{{ semver "1.2.3.4" }}', want: /Invalid Semantic Version/ },
  { name: 'an empty part of a suffix is none', input: '{{ semver "1.2.3-a..b" }}', want: /Invalid Semantic Version/ },
  {
    name: 'a number beyond 64 bits fails',
    input: '{{ semver "18446744073709551616" }}',
    want: /Error parsing version segment/,
  },
]);

const constraints: readonly { constraint: string; yes: readonly string[]; no: readonly string[] }[] = [
  { constraint: '1.2.3', yes: ['1.2.3', 'v1.2.3+meta'], no: ['1.2.4', '1.2.3-a'] },
  { constraint: '=1.2', yes: ['1.2.9'], no: ['1.3.0'] },
  { constraint: '!=1.2.3', yes: ['1.2.4', '1.2.3-a'], no: ['1.2.3'] },
  { constraint: '!=1.x', yes: ['2.0.0'], no: ['1.5.0', '2.0.0-a'] },
  { constraint: '>1.2.3', yes: ['1.2.4'], no: ['1.2.3', '1.2.4-a'] },
  { constraint: '>11', yes: ['12.0.0'], no: ['11.1.0'] },
  { constraint: '>11.1', yes: ['11.2.0'], no: ['11.1.9'] },
  { constraint: '>=2', yes: ['2.0.0', '3.0.0'], no: ['1.9.9'] },
  { constraint: '=>2', yes: ['2.0.0'], no: ['1.9.9'] },
  { constraint: '<2', yes: ['1.9.9'], no: ['2.0.0'] },
  { constraint: '<=1.2', yes: ['1.2.9', '0.9.0'], no: ['1.3.0', '2.0.0'] },
  { constraint: '~1.2.3', yes: ['1.2.9'], no: ['1.3.0', '1.2.2'] },
  { constraint: '~1', yes: ['1.9.0'], no: ['2.0.0'] },
  { constraint: '~>2.x', yes: ['2.5.0'], no: ['3.0.0'] },
  { constraint: '^1.2', yes: ['1.9.0'], no: ['2.0.0', '1.1.0'] },
  { constraint: '^0.2.3', yes: ['0.2.9'], no: ['0.3.0', '1.0.0'] },
  { constraint: '^0.0.3', yes: ['0.0.3'], no: ['0.0.4', '0.1.0'] },
  { constraint: '^0.0', yes: ['0.0.9'], no: ['0.1.0'] },
  { constraint: '^0', yes: ['0.9.0'], no: ['1.0.0'] },
  { constraint: '*', yes: ['0.0.0', '9.9.9'], no: ['1.0.0-a'] },
  { constraint: '^*', yes: ['0.0.0'], no: ['1.0.0'] },
  { constraint: '>1.0-0', yes: ['1.1.0-beta'], no: ['1.0.0'] },
  { constraint: '>=1.0.0-a', yes: ['1.0.0-b', '1.0.0'], no: ['1.0.0-0'] },
  { constraint: ' >= 1.2 , < 2 ', yes: ['1.2.0'], no: ['2.0.0'] },
  { constraint: '>=1.2 <1.5 || 3.x', yes: ['1.4.0', '3.1.0'], no: ['2.0.0'] },
  { constraint: '1.2 - 1.4.5', yes: ['1.2.0', '1.4.5'], no: ['1.4.6'] },
];
testCases(
  'constraints',
  constraints.flatMap(({ constraint, yes, no }) => {
    const check = (version: string) => `{{ semverCompare "${constraint}" "${version}" }}`;
    return [
      {
        name: `${constraint} takes ${yes.join(', ')}`,
        input: yes.map(check).join(' '),
        want: yes.map(() => 'true').join(' '),
      },
      {
        name: `${constraint} does not take ${no.join(', ')}`,
        input: no.map(check).join(' '),
        want: no.map(() => 'false').join(' '),
      },
    ];
  }),
);

testCases('wrong constraints', [
  { name: 'words', input: '{{ semverCompare "bad" "1.0.0" }}', want: /improper constraint: bad/ },
  { name: 'nothing', input: '{{ semverCompare "" "1" }}', want: /improper constraint/ },
  { name: 'numbers with an open digit', input: '{{ semverCompare "1x" "1" }}', want: /constraint Parser Error/ },
  { name: 'a wrong version', input: '{{ semverCompare "1" "x" }}', want: /Invalid Semantic Version/ },
  { name: 'long ones', input: '{{ semverCompare (repeat 20000 "1") "1" }}', want: /longer than 10000 bytes/ },
]);

testCases('URLs', [
  {
    name: 'all parts',
    input: '{{ toJson (urlParse "HTTP://u:p@h:80/p/a%20b?q=1#f%20g") }}',
    want: '{"fragment":"f g","host":"h:80","hostname":"h","opaque":"","path":"/p/a b","query":"q=1","scheme":"http","userinfo":"u:p"}',
  },
  {
    name: 'opaque',
    input: '{{ $u := urlParse "mailto:a@b.c?x" }}{{ $u.scheme }} {{ $u.opaque }} {{ $u.query }}',
    want: 'mailto a@b.c x',
  },
  {
    name: 'without scheme or host',
    input:
      '{{ (urlParse "//h/p").host }} {{ (urlParse "/p?").path }} {{ (urlParse "a/b:c").path }} {{ (urlParse "///x").path }}',
    want: 'h /p a/b:c ///x',
  },
  {
    name: 'an IPv6 host',
    input: '{{ $u := urlParse "http://[fe80::1%25en0]:80/" }}{{ $u.host }} {{ $u.hostname }}',
    want: '[fe80::1%en0]:80 fe80::1%en0',
  },
  {
    name: 'escapes in users and hosts',
    input: '{{ (urlParse "http://us%20er:@h").userinfo }} {{ (urlParse "http://%c3%a9/").host }}',
    want: 'us%20er: é',
  },
  { name: 'a wrong port', input: '{{ urlParse "http://h:port/" }}', want: /invalid port ":port" after host/ },
  { name: 'ASCII escaped in a host', input: '{{ urlParse "http://%41/" }}', want: /invalid URL escape "%41"/ },
  { name: 'a space in a host', input: '{{ urlParse "http://a b/" }}', want: /invalid character " " in host name/ },
  { name: 'half an escape', input: '{{ urlParse "/%4" }}', want: /invalid URL escape "%4"/ },
  { name: 'no scheme before a colon', input: '{{ urlParse ":x" }}', want: /missing protocol scheme/ },
  { name: 'a colon in the first segment', input: '{{ urlParse "1a:b" }}', want: /first path segment/ },
  { name: 'a control character', input: '{{ urlParse "a\\nb" }}', want: /invalid control character/ },
  { name: 'a bracket left open', input: '{{ urlParse "http://[::1" }}', want: /missing ']' in host/ },
  {
    name: 'urlJoin escapes',
    input:
      '{{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "/a b?" "query" "q" "fragment" "f g" "userinfo" "u:p@") }}',
    want: 'http://u:p%40@h:80/a%20b%3F?q#f%20g',
  },
  {
    name: 'urlJoin keeps parts apart',
    input:
      '{{ urlJoin (dict "path" "a:b") }} {{ urlJoin (dict "host" "h" "path" "p") }} {{ urlJoin (dict "scheme" "file" "path" "/x") }}',
    want: './a:b //h/p file:///x',
  },
  {
    name: 'urlJoin of opaque',
    input: '{{ urlJoin (dict "scheme" "mailto" "opaque" "a@b") }}{{ urlJoin (dict) }}',
    want: 'mailto:a@b',
  },
  {
    name: 'urlJoin fails for a part that is no text',
    input: '{{ urlJoin (dict "path" 1) }}',
    want: /unable to parse path key, must be of type string, but int found/,
  },
  {
    name: 'what urlParse took apart urlJoin puts together',
    input: '{{ urlParse "https://user:pw@example.com:8443/p/a?q=1&r=2#frag" | urlJoin }}',
    want: 'https://user:pw@example.com:8443/p/a?q=1&r=2#frag',
  },
]);
