import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { findPostgresFiles } from './postgres-files.ts';
import { startServer, testMajors } from './server.ts';

for (const major of testMajors()) {
  describe(`the test server of PostgreSQL ${major}`, async () => {
    const server = await startServer(major);
    const database = await server.createDatabase();
    after(() => database.drop());

    it('is of that major version, and speaks UTF-8', async () => {
      const [row] = await database.sql(
        "SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding",
      );
      assert.deepEqual({ ...row }, { major: String(major), encoding: 'UTF8' });
    });

    it('brings the contrib extensions', async () => {
      const extensions = ['hstore', 'citext', 'ltree', 'btree_gist', 'postgres_fdw', 'pg_trgm', 'cube', 'pgcrypto'];
      await database.sql(extensions.map((name) => `CREATE EXTENSION ${name};`).join(''));
      const [row] = await database.sql(`SELECT 'a=>1'::hstore -> 'a' AS value, 'A'::citext = $1::citext AS same`, [
        'a',
      ]);
      assert.deepEqual({ ...row }, { value: '1', same: 't' });
    });

    it('gives every caller a database of its own', async () => {
      const other = await server.createDatabase();
      await other.sql('CREATE TABLE only_here (id int)');
      assert.deepEqual(await database.sql("SELECT FROM pg_class WHERE relname = 'only_here'"), []);
      await other.drop();
      assert.deepEqual(await database.sql('SELECT FROM pg_database WHERE datname = $1', [other.name]), []);
    });
  });
}

it('says what to install where a version is missing', () => {
  assert.throws(() => findPostgresFiles(9, import.meta.filename), /run "npm ci" with optional dependencies/);
});
