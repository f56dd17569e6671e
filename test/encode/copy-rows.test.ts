import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CopyRows } from '../../src/encode/copy-rows.ts';
import { add, addRow } from './copy-row.ts';

/** Rows, and the text that COPY reads them from. */
const cases: readonly {
  readonly name: string;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly text: string;
}[] = [
  { name: 'no rows are no bytes', rows: [], text: '' },
  {
    name: 'values have tabs between them and a line feed after the last',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    text: 'a\tb\nc\td\n',
  },
  {
    name: 'a null is \\N wherever it stands',
    rows: [
      [null, 'b'],
      ['c', null],
      [null, null],
    ],
    text: '\\N\tb\nc\t\\N\n\\N\t\\N\n',
  },
  { name: 'an empty value is none of them', rows: [[''], ['', '']], text: '\n\t\n' },
  { name: 'a row without columns is an empty line', rows: [[], []], text: '\n\n' },
  { name: 'backslash, tab and line ends are escaped', rows: [['\\', '\t', '\n\r']], text: '\\\\\t\\t\t\\n\\r\n' },
  { name: 'what reads as a null or as the end is escaped', rows: [['\\N'], ['\\.']], text: '\\\\N\n\\\\.\n' },
  { name: 'other control characters stay', rows: [['\b\f\v\u0001\u001f']], text: '\b\f\v\u0001\u001f\n' },
  { name: 'an escape in the midst of plain text is found', rows: [['abcdefg\thij']], text: 'abcdefg\\thij\n' },
];

for (const { name, rows, text } of cases) {
  test(name, () => {
    const copy = new CopyRows(1);
    for (const row of rows) addRow(copy, row);
    assert.equal(copy.rows, rows.length);
    assert.equal(copy.bytes, text.length);
    assert.equal(copy.finish().toString(), text);
  });
}

test('an escape is found at every place of values of every length', () => {
  for (let length = 1; length < 14; length++) {
    for (let at = 0; at < length; at++) {
      const value = `${'x'.repeat(at)}\\${'é'.repeat(length - at - 1)}`;
      const copy = new CopyRows(1);
      addRow(copy, ['y', value, 'z']);
      assert.equal(copy.finish().toString(), `y\t${value.replace('\\', '\\\\')}\tz\n`);
    }
  }
});

test('a row that is cancelled leaves nothing behind, its escapes included', () => {
  const copy = new CopyRows(8);
  addRow(copy, ['a', 'b']);
  add(copy, 'one\\two');
  copy.null();
  copy.begin();
  copy.sink.text('half of a value that fails');
  copy.cancelRow();
  addRow(copy, ['c', 'd']);
  assert.equal(copy.rows, 2);
  assert.equal(copy.finish().toString(), 'a\tb\nc\td\n');
});

test('what finish returns is not written to by the next rows', () => {
  const copy = new CopyRows(8);
  addRow(copy, ['first']);
  const first = copy.finish();
  addRow(copy, ['other\\']);
  assert.equal(first.toString(), 'first\n');
  assert.deepEqual([copy.rows, copy.finish().toString(), copy.rows], [1, 'other\\\\\n', 0]);
});
