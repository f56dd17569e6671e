import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { launchServer, type ServerAddress } from './launch.ts';

/** A row as Postgres prints it: every value its text form, null where it is NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** A fresh database of a test file. */
export interface TestDatabase {
  readonly name: string;
  /** `postgres://` over TCP. */
  readonly url: string;
  /** `postgres://` over the Unix socket. */
  readonly socketUrl: string;
  /** Runs SQL (several statements where there are no parameters) and returns the last statement's rows. */
  readonly sql: (text: string, params?: readonly (string | null)[]) => Promise<TextRow[]>;
  /** Closes the helper's connection and drops the database, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/** A PostgreSQL server that all files of a test run share. */
export interface TestServer extends ServerAddress {
  /** The URL of one of its databases over TCP; user `postgres`. */
  readonly url: (database: string) => string;
  /** The URL of one of its databases over the Unix socket. */
  readonly socketUrl: (database: string) => string;
  /** Makes an empty database with a name of its own. Call `drop` in an `after` hook. */
  readonly createDatabase: () => Promise<TestDatabase>;
}

/** The name of the variable by which `test/run.js` hands on the servers that it started: JSON, `ServerAddress[]`. */
export const serversVariable = 'OPENCDC_PG_TEST_SERVERS';

/** The majors that a test file should go through: those `test/run.js` started, else the dependencies' 14 and 18. */
export function testMajors(): readonly number[] {
  const running = runningServers();
  return running.length === 0 ? [14, 18] : running.map(({ major }) => major);
}

/**
 * Returns the server of `major` that the test run shares; a file that runs alone starts its own, which ends with the
 * process. Throws a sentence that says what to install where that PostgreSQL is missing.
 */
export async function startServer(major: number): Promise<TestServer> {
  const address = runningServers().find((server) => server.major === major) ?? (await ownServer(major));
  const url = (database: string) => `postgres://postgres@127.0.0.1:${address.port}/${database}`;
  const socketUrl = (database: string) =>
    `postgres://postgres@/${database}?host=${encodeURIComponent(address.socketDirectory)}&port=${address.port}`;
  const createDatabase = async () => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await once(address, `CREATE DATABASE ${name}`);
    const { sql, close } = helper(address, name);
    const drop = async () => {
      await close();
      await once(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    };
    return { name, url: url(name), socketUrl: socketUrl(name), sql, drop };
  };
  return { ...address, url, socketUrl, createDatabase };
}

/** The servers of a file that runs alone: one of each major, however often it is asked for. */
const ownServers = new Map<number, Promise<ServerAddress>>();

function ownServer(major: number): Promise<ServerAddress> {
  const starting = ownServers.get(major) ?? launchServer(major, import.meta.filename);
  ownServers.set(major, starting);
  return starting;
}

function runningServers(): readonly ServerAddress[] {
  const text = process.env[serversVariable];
  // Written by test/run.js, nobody else.
  return text === undefined ? [] : (JSON.parse(text) as ServerAddress[]);
}

function newClient(address: ServerAddress, database: string): pg.Client {
  const asText = { getTypeParser: () => (value: string | Buffer) => value.toString() };
  const client = new pg.Client({
    host: address.socketDirectory,
    port: address.port,
    user: 'postgres',
    database,
    types: asText,
  });
  // A test may end this session from the server's side; the query that runs then is what fails.
  client.on('error', () => {});
  return client;
}

async function once(address: ServerAddress, text: string): Promise<void> {
  const client = newClient(address, 'postgres');
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** The query helper of one database: connects at the first query, runs one query after another. */
function helper(address: ServerAddress, database: string) {
  let last: Promise<unknown> = Promise.resolve();
  let connecting: Promise<pg.Client> | undefined;
  const connected = () => {
    connecting ??= newClient(address, database).connect();
    return connecting;
  };
  const sql = (text: string, params: readonly (string | null)[] = []): Promise<TextRow[]> => {
    const run = async () => {
      const client = await connected();
      const result: pg.QueryResult<TextRow> | pg.QueryResult<TextRow>[] = await client.query(text, [...params]);
      return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
    };
    const result = last.then(run);
    last = result.catch(() => {});
    return result;
  };
  const close = async () => {
    await last;
    await (await connecting)?.end();
  };
  return { sql, close };
}
