import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpencdcPgError } from '../../src/errors.ts';
import { type ResolvedTarget, resolveTarget } from '../../src/write/resolve-target.ts';
import type { ServerTarget } from '../../src/write/target.ts';
import { describeTarget } from '../../src/write/target.ts';
import type { Environment } from '../../src/write/target-environment.ts';
import type { Machine, TextFile } from '../../src/write/target-files.ts';

/** A machine of user `ann`, home /home/ann, with these files and nothing else. */
function machineWith(files: Readonly<Record<string, string | TextFile>> = {}): Machine {
  const readFile = (path: string): TextFile | undefined => {
    const file = files[path];
    return typeof file === 'string' ? { text: file, mode: 0o100600 } : file;
  };
  return { user: 'ann', home: '/home/ann', readFile, exists: (path) => files[path] !== undefined };
}

function resolve(url: string | undefined, env: Environment = {}, machine = machineWith()): ResolvedTarget {
  return resolveTarget({ url, env, machine });
}

function server(url: string | undefined, env: Environment = {}, machine = machineWith()): ServerTarget {
  const { target } = resolve(url, env, machine);
  assert.ok(target.kind === 'server');
  return target;
}

function errorOf(run: () => unknown): OpencdcPgError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof OpencdcPgError);
    return error;
  }
  return assert.fail('it passed');
}

const plain: Partial<ServerTarget> = { host: 'db', port: 5432, user: 'ann', database: 'ann', password: undefined };

