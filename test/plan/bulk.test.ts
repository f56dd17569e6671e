import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CopyFormat } from '../../src/encode/copy-rows.ts';
import { type BulkStatement, bulkStatementOf, withoutCopied } from '../../src/plan/bulk.ts';
import { BulkGroup } from '../../src/plan/bulk-group.ts';
import type { BulkAction } from '../../src/plan/change-group.ts';
import { CopyGroup } from '../../src/plan/copy-group.ts';
import { KeyIndex } from '../../src/plan/key-index.ts';
import { builtIn, column, planned, type Short, table, unique } from './tables.ts';

/** A group of one binding's changes. */
async function groupOf(
  to: ReturnType<typeof table>,
  action: BulkAction,
  records: readonly Short[],
): Promise<BulkGroup> {
  const { changes } = await planned(to, records);
  const [first] = changes;
  assert.ok(first);
  const group = new BulkGroup(first.binding, action, 16);
  for (const { change, binding } of changes) assert.equal(group.add(change.row, binding), undefined);
  return group;
}

const upserts: readonly Short[] = [1, 2, 3].map((id) => ({ op: 'create', key: { id }, after: { a: 'x' } }));
const keys: readonly Short[] = [1, 2, 3].map((id) => ({ op: 'create', key: { id }, after: {} }));
const deletes: readonly Short[] = [1, 2, 3].map((id) => ({ op: 'delete', key: { id } }));

describe('reads the answer to a statement', () => {
  const byId = { columns: [column('id', { type: builtIn('numeric'), notNull: true }), column('a')] };
  const keyOnly = { columns: [column('id', { type: builtIn('int4'), notNull: true })] };
  const cases: readonly {
    name: string;
    action: BulkAction;
    to?: Parameters<typeof table>[0];
    row: readonly (string | null)[];
    want: unknown;
  }[] = [
    { name: 'an upsert that inserted all', action: 'upsert', row: ['["1", "2", "3"]'], want: 'none' },
    { name: 'an upsert that updated all', action: 'upsert', row: ['[null, null, null]'], want: 'all' },
    { name: 'an upsert that inserted some', action: 'upsert', row: ['["3", null, "1"]'], want: new Set([1]) },
    { name: 'an upsert that lost a row', action: 'upsert', row: ['[null, null]'], want: undefined },
    { name: 'an upsert that lost all rows', action: 'upsert', row: [null], want: undefined },
    { name: 'an upsert that tells a key of none', action: 'upsert', row: ['["4", null, null]'], want: undefined },
    { name: 'an upsert that tells a key twice', action: 'upsert', row: ['["1", "1", null]'], want: undefined },
    { name: 'a key-only upsert, all there', action: 'upsert', to: keyOnly, row: [null], want: 'all' },
    { name: 'a key-only upsert, none there', action: 'upsert', to: keyOnly, row: ['["1","2","3"]'], want: 'none' },
    { name: 'a key-only upsert, some there', action: 'upsert', to: keyOnly, row: ['["2"]'], want: new Set([0, 2]) },
    { name: 'an upsert by places, all new', action: 'upsert', to: byId, row: ['3', '3', null], want: 'none' },
    { name: 'an upsert by places, none new', action: 'upsert', to: byId, row: ['3', '0', null], want: 'all' },
    { name: 'an upsert by places, some new', action: 'upsert', to: byId, row: ['3', '2', '3,1'], want: new Set([1]) },
    { name: 'an upsert by places that lost a row', action: 'upsert', to: byId, row: ['2', '0', null], want: undefined },
    { name: 'an upsert whose places don’t add up', action: 'upsert', to: byId, row: ['3', '2', '1'], want: undefined },
    { name: 'an upsert without places', action: 'upsert', to: byId, row: ['3', '2', null], want: undefined },
    {
      name: 'an upsert into partitions that updated some',
      action: 'upsert',
      to: { kind: 'partitioned' },
      row: ['[3, 1]', '1'],
      want: new Set([0, 2]),
    },
    {
      name: 'an upsert into partitions that lost a row',
      action: 'upsert',
      to: { kind: 'partitioned' },
      row: ['[3, 1]', '0'],
      want: undefined,
    },
    {
      name: 'an upsert into partitions that lost all rows',
      action: 'upsert',
      to: { kind: 'partitioned' },
      row: [null, '0'],
      want: undefined,
    },
    { name: 'an update that found all', action: 'update', row: ['["2", "1", "3"]'], want: 'all' },
    { name: 'an update that found none', action: 'update', row: [null], want: 'none' },
    { name: 'an update that found some', action: 'update', row: ['["1", "3"]'], want: new Set([0, 2]) },
    { name: 'an update by places that found some', action: 'update', to: byId, row: ['[1, 3]'], want: new Set([0, 2]) },
    { name: 'a delete that found all', action: 'delete', row: ['["3", "2", "1"]'], want: 'all' },
    { name: 'a delete that found none', action: 'delete', row: [null], want: 'none' },
    { name: 'a delete that found some', action: 'delete', row: ['["2"]'], want: new Set([1]) },
    { name: 'a delete that tells a key of none', action: 'delete', row: ['["4"]'], want: undefined },
    {
      name: 'a delete by places that found some',
      action: 'delete',
      to: byId,
      row: ['1', '0', '2'],
      want: new Set([1]),
    },
    { name: 'a delete whose places don’t add up', action: 'delete', to: byId, row: ['2', '0', '2'], want: undefined },
  ];
  for (const { name, action, to, row, want } of cases) {
    test(name, async () => {
      const rows = action === 'delete' ? deletes : to === keyOnly ? keys : upserts;
      const group = await groupOf(table(to), action, rows);
      const { existed } = bulkStatementOf(group, false);
      assert.deepEqual(existed({ rows: [row], rowCount: 1 }), want);
    });
  }

  test('an append that wrote all, and one that lost a row', async () => {
    const appends: readonly Short[] = [1, 2].map((id) => ({ op: 'create', after: { id } }));
    const { existed } = bulkStatementOf(await groupOf(table(), 'append', appends), true);
    assert.equal(existed({ rows: [], rowCount: 2 }), 'none');
    assert.equal(existed({ rows: [], rowCount: 1 }), undefined);
  });

  test('places are those of the group’s rows, though some were left out', async () => {
    const group = await groupOf(table(), 'delete', deletes);
    group.kill(1);
    const { existed } = bulkStatementOf(group, false);
    assert.deepEqual(existed({ rows: [['["3"]']], rowCount: 1 }), new Set([2]));
  });
});

