import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { takesUpdate } from '../../src/plan/stage.ts';
import { builtIn, column, planned, table, unique } from './tables.ts';

const id = column('id', { type: builtIn('int4'), notNull: true });
const [a, b] = [column('a'), column('b')];
const withDefault = (expression: string) => column('d', { hasDefault: true, default: expression });

describe('whether upserts of rows that are there may be an UPDATE', () => {
  const cases: readonly {
    name: string;
    table?: Parameters<typeof table>[0];
    after?: Record<string, unknown>;
    want: boolean;
  }[] = [
    { name: 'rows of a table with nothing but a key', want: true },
    { name: 'rows of some of the columns', after: { a: 'x' }, want: true },
    { name: 'nothing to set', after: {}, want: false },
    { name: 'whole rows that a check may refuse', table: { checked: true }, want: true },
    { name: 'parts of rows that a check may refuse', table: { checked: true }, after: { a: 'x' }, want: false },
    { name: 'parts of rows of a partition', table: { partition: true }, after: { a: 'x' }, want: false },
    { name: 'no right to insert', table: { granted: false }, want: false },
    { name: 'a default that can’t fail', table: { columns: [id, a, b, withDefault("'x'::text")] }, want: true },
    { name: 'a default that may fail', table: { columns: [id, a, b, withDefault('(1 / 0)')] }, want: false },
    {
      name: 'a number from a sequence',
      table: { columns: [id, a, b, withDefault("nextval('s'::regclass)")] },
      want: false,
    },
    { name: 'a generated column', table: { columns: [id, a, b, column('g', { generated: true })] }, want: false },
    {
      name: 'nothing to set but an identity that takes no update',
      table: { columns: [id, column('a', { identityAlways: true })], keys: [unique(['id'])] },
      after: { a: 'x' },
      want: false,
    },
  ];
  for (const { name, table: given = {}, after = { a: 'x', b: 'y' }, want } of cases) {
    test(name, async () => {
      const { changes } = await planned(table(given), [{ op: 'create', key: { id: 1 }, after: { id: 1, ...after } }]);
      const [change] = changes;
      assert.ok(change);
      assert.equal(takesUpdate(change.binding), want);
    });
  }
});
