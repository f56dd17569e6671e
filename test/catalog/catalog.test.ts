import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCatalog } from '../../src/catalog/catalog.ts';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

let database: TestDatabase;
let connection: Connection;
before(async () => {
  database = await (await startServer(18)).createDatabase();
  connection = await connectTo(database.url);
});
after(async () => {
  await connection?.close();
  await database?.drop();
});

const relations = ['t', 'v', 'u'].map((name) => ({ schema: 'public', name }));

test('tables are read once more after a while, and those that are as they were stay the same objects', async () => {
  await database.sql(`CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN d AS mood[] CHECK (VALUE <> '{}');
    CREATE TABLE t (id int PRIMARY KEY, a d, n numeric(5, 2) DEFAULT 1 CHECK (n > 0)); CREATE VIEW v AS SELECT id, a FROM t;
    CREATE TABLE u (id int PRIMARY KEY)`);
  let nowMs = 0;
  const catalog = openCatalog(connection, undefined, () => nowMs);
  const first = await catalog.tables(relations);
  await database.sql('ALTER TABLE u ADD a int');
  nowMs = 900;
  const soon = await catalog.tables(relations);
  nowMs = 1100;
  const later = await catalog.tables(relations);
  for (const i of relations.keys()) assert.equal(soon[i], first[i]);
  assert.equal(later[0], first[0]);
  assert.equal(later[1], first[1]);
  assert.deepEqual([...(later[2]?.columns.keys() ?? [])], ['id', 'a']);
});

test('a table that gets rows is the same one, whether it had some is said of when it was first read', async () => {
  await database.sql('CREATE TABLE filled (id int); CREATE VIEW of_filled AS SELECT id FROM filled');
  let nowMs = 0;
  const names = ['filled', 'of_filled'].map((name) => ({ schema: 'public', name }));
  const catalog = openCatalog(connection, undefined, () => nowMs);
  const empty = await catalog.tables(names);
  await database.sql('INSERT INTO filled VALUES (1)');
  nowMs = 1100;
  const later = await catalog.tables(names);
  assert.deepEqual([later[0] === empty[0], later[1] === empty[1]], [true, true]);
  assert.equal(await catalog.areCurrent(empty.flatMap((table) => table ?? [])), true);
  const anew = await openCatalog(connection, undefined).tables(names);
  const hasRows = [empty, anew].map((tables) => tables.map((table) => table?.hasRows));
  assert.deepEqual(hasRows, [
    [false, false],
    [true, true],
  ]);
});

test('a table that was dropped is missing after a while', async () => {
  await database.sql('CREATE TABLE gone (id int)');
  let nowMs = 0;
  const catalog = openCatalog(connection, undefined, () => nowMs);
  const gone = [{ schema: 'public', name: 'gone' }];
  assert.equal((await catalog.tables(gone)).length, 1);
  await database.sql('DROP TABLE gone');
  nowMs = 1100;
  assert.deepEqual(await catalog.tables(gone), [undefined]);
});

