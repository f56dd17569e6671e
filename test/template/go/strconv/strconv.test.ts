import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FloatVerb, formatFloat } from '../../../../src/template/go/strconv/format-float.ts';
import { parseFloat64, parseInteger } from '../../../../src/template/go/strconv/parse-number.ts';
import { canBackquote, isPrint, quote, quoteRune, quoteToAscii } from '../../../../src/template/go/strconv/quote.ts';
import { unquote, unquoteRune } from '../../../../src/template/go/strconv/unquote.ts';
import { decodeRune, fromUtf8, runeCount, runesOf, runeToBytes, toUtf8 } from '../../../../src/template/go/utf8.ts';

describe('formatFloat writes numbers as Go does', () => {
  const cases: readonly (readonly [number, FloatVerb, number, string])[] = [
    [1, 'e', 5, '1.00000e+00'],
    [400, 'g', 2, '4e+02'],
    [40, 'g', 2, '40'],
    [0.0004, 'g', 2, '0.0004'],
    [0.00004, 'g', 2, '4e-05'],
    [32, 'g', 0, '3e+01'],
    [1e23, 'e', 17, '9.99999999999999916e+22'],
    [1e23, 'f', -1, '100000000000000000000000'],
    [1e23, 'g', 17, '9.9999999999999992e+22'],
    [5e-324, 'g', -1, '5e-324'],
    [5e-324, 'f', 3, '0.000'],
    [0.09, 'f', 1, '0.1'],
    [0.05, 'f', 0, '0'],
    [0.5, 'f', 0, '0'],
    [1.5, 'f', 0, '2'],
    [9.5, 'f', 0, '10'],
    [99.95, 'e', 2, '1.00e+02'],
    [999999.5, 'g', 6, '1e+06'],
    [2 ** 58, 'f', 0, '288230376151711744'],
    [2.275555555555555, 'x', -1, '0x1.23456789abcdep+01'],
    [2.275555555555555, 'x', 0, '0x1p+01'],
    [3.999969482421875, 'x', 3, '0x1.000p+02'],
    [100, 'X', -1, '0X1.9P+06'],
    [-1, 'b', -1, '-4503599627370496p-52'],
    [-0, 'g', -1, '-0'],
    [0, 'e', -1, '0e+00'],
    [Number.NEGATIVE_INFINITY, 'f', 2, '-Inf'],
    [Number.NaN, 'g', -1, 'NaN'],
  ];
  for (const [value, verb, precision, want] of cases) {
    test(`${value} as ${verb} with ${precision} is ${want}`, () => {
      assert.equal(formatFloat(value, verb, precision), want);
    });
  }

  test('a float32 has the fewest digits that read back as it', () => {
    assert.equal(formatFloat(Math.fround(0.1), 'g', -1, 32), '0.1');
    assert.equal(formatFloat(Math.fround(16777216), 'g', -1, 32), '1.6777216e+07');
    assert.equal(formatFloat(1, 'b', -1, 32), '8388608p-23');
  });
});

describe('parseInteger reads what Go reads with base 0', () => {
  const cases: readonly (readonly [string, bigint | undefined])[] = [
    ['0', 0n],
    ['-0', 0n],
    ['+12', 12n],
    ['0x1F', 31n],
    ['-0b11', -3n],
    ['0o17', 15n],
    ['017', 15n],
    ['1_000', 1000n],
    ['0x_1', 1n],
    ['0_7', 7n],
    ['08', undefined],
    ['1__0', undefined],
    ['_1', undefined],
    ['1_', undefined],
    ['0x', undefined],
    ['', undefined],
    ['1.0', undefined],
    ['12a', undefined],
  ];
  for (const [text, want] of cases) test(`${text} is ${want}`, () => assert.equal(parseInteger(text), want));
});

describe('parseFloat64 reads what Go reads', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['1.5', 1.5],
    ['1.', 1],
    ['.5', 0.5],
    ['-1e-3', -0.001],
    ['1_0.2_5', 10.25],
    ['0x1p-2', 0.25],
    ['0x.8p1', 1],
    ['0x1.8p0', 1.5],
    ['0x1p-1074', 5e-324],
    ['0x1.8', undefined],
    ['1e400', undefined],
    ['0x1p99999', undefined],
    ['.', undefined],
    ['e5', undefined],
    ['1e', undefined],
    ['1e5.5', undefined],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['infinity', Number.POSITIVE_INFINITY],
    ['nan', Number.NaN],
    ['+nan', undefined],
  ];
  for (const [text, want] of cases) {
    test(`${text} is ${want}`, () => assert.equal(parseFloat64(text), want));
  }
});

