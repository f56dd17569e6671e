import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sprintf } from '../../../../src/template/go/fmt/sprintf.ts';
import { unlimited } from '../../../../src/template/go/limits.ts';
import { basicType, float32Type, mapOf, stringType, structType, uint8Type } from '../../../../src/template/go/type.ts';
import { fromUtf8, toUtf8 } from '../../../../src/template/go/utf8.ts';
import {
  dict,
  ExecError,
  GoBytes,
  GoComplex,
  GoFloat,
  GoInteger,
  GoMap,
  GoPointer,
  GoStruct,
  type GoValue,
  list,
  strings,
} from '../../../../src/template/go/value.ts';

type Row = readonly [format: string, values: readonly GoValue[], want: string];

function check(rows: readonly Row[]): void {
  for (const [i, [format, values, want]] of rows.entries()) {
    test(`${i}: ${format} prints ${want}`, () =>
      assert.equal(toUtf8(sprintf(fromUtf8(format), values, unlimited)), want));
  }
}

const text = (...values: readonly string[]) => values.map(fromUtf8);
const bytes = (...values: readonly number[]) => new GoBytes(String.fromCharCode(...values));
const uint8 = (value: bigint) => new GoInteger(uint8Type, value);
const color = basicType('paint.Color', 'int', [{ name: 'String', params: [], result: stringType, call: () => 'red' }]);
const point = structType('geo.Point', [
  { name: 'X', type: basicType('int', 'int') },
  { name: 'Tag', type: basicType('interface {}', 'interface') },
]);
const aPoint = new GoStruct(point, undefined, (name) => (name === 'X' ? 3n : null));

describe('integers', () => {
  check([
    ['%d|%5d|%-5d|%05d|%+d|% d', [7n, 7n, 7n, 7n, 7n, 7n], '7|    7|7    |00007|+7| 7'],
    ['%d|%5d|%-5d|%05d|%+d|% d', [-7n, -7n, -7n, -7n, -7n, -7n], '-7|   -7|-7   |-0007|-7|-7'],
    ['%.3d|%8.3d|%-8.3d|%08.3d|%+.3d', [7n, 7n, 7n, 7n, 7n], '007|     007|007     |     007|+007'],
    ['%.d|%.0d|%6.0d|%06.0d', [0n, 0n, 0n, 0n], '||      |      '],
    [
      '%b|%#b|%o|%#o|%O|%x|%X|%#x|%#X',
      [6n, 6n, 8n, 8n, 8n, 255n, 255n, 255n, 255n],
      '110|0b110|10|010|0o10|ff|FF|0xff|0XFF',
    ],
    ['%x|%b|%o|%#x', [-255n, -6n, -8n, -255n], '-ff|-110|-10|-0xff'],
    ['%-#10.4x|%#08x', [0x2an, 0x2an], '0x002a    |0x0000002a'],
    ['%d', [-9223372036854775808n], '-9223372036854775808'],
    ['%c|%3c|%-3c|%c|%.0c', [0x263an, 0x263an, 0x263an, -1n, 0x41n], '☺|  ☺|☺  |\ufffd|A'],
    ['%q|%+q|%q|%q|%8q|%08q', [65n, 0x263an, 10n, 39n, 65n, 65n], "'A'|'\\u263a'|'\\n'|'\\''|     'A'|00000'A'"],
    [
      '%U|%#U|%.6U|%#14.6U|%U|%U',
      [0x263an, 0x263an, 0x41n, 0x2318n, 10n, -1n],
      "U+263A|U+263A '☺'|U+000041|  U+002318 '⌘'|U+000A|U+FFFFFFFFFFFFFFFF",
    ],
    ['%v|%#v|%+v|%#v|%#v', [3n, 3n, 3n, uint8(200n), uint8(3n)], '3|3|3|0xc8|0x3'],
    ['%T|%t|%s|%e', [3n, 3n, 3n, 3n], 'int|%!t(int=3)|%!s(int=3)|%!e(int=3)'],
  ]);
});

