import assert from 'node:assert/strict';
import type { Connection } from '../../../src/write/connection.ts';
import { connectTo, type LoadOptions, load, type ResultLine } from '../../support/load.ts';
import type { TestDatabase } from '../../support/server.ts';
import type { OracleSchema } from './schema.ts';

/** What a load came to: result lines, and the rows of every table. */
export interface Seen {
  readonly results: readonly string[];
  readonly rows: Readonly<Record<string, readonly (string | null)[]>>;
}

/** A schema on a server, ready to be loaded into again and again. */
export interface Stage {
  /** Loads into the tables as they were at first. */
  readonly apply: (lines: readonly string[], options: LoadOptions) => Promise<Seen>;
  readonly close: () => Promise<void>;
}

let stages = 0;

/** Makes the schema's tables in a schema of their own. */
export async function stageOf(schema: OracleSchema, database: TestDatabase): Promise<Stage> {
  const name = `oracle_${stages++}`;
  const { sql } = database;
  await sql(`CREATE SCHEMA ${name}; SET search_path = ${name}, public; ${schema.setup}`);
  const connection = await connectTo(database.url);
  await connection.query({ text: `SET search_path = ${name}, public` });
  if (schema.role !== undefined) await connection.query({ text: `SET ROLE ${schema.role}` });
  return {
    async apply(lines, options) {
      await sql(await resetSql(schema, name, sql));
      const { results } = await load(connection, lines.join('\n'), options);
      const rows: Record<string, readonly (string | null)[]> = {};
      for (const table of await tablesOf(name, sql)) {
        const found = await sql(schema.shown?.[table] ?? `SELECT t::text AS row FROM "${table}" AS t`);
        rows[table] = found.map((row) => Object.values(row)[0] ?? null).sort();
      }
      return { results: results.map(resultText), rows };
    },
    close: () => closeStage(connection, database, name),
  };
}

async function tablesOf(schema: string, sql: TestDatabase['sql']): Promise<readonly string[]> {
  const found = await sql(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind IN ('r', 'p')
     AND NOT relispartition ORDER BY 1`,
  );
  return found.map((row) => row['name'] as string); // pg_class.relname is not null
}

async function closeStage(connection: Connection, { sql }: TestDatabase, name: string): Promise<void> {
  await connection.close();
  await sql(`SET session_replication_role = DEFAULT; DROP SCHEMA ${name} CASCADE`);
}

/** SQL that empties all tables while no trigger and no foreign key looks, restarts sequences and puts the seed in. */
async function resetSql(schema: OracleSchema, name: string, sql: TestDatabase['sql']): Promise<string> {
  const relations = await sql(
    `SELECT relname AS name, relkind AS kind FROM pg_class
     WHERE relnamespace = '${name}'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1`,
  );
  if (schema.made === true) return relations.map((row) => `DROP TABLE ${name}."${row['name']}"`).join(';');
  const statements = relations.map(({ name: relation, kind }) =>
    kind === 'S' ? `ALTER SEQUENCE ${name}."${relation}" RESTART` : `DELETE FROM ONLY ${name}."${relation}"`,
  );
  return [
    `SET search_path = ${name}, public; SET session_replication_role = replica; SET timezone = 'UTC'`,
    ...statements,
    ...(schema.seed === undefined ? [] : [schema.seed]),
    'SET session_replication_role = DEFAULT',
  ].join(';\n');
}

/** A result line without what it repeats of the input. */
function resultText({ result, line, key, error }: ResultLine): string {
  return JSON.stringify({ line, result, key, ...(error === undefined ? {} : { error }) });
}

/** The reference: each record by the exact lane, in a transaction of its own. */
function oneAtATime(stage: Stage, lines: readonly string[], options: LoadOptions): Promise<Seen> {
  return stage.apply(lines, { ...options, batchSize: 1, exactOnly: true });
}

/**
 * Asserts that batches of each size come to the same as one record at a time, or, which is quicker, as the same batches
 * written record by record; the message can be pasted as a case.
 */
export async function assertUnseen(
  stage: Stage,
  schema: OracleSchema,
  lines: readonly string[],
  options: LoadOptions,
  batchSizes: readonly number[],
  against: 'one at a time' | 'same batches' = schema.made === true ? 'same batches' : 'one at a time',
): Promise<void> {
  const alone = against === 'same batches' ? undefined : await oneAtATime(stage, lines, options);
  for (const batchSize of batchSizes) {
    const want = alone ?? (await stage.apply(lines, { ...options, batchSize, exactOnly: true }));
    // The largest batches go by the stage where they can, which by itself takes more rows than a stream has. So do small
    // ones, of which the rows are all there often enough to be updated.
    const isStaged = batchSize === Math.max(...batchSizes) || (batchSize > 1 && batchSize < 10);
    const staged = isStaged ? { stagedRows: 0 } : {};
    const got = await stage.apply(lines, { ...options, batchSize, ...staged });
    const what =
      `schema "${schema.name}", batches of ${batchSize}, options ${JSON.stringify(options)}\n` +
      `${schema.setup.trim()};\n-- rows before\n${schema.seed ?? ''};\n-- records\n${lines.join('\n')}\n`;
    assert.deepEqual(got, want, `${what}${differenceOf(want, got)}`);
  }
}

function differenceOf(want: Seen, got: Seen): string {
  const parts: string[] = [];
  for (const [i, line] of want.results.entries()) {
    if (line !== got.results[i]) parts.push(`one at a time: ${line}\n       batched: ${got.results[i]}`);
  }
  for (const [table, rows] of Object.entries(want.rows)) {
    const other = got.rows[table] ?? [];
    const gone = rows.filter((row) => !other.includes(row));
    const more = other.filter((row) => !rows.includes(row));
    if (gone.length > 0 || more.length > 0 || rows.length !== other.length) {
      parts.push(`${table}, one at a time: ${gone.join(' ')}\n${table},      batched: ${more.join(' ')}`);
    }
  }
  return parts.slice(0, 20).join('\n');
}
