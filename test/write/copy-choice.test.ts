import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Binding } from '../../src/plan/binding.ts';
import { copyChoice } from '../../src/write/copy-choice.ts';
import { builtIn, column, planned, type Short, table } from '../plan/tables.ts';

const upsert: Short = { op: 'create', key: { id: 1 }, after: { a: 'x', b: 'y' } };
const append: Short = { op: 'create', after: { a: 'x', b: 'y' } };

async function bindings(to = table()): Promise<{ readonly upserts: Binding; readonly appends: Binding }> {
  const { changes } = await planned(to, [upsert, append]);
  const [upserts, appends] = changes.map(({ binding }) => binding);
  assert.ok(upserts && appends);
  return { upserts, appends };
}

type Choice = ReturnType<typeof copyChoice>;
const copied = (choice: Choice, binding: Binding) => {
  choice.sent(binding);
  choice.landed(binding);
};
const refused = (choice: Choice, binding: Binding, sqlstate: string) => {
  choice.sent(binding);
  choice.refused(binding, 'text', sqlstate);
};

describe('whether rows go by COPY', () => {
  const cases: readonly {
    name: string;
    before: (choice: Choice, of: Awaited<ReturnType<typeof bindings>>) => void;
    upserts: boolean;
    appends: boolean;
  }[] = [
    { name: 'at first: yes', before: () => {}, upserts: true, appends: true },
    { name: 'while the first is under way', before: (c, of) => c.sent(of.upserts), upserts: false, appends: true },
    { name: 'when the first has landed', before: (c, of) => copied(c, of.upserts), upserts: true, appends: true },
    {
      name: 'when a key was there',
      before: (c, of) => refused(c, of.upserts, '23505'),
      upserts: false,
      appends: true,
    },
    {
      name: 'when a key was there, and a thousand others were not',
      before: (c, of) => {
        refused(c, of.upserts, '23505');
        c.upserted(of.upserts, 1000, 'none');
      },
      upserts: false,
      appends: true,
    },
    {
      name: 'when a key was there, and thousands of others in a row were not',
      before: (c, of) => {
        refused(c, of.upserts, '23505');
        for (let i = 0; i < 5; i++) c.upserted(of.upserts, 1000, 'none');
      },
      upserts: true,
      appends: true,
    },
    {
      name: 'when a key was there, and some of thousands of others were too',
      before: (c, of) => {
        refused(c, of.upserts, '23505');
        for (let i = 0; i < 9; i++) c.upserted(of.upserts, 1000, i === 4 ? new Set([3]) : 'none');
      },
      upserts: false,
      appends: true,
    },
    {
      name: 'when keys were there twice, and twice as many others are wanted',
      before: (c, of) => {
        for (let times = 0; times < 2; times++) {
          refused(c, of.upserts, '23505');
          for (let i = 0; i < 5; i++) c.upserted(of.upserts, 1000, 'none');
        }
      },
      upserts: false,
      appends: true,
    },
    {
      name: 'when a row was refused for itself',
      before: (c, of) => refused(c, of.upserts, '23514'),
      upserts: true,
      appends: true,
    },
    {
      name: 'when an appended row has a value of a unique index that is there',
      before: (c, of) => refused(c, of.appends, '23505'),
      upserts: true,
      appends: true,
    },
    {
      name: 'when the server has no such COPY',
      before: (c, of) => refused(c, of.appends, '0A000'),
      upserts: false,
      appends: false,
    },
  ];
  for (const { name, before, upserts, appends } of cases) {
    test(name, async () => {
      const of = await bindings();
      const choice = copyChoice(true);
      before(choice, of);
      assert.deepEqual(
        [choice.formatOf(of.upserts) !== undefined, choice.formatOf(of.appends) !== undefined],
        [upserts, appends],
      );
    });
  }

  test('not where the table has rows, before thousands of others in a row were new', async () => {
    const of = await bindings(table({ hasRows: true }));
    const choice = copyChoice(true);
    assert.deepEqual([choice.formatOf(of.upserts), choice.formatOf(of.appends)], [undefined, 'binary']);
    for (const isCopied of [false, false, true]) {
      choice.upserted(of.upserts, 1000, 'none');
      assert.equal(choice.formatOf(of.upserts) !== undefined, isCopied);
    }
  });

  test('never over a connection that takes none', async () => {
    const of = await bindings();
    assert.deepEqual(
      [copyChoice(false).formatOf(of.upserts), copyChoice(false).formatOf(of.appends)],
      [undefined, undefined],
    );
  });

  test('by each table’s own rows', async () => {
    const one = await bindings();
    const other = await bindings(table({ oid: 7 }));
    const choice = copyChoice(true);
    refused(choice, one.upserts, '23505');
    assert.deepEqual(
      [choice.formatOf(one.upserts) !== undefined, choice.formatOf(other.upserts) !== undefined],
      [false, true],
    );
  });

  test('as texts, from a value without a binary form on', async () => {
    const of = await bindings();
    const choice = copyChoice(true);
    assert.deepEqual([choice.formatOf(of.upserts), choice.formatOf(of.appends)], ['binary', 'binary']);
    choice.asText(of.appends);
    assert.deepEqual([choice.formatOf(of.upserts), choice.formatOf(of.appends)], ['text', 'text']);
  });

  test('as texts, where a column’s type has no binary form', async () => {
    const of = await bindings(
      table({ columns: [...table().columns.values(), column('c', { type: builtIn('inet') })] }),
    );
    assert.equal(copyChoice(true).formatOf(of.appends), 'binary');
    const { changes } = await planned(of.appends.table, [{ op: 'create', after: { a: 'x', c: '10.0.0.1' } }]);
    const [withInet] = changes;
    assert.ok(withInet);
    assert.equal(copyChoice(true).formatOf(withInet.binding), 'text');
  });

  test('as texts, where the server takes no others', async () => {
    const of = await bindings();
    const choice = copyChoice(true);
    choice.sent(of.upserts);
    choice.refused(of.upserts, 'binary', '0A000');
    assert.deepEqual([choice.formatOf(of.upserts), choice.formatOf(of.appends)], ['text', 'text']);
    // One that was on its way as well.
    choice.refused(of.appends, 'binary', '0A000');
    assert.equal(choice.formatOf(of.appends), 'text');
    choice.refused(of.appends, 'text', '0A000');
    assert.equal(choice.formatOf(of.appends), undefined);
  });
});

