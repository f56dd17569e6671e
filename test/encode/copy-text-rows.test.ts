import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CopyTextRows, withoutTextRow } from '../../src/encode/copy-text-rows.ts';
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
    const copy = new CopyTextRows(1);
    for (const row of rows) addRow(copy, row);
    assert.equal(copy.bytes, text.length);
    assert.equal(copy.finish().toString(), text);
  });
}

test('an escape is found at every place of values of every length', () => {
  for (let length = 1; length < 14; length++) {
    for (let at = 0; at < length; at++) {
      const value = `${'x'.repeat(at)}\\${'é'.repeat(length - at - 1)}`;
      const copy = new CopyTextRows(1);
      addRow(copy, ['y', value, 'z']);
      assert.equal(copy.finish().toString(), `y\t${value.replace('\\', '\\\\')}\tz\n`);
    }
  }
});

test('a row that is cancelled leaves nothing behind, its escapes included', () => {
  const copy = new CopyTextRows(8);
  addRow(copy, ['a', 'b']);
  add(copy, 'one\\two');
  copy.null();
  copy.begin();
  copy.sink.text('half of a value that fails');
  copy.cancelRow();
  addRow(copy, ['c', 'd']);
  assert.equal(copy.finish().toString(), 'a\tb\nc\td\n');
});

test('what was taken is not written to by the next rows', () => {
  const copy = new CopyTextRows(8);
  addRow(copy, ['first']);
  const first = copy.take(4);
  addRow(copy, ['other\\']);
  assert.equal(first.toString(), 'first\n');
  assert.deepEqual([copy.bytes, copy.finish().toString(), copy.bytes], [8, 'other\\\\\n', 0]);
});

test('a row is taken out of them by its place', () => {
  const lines = ['a\tb\\n\n', 'c\t\\N\n', '\t\n'];
  for (const place of lines.keys()) {
    assert.equal(withoutTextRow(Buffer.from(lines.join('')), place).toString(), lines.toSpliced(place, 1).join(''));
  }
});
