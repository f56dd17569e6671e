import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { launchServer } from '../../test/support/launch.ts';
import { cpuSecondsOf } from './processes.ts';

/** The server of a bench: PostgreSQL 18 with the settings that initdb gives, fsync on. */
export interface BenchServer {
  readonly version: string;
  /** For the program's `--url`. */
  readonly url: string;
  /** For psql, and libpq's other clients. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs SQL, several statements at once, and gives the last one's rows. */
  readonly sql: (text: string) => Promise<readonly Record<string, unknown>[]>;
  /** Processor time of the sessions that have ended, in seconds; null where the system doesn't say. */
  readonly cpuSeconds: () => number | null;
  readonly stop: () => Promise<void>;
}

const MAJOR = 18;

/** Starts the server; it ends with this process. */
export async function startBenchServer(): Promise<BenchServer> {
  const server = await launchServer(MAJOR, fileURLToPath(import.meta.url), 'default');
  const { socketDirectory, port } = server;
  const client = new pg.Client({ host: socketDirectory, port, user: 'postgres', database: 'postgres' });
  await client.connect();
  const sql = async (text: string) => {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
  };
  const [row] = await sql('SHOW server_version');
  const postmaster = Number(readFileSync(join(socketDirectory, '..', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    version: String(row?.['server_version']),
    url: `postgres://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`,
    env: { PGHOST: socketDirectory, PGPORT: String(port), PGUSER: 'postgres', PGDATABASE: 'postgres' },
    sql,
    cpuSeconds: () => cpuSecondsOf(postmaster, 'children'),
    stop: async () => {
      await client.end();
      await server.stop();
    },
  };
}

/** psql's version; throws where there is none. */
export function psqlVersion(): string {
  const ran = spawnSync('psql', ['--version'], { encoding: 'utf8' });
  if (ran.status !== 0) {
    throw new Error('the peers of this bench are psql: install it (Debian: apt-get install postgresql-client)');
  }
  return ran.stdout.trim();
}