describe('whether rows go by the stage', () => {
  const known = async () => {
    const of = await bindings();
    const choice = copyChoice(true);
    refused(choice, of.upserts, '23505');
    choice.upserted(of.upserts, 1000, new Set([3]));
    return { of, choice };
  };

  test('many upserts, of a table of which as many were there', async () => {
    const { of, choice } = await known();
    assert.deepEqual(
      [1499, 1500].map((rows) => choice.stage(of.upserts, rows) !== undefined),
      [false, true],
    );
  });

  test('not before that is known, nor where few rows share a statement', async () => {
    const of = await bindings();
    assert.equal(copyChoice(true).stage(of.upserts, 5000), undefined);
    const { of: others, choice } = await known();
    choice.upserted(others.upserts, 199, new Set([3]));
    assert.equal(choice.stage(others.upserts, 5000), undefined);
  });

  test('at once where the table has rows', async () => {
    const of = await bindings(table({ hasRows: true }));
    assert.deepEqual(copyChoice(true).stage(of.upserts, 5000), { first: 0, areThere: false });
  });

  test('and are updated when hundreds in a row were there, after some were missing when thousands were, and ever more', async () => {
    const of = await bindings(table({ hasRows: true }));
    const choice = copyChoice(true);
    const areUpdated = () => choice.stage(of.upserts, 5000)?.areThere;
    choice.upserted(of.upserts, 199, 'all');
    assert.equal(areUpdated(), undefined);
    choice.upserted(of.upserts, 1000, 'all');
    assert.equal(areUpdated(), true);
    choice.upserted(of.upserts, 1000, new Set([3]));
    assert.equal(areUpdated(), false);
    for (const rows of [5000, 10_000]) {
      choice.missed(of.upserts);
      choice.upserted(of.upserts, rows - 1, 'all');
      assert.equal(areUpdated(), false);
      choice.upserted(of.upserts, 1, 'all');
      choice.upserted(of.upserts, 1000, 'all');
      assert.equal(areUpdated(), true);
    }
  });

  test('not where a value had no binary form, or a row was too long', async () => {
    const text = await known();
    text.choice.asText(text.of.upserts);
    const long = await known();
    long.choice.unstaged(long.of.upserts);
    assert.deepEqual(
      [text, long].map(({ of, choice }) => choice.stage(of.upserts, 5000)),
      [undefined, undefined],
    );
  });

  test('not of a table that takes none, nor over a connection that copies nothing', async () => {
    const of = await bindings(table({ takesStage: false }));
    assert.equal(copyChoice(true, 0).stage(of.upserts, 5000), undefined);
    const able = await bindings();
    assert.equal(copyChoice(false, 0).stage(able.upserts, 5000), undefined);
    assert.notEqual(copyChoice(true, 0).stage(able.upserts, 5000), undefined);
  });

  test('with numbers that no rows before them have, from 0 on again where they would be too large', async () => {
    const of = await bindings();
    const choice = copyChoice(true, 0);
    const firsts = [10, 5, 2 ** 31 - 20, 7].map((rows) => choice.stage(of.upserts, rows)?.first);
    assert.deepEqual(firsts, [0, 10, 15, 0]);
  });
});
