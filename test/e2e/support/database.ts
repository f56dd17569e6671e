import { PGlite } from '@electric-sql/pglite';
import { embeddedDatabase } from '../../support/embedded.ts';
import { startServer, testMajors } from '../../support/server.ts';

/** A fresh database that the program is run against. */
export interface E2eDatabase {
  /** For `--url`. */
  readonly url: string;
  /** Runs statements; the last one's rows, each value its text form or null, in the order of its columns. */
  readonly sql: (text: string) => Promise<readonly (readonly (string | null)[])[]>;
  /** Lets go of the database; call it after `sql`, before the program runs: an embedded one has one user at a time. */
  readonly handOver: () => Promise<void>;
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
  return {
    url,
    sql: async (text) => (await sql(text)).map((row) => Object.values(row)),
    handOver: async () => {},
    drop,
  };
}

async function openPglite(): Promise<E2eDatabase> {
  const { target, drop: remove } = await embeddedDatabase();
  const { folder = '' } = target;
  let opened: PGlite | undefined;
  const sql = async (text: string) => {
    opened ??= await PGlite.create(folder);
    const results = await opened.exec(text, { rowMode: 'array', parsers: TEXT_PARSERS });
    // Rows are arrays of text by the two options above; the library's type cannot know.
    return (results.at(-1)?.rows ?? []) as unknown as (string | null)[][];
  };
  const handOver = async () => {
    await opened?.close();
    opened = undefined;
  };
  const drop = async () => {
    await handOver();
    await remove();
  };
  return { url: `pglite:${folder}`, sql, handOver, drop };
}

/** Every type that the tests read comes as text: they cast. */
const TEXT_PARSERS = { 25: (value: string) => value };
