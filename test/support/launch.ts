import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate } from './certificate.ts';
import { folderPrefix, isRoot, readLines, sweepLeftovers, temporaryFolder } from './leftovers.ts';
import { findPostgresFiles, layOutPostgresFiles } from './postgres-files.ts';

/** Where a running server of the tests listens. The superuser is `postgres`, without password. */
export interface ServerAddress {
  readonly major: number;
  readonly port: number;
  readonly socketDirectory: string;
  /** The file of the certificate by which it speaks TLS, for the host name `localhost`; it is its own root. */
  readonly certificateFile: string;
}

/** A server that this process started. It ends with the process, whatever ends that, or by `stop`. */
export interface LaunchedServer extends ServerAddress {
  readonly stop: () => Promise<void>;
}

const serverUser = 65534;

/** `fast` gives up durability and starts quickly, for tests; `default` is as initdb leaves it, for measurements. */
export type ServerSettings = 'fast' | 'default';

/**
 * Starts a throw-away PostgreSQL of `major` in a temporary folder, on a Unix socket and on a free port of 127.0.0.1.
 * As root it runs as uid 65534, because Postgres refuses root. `from`: see `findPostgresFiles`.
 * A watchdog process stops the server and removes its folder when this process is gone, even killed.
 */
export async function launchServer(
  major: number,
  from: string,
  settings: ServerSettings = 'fast',
): Promise<LaunchedServer> {
  const native = findPostgresFiles(major, from);
  sweepLeftovers();
  const folder = makeFolder();
  try {
    layOutPostgresFiles(native, folder);
    handToServerUser(folder);
    initialise(folder);
    configureLogin(folder);
    return await startIn(folder, major, settings, 3);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(temporaryFolder(), folderPrefix));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'socket'));
  writeFileSync(join(folder, 'owner.pid'), String(process.pid));
  return folder;
}

/** Gives the folders, not the files (hard links of the package's), to the server's user, who then can remove them. */
function handToServerUser(folder: string): void {
  if (!isRoot()) return;
  lchownSync(folder, serverUser, serverUser);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) handToServerUser(join(folder, entry.name));
  }
}

function spawnOptions(folder: string) {
  return {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LC_ALL: serverLocale(), TZ: 'UTC' },
    ...(isRoot() ? { uid: serverUser, gid: serverUser } : {}),
  };
}

function serverLocale(): string {
  return process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
}

function initialise(folder: string): void {
  const args = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  const ran = spawnSync(join(folder, 'bin', 'initdb'), args, { ...spawnOptions(folder), encoding: 'utf8' });
  if (ran.status !== 0) {
    throw new Error(`initdb failed: ${ran.error?.message ?? ran.stderr}`, { cause: ran.error });
  }
}

/**
 * Everybody may come in from here without password, with or without TLS, except these roles, which a test that
 * needs them has to create.
 */
const loginRules = [
  'hostssl all tls_only all trust',
  'host all tls_only all reject',
  'hostnossl all plain_only all trust',
  'host all plain_only all reject',
  'host all with_password all scram-sha-256',
  'host all nobody_in all reject',
];

function configureLogin(folder: string): void {
  const inData = (name: string) => join(folder, 'data', name);
  const rules = readFileSync(inData('pg_hba.conf'), 'utf8');
  writeFileSync(inData('pg_hba.conf'), `${loginRules.join('\n')}\n${rules}`);
  const { certificate, key } = makeCertificate('localhost');
  writeFileSync(join(folder, 'server.crt'), certificate);
  writeFileSync(inData('server.crt'), certificate);
  writeFileSync(inData('server.key'), key, { mode: 0o600 });
  if (isRoot()) for (const name of ['server.crt', 'server.key']) lchownSync(inData(name), serverUser, serverUser);
}

const fastSettings: readonly (readonly [name: string, value: string])[] = [
  ['ssl', 'on'],
  ['fsync', 'off'],
  ['full_page_writes', 'off'],
  ['max_connections', '100'],
  ['max_prepared_transactions', '10'],
  ['shared_buffers', '64MB'],
];

async function startIn(
  folder: string,
  major: number,
  wanted: ServerSettings,
  triesLeft: number,
): Promise<LaunchedServer> {
  const port = await freePort();
  const socketDirectory = join(folder, 'socket');
  const log = join(folder, 'log');
  const settings = [
    ['listen_addresses', '127.0.0.1'],
    ['port', String(port)],
    ['unix_socket_directories', socketDirectory],
    ...(wanted === 'fast' ? fastSettings : []),
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(folder, 'bin', 'postgres'), ['-D', join(folder, 'data'), ...settings], {
    ...spawnOptions(folder),
    detached: true, // Ctrl-C goes to the tests; the watchdog ends the server.
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
  });
  server.unref();
  if (!(await becomesReady(folder, server))) {
    server.kill('SIGQUIT');
    const text = readFileSync(log, 'utf8');
    if (triesLeft > 1 && /could not bind|Address already in use/.test(text)) {
      return startIn(folder, major, wanted, triesLeft - 1);
    }
    throw new Error(`PostgreSQL ${major} did not start:\n${text.slice(-2000)}`);
  }
  return { major, port, socketDirectory, certificateFile: join(folder, 'server.crt'), stop: watch(folder, server) };
}

async function becomesReady(folder: string, server: ChildProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 60_000 && server.exitCode === null && server.signalCode === null; waitedMs += 20) {
    if (readLines(join(folder, 'data', 'postmaster.pid'))[7]?.trim() === 'ready') return server.pid !== undefined;
    await sleep(20);
  }
  return false;
}

/** Starts the watchdog: a shell that waits for the end of its input, which comes when this process ends. */
function watch(folder: string, server: ChildProcess): () => Promise<void> {
  const script =
    'cat >/dev/null; kill -QUIT "$1"; n=0; while kill -0 "$1" && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done; ' +
    'cd /; rm -rf "$2"';
  const watchdog = spawn('/bin/sh', ['-c', script, 'watchdog', String(server.pid), folder], {
    ...spawnOptions(folder),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // The pipe is a socket to Node, which would keep this process alive; the type of stdin does not tell.
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return async () => {
    watchdog.ref();
    const gone = new Promise((resolve) => watchdog.once('exit', resolve));
    watchdog.stdin.end();
    if (watchdog.exitCode === null) await gone;
    rmSync(folder, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port on 127.0.0.1'));
      });
    });
  });
}
