import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCatalog } from '../../src/catalog/catalog.ts';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

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