/** What another session may do to the relation `x`; all of it makes its Table another one. */
const changes: readonly { readonly name: string; readonly setup: string; readonly meanwhile: string }[] = [
  { name: 'a column', setup: 'CREATE TABLE x (id int)', meanwhile: 'ALTER TABLE x ADD a int' },
  { name: 'a type', setup: 'CREATE TABLE x (a varchar(3))', meanwhile: 'ALTER TABLE x ALTER a TYPE varchar(5)' },
  { name: 'NOT NULL', setup: 'CREATE TABLE x (a int)', meanwhile: 'ALTER TABLE x ALTER a SET NOT NULL' },
  { name: 'a default', setup: 'CREATE TABLE x (a int DEFAULT 1)', meanwhile: 'ALTER TABLE x ALTER a SET DEFAULT 2' },
  { name: 'a check', setup: 'CREATE TABLE x (a int)', meanwhile: 'ALTER TABLE x ADD CHECK (a > 0)' },
  { name: 'an index', setup: 'CREATE TABLE x (a int)', meanwhile: 'CREATE UNIQUE INDEX ON x (a)' },
  {
    name: 'a foreign key to it',
    setup: 'CREATE TABLE x (a int PRIMARY KEY)',
    meanwhile: 'CREATE TABLE y (a int REFERENCES x)',
  },
  {
    name: 'a trigger of a table that a foreign key cascades to',
    setup: `CREATE TABLE x (a int PRIMARY KEY); CREATE TABLE y (a int REFERENCES x ON DELETE CASCADE);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
    meanwhile: 'CREATE TRIGGER t BEFORE DELETE ON y FOR EACH ROW EXECUTE FUNCTION f()',
  },
  { name: 'a rule', setup: 'CREATE TABLE x (a int)', meanwhile: 'CREATE RULE r AS ON DELETE TO x DO INSTEAD NOTHING' },
  { name: 'row security', setup: 'CREATE TABLE x (a int)', meanwhile: 'ALTER TABLE x ENABLE ROW LEVEL SECURITY' },
  {
    name: 'an index of a partition',
    setup: 'CREATE TABLE x (a int, b int) PARTITION BY LIST (a); CREATE TABLE y PARTITION OF x DEFAULT',
    meanwhile: 'CREATE UNIQUE INDEX ON y (b)',
  },
  {
    name: 'a child',
    setup: 'CREATE TABLE x (a int)',
    meanwhile: 'CREATE TABLE y () INHERITS (x)',
  },
  {
    name: 'a label of an enum in an array in a composite',
    setup: "CREATE TYPE mood AS ENUM ('sad'); CREATE TYPE c AS (m mood[]); CREATE TABLE x (a c)",
    meanwhile: "ALTER TYPE mood ADD VALUE 'glad'",
  },
  {
    name: 'an attribute of a composite',
    setup: 'CREATE TYPE c AS (m int); CREATE TABLE x (a c)',
    meanwhile: 'ALTER TYPE c ADD ATTRIBUTE n int',
  },
  {
    name: 'a check of a domain',
    setup: 'CREATE DOMAIN d AS int; CREATE TABLE x (a d)',
    meanwhile: 'ALTER DOMAIN d ADD CHECK (VALUE > 0)',
  },
  {
    name: 'the table below a view',
    setup: 'CREATE TABLE y (a int); CREATE VIEW x AS SELECT a FROM y',
    meanwhile: 'ALTER TABLE y ADD CHECK (a > 0)',
  },
  {
    name: 'a view’s query',
    setup: 'CREATE TABLE y (a int); CREATE VIEW x AS SELECT a FROM y',
    meanwhile: 'CREATE OR REPLACE VIEW x AS SELECT a FROM y WHERE a > 0 LIMIT 1',
  },
  { name: 'another table', setup: 'CREATE TABLE x (a int)', meanwhile: 'DROP TABLE x; CREATE TABLE x (b int)' },
];

for (const major of testMajors()) {
  describe(`a table that was read twice is read again only where it was changed (PostgreSQL ${major})`, () => {
    let own: TestDatabase;
    before(async () => {
      own = await (await startServer(major)).createDatabase();
    });
    after(() => own?.drop());

    for (const { name, setup, meanwhile } of changes) {
      test(`${name} makes it no longer current`, async () => {
        const schema = `"current: ${name}"`;
        await own.sql(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${setup}`);
        const { session, counted, queries } = await countedSession(own.url);
        try {
          const catalog = openCatalog(counted, undefined);
          const [table] = await catalog.tables([{ schema: `current: ${name}`, name: 'x' }]);
          assert.ok(table);
          assert.equal(await catalog.areCurrent([table]), true);
          await own.sql('ANALYZE');
          const before = queries();
          assert.equal(await catalog.areCurrent([table]), true);
          assert.equal(queries() - before, 1);
          await own.sql(`SET search_path = ${schema}; ${meanwhile}`);
          assert.equal(await catalog.areCurrent([table]), false);
          assert.equal(await catalog.areCurrent([table]), false);
        } finally {
          await session.close();
        }
      });

      test(name, async () => {
        const schema = `"${name}"`;
        await own.sql(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${setup}`);
        const { session, counted, queries } = await countedSession(own.url);
        let before = 0;
        try {
          let nowMs = 0;
          const catalog = openCatalog(counted, undefined, () => nowMs);
          const at = async (ms: number) => {
            nowMs = ms;
            before = queries();
            const [table] = await catalog.tables([{ schema: name, name: 'x' }]);
            return table;
          };
          await at(0);
          const second = await at(1100);
          await own.sql('ANALYZE');
          assert.equal(await at(2200), second);
          assert.equal(queries() - before, 1);
          await own.sql(`SET search_path = ${schema}; ${meanwhile}`);
          const third = await at(3300);
          assert.ok(third !== undefined && third !== second);
          // Of a table with another oid the version is known when it is read once more.
          assert.equal(await at(4400), third);
          assert.equal(await at(5500), third);
          assert.equal(queries() - before, 1);
        } finally {
          await session.close();
        }
      });
    }
  });
}

/** A session, and the same with its queries counted. */
async function countedSession(url: string) {
  const session = await connectTo(url);
  let count = 0;
  const counted: Connection = {
    ...session,
    query: (query) => {
      count++;
      return session.query(query);
    },
  };
  return { session, counted, queries: () => count };
}
