import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { encoderFor } from '../../src/encode/encoder-for.ts';
import type { JsonStrings } from '../../src/encode/json.ts';
import { encodeWith } from './encode-json.ts';

/** A JSON value as text, and either the Postgres text that it becomes or how it is refused. */
export type EncodeCase = { readonly name: string; readonly input: string; readonly jsonStrings?: JsonStrings } & (
  | { readonly want: string }
  | { readonly refused: string; readonly message?: string; readonly hint?: string }
);

/** One test for each case of a type. */
export function encodes(type: ColumnType, cases: readonly EncodeCase[]): void {
  for (const each of cases) {
    test(each.name, () => {
      const encoded = encodeWith(encoderFor(type, { jsonStrings: each.jsonStrings ?? 'auto' }), each.input);
      if ('want' in each) {
        assert.deepEqual(encoded, { text: each.want });
        return;
      }
      assert.ok('error' in encoded, `was written as ${'text' in encoded ? encoded.text : ''}`);
      assert.equal(encoded.error.code, 'invalid_value');
      assert.equal(encoded.error.sqlstate, each.refused);
      assert.ok((encoded.error.hint ?? '').length > 0, 'there is a hint');
      if (each.message !== undefined) assert.equal(encoded.error.message, each.message);
      if (each.hint !== undefined) assert.equal(encoded.error.hint, each.hint);
    });
  }
}
