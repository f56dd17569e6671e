import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Column, Table } from '../../src/catalog/table.ts';
import type { BindingOptions } from '../../src/plan/binding.ts';
import {
  bindingTakesBulk,
  hasCanonicalKey,
  insertsNothingThatFails,
  numbersRows,
  takesBulk,
  takesCopy,
  takesFolding,
  visibilityOf,
} from '../../src/plan/lane.ts';
import { needsExistingRow } from '../../src/plan/statements.ts';
import { builtIn, column, planned, type Short, table, unique } from './tables.ts';

const id = column('id', { type: builtIn('int4'), notNull: true });
const a = column('a');
const toOther = { name: 'f', columns: ['a'], targetOid: 7, targetColumns: ['id'] };
const toItself = { ...toOther, targetOid: 100 };
const shown = { oid: 50, kind: 'table', hidden: [] } as const;
const parted = { ...shown, kind: 'partitioned' } as const;
const hiding = (...hidden: readonly Column[]): Pick<Table, 'kind' | 'below'> => ({
  kind: 'view',
  below: { ...shown, hidden },
});

describe('how far changes may leave input order', () => {
  const cases: readonly {
    name: string;
    input: Partial<Table>;
    want: [ReturnType<typeof visibilityOf>, bulk: boolean];
  }[] = [
    { name: 'rows of a table with nothing but a key', input: {}, want: ['free', true] },
    { name: 'rows with a check', input: { checked: true }, want: ['free', true] },
    { name: 'rows of a partitioned table', input: { kind: 'partitioned', children: true }, want: ['free', true] },
    { name: 'triggers', input: { triggers: true }, want: ['opaque', false] },
    { name: 'rules', input: { rules: true }, want: ['opaque', false] },
    { name: 'row security', input: { rowSecurity: true }, want: ['opaque', false] },
    { name: 'functions of users', input: { userFunctions: true }, want: ['opaque', false] },
    { name: 'a view', input: { kind: 'view' }, want: ['opaque', false] },
    { name: 'a view of a table', input: { kind: 'view', below: shown }, want: ['free', true] },
    { name: 'a view of a partitioned table', input: { kind: 'view', below: parted }, want: ['free', true] },
    {
      name: 'a view of a table with a foreign key to itself',
      input: { kind: 'view', below: shown, foreignKeys: [{ ...toOther, targetOid: shown.oid }] },
      want: ['linked', false],
    },
    {
      name: 'a view of a table with children',
      input: { kind: 'view', below: shown, children: true },
      want: ['free', false],
    },
    { name: 'a foreign table', input: { kind: 'foreign' }, want: ['opaque', false] },
    { name: 'foreign keys of a partition', input: { foreignKeysBelow: true }, want: ['opaque', false] },
    { name: 'a foreign key', input: { foreignKeys: [toOther] }, want: ['linked', true] },
    { name: 'a foreign key to the table itself', input: { foreignKeys: [toItself] }, want: ['linked', false] },
    { name: 'being referred to', input: { referencedBy: [7] }, want: ['linked', true] },
    { name: 'a shared sequence', input: { sharesSequence: true }, want: ['linked', true] },
    { name: 'a second unique index', input: { uniqueIndexes: 2 }, want: ['ordered', true] },
    { name: 'a unique index of a partition', input: { uniqueBelow: true }, want: ['ordered', true] },
    { name: 'an exclusion constraint', input: { excluded: true }, want: ['ordered', false] },
    { name: 'children by inheritance', input: { children: true }, want: ['free', false] },
  ];
  for (const { name, input, want } of cases) {
    test(`${name}: ${want[0]}${want[1] ? '' : ', record by record'}`, () => {
      const { columns, ...parts } = input;
      assert.deepEqual([visibilityOf(table(parts)), takesBulk(table(parts))], want);
    });
  }
});

