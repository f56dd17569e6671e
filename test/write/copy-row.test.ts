import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { ServerError } from '../../src/write/server-error.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { socketTarget } from '../support/target.ts';

const cases: readonly { name: string; table: string; rows: string; want: number | undefined }[] = [
  { name: 'a value that is none', table: 't_2024', rows: '1\t1\n2\t1\n3\tx\n4\t1\n', want: 3 },
  { name: 'a value that a check refuses', table: 't_2024', rows: '1\t1\n2\t100\n3\t1\n', want: 2 },
  { name: 'a key that comes twice', table: 't_2024', rows: '1\t1\n2\t1\n3\t1\n1\t1\n5\t1\n', want: 4 },
  { name: 'a row too short', table: 't_2024', rows: '1\t1\n2\n', want: 2 },
  { name: 'a table that is not there', table: 'nowhere', rows: '1\t1\n', want: undefined },
];

for (const major of testMajors()) {
  describe(`the row of a COPY that PostgreSQL ${major} refused`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      const server = await startServer(major);
      database = await server.createDatabase();
      connection = await connect(socketTarget(server, database.name));
      await connection.query({ text: 'CREATE TABLE t_2024 (id int PRIMARY KEY, a int CHECK (a < 100))' });
    });
    after(async () => {
      await connection.close();
      await database.drop();
    });

    for (const { name, table, rows, want } of cases) {
      it(`is told for ${name}`, async () => {
        const refused = connection.copy?.({ text: `COPY ${table} FROM STDIN`, rows: [Buffer.from(rows)] });
        await assert.rejects(refused ?? Promise.resolve(), (error) => {
          assert.ok(error instanceof ServerError);
          assert.equal(error.copyRow, want);
          return true;
        });
      });
    }
  });
}
