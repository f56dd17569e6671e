import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../src/decode/parse-json.ts';

const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };
const texts = fc.string({ unit: fc.constantFrom(...'\\\n"/nué.:{}[] 1😀\u0000'), maxLength: 4 });

describe('JSON with the names that it says', () => {
  it('whatever was read before', () => {
    for (const name of ['\\', 'abc\\', '\\\\']) parseJson(JSON.stringify({ poison: [], [name]: 0 }));
    for (const name of ['\n', '"', '\r', 'abc\n', 'abc"', '\\\n'])
      assert.deepEqual(parseJson(JSON.stringify({ poison: 1, [name]: 2 })), { poison: 1, [name]: 2 });
  });

  it('of any names and texts', () => {
    const objects = fc.array(
      fc.uniqueArray(fc.tuple(texts, fc.oneof(texts, fc.constant(null), fc.integer())), { selector: ([name]) => name }),
    );
    fc.assert(
      fc.property(objects, (each) => {
        const spelled = each.map(
          (fields) => `{${fields.map(([name, value]) => `${JSON.stringify(name)} :${JSON.stringify(value)}`)}}`,
        );
        const read = parseJson(`[${spelled}]`) as object[];
        assert.deepEqual(
          read.map((object) => new Map(Object.entries(object))),
          each.map((fields) => new Map(fields)),
        );
      }),
      { numRuns: 2000, ...seed },
    );
  });

  for (const text of [
    '"\\\\"',
    '"a\\nb"',
    'null',
    '1',
    '[]',
    '{}',
    '["\\"","\\\\:"]',
    '{"\\u0061":"\\":","b":[{"\\n":{}}]}',
  ])
    it(`${text} as JSON.parse has it`, () => assert.deepEqual(parseJson(text), JSON.parse(text)));

  it('the last of a name that comes twice, and __proto__ as any other', () => {
    assert.deepEqual(parseJson('{"\\n":1,"\\u000a":2}'), { '\n': 2 });
    assert.deepEqual(Object.entries(parseJson('{"__proto__":{"a":1},"b":"\\\\"}') as object), [
      ['__proto__', { a: 1 }],
      ['b', '\\'],
    ]);
  });

  it('long texts', () => {
    const value = { 'a\n': '\\"x'.repeat(3_000_000) };
    assert.deepEqual(parseJson(JSON.stringify(value)), value);
  });

  it('deep texts', () => {
    const deep = 100_000;
    let value = parseJson(`${'[{"\\n":'.repeat(deep)}1${'}]'.repeat(deep)}`);
    for (let n = 0; n < deep; n++) value = (value as [Record<string, unknown>])[0]['\n'];
    assert.equal(value, 1);
  });

  it('what is no JSON is refused', () => assert.throws(() => parseJson('{"\\n":}'), SyntaxError));
});