describe('whether many changes may be one statement', () => {
  const upsert: Short = { op: 'create', key: { id: 1 }, after: { a: 'x', b: 'y' } };
  const partial: Short = { op: 'create', key: { id: 1 }, after: { a: 'x' } };
  const remove: Short = { op: 'delete', key: { id: 1 } };
  const append: Short = { op: 'create', after: { id: 1, a: 'x' } };
  const move: Short = { op: 'update', key: { id: 2 }, before: { id: 1 }, after: { a: 'x' } };
  const required = [id, a, column('b', { notNull: true })];
  const deferrable = [unique(['id']), unique(['a'], { deferrable: true })];
  const cases: readonly {
    name: string;
    to?: Parameters<typeof table>[0];
    input: Short;
    options?: Partial<BindingOptions>;
    want: boolean;
  }[] = [
    { name: 'upserts', input: upsert, want: true },
    { name: 'upserts with --on-conflict ignore', input: upsert, options: { onConflict: 'ignore' }, want: false },
    { name: 'upserts with --newer-by', input: upsert, options: { newerBy: 'a' }, want: false },
    {
      name: 'upserts by a deferrable key',
      to: { keys: [unique(['id'], { deferrable: true })] },
      input: upsert,
      want: false,
    },
    {
      name: 'upserts of columns that others refer to',
      to: { referencedBy: [7], uniqueIndexes: 2 },
      input: upsert,
      want: false,
    },
    { name: 'upserts of a table that is referred to by its key', to: { referencedBy: [7] }, input: upsert, want: true },
    { name: 'upserts beside a second unique index', to: { uniqueIndexes: 2 }, input: upsert, want: true },
    { name: 'upserts beside a deferrable one', to: { uniqueIndexes: 2, keys: deferrable }, input: upsert, want: false },
    {
      name: 'upserts of partitioned rows beside a second one',
      to: { uniqueIndexes: 2, kind: 'partitioned' },
      input: upsert,
      want: false,
    },
    {
      name: 'upserts beside a second unique index, by a view',
      to: { uniqueIndexes: 2, kind: 'view', below: shown },
      input: upsert,
      want: false,
    },
    { name: 'upserts by a view', to: { kind: 'view', below: shown }, input: upsert, want: true },
    {
      name: 'upserts by a view that hides the key of its table',
      to: { kind: 'view', below: shown, keys: [] },
      input: upsert,
      want: false,
    },
    { name: 'rows that only update', to: { columns: required }, input: partial, want: true },
    {
      name: 'rows that only update, beside a second unique index',
      to: { columns: required, uniqueIndexes: 2 },
      input: partial,
      want: false,
    },
    {
      name: 'rows that only update, with nothing to set',
      to: { columns: required },
      input: { op: 'create', key: { id: 1 } },
      want: false,
    },
    { name: 'deletes', input: remove, want: true },
    {
      name: 'deletes beside a deferrable unique constraint',
      to: { uniqueIndexes: 2, keys: deferrable },
      input: remove,
      want: true,
    },
    { name: 'deletes of rows that others refer to', to: { referencedBy: [7] }, input: remove, want: false },
    { name: 'appends', input: append, want: true },
    {
      name: 'appends beside a deferrable unique constraint',
      to: { uniqueIndexes: 2, keys: deferrable },
      input: append,
      want: true,
    },
    { name: 'moves', input: move, want: false },
    { name: 'changes of a table with a trigger', to: { triggers: true }, input: append, want: false },
    {
      name: 'upserts by a generated key',
      to: { columns: [{ ...id, generated: true }, a] },
      input: partial,
      want: false,
    },
  ];
  for (const { name, to, input, options, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => {
      const { changes } = await planned(table(to), [input], options);
      assert.equal(changes.map(({ binding }) => bindingTakesBulk(binding))[0], want);
    });
  }
});

describe('whether the client can tell keys apart', () => {
  const cases = [
    { name: 'integers', key: column('id', { type: builtIn('int8') }), want: true },
    { name: 'texts', key: column('id'), want: true },
    { name: 'texts of a nondeterministic collation', key: column('id', { deterministic: false }), want: false },
    { name: 'numerics', key: column('id', { type: builtIn('numeric') }), want: false },
    { name: 'times', key: column('id', { type: builtIn('timestamptz') }), want: false },
    {
      name: 'texts under an index with a nondeterministic collation',
      key: column('id'),
      deterministic: false,
      want: false,
    },
  ];
  for (const { name, key, deterministic = true, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => {
      const to = table({ columns: [key, a], keys: [unique(['id'], { deterministic })] });
      const { changes } = await planned(to, [{ op: 'create', key: { id: '1' }, after: { a: 'x' } }]);
      assert.equal(changes.map(({ binding }) => hasCanonicalKey(binding))[0], want);
    });
  }
});

describe('whether changes of one key may be folded', () => {
  const generated = column('g', { generated: true });
  const always = column('n', { identityAlways: true, numbered: true, hasDefault: true });
  const many = Array.from({ length: 400 }, (_, i) => column(`c${i}`));
  const cases: readonly {
    name: string;
    to: Parameters<typeof table>[0];
    after?: Record<string, unknown>;
    want: boolean;
  }[] = [
    { name: 'where only types and NOT NULL can refuse a row', to: {}, want: true },
    { name: 'with a check', to: { checked: true }, want: false },
    { name: 'with an index that fails on values', to: { fragileIndexes: true }, want: false },
    { name: 'with a second unique index', to: { uniqueIndexes: 2 }, want: false },
    { name: 'with a foreign key', to: { foreignKeys: [toOther] }, want: false },
    { name: 'by a view', to: { kind: 'view', below: shown }, want: true },
    { name: 'by a view that hides a generated column', to: hiding(column('g', { generated: true })), want: false },
    { name: 'in a partition', to: { partition: true }, want: false },
    { name: 'by a role that may not do all', to: { granted: false }, want: false },
    { name: 'with a generated column', to: { columns: [id, a, generated] }, want: false },
    { name: 'with hundreds of columns', to: { columns: [id, a, ...many] }, want: false },
    {
      name: 'with an identity ALWAYS that is written',
      to: { columns: [id, a, always] },
      after: { a: 'x', n: 5 },
      want: false,
    },
    { name: 'with an identity ALWAYS as the key', to: { columns: [{ ...always, name: 'id' }, a] }, want: true },
  ];
  for (const { name, to, after = { a: 'x' }, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => {
      const { changes } = await planned(table(to), [{ op: 'create', key: { id: 1 }, after }]);
      assert.equal(changes.map(({ binding }) => takesFolding(binding))[0], want);
    });
  }
});

