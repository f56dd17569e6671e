import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpencdcPgError } from '../../src/errors.ts';
import { connect } from '../../src/write/connection.ts';
import { ConnectionLostError } from '../../src/write/server-error.ts';
import type { ServerTarget, SslMode } from '../../src/write/target.ts';
import { startServer, type TestDatabase, type TestServer, testMajors } from '../support/server.ts';

for (const major of testMajors()) {
  describe(`connecting to PostgreSQL ${major}`, () => {
    let server: TestServer;
    let database: TestDatabase;
    before(async () => {
      server = await startServer(major);
      database = await server.createDatabase();
      const roles = ['tls_only', 'plain_only', 'with_password', 'nobody_in'];
      const existing = await database.sql('SELECT rolname FROM pg_roles');
      for (const role of roles.filter((name) => !existing.some(({ rolname }) => rolname === name))) {
        // What 14 and later do by themselves.
        await database.sql(`SET password_encryption = 'scram-sha-256'; CREATE ROLE ${role} LOGIN PASSWORD 'hush hush'`);
      }
    });
    after(() => database.drop());

    const target = (changes: Partial<ServerTarget> & { mode?: SslMode; root?: string } = {}): ServerTarget => ({
      kind: 'server',
      host: '127.0.0.1',
      port: server.port,
      user: 'postgres',
      database: database.name,
      ssl: { mode: changes.mode ?? 'prefer', negotiation: 'postgres', rootCertificate: changes.root },
      keepAlive: true,
      ...changes,
    });

    const speaksTls = async (to: ServerTarget): Promise<string | null | undefined> => {
      const connection = await connect(to);
      const { rows } = await connection.query({ text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' });
      await connection.close();
      return rows[0]?.[0];
    };

    const modes: readonly { name: string; user: string; mode: SslMode; want: 't' | 'f' }[] = [
      { name: 'disable is plain', user: 'postgres', mode: 'disable', want: 'f' },
      { name: 'allow is plain where that will do', user: 'postgres', mode: 'allow', want: 'f' },
      { name: 'allow goes on to TLS where plain is refused', user: 'tls_only', mode: 'allow', want: 't' },
      { name: 'prefer is TLS', user: 'postgres', mode: 'prefer', want: 't' },
      { name: 'prefer goes back to plain where TLS is refused', user: 'plain_only', mode: 'prefer', want: 'f' },
      { name: 'require is TLS, with any certificate', user: 'tls_only', mode: 'require', want: 't' },
    ];
    for (const { name, user, mode, want } of modes) {
      it(`by sslmode=${name}`, async () => assert.equal(await speaksTls(target({ user, mode })), want));
    }

    it('verifies the certificate with its root, and the name for verify-full', async () => {
      const root = readFileSync(server.certificateFile, 'utf8');
      const full = target({ host: 'localhost', hostAddress: '127.0.0.1', mode: 'verify-full', root });
      assert.equal(await speaksTls(full), 't');
      assert.equal(await speaksTls(target({ mode: 'verify-ca', root })), 't');
      await failsWith(
        target({ mode: 'verify-full', root }),
        /IP: 127\.0\.0\.1 is not in the cert's list.*sslmode=verify-ca/s,
      );
      await failsWith(target({ mode: 'require', root: 'system' }), /self-signed certificate.*sslrootcert/s);
    });

    it('logs in by password, with the channel bound where that is required', async () => {
      const login = { user: 'with_password', password: 'hush hush' };
      assert.equal(await speaksTls(target(login)), 't');
      assert.equal(await speaksTls(target({ ...login, mode: 'require', requireChannelBinding: true })), 't');
      const refused = /channel binding is required/;
      await failsWith(target({ ...login, mode: 'disable', requireChannelBinding: true }), refused);
      await failsWith(target({ mode: 'require', requireChannelBinding: true }), refused);
    });

    const failures: readonly { name: string; changes: Partial<ServerTarget>; want: RegExp; sqlstate?: string }[] = [
      {
        name: 'a closed port',
        changes: { port: 1 },
        want: /ECONNREFUSED.*is running and accepts connections on port 1/s,
      },
      {
        name: 'an unknown host',
        changes: { host: 'no-such-host.invalid' },
        want: /no-such-host.*check the host's name/s,
      },
      { name: 'a missing socket', changes: { host: '/no/such/folder' }, want: /at \/no\/such\/folder.*socket folder/s },
      {
        name: 'an unknown database',
        changes: { database: 'no such' },
        want: /does not exist.*createdb 'no such'/s,
        sqlstate: '3D000',
      },
      {
        name: 'an unknown user',
        changes: { user: 'nobody' },
        want: /does not exist.*check the user/s,
        sqlstate: '28000',
      },
      { name: 'a refused user', changes: { user: 'nobody_in' }, want: /pg_hba\.conf/, sqlstate: '28000' },
      { name: 'a missing password', changes: { user: 'with_password' }, want: /asks for a password.*PGPASSWORD/s },
      {
        name: 'a wrong password',
        changes: { user: 'with_password', password: 'hush' },
        want: /authentication failed.*check the user and the password/s,
        sqlstate: '28P01',
      },
      { name: 'a wrong setting', changes: { options: '-c no_such=1' }, want: /no_such.*PGOPTIONS/s, sqlstate: '42704' },
    ];
    for (const { name, changes, want, sqlstate } of failures) {
      it(`fails with a hint for ${name}`, async () => {
        const error = await failsWith(target(changes), want);
        assert.equal(error.sqlstate, sqlstate);
        assert.doesNotMatch(`${error.message}${error.hint}`, /hush/);
      });
    }

    it('rejects what is in flight when the server ends the session, and says why from then on', async () => {
      const connection = await connect(target());
      const pid = (await connection.query({ text: 'SELECT pg_backend_pid()' })).rows[0]?.[0] ?? '';
      const texts = ['SELECT pg_sleep(60)', 'SELECT 1'];
      const inFlight = Promise.allSettled(texts.map((text) => connection.query({ text })));
      await database.sql('SELECT pg_terminate_backend($1::int)', [pid]);
      for (const answer of await inFlight) {
        assert.ok(answer.status === 'rejected' && answer.reason instanceof ConnectionLostError);
        assert.equal(answer.reason.sqlstate, '57P01');
      }
      assert.equal(connection.lost()?.sqlstate, '57P01');
      await connection.writable();
      await assert.rejects(connection.query({ text: 'SELECT 1' }), { sqlstate: '57P01' });
      await connection.close();
    });

    it('is held back by a server that does not read', async () => {
      const connection = await connect(target());
      await database.sql('SELECT pg_advisory_lock(1)');
      const values = ['x'.repeat(8_000_000)];
      const answers = [connection.query({ text: 'SELECT pg_advisory_lock(1)' })];
      for (let i = 0; i < 3; i += 1) answers.push(connection.query({ text: 'SELECT length($1)', values }));
      let writable = false;
      const waiting = connection.writable().then(() => {
        writable = true;
      });
      await sleep(100);
      assert.equal(writable, false);
      await database.sql('SELECT pg_advisory_unlock(1)');
      await waiting;
      assert.deepEqual((await Promise.all(answers)).at(-1)?.rows, [['8000000']]);
      await connection.close();
    });

    it('notices that the server ended an idle session', async () => {
      const connection = await connect(target());
      const pid = (await connection.query({ text: 'SELECT pg_backend_pid()' })).rows[0]?.[0] ?? '';
      await database.sql('SELECT pg_terminate_backend($1::int)', [pid]);
      while (connection.lost() === undefined) await new Promise(setImmediate);
      assert.equal(connection.lost()?.sqlstate, '57P01');
      await connection.close();
    });

    it('prints nothing on stderr, whatever pg has to warn about', async () => {
      const script = `
        import { connect } from './src/write/connection.ts';
        import { resolveTarget } from './src/write/resolve-target.ts';
        const machine = { home: '/h', user: 'x', exists: () => false, readFile: (path) =>
          path === '/h/.pgpass' ? { text: '*:*:*:*:hush hush', mode: 0o600 } : undefined };
        const { target } = resolveTarget({ url: process.argv[1], env: {}, machine });
        const connection = await connect(target);
        const all = Array.from({ length: 50 }, (_, i) => connection.query({ text: 'SELECT $1::int', values: [String(i)] }));
        await connection.query({ text: "DO $$ BEGIN RAISE WARNING 'loud'; END $$" });
        await connection.query({ text: 'SELECT 1/0' }).catch(() => {});
        await Promise.all(all);
        await connection.close();
        process.stdout.write('done');`;
      const url = `postgres://with_password@127.0.0.1:${server.port}/${database.name}?sslmode=require`;
      const args = ['--import', 'tsx', '--input-type=module', '-e', script, url];
      const child = spawn(process.execPath, args, {
        env: { ...process.env, PGPASSWORD: 'no' },
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (text) => (said.stdout += text));
      child.stderr.on('data', (text) => (said.stderr += text));
      await new Promise((resolve) => child.once('close', resolve));
      assert.deepEqual(said, { stdout: 'done', stderr: '' });
    });
  });
}

describe('connecting to what does not answer', () => {
  let silent: Server;
  let target: ServerTarget;
  before(async () => {
    silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    target = {
      kind: 'server',
      host: '127.0.0.1',
      port: address.port,
      user: 'x',
      database: 'x',
      ssl: { mode: 'prefer', negotiation: 'postgres' },
      keepAlive: true,
    };
  });
  after(() => silent.close());

  it('ends after connect_timeout', async () => {
    await failsWith({ ...target, connectTimeoutMs: 50 }, /no answer in 0.05 s.*firewall/s);
  });

  it("ends at the signal, with the signal's reason", async () => {
    const stop = new AbortController();
    const connecting = connect(target, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stop now')), 20);
    await assert.rejects(connecting, /^Error: stop now$/);
    await assert.rejects(connect(target, { signal: stop.signal }), /^Error: stop now$/);
  });
});

async function failsWith(target: ServerTarget, want: RegExp): Promise<OpencdcPgError> {
  try {
    await (await connect(target)).close();
  } catch (error) {
    assert.ok(error instanceof OpencdcPgError, String(error));
    assert.equal(error.code, 'database_unreachable');
    assert.match(`${error.message}\n${error.hint}`, want);
    return error;
  }
  return assert.fail('it connected');
}