describe('floats', () => {
  check([
    [
      '%f|%.2f|%8.2f|%-8.2f|%08.2f|%+.2f|% .2f',
      [2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5],
      '2.500000|2.50|    2.50|2.50    |00002.50|+2.50| 2.50',
    ],
    ['%08.2f|%+08.2f|%-08.2f|% 08.2f', [-2.5, 2.5, 2.5, 2.5], '-0002.50|+0002.50|2.50    | 0002.50'],
    ['%e|%E|%.2e|%.0e', [123456.789, 0.00012, 1234.5, 2.5], '1.234568e+05|1.200000E-04|1.23e+03|2e+00'],
    ['%g|%g|%g|%g|%G', [100000, 1e6, 1e-4, 1e-5, 1e-10], '100000|1e+06|0.0001|1e-05|1E-10'],
    ['%.3g|%.3g|%.0g|%.10g', [1234.5678, 0.00012345, 32, 0.1], '1.23e+03|0.000123|3e+01|0.1'],
    ['%#g|%#g|%#.3g|%#.0f|%#.0e', [1, 1e6, 2, 3, 4], '1.00000|1.00000e+06|2.00|3.|4.e+00'],
    ['%v|%v|%v|%#v|%#v', [1e20, 1e21, 123456789, 1, 1e6], '1e+20|1e+21|1.23456789e+08|1|1e+06'],
    ['%.0f|%.0f|%.0f|%.1f', [0.5, 1.5, 2.5, 0.25], '0|2|2|0.2'],
    ['%.20f', [0.1], '0.10000000000000000555'],
    [
      '%f|%5.1f|%05.1f|%+f',
      [Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN],
      '+Inf|  NaN| -Inf|+NaN',
    ],
    ['% f|%-6.1f|', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], ' Inf|-Inf  |'],
    ['%b|%x|%X|%.3x|%x', [1, 1, 123, 1, 0], '4503599627370496p-52|0x1p+00|0X1.ECP+06|0x1.000p+00|0x0p+00'],
    [
      '%v|%g',
      [new GoFloat(float32Type, Math.fround(0.1)), new GoFloat(float32Type, Math.fround(3.4e38))],
      '0.1|3.4e+38',
    ],
    ['%d|%s|%c', [1.5, 1.5, 1.5], '%!d(float64=1.5)|%!s(float64=1.5)|%!c(float64=1.5)'],
    [
      '%v|%.1f|%+v|%8.2f',
      [new GoComplex(1, -2), new GoComplex(1, 2), new GoComplex(1, 2), new GoComplex(1, 2)],
      '(1-2i)|(1.0+2.0i)|(1+2i)|(    1.00   +2.00i)',
    ],
    ['%v|%.3f', [-0, -0.0004], '-0|-0.000'],
  ]);
});