describe('resolveTarget', () => {
  const cases: readonly { name: string; url?: string; env?: Environment; want: Partial<ServerTarget> }[] = [
    { name: 'takes the defaults of libpq', url: 'postgres://db', want: plain },
    {
      name: 'reads every part of a URL, decoded',
      url: 'postgresql://b%40b:p%3A%2F%25@h:6000/my%20db',
      want: { host: 'h', port: 6000, user: 'b@b', password: 'p:/%', database: 'my db' },
    },
    {
      name: 'takes the last @ for the end of the credentials',
      url: 'postgres://bob:p@ss@h/d',
      want: { host: 'h', user: 'bob', password: 'p@ss', database: 'd' },
    },
    { name: 'defaults the database to the user', url: 'postgres://bob@db', want: { user: 'bob', database: 'bob' } },
    { name: 'reads an address of IP version 6', url: 'postgres://[::1]:6000/d', want: { host: '::1', port: 6000 } },
    {
      name: 'reads a socket folder from the parameter host',
      url: 'postgresql:///d?host=/run/postgresql&port=6000',
      want: { host: '/run/postgresql', port: 6000, database: 'd' },
    },
    {
      name: 'reads a socket folder from a percent-encoded host',
      url: 'postgres://%2Frun%2Fpostgresql/d',
      want: { host: '/run/postgresql', database: 'd' },
    },
    {
      name: 'lets parameters win over the parts of the URL',
      url: 'postgres://bob:a@h/d?user=eve&password=b&dbname=e&port=7000',
      want: { user: 'eve', password: 'b', database: 'e', port: 7000 },
    },
    {
      name: 'fills what the URL leaves open from the variables',
      url: 'postgres://db/d',
      env: { PGUSER: 'bob', PGPASSWORD: 'secret', PGHOST: 'not-this', PGAPPNAME: 'job', PGOPTIONS: '-c x.y=1' },
      want: { host: 'db', user: 'bob', password: 'secret', applicationName: 'job', options: '-c x.y=1' },
    },
    {
      name: 'takes the variables alone',
      env: { PGHOST: 'h', PGPORT: '6000', PGDATABASE: 'd', PGHOSTADDR: '10.0.0.1', PGCONNECT_TIMEOUT: '3' },
      want: { host: 'h', hostAddress: '10.0.0.1', port: 6000, database: 'd', connectTimeoutMs: 3000 },
    },
    { name: 'takes PGHOSTADDR for the host too', env: { PGHOSTADDR: '10.0.0.1' }, want: { host: '10.0.0.1' } },
    {
      name: 'takes OPENCDC_PG_URL before DATABASE_URL',
      env: { OPENCDC_PG_URL: 'postgres://db', DATABASE_URL: 'postgres://x' },
      want: plain,
    },
    {
      name: 'takes DATABASE_URL before the variables',
      env: { DATABASE_URL: 'postgres://db', PGHOST: 'x' },
      want: plain,
    },
    { name: 'takes --url before all', url: 'postgres://db', env: { OPENCDC_PG_URL: 'postgres://x' }, want: plain },
    {
      name: 'counts an empty variable as absent',
      env: { OPENCDC_PG_URL: '', DATABASE_URL: '', PGPORT: '', PGHOST: 'db' },
      want: plain,
    },
    {
      name: 'sets the timeouts of pg and the zone of PGTZ for the session',
      url: 'postgres://db?statement_timeout=5000&lock_timeout=1s',
      env: { PGTZ: 'Europe/Berlin' },
      want: { parameters: { statement_timeout: '5000', lock_timeout: '1s', timezone: 'Europe/Berlin' } },
    },
    {
      name: 'takes no limit for connecting from 0',
      url: 'postgres://db?connect_timeout=0',
      want: { connectTimeoutMs: undefined },
    },
  ];
  for (const { name, url, env, want } of cases) {
    it(name, () => {
      const found = server(url, env);
      assert.deepEqual(Object.fromEntries(Object.keys(want).map((key) => [key, Reflect.get(found, key)])), want);
    });
  }

  it("finds the server's socket where no host is given, else takes localhost", () => {
    const env = { PGDATABASE: 'd', PGPORT: '6000' };
    assert.equal(server(undefined, env, machineWith({ '/tmp/.s.PGSQL.6000': '' })).host, '/tmp');
    assert.equal(server(undefined, env, machineWith({ '/tmp/.s.PGSQL.5432': '' })).host, 'localhost');
  });

  const embedded = [
    { url: 'pglite:', folder: undefined },
    { url: 'pglite:data/db', folder: 'data/db' },
    { url: 'pglite:/srv/db', folder: '/srv/db' },
    { url: 'pglite://./db', folder: './db' },
    { url: 'pglite:~/db', folder: '/home/ann/db' },
  ];
  for (const { url, folder } of embedded) {
    it(`reads ${url} as ${folder ?? 'a database in memory'}`, () => {
      const { target } = resolve(url);
      assert.equal(target.kind === 'pglite' ? target.folder : 'a server', folder);
    });
  }

  it('takes a service from its file, below the URL and above the variables', () => {
    const files = {
      '/home/ann/.pg_service.conf': '# mine\n[other]\nhost=x\n[prod]\nhost=h\nuser=bob\ndbname=d\n[z]\nport=1\n',
    };
    const found = server('postgres:///e', { PGSERVICE: 'prod', PGUSER: 'eve' }, machineWith(files));
    assert.deepEqual([found.host, found.user, found.database, found.port], ['h', 'bob', 'e', 5432]);
    assert.match(
      errorOf(() => resolve('postgres:///?service=no', {}, machineWith(files))).message,
      /"no" is not defined/,
    );
  });

  it('warns of parameters that it does not know, and of nothing else', () => {
    const { warnings } = resolve('postgres://db?pgbouncer=true&keepalives_idle=5&uselibpqcompat=true');
    assert.deepEqual(warnings, ['unknown connection parameter "pgbouncer" is ignored']);
  });
});

