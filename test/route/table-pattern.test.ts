import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableAllowed, tablePatterns } from '../../src/route/table-pattern.ts';

const cases: readonly { patterns: string; allows: readonly string[]; refuses: readonly string[] }[] = [
  {
    patterns: 'orders',
    allows: ['public.orders', 'x.orders'],
    refuses: ['public.order', 'public.orders2', 'orders.x'],
  },
  { patterns: 'public.orders', allows: ['public.orders'], refuses: ['sales.orders', 'public.items'] },
  { patterns: 'public.*', allows: ['public.orders', 'public.x y'], refuses: ['sales.orders'] },
  { patterns: '*', allows: ['public.orders', 'x.y'], refuses: [] },
  { patterns: '*.*', allows: ['public.orders'], refuses: [] },
  { patterns: 'order?', allows: ['public.orders', 'public.order😀'], refuses: ['public.order', 'public.orderss'] },
  { patterns: 'o[a-rx]*', allows: ['s.orders', 's.ox'], refuses: ['s.os', 's.o'] },
  { patterns: 'o[!a-r]', allows: ['s.os'], refuses: ['s.or', 's.o'] },
  { patterns: 'o[^a-r]', allows: ['s.os'], refuses: ['s.or'] },
  { patterns: 'o[r-a]', allows: ['s.or'], refuses: ['s.os'] },
  { patterns: 'a[.]b', allows: ['s.a.b'], refuses: ['s.a-b'] },
  { patterns: 'a[]]b', allows: ['s.a]b'], refuses: ['s.ab'] },
  { patterns: ' orders , sales.items ', allows: ['x.orders', 'sales.items'], refuses: ['x.items'] },
  { patterns: '"a.b"', allows: ['s.a.b'], refuses: ['a.b'] },
  { patterns: 's."a*"', allows: ['s.a*'], refuses: ['s.ab'] },
  { patterns: '"a""b"', allows: ['s.a"b'], refuses: ['s.ab'] },
  { patterns: '" a"', allows: ['s. a'], refuses: ['s.a'] },
  { patterns: 'Orders', allows: ['s.Orders'], refuses: ['s.orders'] },
  { patterns: 'a+b$', allows: ['s.a+b$'], refuses: ['s.aab$'] },
];
for (const { patterns, allows, refuses } of cases) {
  test(`--only-tables ${patterns} takes these tables and no others`, () => {
    const read = tablePatterns(patterns);
    assert.ok(typeof read !== 'string', String(read));
    // Here the schema ends at the first dot.
    const taken = [...allows, ...refuses].filter((table) => {
      const dot = table.indexOf('.');
      return tableAllowed(read, { schema: table.slice(0, dot), name: table.slice(dot + 1) }) === undefined;
    });
    assert.deepEqual(taken, allows);
  });
}

for (const patterns of ['', ' ', 'a,', ',a', 'a.', '.a', 'a.b.c', '"a', '[a', 'a,,b']) {
  test(`--only-tables ${JSON.stringify(patterns)} is refused in words`, () => {
    assert.equal(typeof tablePatterns(patterns), 'string');
  });
}

test('a table that no pattern takes is named in the error', () => {
  const patterns = tablePatterns('orders');
  assert.ok(typeof patterns !== 'string');
  assert.deepEqual(tableAllowed(patterns, { schema: 'public', name: 'Items' }), {
    code: 'table_not_allowed',
    message: 'the table public."Items" is not among those of --only-tables',
    hint: 'add it to --only-tables, or mend --table',
  });
});