describe('strings and bytes', () => {
  check([
    ['%s|%5s|%-5s|%05s|%.2s|%5.1s|', text('abc', 'abc', 'abc', 'abc', 'abc', 'abc'), 'abc|  abc|abc  |00abc|ab|    a|'],
    ['%4s|%.2s|%-4s|', text('世界', '世界人', '世'), '  世界|世界|世   |'],
    ['%q|%+q|%#q|%#q|%.1q|%6q', text('a"b', 'é', 'ab', 'a`b', '世界', 'a'), '"a\\"b"|"\\u00e9"|`ab`|"a`b"|"世"|   "a"'],
    ['%q|%+q', ['\xff\x00\x7f', '\xf0\x9f\x98\x80'], '"\\xff\\x00\\x7f"|"\\U0001f600"'],
    [
      '%x|%X|% x|%#x|%# X|%.2x|%8x|%-8x|%08x',
      text('hi', 'hi', 'hi', 'hi', 'hi', 'hix', 'hi', 'hi', 'hi'),
      '6869|6869|68 69|0x6869|0X68 0X69|6869|    6869|6869    |00006869',
    ],
    ['%v|%+v|%#v|%T', text('a', 'a', 'a', 'a'), 'a|a|"a"|string'],
    ['%d|%t|%z|%!', text('hi', 'hi', 'hi', 'hi'), '%!d(string=hi)|%!t(string=hi)|%!z(string=hi)|%!!(string=hi)'],
    ['%v|%d|%s|%x|%q|%c', Array.from({ length: 6 }, () => bytes(104, 105)), '[104 105]|[104 105]|hi|6869|"hi"|[h i]'],
    [
      '%4d|%04d|%#v|%#v|%T',
      [bytes(1, 22), bytes(1, 22), bytes(1, 22), new GoBytes('', undefined, true), bytes()],
      '[   1   22]|[0001 0022]|[]byte{0x1, 0x16}|[]byte(nil)|[]uint8',
    ],
    ['%t', [bytes(1)], '[%!t(uint8=1)]'],
  ]);
});

describe('booleans, nil, lists, maps and structs', () => {
  check([
    ['%t|%v|%5t|%-6t|%d', [true, false, true, true, true], 'true|false| true|true  |%!d(bool=true)'],
    [
      '%v|%T|%s|%d|%5v|%-6v|%#v|%p',
      [null, null, null, null, null, null, null, null],
      '<nil>|<nil>|%!s(<nil>)|%!d(<nil>)|<nil>|<nil> |<nil>|%!p(<nil>)',
    ],
    [
      '%v|%s|%d|%q',
      Array.from({ length: 4 }, () => list([1n, 'a', null])),
      '[1 a <nil>]|[%!s(int=1) a <nil>]|[1 %!d(string=a) <nil>]|[\'\\x01\' "a" <nil>]',
    ],
    [
      '%#v|%#v|%v',
      [list([1n, 'a', null]), strings(['x', 'y']), list([])],
      '[]interface {}{1, "a", interface {}(nil)}|[]string{"x", "y"}|[]',
    ],
    ['%03d|%.1f|%x', [list([1n, 2n]), list([1.25, 2]), strings(['ab', 'c'])], '[001 002]|[1.2 2.0]|[6162 63]'],
    [
      '%v|%#v|%d',
      [
        dict(
          new Map<string, GoValue>([
            ['b', 1n],
            ['a', null],
          ]),
        ),
        dict(
          new Map<string, GoValue>([
            ['b', 1n],
            ['a', null],
          ]),
        ),
        dict(new Map([['a', 1n]])),
      ],
      'map[a:<nil> b:1]|map[string]interface {}{"a":interface {}(nil), "b":1}|map[%!d(string=a):1]',
    ],
    [
      '%v|%#v',
      [new GoMap(mapOf(stringType), null), new GoMap(mapOf(stringType), null)],
      'map[]|map[string]string(nil)',
    ],
    ['%v|%+v|%#v', [aPoint, aPoint, aPoint], '{3 <nil>}|{X:3 Tag:<nil>}|geo.Point{X:3, Tag:interface {}(nil)}'],
    ['%v|%v', [new GoPointer(point, aPoint), new GoPointer(point, null)], '&{3 <nil>}|<nil>'],
    [
      '%v|%s|%d|%x|%q|%#v|%5s|%T',
      Array.from({ length: 8 }, () => new GoInteger(color, 2n)),
      'red|red|2|726564|"red"|2|  red|paint.Color',
    ],
    ['%v|%+v', [list([new GoInteger(color, 2n)]), list([list([1n])])], '[red]|[[1]]'],
    ['%c', [new GoInteger(color, 65n)], 'A'],
    ['%t', [new GoInteger(color, 2n)], '%!t(paint.Color=2)'],
  ]);
});

