import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCatalog } from '../../src/catalog/catalog.ts';
import type { Table } from '../../src/catalog/table.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { ServerError } from '../../src/write/server-error.ts';
import { testTargets } from '../support/target.ts';

/** Of `CREATE VIEW v` what follows, and what the catalog then tells of `v` by its table. */
interface Case {
  readonly name: string;
  readonly view: string;
  readonly more?: string;
  readonly since?: number;
}

const made = `CREATE TABLE t (id int PRIMARY KEY, a varchar(5), n numeric, at timestamptz, flag boolean DEFAULT true,
  g int GENERATED ALWAYS AS (id * 2) STORED, always int GENERATED ALWAYS AS IDENTITY, CHECK (n < 9));
  CREATE TABLE u (id int PRIMARY KEY); CREATE FUNCTION good(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
  CREATE TABLE p (id int, part int, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
  CREATE TABLE triggered (id int PRIMARY KEY); CREATE TABLE secured (id int PRIMARY KEY); ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
  CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER one BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION nothing();
  CREATE TABLE ruled (id int PRIMARY KEY); CREATE RULE r AS ON DELETE TO ruled DO INSTEAD NOTHING;
  CREATE VIEW plain AS SELECT id, a FROM t`;

const simple: readonly (Case & { readonly filtered?: boolean; readonly hidden?: string })[] = [
  { name: 'columns of a table', view: 'AS SELECT id, a, n, at, flag FROM t', hidden: 'g, always' },
  {
    name: 'columns with other names',
    view: 'AS SELECT at AS id, id AS "a :resno 1 {b}", a AS n FROM t',
    hidden: 'n, flag, g, always',
  },
  { name: 'columns of a partitioned table', view: 'AS SELECT * FROM p', filtered: true },
  { name: 'all columns of a table by an alias', view: 'AS SELECT x.* FROM u AS x' },
  { name: 'rows by comparison', view: "AS SELECT id FROM t WHERE id > 1 AND a <> 'x'", filtered: true },
  {
    name: 'rows by their nulls and truths',
    view: 'AS SELECT id FROM t WHERE at IS NULL AND (flag OR flag IS NOT FALSE)',
    filtered: true,
  },
  { name: 'rows by lists', view: "AS SELECT id FROM t WHERE a IN ('a', 'b') AND id = ANY ('{1,2}')", filtered: true },
  { name: 'a check option', view: 'AS SELECT id FROM t WHERE id > 1 WITH CASCADED CHECK OPTION', filtered: true },
  { name: 'a default of its own', view: 'AS SELECT id, a FROM t', more: "ALTER VIEW v ALTER a SET DEFAULT 'x'" },
  { name: 'the rights of its user', view: 'WITH (security_invoker = true) AS SELECT id FROM t', since: 15 },
];

const opaque: readonly Case[] = [
  { name: 'a join', view: 'AS SELECT t.id FROM t JOIN u USING (id)' },
  { name: 'a column that is worked out', view: 'AS SELECT id, n + 1 AS n FROM t' },
  { name: 'a column that is cast', view: 'AS SELECT id, a::text FROM t' },
  { name: 'a column twice', view: 'AS SELECT id, a, a AS b FROM t' },
  { name: 'a generated column', view: 'AS SELECT id, g FROM t' },
  { name: 'an identity ALWAYS', view: 'AS SELECT id, always FROM t' },
  { name: 'a column of the system', view: 'AS SELECT id, xmin FROM t' },
  { name: 'a whole row', view: 'AS SELECT id FROM t WHERE t IS NOT NULL' },
  { name: 'a condition with a function', view: "AS SELECT id FROM t WHERE lower(a) = 'x'" },
  { name: 'a condition with a function of a user', view: 'AS SELECT id FROM t WHERE good(id)' },
  { name: 'a condition with an operator that may fail', view: 'AS SELECT id FROM t WHERE 1 / n > 0' },
  { name: 'a condition with the time', view: 'AS SELECT id FROM t WHERE at < now()' },
  { name: 'a condition with a query', view: 'AS SELECT id FROM t WHERE id IN (SELECT id FROM u)' },
  { name: 'an order', view: 'AS SELECT id FROM t ORDER BY id' },
  { name: 'a limit', view: 'AS SELECT id FROM t LIMIT 5' },
  { name: 'different rows', view: 'AS SELECT DISTINCT id FROM t' },
  { name: 'a union', view: 'AS SELECT id FROM t UNION ALL SELECT id FROM u' },
  { name: 'a view', view: 'AS SELECT id FROM plain' },
  { name: 'no columns of a table', view: 'AS SELECT 1 AS id' },
  { name: 'a barrier', view: 'WITH (security_barrier) AS SELECT id FROM t' },
  { name: 'a table with a trigger', view: 'AS SELECT id FROM triggered' },
  { name: 'a table with a rule', view: 'AS SELECT id FROM ruled' },
  { name: 'a table with row security', view: 'AS SELECT id FROM secured' },
  { name: 'a rule', view: 'AS SELECT id FROM t', more: 'CREATE RULE r AS ON DELETE TO v DO ALSO NOTHING' },
  {
    name: 'an INSTEAD OF trigger',
    view: 'AS SELECT id FROM t',
    more: 'CREATE TRIGGER v INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION nothing()',
  },
];