describe('literals are quoted and read as Go does', () => {
  const quoted: readonly (readonly [string, string, string])[] = [
    ['a"\\', '"a\\"\\\\"', '"a\\"\\\\"'],
    ['\x07\b\f\n\r\t\v\0\x7f', '"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f"', '"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f"'],
    ['é世😀', '"é世😀"', '"\\u00e9\\u4e16\\U0001f600"'],
    ['\u00a0\u00ad\u200b\ufeff', '"\\u00a0\\u00ad\\u200b\\ufeff"', '"\\u00a0\\u00ad\\u200b\\ufeff"'],
  ];
  for (const [text, want, ascii] of quoted) {
    test(`${JSON.stringify(text)} is ${want}`, () => {
      assert.equal(toUtf8(quote(fromUtf8(text))), want);
      assert.equal(quoteToAscii(fromUtf8(text)), ascii);
      assert.equal(unquote(want), fromUtf8(text));
    });
  }

  test('bytes that are no UTF-8 stay bytes', () => {
    assert.equal(quote('\xff\xe4\xb8'), '"\\xff\\xe4\\xb8"');
    assert.equal(unquote('"\\xff\\377"'), '\xff\xff');
  });

  for (const literal of [
    '"',
    '"a',
    "'a'x",
    '"\\q"',
    '"\\x4"',
    '"\\u12"',
    '"\\ud800"',
    '"\\U00110000"',
    '"\\400"',
    '"a\nb"',
    '"\\\'"',
    '`a`b`',
  ]) {
    test(`${JSON.stringify(literal)} is no literal`, () => assert.equal(unquote(literal), undefined));
  }

  const runes: readonly (readonly [string, number | undefined])[] = [
    ["'a'", 97],
    ["'\\n'", 10],
    ["'\\''", 39],
    ["'\\x41'", 65],
    ["'世'", 0x4e16],
    ["'😀'", 0x1f600],
    ["''", undefined],
    ["'ab'", undefined],
    ["'\\\"'", undefined],
  ];
  for (const [literal, want] of runes) test(`${literal} is ${want}`, () => assert.equal(unquoteRune(literal), want));

  test('a rune is quoted in single quotes, what is none as U+FFFD', () => {
    assert.equal(quoteRune(0x27, false), "'\\''");
    assert.equal(quoteRune(0xe9, true), "'\\u00e9'");
    assert.equal(toUtf8(quoteRune(-1, false)), "'\ufffd'");
    assert.equal(toUtf8(quoteRune(0xd800, false)), "'\ufffd'");
  });

  test('backquotes hold what is printable, tabs, and no backquote', () => {
    assert.deepEqual(['a\tb', 'a`', 'a\n', 'a\x7f', '\xff', '\xef\xbb\xbf', '\xc3\xa9'].map(canBackquote), [
      true,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    assert.deepEqual([0x20, 0x7f, 0xa0, 0xad, 0xe9, 0x378, 0xfffd].map(isPrint), [
      true,
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('Go strings are bytes', () => {
  test('UTF-8 goes in and out, bad bytes come out as U+FFFD', () => {
    assert.equal(fromUtf8('é'), '\xc3\xa9');
    assert.equal(toUtf8('\xc3\xa9'), 'é');
    assert.equal(toUtf8('a\xff'), 'a\ufffd');
    assert.equal(fromUtf8('\ud800'), '\xef\xbf\xbd');
  });

  test('runes are decoded as Go decodes them', () => {
    assert.deepEqual(runesOf('a\xc3\xa9\xf0\x9f\x98\x80'), [97, 0xe9, 0x1f600]);
    assert.deepEqual(runesOf('\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe4\xb8'), new Array(11).fill(0xfffd));
    assert.equal(decodeRune('\xe4\xb8\x96', 0), 0x4e16 * 8 + 3);
    assert.equal(runeCount('\xe4\xb8\x96\xff'), 2);
    assert.equal(runeToBytes(0x110000), '\xef\xbf\xbd');
  });
});
