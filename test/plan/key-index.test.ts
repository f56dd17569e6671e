import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { KeyIndex } from '../../src/plan/key-index.ts';

function numbersOf(keys: readonly Buffer[]): readonly number[] {
  const index = new KeyIndex();
  return keys.map((key) => {
    const around = Buffer.concat([Buffer.from('before'), key, Buffer.from('behind')]);
    return index.numberOf(around, 6, 6 + key.length);
  });
}

/** What a Map of their texts says. */
function expected(keys: readonly Buffer[]): readonly number[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const text = key.toString('latin1');
    const number = seen.get(text) ?? seen.size;
    seen.set(text, number);
    return number;
  });
}

describe('numbers keys', () => {
  test('in the order in which they first come', () => {
    assert.deepEqual(numbersOf(['b', 'a', 'b', '', 'ab', 'a', ''].map(Buffer.from)), [0, 1, 0, 2, 3, 1, 2]);
  });

  test('as a map of their texts does, whatever they hold', () => {
    const key = fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(...[0, 1, 2].map((n) => Uint8Array.of(0, 0, 0, n))),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 600 }), (bytes) => {
        const keys = bytes.map((each) => Buffer.from(each));
        assert.deepEqual(numbersOf(keys), expected(keys));
      }),
    );
  });

  test('that are more than it was made for, and longer', () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => Buffer.from(`${'x'.repeat(n % 90)}${n % 15_000}`));
    assert.deepEqual(numbersOf(keys), expected(keys));
  });

  test('whose hashes are the same', () => {
    // FNV-1a's 32 bits of these two are the same.
    const keys = ['costarring', 'liquid', 'declinate', 'macallums'].map(Buffer.from);
    assert.deepEqual(numbersOf([...keys, ...keys]), [0, 1, 2, 3, 0, 1, 2, 3]);
  });
});