describe('resolveTarget refuses', () => {
  const cases: readonly { name: string; url?: string; env?: Environment; want: RegExp }[] = [
    { name: 'nothing, and names the three ways', want: /no database given.*--url postgres:\/\/.*PGHOST.*pglite:DIR/s },
    { name: 'variables that only set, but name nothing', env: { PGSSLMODE: 'require' }, want: /no database given/ },
    { name: 'an unknown scheme', url: 'mysql://bob:hush@h/d', want: /unknown scheme "mysql".*postgresql:\/\//s },
    { name: 'a text without scheme', url: 'bob:hush@h', want: /has no scheme/ },
    { name: 'a port that is none', url: 'postgres://bob:hush@h:hush/d', want: /port is no number/ },
    { name: 'a port out of range', url: 'postgres://h:70000', want: /port is no number from 1 to 65535/ },
    { name: 'a slash in the password', url: 'postgres://bob:hu/sh@h/d', want: /not encoded.*%2F/s },
    {
      name: 'a question mark in the password',
      url: 'postgres://bob:hush?x@h/d',
      want: /a parameter has no value.*%3F/s,
    },
    { name: 'a hash in the password', url: 'postgres://bob:hush#x@h/d', want: /# that is not encoded.*%23/s },
    { name: 'a bare percent in the password', url: 'postgres://bob:hush%zz@h/d', want: /its password has a %.*%25/s },
    { name: 'several hosts', url: 'postgres://bob:hush@a,b/d', want: /several hosts/ },
    { name: 'several hosts in PGHOST', env: { PGHOST: 'a,b' }, want: /several hosts/ },
    { name: 'an unclosed bracket', url: 'postgres://[::1/d', want: /host is malformed/ },
    { name: 'a mode of TLS that is none', url: 'postgres://h?sslmode=on', want: /sslmode is none of: disable/ },
    {
      name: 'a timeout that is none',
      url: 'postgres://h?connect_timeout=soon',
      want: /connect_timeout is no whole number/,
    },
    {
      name: 'a protection that it lacks',
      url: 'postgres://h?require_auth=scram-sha-256',
      want: /require_auth is not supported/,
    },
    { name: 'a server for reading', url: 'postgres://h?target_session_attrs=standby', want: /takes no writes/ },
  ];
  for (const { name, url, env, want } of cases) {
    it(name, () => {
      const error = errorOf(() => resolve(url, env));
      assert.equal(error.code, 'usage');
      const text = `${error.message}\n${error.hint}`;
      assert.match(text, want);
      assert.doesNotMatch(text, /hush|hu\b/);
    });
  }
});

describe('the password file', () => {
  const file = [
    '# comment:*:*:*:no',
    'other:5432:d:bob:no',
    'h:5433:d:bob:no',
    'we\\:ird:5432:d:bob:w',
    'h:5432:d:bob:a\\:b\\\\c:rest',
    'localhost:5432:*:bob:local\r',
    '*:*:*:*:any',
  ].join('\n');
  const cases = [
    {
      name: 'gives the first line that matches, unescaped to the next colon',
      url: 'postgres://bob@h/d',
      want: 'a:b\\c',
    },
    { name: 'matches a host with an escaped colon', url: 'postgres://bob@we%3Aird/d', want: 'w' },
    { name: 'matches a default socket folder as localhost', url: 'postgres://bob@/d?host=/tmp', want: 'local' },
    { name: 'matches anything by asterisks', url: 'postgres://eve@h/d', want: 'any' },
    { name: 'is not asked where the URL has a password', url: 'postgres://bob:own@h/d', want: 'own' },
  ];
  for (const { name, url, want } of cases) {
    it(name, () => assert.equal(server(url, {}, machineWith({ '/home/ann/.pgpass': file })).password, want));
  }

  it('is found by PGPASSFILE and by the parameter passfile', () => {
    const machine = machineWith({ '/a': '*:*:*:*:of a', '/b': '*:*:*:*:of b' });
    assert.equal(server('postgres://h', { PGPASSFILE: '/a' }, machine).password, 'of a');
    assert.equal(server('postgres://h?passfile=/b', { PGPASSFILE: '/a' }, machine).password, 'of b');
  });

  it('is not used, with a warning, where others may read it', () => {
    const machine = machineWith({ '/home/ann/.pgpass': { text: '*:*:*:*:x', mode: 0o100640 } });
    const { target, warnings } = resolve('postgres://h', {}, machine);
    assert.equal(target.kind === 'server' && target.password, undefined);
    assert.match(warnings.join(), /others may read it; run: chmod 600 \/home\/ann\/\.pgpass/);
  });

  it('is not used, with a warning, where it can not be read', () => {
    const readFile = () => {
      throw new Error('EACCES');
    };
    const { warnings } = resolve('postgres://h?sslmode=disable', {}, { ...machineWith(), readFile });
    assert.match(warnings.join(), /can't be read/);
  });
});

describe('the TLS settings', () => {
  const home = '/home/ann/.postgresql';
  const root = { [`${home}/root.crt`]: 'ROOT' };
  const cases: readonly {
    name: string;
    query: string;
    files?: Readonly<Record<string, string>>;
    want: Partial<ServerTarget['ssl']>;
  }[] = [
    { name: 'prefer TLS without verifying', query: '', want: { mode: 'prefer', rootCertificate: undefined } },
    {
      name: 'require TLS without verifying',
      query: 'sslmode=require',
      want: { mode: 'require', rootCertificate: undefined },
    },
    {
      name: 'verify for require once there is a root',
      query: 'sslmode=require',
      files: root,
      want: { rootCertificate: 'ROOT' },
    },
    {
      name: 'never verify for no-verify',
      query: 'sslmode=no-verify',
      files: root,
      want: { mode: 'require', rootCertificate: undefined },
    },
    { name: 'read ssl=true as require', query: 'ssl=true', want: { mode: 'require' } },
    { name: 'read ssl=0 as disable', query: 'ssl=0', want: { mode: 'disable' } },
    {
      name: "take Node's authorities for verify-full",
      query: 'sslmode=verify-full',
      want: { mode: 'verify-full', rootCertificate: 'system' },
    },
    {
      name: 'take verify-full for the system store',
      query: 'sslrootcert=system',
      want: { mode: 'verify-full', rootCertificate: 'system' },
    },
    {
      name: 'read the files that are named',
      query: 'sslmode=verify-ca&sslrootcert=/r&sslcert=/c&sslkey=/k',
      files: { ...root, '/r': 'R', '/c': 'C', '/k': 'K' },
      want: { mode: 'verify-ca', rootCertificate: 'R', certificate: 'C', key: 'K' },
    },
    {
      name: "read the client's certificate from its standard place",
      query: '',
      files: { [`${home}/postgresql.crt`]: 'C', [`${home}/postgresql.key`]: 'K' },
      want: { certificate: 'C', key: 'K' },
    },
    {
      name: 'start at once for direct',
      query: 'sslmode=require&sslnegotiation=direct',
      want: { negotiation: 'direct' },
    },
  ];
  for (const { name, query, files, want } of cases) {
    it(name, () => {
      const { ssl } = server(`postgres://h?${query}`, {}, machineWith(files));
      assert.deepEqual(Object.fromEntries(Object.keys(want).map((key) => [key, Reflect.get(ssl, key)])), want);
    });
  }

  const refused = [
    { name: 'verify-ca without an authority', query: 'sslmode=verify-ca', want: /needs a root certificate/ },
    {
      name: 'a file that is not there',
      query: 'sslmode=require&sslrootcert=/no',
      want: /can't read \/no \(sslrootcert\)/,
    },
    {
      name: 'the system store with a weaker mode',
      query: 'sslmode=require&sslrootcert=system',
      want: /needs sslmode=verify-full/,
    },
    {
      name: 'direct without TLS being required',
      query: 'sslnegotiation=direct',
      want: /does not go with sslmode=prefer/,
    },
  ];
  for (const { name, query, want } of refused) {
    it(`refuse ${name}`, () => assert.match(errorOf(() => resolve(`postgres://h?${query}`)).message, want));
  }
});

describe('describeTarget', () => {
  const cases = [
    { url: 'postgres://bob:hush@h:1/d?options=hush', want: 'database "d" at h:1 as user "bob"' },
    { url: 'postgres://bob:hush@[::1]/d', want: 'database "d" at [::1]:5432 as user "bob"' },
    { url: 'postgres://bob@/d?host=/tmp', want: 'database "d" at /tmp/.s.PGSQL.5432 as user "bob"' },
    { url: 'pglite:', want: 'PGlite in memory' },
    { url: 'pglite:x', want: 'PGlite in x' },
  ];
  for (const { url, want } of cases) {
    it(`says ${want}`, () => assert.equal(describeTarget(resolve(url).target), want));
  }
});
