import type { ServerTarget, Target } from '../../src/write/target.ts';
import { embeddedDatabase } from './embedded.ts';
import { startServer, testMajors } from './server.ts';

/** A database to test against: on each real server of the run, and in the embedded one. */
export interface TestTarget {
  readonly name: string;
  /** Makes a fresh database, and gives it with the way to remove it. */
  readonly open: () => Promise<{ readonly target: Target; readonly drop: () => Promise<void> }>;
}

/** Returns the target for a database of a test server, over its Unix socket. */
export function socketTarget(server: { socketDirectory: string; port: number }, database: string): ServerTarget {
  return {
    kind: 'server',
    host: server.socketDirectory,
    port: server.port,
    user: 'postgres',
    database,
    ssl: { mode: 'prefer', negotiation: 'postgres' },
    keepAlive: true,
  };
}

/** The databases that what holds for every Postgres is tested against. */
export const testTargets: readonly TestTarget[] = [
  ...testMajors().map((major) => ({
    name: `PostgreSQL ${major}`,
    open: async () => {
      const server = await startServer(major);
      const { name, drop } = await server.createDatabase();
      return { target: socketTarget(server, name), drop };
    },
  })),
  { name: 'PGlite', open: embeddedDatabase },
];
