import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SchemaOptions } from '../../src/catalog/create-table.ts';
import type { InferOptions } from '../../src/catalog/infer.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { type LoadOptions, load, type ResultLine } from '../support/load.ts';
import { testTargets } from '../support/target.ts';

export interface SchemaCase {
  readonly name: string;
  /** Run first; every case has its own schema, `s`, which is the search_path. */
  readonly setup?: string;
  readonly records: readonly unknown[];
  readonly options?: LoadOptions;
  readonly infer?: Partial<InferOptions>;
  readonly schema?: Partial<SchemaOptions>;
  /** `--column-type` by `table.column`. */
  readonly types?: Readonly<Record<string, string>>;
  /** Loads as this role, which may use the schema and write to its tables, and owns nothing. */
  readonly role?: string;
  /** Run in the embedded Postgres too, in one batch; it is slow. */
  readonly embedded?: boolean;
  /** Both sizes where left out. */
  readonly batchSizes?: readonly number[];
  /** Result, or error code with SQLSTATE where there is one. */
  readonly results: readonly string[];
  /** Columns of `t` (or `table`) as `name type`, with its keys: `id bigint`, `unique (id)`. */
  readonly columns?: readonly string[];
  /** A `SELECT` of one text column, in the order given. */
  readonly query?: string;
  readonly rows?: readonly (string | null)[];
  /** What the hints of the failed records must say. */
  readonly hints?: readonly RegExp[];
  readonly ddl?: readonly string[];
}

/** An OpenCDC record as JSON.stringify takes it; the table is `t` unless given. */
export function record(
  operation: string,
  parts: { key?: unknown; before?: unknown; after?: unknown; table?: string },
): unknown {
  return {
    position: null,
    operation,
    metadata: { 'opencdc.collection': parts.table ?? 't' },
    key: parts.key ?? null,
    payload: { before: parts.before ?? null, after: parts.after ?? null },
  };
}

/** An upsert of a row with the key `id`. */
export function row(after: { readonly id: unknown; readonly [column: string]: unknown }, table?: string): unknown {
  return record('create', { key: { id: after.id }, after, ...(table === undefined ? {} : { table }) });
}

/** A literal that JSON.stringify would not keep: its text comes into the record as it is. */
export const literal = (text: string) => `\u0001${text}\u0001`;

export const toNdjson = (records: readonly unknown[]): string =>
  records
    .map((one) =>
      JSON.stringify(one).replaceAll(/"\\u0001(.*?)\\u0001"/g, (_, text: string) => JSON.parse(`"${text}"`)),
    )
    .join('\n');

const COLUMNS = `
  SELECT attname || ' ' || format_type(atttypid, atttypmod) AS text, attnum AS n FROM pg_attribute
  WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped
  UNION ALL SELECT CASE WHEN indisprimary THEN 'primary' ELSE 'unique' END || ' (' || (SELECT string_agg(attname, ', ' ORDER BY o)
    FROM unnest(indkey::int2[]) WITH ORDINALITY k(n, o) JOIN pg_attribute ON attrelid = indrelid AND attnum = n) || ')', 10000 + indexrelid::int8
  FROM pg_index WHERE indrelid = 't'::regclass AND indisunique
  ORDER BY n`;

/** Runs the cases on every server of the run and in the embedded Postgres, one after another in one session. */
export function runSchemaCases(mode: 'create' | 'evolve' | 'fixed', cases: readonly SchemaCase[]): void {
  const targets = testTargets.filter(
    ({ name }) => name !== 'PGlite' || cases.some(({ embedded }) => embedded === true),
  );
  for (const { name: target, open } of targets) {
    describe(`--schema-mode ${mode} on ${target}`, () => {
      let connection: Connection;
      let drop: () => Promise<void>;
      before(async () => {
        const opened = await open();
        drop = opened.drop;
        connection = await connect(opened.target);
      });
      after(async () => {
        await connection?.close();
        await drop?.();
      });

      for (const one of cases.filter((each) => target !== 'PGlite' || each.embedded === true)) {
        for (const batchSize of target === 'PGlite' ? [5000] : (one.batchSizes ?? [1, 5000])) {
          test(`${one.name} (batches of ${batchSize})`, () => runCase(one, mode, batchSize, connection));
        }
      }
    });
  }
}

async function runCase(
  one: SchemaCase,
  mode: 'create' | 'evolve' | 'fixed',
  batchSize: number,
  connection: Connection,
): Promise<void> {
  await connection.query({
    text: `RESET ALL; DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; SET search_path = s; ${one.setup ?? ''}`,
  });
  if (one.role !== undefined) await becomeRole(one.role, connection);
  const schema = {
    infer: { timestamps: false, dates: false, uuids: false, ...one.infer },
    columnType: (_: string, table: string, column: string) => one.types?.[`${table}.${column}`],
    ...one.schema,
  };
  const options = { schemaMode: mode, schema, ...one.options, batchSize };
  const loaded = await load(connection, toNdjson(one.records), options);
  await connection.query({ text: 'RESET ROLE' });
  assert.deepEqual(loaded.results.map(resultOf), one.results);
  if (one.columns !== undefined) assert.deepEqual(await texts(connection, COLUMNS), one.columns);
  if (one.query !== undefined) assert.deepEqual(await texts(connection, one.query), one.rows);
  if (one.ddl !== undefined) assert.deepEqual(loaded.ddl, one.ddl);
  const hints = loaded.results.flatMap(({ error }) => (error === undefined ? [] : [error.hint ?? '']));
  for (const [i, hint] of (one.hints ?? []).entries()) assert.match(hints[i] ?? '', hint);
}

async function becomeRole(role: string, connection: Connection): Promise<void> {
  await connection.query({
    text: `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN OTHERS THEN NULL; END $$;
    GRANT USAGE ON SCHEMA s TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA s TO ${role};
    SET ROLE ${role}`,
  });
}

/** The result, or the error's code with its SQLSTATE. */
export function resultOf({ result, error }: ResultLine): string {
  return error === undefined ? result : [error.code, error.sqlstate].filter((part) => part !== undefined).join(' ');
}

async function texts(connection: Connection, text: string): Promise<(string | null)[]> {
  const { rows } = await connection.query({ text });
  return rows.map((found) => found[0] ?? null);
}