describe('operands that do not fit the format', () => {
  check([
    ['%d', [], '%!d(MISSING)'],
    ['%d', [1n, 2n], '1%!(EXTRA int=2)'],
    ['', [null, 'a'], '%!(EXTRA <nil>, string=a)'],
    ['100%%|%5%|%-%', [], '100%|%|%'],
    ['%', [], '%!(NOVERB)'],
    ['%-', [1n], '%!(NOVERB)%!(EXTRA int=1)'],
    ['%.2', ['a'], '%!(NOVERB)%!(EXTRA string=a)'],
    ['%☺', [1n], '%!☺(int=1)'],
    ['%w', ['a'], '%!w(string=a)'],
    ['%.-3d', [42n], '%!-(int=42)3d'],
    ['%2147483648d', [42n], '%!(NOVERB)%!(EXTRA int=42)'],
    ['%.2147483648d', [42n], '%!(NOVERB)%!(EXTRA int=42)'],
  ]);
});

describe('widths and precisions from operands', () => {
  check([
    ['%*d|%-*d|', [4n, 42n, 4n, 42n], '  42|42  |'],
    ['%*d|', [-4n, 42n], '42  |'],
    ['%.*f|%*.*f|', [1n, 2.25, 6n, 2n, 2.25], '2.2|  2.25|'],
    ['%*d', ['a', 42n], '%!(BADWIDTH)42'],
    ['%.*d', ['a', 42n], '%!(BADPREC)42'],
    ['%.*d', [-1n, 42n], '%!(BADPREC)42'],
    ['%*d', [10000001n, 42n], '%!(BADWIDTH)42'],
    ['%*d', [4n], '%!d(MISSING)'],
    ['%*d', [uint8(4n), 42n], '  42'],
    ['%0*d|%0*d|', [4n, 42n, -4n, 42n], '0042|42  |'],
  ]);
});

describe('operands by index', () => {
  check([
    ['%[2]d %[1]d', [1n, 2n], '2 1'],
    ['%[2]*[1]d', [2n, 5n], '    2'],
    ['%[3]*.[2]*[1]f', [12.0, 2n, 6n], ' 12.00'],
    ['%[1]*.[3]f', [6n, 3n, 12.0], '    12'],
    ['%6.f', [12.0], '    12'],
    ['%d %d %d %#[1]o %#o %#o', [11n, 12n, 13n], '11 12 13 013 014 015'],
    ['%d %d %d %#[1]o %#o %#o %#o', [11n, 12n, 13n], '11 12 13 013 014 015 %!o(MISSING)'],
    ['%[5]d %[2]d %d', [1n, 2n, 3n], '%!d(BADINDEX) 2 3'],
    ['%d %[3]d %d', [1n, 2n], '1 %!d(BADINDEX) 2'],
    ['%[d', [2n, 1n], '%!d(BADINDEX)'],
    ['%]d', [2n, 1n], '%!](int=2)d%!(EXTRA int=1)'],
    ['%[]d', [2n, 1n], '%!d(BADINDEX)'],
    ['%[-3]d', [2n, 1n], '%!d(BADINDEX)'],
    ['%[99]d', [2n, 1n], '%!d(BADINDEX)'],
    ['%[3]', [2n, 1n], '%!(NOVERB)'],
    ['%[1].2d', [5n, 6n], '%!d(BADINDEX)'],
    ['%[1]2d', [2n, 1n], '%!d(BADINDEX)'],
    ['%3.[2]d', [7n], '%!d(BADINDEX)'],
    ['%.[2]d', [7n], '%!d(BADINDEX)'],
    ['%.[]', [], '%!](BADINDEX)'],
    ['%[1]d %[1]v', [1n, 2n], '1 1'],
  ]);
});

test('a text beyond 1 MiB is refused', () => {
  assert.throws(() => sprintf('%1000000d%1000000d', [1n, 1n], unlimited), ExecError);
});
