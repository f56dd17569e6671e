import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Connection, connect } from '../../src/write/connection.ts';
import { load } from '../support/load.ts';
import { testTargets } from '../support/target.ts';
import { extensionsSql, type Spelling, type TypedColumn, typedColumns, typesSql } from './every-type.ts';
import { quote, spellRows } from './spell.ts';

const jsonStrings = { to_jsonb: 'value', to_json: 'value', conduit: 'base64' } as const;

for (const { name, open } of testTargets) {
  describe(`a table of every type in ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let connection: Connection;
    let major: number;
    before(async () => {
      opened = await open();
      connection = await connect(opened.target);
      major = Number.parseInt(connection.parameters.get('server_version') ?? '', 10);
      if (name !== 'PGlite') await connection.query({ text: extensionsSql });
    });
    after(async () => {
      await connection?.close();
      await opened?.drop();
    });

    for (const spelling of ['to_jsonb', 'to_json', 'conduit'] as const) {
      for (const exactOnly of [false, true]) {
        test(`arrives as it was, written by ${spelling}${exactOnly ? ', one by one' : ''}`, async () => {
          const columns = typedColumns.filter((column) => isIn(column, spelling));
          const copy = await copyThrough(columns, spelling, exactOnly);
          for (const column of columns) {
            const kept = spelling === 'conduit' && column.type === 'numeric' ? 'value' : 'text';
            assert.deepEqual(await shown(copy, column, kept), await shown('source', column, kept), column.name);
          }
        });
      }
    }

    function isIn({ since = 0, extension, not = [] }: TypedColumn, spelling: Spelling): boolean {
      return major >= since && !(extension === true && name === 'PGlite') && !not.includes(spelling);
    }

    async function copyThrough(columns: readonly TypedColumn[], spelling: Spelling, exactOnly: boolean) {
      const copy = `copy_${spelling}_${exactOnly}`;
      const list = columns.map((column) => `${quote(column.name)} ${column.type}`).join(', ');
      await connection.query({ text: `DROP SCHEMA IF EXISTS source CASCADE` });
      for (const schema of ['source', copy]) {
        await connection.query({
          text: `CREATE SCHEMA ${schema}; SET search_path = ${schema}, public; ${typesSql};
            CREATE TABLE "every type" (id int PRIMARY KEY, ${list})`,
        });
      }
      const rows = Math.max(...columns.map(({ values }) => values.length));
      const all = Array.from(
        { length: rows },
        (_, i) => `(${[i, ...columns.map(({ values }) => values[i] ?? 'NULL')].join(', ')})`,
      );
      await connection.query({
        text: `SET search_path = source, public; INSERT INTO "every type" VALUES ${all.join(', ')}`,
      });
      const records = await spellRows(connection, { schema: 'source', table: 'every type', key: ['id'], spelling });
      await connection.query({ text: `SET search_path = ${copy}, public` });
      const { results } = await load(connection, records, {
        exactOnly,
        binding: { jsonStrings: jsonStrings[spelling] },
      });
      assert.deepEqual(
        results.flatMap(({ error }) => error ?? []),
        [],
      );
      return copy;
    }

    async function shown(schema: string, column: TypedColumn, kept: 'text' | 'value') {
      const value = quote(column.name);
      // The type's own output: a cast to text cuts the blanks of char(n), and a NULL row is not one of NULLs.
      const text = kept === 'text' ? `format('%s', ${value})` : `trim_scale(${value}::text::numeric)::text`;
      const { rows } = await connection.query({
        text: `SELECT CASE WHEN num_nulls(${value}) = 0 THEN ${text} END FROM ${schema}."every type" ORDER BY id`,
      });
      return rows.map(([text]) => text);
    }
  });
}
