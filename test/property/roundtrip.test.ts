import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Connection } from '../../src/write/connection.ts';
import { spellRows } from '../roundtrip/spell.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { type AnyType, anyType } from './roundtrip-types.ts';

const runs = Number(process.env['FC_NUM_RUNS'] ?? 12);
const seed = process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) };

/** A table of random types, and rows of random values; a key that comes again replaces the row. */
interface Content {
  readonly types: readonly Pick<AnyType, 'sql' | 'ddl'>[];
  readonly rows: readonly { readonly id: number; readonly values: readonly string[] }[];
}

/** Names are made anew for each content, in the order of use. */
const contents = fc.constant(null).chain(() => {
  let count = 0;
  const name = () => `type_${count++}`;
  return fc.array(anyType(name), { minLength: 1, maxLength: 6 }).chain((types): fc.Arbitrary<Content> => {
    const made = types.map(({ sql, ddl }) => ({ sql, ddl }));
    const row = fc.record({ id: fc.nat({ max: 9 }), values: fc.tuple(...types.map(({ values }) => values)) });
    return fc.record({ types: fc.constant(made), rows: fc.array(row, { minLength: 1, maxLength: 25 }) });
  });
});

for (const major of testMajors()) {
  describe(`random tables on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    async function make(schema: string, { types }: Content) {
      // One type may come from several makers of a column, each with the same name and statement.
      const ddl = [...new Set(types.flatMap((type) => type.ddl))];
      const columns = types.map(({ sql }, i) => `, c${i} ${sql}`);
      await connection.query({
        text: `SET client_min_messages = error; DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema};
          SET search_path = ${schema}; ${ddl.join('; ')}; CREATE TABLE t (id int PRIMARY KEY ${columns.join('')})`,
      });
    }

    async function rowsOf(schema: string) {
      const { rows } = await connection.query({ text: `SELECT t::text FROM ${schema}.t ORDER BY id` });
      return rows.map(([row]) => row);
    }

    async function loadInto(schema: string, content: Content, ndjson: string, exactOnly: boolean) {
      await make(schema, content);
      const { results } = await load(connection, ndjson, { exactOnly, binding: { jsonStrings: 'value' } });
      assert.deepEqual(
        results.flatMap(({ error }) => error ?? []),
        [],
      );
      return rowsOf(schema);
    }

    test('arrive as the server itself reads their JSON, and again as it prints them, in either lane', async () => {
      const property = fc.asyncProperty(contents, async (content) => {
        const objects = content.rows.map(({ id, values }) => {
          return `{"id":${id}${values.map((value, i) => `,"c${i}":${value}`).join('')}}`;
        });
        const last = new Map(content.rows.map(({ id }, i) => [id, objects[i]]));
        await make('source', content);
        for (const object of last.values()) {
          await connection.query({
            text: 'INSERT INTO t SELECT * FROM json_populate_record(NULL::t, $1::text::json)',
            values: [object ?? null],
          });
        }
        const want = await rowsOf('source');
        const printed = await spellRows(connection, { schema: 'source', table: 't', key: ['id'], spelling: 'to_json' });
        const given = content.rows.map(
          ({ id }, i) => `{"operation":"create","key":{"id":${id}},"payload":{"after":${objects[i]}}}\n`,
        );
        for (const exactOnly of [false, true]) {
          assert.deepEqual(await loadInto('copy', content, given.join(''), exactOnly), want);
          assert.deepEqual(await loadInto('copy', content, printed, exactOnly), want);
        }
      });
      await fc.assert(property, { numRuns: runs, ...seed });
    });
  });
}
