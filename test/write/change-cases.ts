import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, type LoadOptions, load, type ResultLine } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';

/** Records, and what they do to a schema `s` of their own, which is the search_path. */
export interface ChangeCase {
  readonly name: string;
  /** First major that has what the case is about. */
  readonly since?: number;
  readonly setup: string;
  /** Loads as this role, made anew for the case by `setup`. */
  readonly role?: string;
  /** What OpenCDC calls records; a string is a line as it stands. */
  readonly records: readonly unknown[];
  readonly options?: LoadOptions;
  /** Result, or error code with SQLSTATE where there is one. */
  readonly results: readonly string[];
  /** A `SELECT` of one text column, in the order given. */
  readonly query?: string;
  readonly rows?: readonly (string | null)[];
  /** What the hints of the failed records must say. */
  readonly hints?: readonly RegExp[];
  readonly warnings?: readonly string[];
}

/** An OpenCDC record; the table is `t` unless given. */
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

/** A batch a record, one batch of them all, and that one record by record: three ways that must not differ. */
const ways: readonly { readonly name: string; readonly options: LoadOptions }[] = [
  { name: 'batches of 1', options: { batchSize: 1 } },
  { name: 'one batch', options: {} },
  { name: 'one batch by the stage', options: { stagedRows: 0 } },
  { name: 'one batch by the exact lane', options: { exactOnly: true } },
];

/** How values are shown, for this database alone: the server is that of other tests too. */
const settings = `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET TimeZone = ''UTC''', current_database());
  EXECUTE format('ALTER DATABASE %I SET lc_monetary = ''C''', current_database()); END $$`;

/** Runs the cases on every server of the run, each in each of the three ways. `setup` is run once for a database. */
export function runChangeCases(title: string, setup: string, cases: readonly ChangeCase[]): void {
  for (const major of testMajors()) {
    describe(`${title} on PostgreSQL ${major}`, () => {
      let database: TestDatabase;
      let connection: Connection;
      before(async () => {
        database = await (await startServer(major)).createDatabase();
        await database.sql(`${setup}; ${settings}`);
        connection = await connectTo(database.url);
      });
      after(async () => {
        await connection?.close();
        await database?.drop();
      });

      for (const one of cases.filter(({ since = 0 }) => major >= since)) {
        for (const way of ways) {
          test(`${one.name} (${way.name})`, () => runCase(one, way.options, connection));
        }
      }
    });
  }
}

async function runCase(one: ChangeCase, way: LoadOptions, connection: Connection): Promise<void> {
  await connection.query({
    text: `RESET ROLE; RESET ALL; DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; SET search_path = s; ${one.setup}`,
  });
  if (one.role !== undefined) await connection.query({ text: `SET ROLE ${one.role}` });
  const lines = one.records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const loaded = await load(connection, lines.join('\n'), { schemaMode: 'fixed', ...one.options, ...way });
  await connection.query({ text: 'RESET ROLE' });
  assert.deepEqual(loaded.results.map(resultOf), one.results, JSON.stringify(loaded.results));
  if (one.query !== undefined) {
    const { rows } = await connection.query({ text: one.query });
    assert.deepEqual(
      rows.map(([text]) => text),
      one.rows,
    );
  }
  const hints = loaded.results.flatMap(({ error }) => (error === undefined ? [] : [error.hint ?? '']));
  for (const [i, hint] of (one.hints ?? []).entries()) assert.match(hints[i] ?? '', hint);
  if (one.warnings !== undefined) assert.deepEqual(loaded.warnings, one.warnings);
}

function resultOf({ result, error }: ResultLine): string {
  if (error === undefined) return result;
  return [error.code, error.sqlstate].filter((part) => part !== undefined).join(' ');
}
