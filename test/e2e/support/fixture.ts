import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cli.ts';
import type { E2eDatabase } from './database.ts';

/** One folder of fixtures/: an input, and what is expected of it. */
export interface Fixture {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly status: number;
  /** SQL that is run first; undefined: the database is empty. */
  readonly schema: string | undefined;
  /** Result lines without time; of an error the fields that have to be so. */
  readonly results: readonly string[];
  readonly tables: ExpectedTables;
}

/** By table (quoted where SQL needs it): columns with their types, in any order, and rows as texts in their order. */
export type ExpectedTables = Readonly<
  Record<string, { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>
>;

/** All fixtures; a folder without options.json is somebody else's. */
export function readFixtures(): readonly Fixture[] {
  const fixtures = join(root, 'fixtures');
  return readdirSync(fixtures)
    .filter((name) => existsSync(join(fixtures, name, 'options.json')))
    .map((name) => readFixture(name, join(fixtures, name)));
}

function readFixture(name: string, folder: string): Fixture {
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  // Committed files, whose form the types above describe.
  const options = JSON.parse(text('options.json')) as { args: string[]; status: number };
  return {
    name,
    folder,
    args: options.args,
    status: options.status,
    schema: existsSync(join(folder, 'schema.sql')) ? text('schema.sql') : undefined,
    results: text('expected-results.ndjson').trimEnd().split('\n'),
    tables: JSON.parse(text('expected-tables.json')) as ExpectedTables,
  };
}

/** The tables that are in the database, in the form of expected-tables.json, columns and rows sorted. */
export async function readTables(database: E2eDatabase): Promise<ExpectedTables> {
  const names = await database.sql(
    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
  );
  const tables: Record<string, ExpectedTables[string]> = {};
  for (const [name] of names) {
    if (typeof name === 'string') tables[name] = await readTable(database, name);
  }
  return tables;
}

async function readTable(database: E2eDatabase, name: string): Promise<ExpectedTables[string]> {
  const columns = await database.sql(
    `SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
     WHERE attrelid = '${name}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  const list = columns.map(([column]) => `"${column}"::text`).join(', ');
  const rows = await database.sql(`SET TimeZone = 'UTC'; SELECT ${list} FROM ${name}`);
  return sorted({ columns: columns.map((column) => column.join(' ')), rows });
}

/** The same with columns by name and rows by their text: neither order is promised. */
export function sorted({ columns, rows }: ExpectedTables[string]): ExpectedTables[string] {
  const order = columns.map((_, at) => at).sort((a, b) => ((columns[a] ?? '') < (columns[b] ?? '') ? -1 : 1));
  const reordered = rows.map((row) => order.map((at) => row[at] ?? null));
  return {
    columns: order.map((at) => columns[at] ?? ''),
    rows: reordered
      .map((row) => JSON.stringify(row))
      .sort()
      .map((row): (string | null)[] => JSON.parse(row)),
  };
}
