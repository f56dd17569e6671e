import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { type InferredMark, inferredType, markText, readMark, replaceMark } from '../../src/catalog/evolve-mark.ts';

const mark: InferredMark = new Map([
  ['id', 'bigint'],
  ['__proto__', 'numeric'],
  ['a"b', 'boolean'],
]);

const column = (name: string, modifier = -1, schema = 'pg_catalog'): ColumnType => ({
  kind: 'base',
  oid: 0,
  schema,
  name,
  sql: name,
  modifier,
});

describe('the mark of a table that the tool made', () => {
  test('is read back as it was written, without columns that take every value', () => {
    const text = markText(new Map([...mark, ['t', 'text'], ['j', 'jsonb']]));
    assert.equal(text, 'opencdc-pg inferred {"id":"bigint","__proto__":"numeric","a\\"b":"boolean"}');
    assert.deepEqual(readMark(text), mark);
  });

  test('keeps the lines that the user wrote below it', () => {
    const comment = `${markText(mark)}\nOrders.\n{}`;
    assert.deepEqual(readMark(comment), mark);
    assert.equal(replaceMark(comment, new Map()), 'opencdc-pg inferred {}\nOrders.\n{}');
  });

  const others: readonly { name: string; input: string | null | undefined }[] = [
    { name: 'no comment', input: null },
    { name: 'a comment not read', input: undefined },
    { name: 'a comment of the user', input: 'Orders of {"id":"bigint"}' },
    { name: 'a mark that the user broke', input: 'opencdc-pg inferred {"id":' },
    { name: 'a mark that is no object', input: 'opencdc-pg inferred null' },
  ];
  for (const { name, input } of others) {
    test(`is not in ${name}`, () => assert.equal(readMark(input), undefined));
  }

  test('leaves out what is no type of its own', () => {
    assert.deepEqual(
      readMark('opencdc-pg inferred {"a":"money","b":1,"c":"toString","d":"date"}'),
      new Map([['d', 'date']]),
    );
  });

  const types: readonly { name: string; input: readonly [string, ColumnType]; want: string | undefined }[] = [
    { name: 'still has its type', input: ['id', column('int8')], want: 'bigint' },
    { name: 'has another type by now', input: ['id', column('int4')], want: undefined },
    { name: 'has a scale by now', input: ['__proto__', column('numeric', 655366)], want: undefined },
    { name: 'has a type of that name in another schema', input: ['id', column('int8', -1, 'public')], want: undefined },
    { name: 'is not in the mark', input: ['x', column('int8')], want: undefined },
  ];
  for (const { name, input, want } of types) {
    test(`a column that ${name} is ${want ?? "the user's"}`, () => assert.equal(inferredType(mark, ...input), want));
  }
});