describe('whether a new row works out nothing that may fail', () => {
  const withDefault = (text: string | null, type = builtIn('text')) =>
    column('b', { type, hasDefault: true, default: text });
  const cases = [
    { name: 'no default', b: column('b'), want: true },
    { name: 'a constant text', b: withDefault("'new'::text"), want: true },
    { name: 'a constant text with a quote', b: withDefault("'it''s'::text"), want: true },
    { name: 'a text that fits', b: withDefault("'new'::character varying", builtIn('varchar', 7)), want: true },
    {
      name: 'a text that is too long',
      b: withDefault("'news'::character varying", builtIn('varchar', 7)),
      want: false,
    },
    { name: 'a small number', b: withDefault('0', builtIn('int2')), want: true },
    { name: 'a number that may be too large', b: withDefault('99999', builtIn('int2')), want: false },
    {
      name: 'a number that fits its precision',
      b: withDefault('0.00', builtIn('numeric', 4 + (4 << 16) + 2)),
      want: true,
    },
    { name: 'a number over its precision', b: withDefault('100', builtIn('numeric', 4 + (4 << 16) + 2)), want: false },
    { name: 'the time', b: withDefault('now()', builtIn('timestamptz')), want: true },
    { name: 'a function', b: withDefault('f()'), want: false },
    { name: 'a quotient', b: withDefault('(1 / 0)', builtIn('int4')), want: false },
    { name: 'two texts', b: withDefault("'a'::text || 'b'::text"), want: false },
    { name: 'a domain’s default', b: withDefault(null), want: false },
    { name: 'a generated column', b: column('b', { generated: true }), want: false },
  ];
  for (const { name, b, want } of cases) {
    test(`${name}: ${want ? 'yes' : 'no'}`, async () => {
      const { changes } = await planned(table({ columns: [id, a, b] }), [
        { op: 'create', key: { id: 1 }, after: { a: 'x' } },
      ]);
      assert.equal(changes.map(({ binding }) => insertsNothingThatFails(binding))[0], want);
    });
  }

  test('a default that is not taken does not matter', async () => {
    const to = table({ columns: [id, a, withDefault('f()')] });
    const { changes } = await planned(to, [{ op: 'create', key: { id: 1 }, after: { b: 'x' } }]);
    assert.equal(changes.map(({ binding }) => insertsNothingThatFails(binding))[0], true);
  });
});

describe('the columns that a view hides', () => {
  const input: Short = { op: 'create', key: { id: 1 }, after: { a: 'x', b: 'y' } };
  const bindingOf = async (to: Omit<Partial<Table>, 'columns'>) => {
    const { changes } = await planned(table(to), [input]);
    const [{ binding } = assert.fail()] = changes;
    return binding;
  };

  test('number rows', async () => {
    const binding = await bindingOf(hiding(column('n', { numbered: true, hasDefault: true })));
    assert.equal(numbersRows(binding), true);
  });

  test('work out defaults that may fail', async () => {
    const binding = await bindingOf(hiding(column('n', { hasDefault: true, default: 'f()' })));
    assert.equal(insertsNothingThatFails(binding), false);
  });

  test('make a row one that can only update, even if one that is shown has their name', async () => {
    const needs = async (...hidden: readonly Column[]) => {
      const { table: to, columns } = await bindingOf(hiding(...hidden));
      return needsExistingRow(to, columns);
    };
    assert.deepEqual(
      [await needs(column('a', { notNull: true })), await needs(column('a')), await needs()],
      [true, false, false],
    );
  });

  test('are no matter to a COPY, which takes no view', async () => {
    assert.deepEqual([takesCopy(await bindingOf(hiding())), takesCopy(await bindingOf({}))], [false, true]);
  });
});

test('rows are numbered where they lack a column that a sequence fills', async () => {
  const to = table({ columns: [id, a, column('n', { numbered: true, hasDefault: true })] });
  const { changes } = await planned(to, [
    { op: 'create', after: { a: 'x' } },
    { op: 'create', after: { id: 1, n: 5 } },
  ]);
  assert.deepEqual(
    changes.map(({ binding }) => numbersRows(binding)),
    [true, false],
  );
});
