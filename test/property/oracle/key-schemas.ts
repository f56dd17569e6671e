import { integers, letters, numbers, type OracleSchema, pool, text } from './schema.ts';

const small = { id: integers(5), a: numbers, b: text, c: letters };

/** Tables that stand alone: what decides is their keys and columns. */
export const keySchemas: readonly OracleSchema[] = [
  {
    name: 'simple',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text)',
    seed: "INSERT INTO t VALUES (1, 1, 'x', 'y'), (3, 3, 'x', 'y')",
    tables: [{ name: 't', keys: [['id']], columns: small }],
    options: [
      { binding: { onConflict: 'ignore' } },
      { binding: { onConflict: 'fail' } },
      { binding: { newerBy: 'a' } },
      { binding: { ignoreUnknownColumns: true } },
      { change: { updateNulls: 'keep' } },
      { change: { updateNulls: 'before' } },
      { change: { onDelete: { kind: 'ignore' } } },
      { change: { onDelete: { kind: 'soft', column: 'b' }, now: () => 0 } },
      { key: ['id'] },
    ],
  },
  {
    name: 'not null and defaults',
    setup: "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b text NOT NULL DEFAULT 'd', c text)",
    seed: "INSERT INTO t VALUES (1, 1, 'x', 'y'), (3, 3, 'x', 'y')",
    tables: [{ name: 't', keys: [['id']], columns: small }],
    options: [{ change: { updateNulls: 'keep' } }, { binding: { newerBy: 'a' } }],
  },
  {
    name: 'defaults that fail',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT (1 / (random() * 0)::int), b varchar(2) DEFAULT 'too long',
      c text NOT NULL DEFAULT nullif('x', 'x'))`,
    seed: "INSERT INTO t VALUES (1, 1, 'x', 'y'), (3, 3, 'x', 'y')",
    tables: [{ name: 't', keys: [['id']], columns: small }],
  },
  {
    name: 'many column sets',
    setup: `CREATE DOMAIN word AS varchar(4) DEFAULT 'w';
      CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 5, v varchar(3) DEFAULT 'v', c char(4), m numeric(4, 1), w word,
      k timestamp(0) DEFAULT '2024-01-01', j jsonb DEFAULT '{}', f int NOT NULL)`,
    seed: "INSERT INTO t SELECT i, i, 'x', 'c', i, 'y', '2024-01-02', '[]', i FROM generate_series(1, 20, 2) AS i",
    tables: [
      {
        name: 't',
        keys: [['id']],
        columns: {
          id: integers(40),
          n: pool(['1', '2', '3'], ['null', '"x"']),
          v: pool(['"a"', 'null', '"abc"'], ['"abcd"']),
          c: pool(['"a"', '"a "', 'null']),
          m: pool(['1', '1.25', '1.24', '-3', 'null'], ['999.96']),
          w: pool(['"a"', 'null', '"abcd"'], ['"abcde"']),
          k: pool(['"2024-01-01T00:00:00.5"', 'null'], ['"never"']),
          f: numbers,
        },
      },
    ],
  },
  {
    name: 'many column sets of a table that computes',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 0, b int, c int, d int, e int, g int GENERATED ALWAYS AS (10 / a) STORED);
      CREATE TABLE u (id int PRIMARY KEY, a int DEFAULT (1 / (random() * 0)::int), b int, c int, d int, e int)`,
    seed: 'INSERT INTO t SELECT i, i FROM generate_series(1, 20, 2) AS i; INSERT INTO u SELECT i, i FROM generate_series(1, 20, 2) AS i',
    tables: ['t', 'u'].map((name) => ({
      name,
      keys: [['id']],
      columns: { id: integers(40), a: numbers, b: numbers, c: numbers, d: numbers, e: numbers },
    })),
  },
  {
    name: 'many short columns',
    setup: `CREATE TABLE t (id int PRIMARY KEY, ${Array.from({ length: 9 }, (_, i) => `c${i} int, t${i} varchar(3)`).join(', ')})`,
    tables: [
      {
        name: 't',
        keys: [['id']],
        columns: {
          id: integers(8),
          ...Object.fromEntries(
            Array.from({ length: 9 }, (_, i) => [
              [`c${i}`, numbers],
              [`t${i}`, pool(['"a"', '"abc"', 'null'], ['"abcd"'])],
            ]).flat(),
          ),
        },
      },
    ],
  },
  {
    name: 'composite key in any order',
    setup: 'CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b))',
    seed: "INSERT INTO t VALUES (1, 2, 'x'), (2, 1, 'y')",
    tables: [
      {
        name: 't',
        keys: [['a', 'b'], ['b', 'a'], ['a']],
        columns: { a: integers(3), b: integers(3), c: text },
      },
    ],
  },
  {
    name: 'keys of text and uuid',
    setup: `CREATE TABLE t (k text PRIMARY KEY, a int); CREATE TABLE v (k varchar(3) PRIMARY KEY, a int);
      CREATE TABLE u (k uuid PRIMARY KEY, a int); CREATE TABLE y (k bytea PRIMARY KEY, a int)`,
    tables: [
      { name: 't', keys: [['k']], columns: { k: pool(['"a"', '"b"', '"A"', '"a "', '1', '"1"', '""']), a: numbers } },
      {
        name: 'v',
        keys: [['k']],
        columns: { k: pool(['"a"', '"a "', '"abc"', '1'], ['"abcd"', '"abc "']), a: numbers },
      },
      {
        name: 'u',
        keys: [['k']],
        columns: {
          k: pool([
            '"00000000-0000-0000-0000-00000000000a"',
            '"00000000-0000-0000-0000-00000000000A"',
            '"{00000000-0000-0000-0000-00000000000a}"',
            '"0000000000000000000000000000000b"',
          ]),
          a: numbers,
        },
      },
      { name: 'y', keys: [['k']], columns: { k: pool(['"AQ=="', '"\\\\x01"', '"\\\\x02"', '""']), a: numbers } },
    ],
  },
  {
    name: 'keys whose equality is the server’s',
    setup: `CREATE TABLE n (k numeric PRIMARY KEY, a int, b text); CREATE TABLE s (k numeric(4, 1) PRIMARY KEY, a int);
      CREATE TABLE z (k timestamptz PRIMARY KEY, a int, b int NOT NULL); CREATE TABLE r (k timestamp(0) PRIMARY KEY, a int);
      CREATE TABLE c (k char(3) PRIMARY KEY, a int); CREATE TABLE f (k float8 PRIMARY KEY, a int)`,
    tables: [
      {
        name: 'n',
        keys: [['k']],
        columns: { k: pool(['1', '1.0', '1e0', '"1.00"', '2', '2.5', '2.50', '"NaN"'], ['"x"']), a: numbers, b: text },
      },
      {
        name: 's',
        keys: [['k']],
        columns: { k: pool(['1', '1.04', '1.05', '1.1', '2', '99.96'], ['1e9']), a: numbers },
      },
      {
        name: 'z',
        keys: [['k']],
        columns: {
          k: pool(
            ['"2024-01-01T00:00:00Z"', '"2024-01-01T01:00:00+01:00"', '"2024-01-01 00:00:00.0000001Z"', '"2024-01-02"'],
            ['"2024-02-30"', '"yesterday noon"', '"soon"'],
          ),
          a: numbers,
          b: numbers,
        },
      },
      {
        name: 'r',
        keys: [['k']],
        columns: {
          k: pool(['"2024-01-01T00:00:00.4"', '"2024-01-01T00:00:00"', '"2024-01-01 00:00:00.6"']),
          a: numbers,
        },
      },
      { name: 'c', keys: [['k']], columns: { k: pool(['"a"', '"a "', '"a  "', '"b"'], ['"abcd"']), a: numbers } },
      { name: 'f', keys: [['k']], columns: { k: pool(['1', '1.0', '0', '-0', '"-0"', '0.1'], ['1e999']), a: numbers } },
    ],
  },
  {
    name: 'keys of nondeterministic collations',
    setup: `CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE t (k text COLLATE nocase PRIMARY KEY, a int, b int NOT NULL DEFAULT 1);
      CREATE TABLE i (k text, a int); CREATE UNIQUE INDEX ON i (k COLLATE nocase)`,
    tables: [
      { name: 't', keys: [['k']], columns: { k: pool(['"a"', '"A"', '"b"', '"B"', '"c"']), a: numbers, b: numbers } },
      { name: 'i', keys: [['k']], columns: { k: pool(['"a"', '"A"', '"b"', '"B"', '"c"']), a: numbers } },
    ],
  },
  {
    name: 'domains, enums and json',
    setup: `CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE DOMAIN given AS text NOT NULL;
      CREATE DOMAIN word AS varchar(3); CREATE TYPE mood AS ENUM ('a', 'b', 'c');
      CREATE TABLE d (id int PRIMARY KEY, a positive, b text); CREATE TABLE g (id int PRIMARY KEY, b given, a int);
      CREATE TABLE m (k mood PRIMARY KEY, w word, j jsonb); CREATE TABLE j (id int PRIMARY KEY, j jsonb, k json, w word)`,
    tables: [
      { name: 'd', keys: [['id']], columns: { id: integers(4), a: numbers, b: text } },
      { name: 'g', keys: [['id']], columns: { id: integers(4), b: text, a: numbers } },
      {
        name: 'm',
        keys: [['k']],
        columns: {
          k: letters,
          w: pool(['"a"', 'null', '"abc"'], ['"abcd"']),
          j: pool(['{"a":1}', '[1,2]', '1', 'null']),
        },
      },
      {
        name: 'j',
        keys: [['id']],
        columns: {
          id: integers(4),
          j: pool(
            ['{"a":1}', '[1,2]', '"x"', '"eyJhIjoxfQ=="', 'null', 'true'],
            ['"eyJhIjoxZTQwMDAwMH0="', '{"a":1e400000}', '"\\u0000"', '{"\\u0000":1}'],
          ),
          k: pool(['{"a":1}', '"{\\"a\\": 2}"', '"x"', 'null'], ['"[1e400000]"']),
          w: pool(['"a"', 'null', '"abc"'], ['"abcd"']),
        },
      },
    ],
  },
  {
    name: 'identity, serial and generated columns',
    // The sequence's numbers, in which there may be gaps, are none of those in the records, which are shown.
    setup: `CREATE TABLE t (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY (START 100), a int);
      CREATE TABLE k (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, b text);
      CREATE TABLE s (n serial, a int, b text);
      CREATE TABLE d (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (10 / a) STORED, b text)`,
    seed: "INSERT INTO k OVERRIDING SYSTEM VALUE VALUES (1, 1, 'x'); INSERT INTO d VALUES (1, 1)",
    tables: [
      { name: 't', keys: [['id']], columns: { id: integers(5), n: integers(5), a: numbers } },
      { name: 'k', keys: [['id']], columns: { id: integers(5), a: numbers, b: text } },
      { name: 's', keys: [[]], columns: { a: numbers, b: text } },
      { name: 'd', keys: [['id']], columns: { id: integers(5), a: numbers, b: text, g: numbers } },
    ],
    shown: {
      t: 'SELECT row(id, a, CASE WHEN n < 6 THEN n END, rank() OVER (ORDER BY n))::text FROM t',
      s: 'SELECT row(rank() OVER (ORDER BY n), a, b)::text FROM s',
    },
  },
  {
    name: 'a sequence that two tables share',
    setup: `CREATE SEQUENCE q; CREATE TABLE a (n int DEFAULT nextval('q'), v text);
      CREATE TABLE b (n int DEFAULT nextval('q'), v text)`,
    tables: [
      { name: 'a', keys: [[]], columns: { v: letters } },
      { name: 'b', keys: [[]], columns: { v: letters } },
    ],
    shown: {
      a: "SELECT row('a', v, rank() OVER (ORDER BY n))::text FROM (SELECT 1 AS t, * FROM a UNION ALL SELECT 2, * FROM b) AS x WHERE t > 0",
    },
  },
  {
    name: 'values too long for an index',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE INDEX ON t (a, b);
      ALTER TABLE t ALTER a SET STORAGE PLAIN, ALTER b SET STORAGE PLAIN`,
    tables: [
      {
        name: 't',
        keys: [['id']],
        columns: {
          id: integers(4),
          a: pool(['"a"', 'null', `"${'x'.repeat(1500)}"`]),
          b: pool(['"a"', 'null', `"${'y'.repeat(1500)}"`]),
        },
      },
    ],
  },
  {
    name: 'indexes that fail on a value',
    setup:
      'CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text); CREATE INDEX ON t ((10 / a)); CREATE INDEX ON t ((b::int))',
    tables: [{ name: 't', keys: [['id']], columns: { ...small, b: pool(['"1"', '"2"', 'null'], ['"x"']) } }],
  },
  {
    name: 'appends beside keys',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text); CREATE TABLE u (a int, b text)',
    tables: [
      { name: 't', keys: [[], ['id']], columns: small },
      { name: 'u', keys: [[], ['a']], columns: { a: numbers, b: text } },
    ],
  },
  {
    name: 'a role that may only delete',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text); GRANT SELECT, DELETE ON t TO oracle_guest;
      CREATE TABLE u (id int PRIMARY KEY, a int, b text, c text); GRANT SELECT, DELETE, INSERT, UPDATE (id, a) ON u TO oracle_guest;
      DO $$ BEGIN EXECUTE 'GRANT USAGE ON SCHEMA ' || current_schema || ' TO oracle_guest'; END $$`,
    seed: "INSERT INTO t VALUES (1, 1, 'x', 'y'), (3, 3, 'x', 'y')",
    role: 'oracle_guest',
    tables: [
      { name: 't', keys: [['id']], columns: small },
      { name: 'u', keys: [['id']], columns: small },
    ],
  },
];