describe('takes rows', () => {
  const composite = table({
    columns: [column('x', { type: builtIn('int4') }), column('y', { type: builtIn('int4') }), column('a')],
    keys: [unique(['x', 'y'])],
  });

  test('whose key is told in the table’s order', async () => {
    const one = await groupOf(composite, 'upsert', [{ op: 'create', key: { x: 1, y: 22 }, after: { a: 'p' } }]);
    const same = await groupOf(composite, 'upsert', [{ op: 'create', key: { y: 22, x: 1 }, after: { a: 'p' } }]);
    const other = await groupOf(composite, 'upsert', [{ op: 'create', key: { y: 1, x: 22 }, after: { a: 'p' } }]);
    const index = new KeyIndex();
    assert.deepEqual(
      [one, same, other].map((group) => group.numberLastKey(index)),
      [0, 0, 1],
    );
  });

  test('and tells the first value in the table’s order that is refused, of a delete too', async () => {
    const { changes } = await planned(composite, [{ op: 'delete', key: { y: 'p', x: 'q' } }]);
    for (const { change, binding } of changes) {
      assert.equal(new BulkGroup(binding, 'delete', 16).add(change.row, binding)?.column, 'x');
    }
  });

  test('and is as before where one is refused or taken back', async () => {
    const group = await groupOf(table(), 'upsert', upserts);
    const { changes } = await planned(table(), [
      { op: 'create', key: { id: 9 }, after: { a: '\u0000' } },
      { op: 'create', key: { id: 8 }, after: { a: 'y' } },
    ]);
    for (const { change, binding } of changes) group.add(change.row, binding);
    const index = new KeyIndex();
    const eight = await groupOf(table(), 'upsert', [{ op: 'create', key: { id: 8 }, after: {} }]);
    assert.deepEqual([eight.numberLastKey(index), group.numberLastKey(index)], [0, 0]);
    group.undoLast();
    assert.equal(group.liveRows, 3);
    const fresh = await groupOf(table(), 'upsert', upserts);
    assert.deepEqual(group.finish(), fresh.finish());
  });
});

describe('takes a row out of a COPY', () => {
  for (const format of ['text', 'binary'] as const) {
    for (const place of [0, 1, 2]) {
      test(`of ${format}, the one at ${place}`, async () => {
        const all = await copyOf([1, 2, 3], format);
        const rest = withoutCopied(all, format, place);
        const others = await copyOf([1, 2, 3].toSpliced(place, 1), format);
        assert.deepEqual([...(rest.statement.rows ?? [])], [...(others.statement.rows ?? [])]);
        assert.deepEqual([...rest.places], [0, 1, 2].toSpliced(place, 1));
        assert.equal(rest.existed({ rows: [], rowCount: 2 }), 'none');
        assert.equal(rest.existed({ rows: [], rowCount: 3 }), undefined);
      });
    }
  }

  async function copyOf(ids: readonly number[], format: CopyFormat): Promise<BulkStatement> {
    const to = table({ columns: [column('id', { type: builtIn('int4'), notNull: true }), column('a')] });
    const records: readonly Short[] = ids.map((id) => ({
      op: 'create',
      key: { id },
      after: { a: id === 2 ? null : `a\n${id}` },
    }));
    const { changes } = await planned(to, records);
    const [first] = changes;
    assert.ok(first);
    const group = new CopyGroup(first.binding, 'upsert', format, 1);
    for (const { change, binding } of changes) assert.equal(group.add(change.row, binding), undefined);
    return bulkStatementOf(group, false);
  }
});
