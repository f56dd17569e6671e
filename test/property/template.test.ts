import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OpencdcPgError } from '../../src/errors.ts';
import { sprintf } from '../../src/template/go/fmt/sprintf.ts';
import { compileGoTemplate } from '../../src/template/go/go-template.ts';
import { unlimited } from '../../src/template/go/limits.ts';
import { formatFloat } from '../../src/template/go/strconv/format-float.ts';
import { quote, quoteToAscii } from '../../src/template/go/strconv/quote.ts';
import { unquote } from '../../src/template/go/strconv/unquote.ts';
import { decodeRune, fromUtf8, toUtf8 } from '../../src/template/go/utf8.ts';
import { compileMetadataField } from '../../src/template/metadata-field.ts';
import { compileTemplate, type Template } from '../../src/template/template.ts';
import { TextCache } from '../../src/template/text-cache.ts';
import { decodeJson, goCases, recordOf } from '../template/go/go-cases.ts';

const parameters = {
  numRuns: Number(process.env['FC_NUM_RUNS'] ?? 500),
  ...(process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) }),
};

const cases = goCases();
const record = recordOf(cases[0]?.record ?? {});
const pieces =
  '{{ }} {{- -}} ( ) | . $x $ := = , " ` \' \\ /* */ 0x 1e i nil true range end if else with define block template break continue .Payload.After .Metadata printf index # ^ { & ! > %'.split(
    ' ',
  );

/** Templates of real use, put together and damaged. */
const mangled = fc
  .record({
    parts: fc.array(fc.constantFrom(...cases.map(({ template }) => template)), { minLength: 1, maxLength: 2 }),
    edits: fc.array(
      fc.record({
        at: fc.nat(300),
        removed: fc.nat(6),
        inserted: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 })),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ parts, edits }) =>
    edits.reduce((text, { at, removed, inserted }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + inserted + text.slice(place + removed);
    }, parts.join('')),
  );

test('every text is a template or a usage error, and every rendering a text or a template_error', () => {
  fc.assert(
    fc.property(mangled, fc.constantFrom(undefined, 'go' as const, 'mustache' as const), (text, syntax) => {
      let template: Template;
      try {
        template = compileTemplate(text, { syntax });
      } catch (error) {
        assert.ok(error instanceof OpencdcPgError && error.code === 'usage', String(error));
        return;
      }
      const rendered = template.render(record);
      assert.ok(typeof rendered === 'string' || rendered.code === 'template_error');
    }),
    parameters,
  );
});

test('text around actions comes out as it stands', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('{'));
  fc.assert(
    fc.property(plain, plain, plain, (before, inside, after) => {
      const literal = toUtf8(quote(fromUtf8(inside)));
      const template = compileTemplate(`${before}{{${literal}}}${after}`, { syntax: 'go' });
      assert.equal(template.render(record), Buffer.from(before + inside + after).toString());
    }),
    parameters,
  );
});

test('any metadata and any payload text come out of both syntaxes as they are', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', minLength: 60, maxLength: 90 }));
  const go = compileTemplate('{{ index .Metadata "a.b" }}{{ .Payload.After.x }}');
  const mustache = compileTemplate('{{metadata.a.b}}{{payload.after.x}}');
  fc.assert(
    fc.property(text, text, (a, x) => {
      const one = decodeJson(
        JSON.stringify({ operation: 'create', metadata: { 'a.b': a }, payload: { after: { x } } }),
      );
      assert.deepEqual([go.render(one), mustache.render(one)], [a + x, a + x]);
    }),
    parameters,
  );
});

test('a metadata field read without the engine is what the engine reads', () => {
  const gap = fc.constantFrom('', ' ', '\t', '\r\n', '  ', '\u00a0', '\f', '- ', ' -', '{', '/**/');
  const space = fc.oneof({ weight: 9, arbitrary: fc.constant(' ') }, gap);
  const name = fc.constantFrom('a', 'a.b', 'opencdc.collection', '-', '__proto__', 'é', 'a b', '\\x61', '');
  const spelling = fc
    .tuple(space, space, space, name, space)
    .map(([a, b, c, field, d]) => `{{${a}index${b}.Metadata${c}"${field}"${d}}}`);
  const units = fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength: 70 });
  const text = units.map((codes) => String.fromCharCode(...codes));
  const metadata = fc.option(fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true }));
  let read = 0;
  fc.assert(
    fc.property(spelling, metadata, (template, fields) => {
      const field = compileMetadataField(template);
      if (field === undefined) return;
      read++;
      const one = decodeJson(JSON.stringify({ operation: 'create', metadata: fields }));
      assert.equal(field(one), toUtf8(compileGoTemplate(template, new Map()).renderBytes(one)));
    }),
    parameters,
  );
  assert.ok(read > 0, 'no spelling was the form at all');
});

const goString = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

test('what is quoted can be read again', () => {
  fc.assert(
    fc.property(goString, (bytes) => {
      assert.equal(unquote(quoteToAscii(bytes)), bytes);
      if (Buffer.from(toUtf8(bytes)).toString('latin1') === bytes) assert.equal(unquote(toUtf8(quote(bytes))), bytes);
    }),
    parameters,
  );
});

test('runes are those that TextDecoder finds, where all bytes are UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = fromUtf8(text);
      const runes: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        const decoded = decodeRune(bytes, at);
        runes.push(decoded >> 3);
        at += decoded & 7;
      }
      assert.equal(String.fromCodePoint(...runes), Buffer.from(text).toString());
    }),
    parameters,
  );
});

test('the shortest form of a number reads back as it, and long forms are the exact value', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(40), (value, precision) => {
      for (const verb of ['g', 'e', 'f', 'x'] as const) {
        const text = formatFloat(value, verb, -1);
        if (verb !== 'x') assert.ok(Object.is(Number(text), value), `${text} for ${value}`);
      }
      // JavaScript rounds halves up, Go to even: they agree where the exact value has no 5 as its last digit there.
      const exact = value.toFixed(100).replace(/0+$/, '');
      const tie = exact.endsWith('5') && exact.length - exact.indexOf('.') - 1 === precision + 1;
      if (Math.abs(value) < 1e15 && precision <= 15 && !tie) {
        assert.equal(
          formatFloat(value, 'f', precision),
          Object.is(value, -0) ? `-${(0).toFixed(precision)}` : value.toFixed(precision),
        );
      }
    }),
    parameters,
  );
});

test('no format and no operand stop printf', () => {
  const format = fc
    .array(fc.oneof(fc.constantFrom(...'%#0+- *.[]123vdsqxXobcUeEfgGtTpw'), fc.string({ maxLength: 2 })))
    .map((parts) => parts.join(''));
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    goString,
    fc.double(),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  );
  fc.assert(
    fc.property(format, fc.array(value, { maxLength: 4 }), (text, values) => {
      assert.equal(typeof sprintf(fromUtf8(text), values, unlimited), 'string');
    }),
    parameters,
  );
});

test('a cached text is the text of the bytes', () => {
  const caches = { utf8: new TextCache('utf8'), latin1: new TextCache('latin1') };
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { minLength: 1, maxLength: 20 }), (parts) => {
      const bytes = Buffer.concat(parts);
      let at = 0;
      for (const part of parts) {
        for (const encoding of ['utf8', 'latin1'] as const) {
          assert.equal(
            caches[encoding].text(bytes, at, at + part.length),
            bytes.toString(encoding, at, at + part.length),
          );
        }
        at += part.length;
      }
    }),
    parameters,
  );
});
