import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Connection } from '../../src/write/connection.ts';
import { runError } from '../../src/write/transaction.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase } from '../support/server.ts';

let database: TestDatabase;
let connection: Connection;
before(async () => {
  database = await (await startServer(18)).createDatabase();
  connection = await connectTo(database.url);
  await database.sql(
    `DROP ROLE IF EXISTS "no ""maker"""; CREATE ROLE "no ""maker"""; CREATE TABLE t (id int PRIMARY KEY)`,
  );
});
after(async () => {
  await connection?.close();
  await database?.sql('DROP OWNED BY "no ""maker"""; DROP ROLE "no ""maker"""');
  await database?.drop();
});

const record = (table: string, after: object) =>
  JSON.stringify({
    operation: 'create',
    metadata: { 'opencdc.collection': table },
    key: { id: 1 },
    payload: { after },
  });

const createdRefused = [
  { name: 'a schema', table: 'elsewhere.made', hint: /^GRANT CREATE ON DATABASE "test_\w+" TO "no ""maker""";/ },
  { name: 'a table', table: 'public.made', hint: /^GRANT CREATE ON SCHEMA "public" TO "no ""maker""";/ },
] as const;

for (const { name, table, hint } of createdRefused) {
  test(`a role that may not create ${name} is told the GRANT that is missing`, async () => {
    await connection.query({ text: 'SET ROLE "no ""maker"""' });
    const { results } = await load(connection, record(table, { id: 1 }));
    await connection.query({ text: 'RESET ROLE' });
    assert.equal(results[0]?.error?.code, 'permission_denied');
    assert.match(results[0]?.error?.hint ?? '', hint);
  });
}

test('a row with more columns than a table can have fails for itself, and makes no table', async () => {
  const wide = Object.fromEntries(Array.from({ length: 1700 }, (_, i) => [`c${i}`, i]));
  const { results } = await load(connection, [record('w', wide), record('w', { id: 1, a: 1 })].join('\n'));
  assert.deepEqual(
    results.map(({ result, error }) => error?.message ?? result),
    ['the record has 1701 columns, and no table can have more than 1600', 'inserted'],
  );
});

test('a read-only server ends the run, and says what to do', async () => {
  await connection.query({ text: 'SET default_transaction_read_only = on' });
  const loading = load(connection, record('t', { id: 1 })).catch((error: unknown) => runError(error));
  const error = (await loading) as { readonly code?: string; readonly hint?: string };
  await connection.query({ text: 'RESET default_transaction_read_only' });
  assert.equal(error.code, 'database_unreachable');
  assert.equal(error.hint, 'connect to the primary, or unset default_transaction_read_only');
});