for (const target of testTargets) {
  describe(`a view in ${target.name}`, () => {
    let connection: Connection;
    let drop: () => Promise<void>;
    let major = 0;
    before(async () => {
      const opened = await target.open();
      drop = opened.drop;
      connection = await connect(opened.target);
      const { rows } = await connection.query({ text: `${made}; SELECT current_setting('server_version_num')` });
      major = Math.floor(Number(rows[0]?.[0]) / 10000);
    });
    after(async () => {
      await connection.close();
      await drop();
    });

    for (const one of simple) {
      test(`is its table where it has ${one.name}`, async () => {
        // An older server knows no such view.
        if (major < (one.since ?? 0)) return assert.rejects(viewOf(one), ServerError);
        const view = await viewOf(one);
        assert.ok(view.below);
        if (one.filtered === true) assert.equal(view.checked, true);
        if (one.hidden) assert.equal(view.below.hidden.map(({ name }) => name).join(', '), one.hidden);
      });
    }

    for (const one of opaque) {
      test(`is no table where it has ${one.name}`, async () => {
        assert.equal((await viewOf(one)).below, null);
      });
    }

    test('has the keys, checks and partitions of its table by its own names', async () => {
      const view = await viewOf({ name: '', view: 'AS SELECT part AS id, id AS part FROM p' });
      const [table] = await openCatalog(connection, 'public').tables([{ schema: 'public', name: 'p' }]);
      assert.deepEqual(view.below, { oid: table?.oid, kind: 'partitioned', hidden: [] });
      assert.deepEqual(
        [view.kind, view.name, view.keys.map(({ columns, primary }) => ({ columns, primary })), view.partitionColumns],
        ['view', 'v', [{ columns: ['part', 'id'], primary: false }], ['id']],
      );
      assert.deepEqual(
        [...view.columns.values()].map(({ name, notNull }) => [name, notNull]),
        [
          ['id', true],
          ['part', true],
        ],
      );
    });

    test('has no key of which it hides a column, nor the partitions', async () => {
      const view = await viewOf({ name: '', view: 'AS SELECT id FROM p' });
      assert.deepEqual([view.keys, view.uniqueIndexes, view.partitionColumns], [[], 1, [null]]);
    });

    test('has its own defaults, and else those of its table', async () => {
      const more = "ALTER VIEW v ALTER a SET DEFAULT 'x'";
      const { columns } = await viewOf({ name: '', view: 'AS SELECT id, a, flag FROM t', more });
      assert.deepEqual(
        [...columns.values()].map((column) => [column.hasDefault, column.default]),
        [
          [false, null],
          [true, "'x'::character varying"],
          [true, 'true'],
        ],
      );
    });

    test('is read with its table among many', async () => {
      await connection.query({ text: 'BEGIN; CREATE VIEW v AS SELECT * FROM u' });
      const names = ['v', 'nothing', 'u', 'plain', 't'].map((name) => ({ schema: 'public', name }));
      const found = await openCatalog(connection, 'public').tables(names);
      await connection.query({ text: 'ROLLBACK' });
      const [v, nothing, u, plain, t] = found;
      assert.equal(nothing, undefined);
      assert.deepEqual([v?.below?.oid, plain?.below?.oid], [u?.oid, t?.oid]);
    });

    async function viewOf({ view, more = '' }: Case): Promise<Table> {
      try {
        await connection.query({ text: `BEGIN; CREATE VIEW v ${view}; ${more}` });
        const [found] = await openCatalog(connection, 'public').tables([{ schema: 'public', name: 'v' }]);
        assert.ok(found);
        return found;
      } finally {
        await connection.query({ text: 'ROLLBACK' });
      }
    }
  });
}
