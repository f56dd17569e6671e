import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnNameError } from '../../src/catalog/column-name.ts';

const cases: readonly { name: string; input: string; want: RegExp | undefined }[] = [
  { name: 'a plain name', input: 'id', want: undefined },
  { name: 'a name with anything in it', input: ' a"b\'c\\d\n€ ', want: undefined },
  { name: 'a reserved word', input: 'select', want: undefined },
  { name: 'a system column in capitals, which is another name', input: 'CTID', want: undefined },
  { name: '63 bytes', input: 'x'.repeat(63), want: undefined },
  { name: '64 bytes', input: 'x'.repeat(64), want: /64 bytes/ },
  { name: '32 characters of two bytes', input: 'é'.repeat(32), want: /64 bytes/ },
  { name: 'an empty name', input: '', want: /empty name/ },
  { name: 'a NUL', input: 'a\0', want: /NUL/ },
  { name: 'half a surrogate pair', input: 'a\ud800', want: /surrogate/ },
  { name: 'a system column', input: 'ctid', want: /system column/ },
];

for (const { name, input, want } of cases) {
  test(`${name} is ${want === undefined ? 'a' : 'no'} name of a column`, () => {
    const error = columnNameError(input);
    assert.equal(error?.code, want === undefined ? undefined : 'unknown_column');
    if (want !== undefined) assert.match(error?.message ?? '', want);
  });
}
