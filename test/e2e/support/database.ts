import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { startServer, testMajors } from '../../support/server.ts';

/** A fresh database that the program is run against. */
export interface E2eDatabase {
  /** For `--url`. */
  readonly url: string;
  /** Runs statements; the last one's rows, each value its text form or null, in the order of its columns. */
  readonly sql: (text: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly drop: () => Promise<void>;
}

/** The databases that the program has to work with: real servers, and the embedded one. */
export const databases: readonly { readonly name: string; readonly open: () => Promise<E2eDatabase> }[] = [
  ...testMajors().map((major) => ({ name: `PostgreSQL ${major}`, open: () => openServer(major) })),
  { name: 'PGlite', open: openPglite },
];

/** A fresh database of the newest server. */
export function openNewest(): Promise<E2eDatabase> {
  return openServer(Math.max(...testMajors()));
}

async function openServer(major: number): Promise<E2eDatabase> {
  const { url, sql, drop } = await (await startServer(major)).createDatabase();
  return { url, sql: async (text) => (await sql(text)).map((row) => Object.values(row)), drop };
}

/** A folder; it is opened for each statement, for while the program runs the folder is the program's. */
async function openPglite(): Promise<E2eDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'opencdc-pg-e2e-'));
  const sql = async (text: string) => {
    const database = await PGlite.create(join(folder, 'db'));
    try {
      const results = await database.exec(text, { rowMode: 'array', parsers: TEXT_PARSERS });
      // Rows are arrays of text by the two options above; the library's type cannot know.
      return (results.at(-1)?.rows ?? []) as unknown as (string | null)[][];
    } finally {
      await database.close();
    }
  };
  return { url: `pglite:${join(folder, 'db')}`, sql, drop: () => rm(folder, { recursive: true }) };
}

/** Every type that the tests read comes as text: they cast. */
const TEXT_PARSERS = { 25: (value: string) => value };
