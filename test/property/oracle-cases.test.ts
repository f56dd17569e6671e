import { after, before, describe, test } from 'node:test';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { oracleCases } from './oracle/cases.ts';
import { makeGuest } from './oracle/property.ts';
import { assertUnseen, stageOf } from './oracle/run.ts';

for (const major of testMajors()) {
  describe(`on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      await makeGuest(database);
    });
    after(() => database?.drop());

    for (const { records, ...given } of oracleCases) {
      test(given.name, async () => {
        const schema = { ...given, tables: [] };
        const stage = await stageOf(schema, database);
        const lines = records.map((record) => JSON.stringify(record));
        try {
          await assertUnseen(stage, schema, lines, {}, [1, 2, 7, 5000]);
        } finally {
          await stage.close();
        }
      });
    }
  });
}
