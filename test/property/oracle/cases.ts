import type { OracleSchema } from './schema.ts';

/** A stream that once could be told from one record at a time, or nearly. */
export interface OracleCase extends Omit<OracleSchema, 'tables' | 'options'> {
  readonly records: readonly unknown[];
}

type Row = Readonly<Record<string, unknown>>;

/** A record of table `t`, or of the one named first. */
const to =
  (table: string) =>
  (operation: string, key: Row | null, after: Row | null = null) => ({
    operation,
    metadata: { 'opencdc.collection': table },
    key,
    payload: { before: null, after: operation === 'delete' ? null : { ...key, ...after } },
  });
const t = to('t');

/** Numbers from `first` on. */
const count = (length: number, first = 1) => Array.from({ length }, (_, i) => i + first);

const known = `CREATE FUNCTION known(int) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM o WHERE id = $1)'`;

export const oracleCases: readonly OracleCase[] = [
  {
    name: 'a key’s columns in another order make no other key, and no same one of another',
    setup: 'CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b))',
    records: [
      t('create', { b: 2, a: 3 }, { c: 'x' }),
      t('create', { a: 3, b: 2 }, { c: 'y' }),
      t('delete', { a: 2, b: 3 }),
      t('create', { a: 1, b: 22 }, { c: 'z' }),
      t('create', { b: 1, a: 22 }, { c: 'z' }),
    ],
  },
  {
    name: 'a move whose key lists its columns in another order leaves the old key free',
    setup: 'CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b))',
    seed: "INSERT INTO t VALUES (1, 2, 'x')",
    records: [
      {
        ...t('update', { b: 2, a: 3 }, { c: 'y' }),
        payload: { before: { b: 2, a: 1 }, after: { b: 2, a: 3, c: 'y' } },
      },
      t('create', { a: 1, b: 2 }, { c: 'z' }),
    ],
  },
  {
    name: 'of a delete’s bad values the one in the table’s order is told',
    setup: 'CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))',
    records: count(7).map((i) => t('delete', i === 4 ? { b: 'x', a: 'y' } : { b: i, a: i })),
  },
  {
    name: 'a null for a domain that is NOT NULL fails though a later record mends it',
    setup: 'CREATE DOMAIN given AS text NOT NULL; CREATE TABLE t (id int PRIMARY KEY, a given)',
    records: [t('create', { id: 1 }, { a: null }), t('create', { id: 1 }, { a: 'x' })],
  },
  {
    name: 'a default that fails does so though a later record brings a value, or a delete comes',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1 / (random() * 0)::int, b varchar(2) DEFAULT 'long', c text)`,
    records: [
      t('create', { id: 1 }, { c: 'x' }),
      t('create', { id: 1 }, { a: 1, b: 'b', c: 'y' }),
      t('create', { id: 1 }, { a: 1, c: 'z' }),
      t('create', { id: 2 }, { a: 1 }),
      t('delete', { id: 2 }),
    ],
  },
  {
    name: 'an identity ALWAYS beside the key keeps its first value',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, a int)',
    records: [t('create', { id: 1 }, { n: 5, a: 1 }), t('update', { id: 1 }, { n: 6, a: 2 })],
  },
  {
    name: 'base64 of JSON that jsonb can’t hold fails though a later record mends it',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, j jsonb)',
    records: [
      t('create', { id: 1 }, { j: Buffer.from('{"a":1e400000}').toString('base64') }),
      t('create', { id: 1 }, { j: 1 }),
    ],
  },
  {
    name: 'values that together are too long for an index fail though later ones are not',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE INDEX ON t (a, b);
      ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL`,
    records: [
      t('create', { id: 1 }, { a: 'x'.repeat(1500), b: 'y'.repeat(1500) }),
      t('create', { id: 1 }, { a: 'x', b: 'y' }),
    ],
  },
  {
    name: 'a role without the right to insert is refused though a delete follows',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int); GRANT SELECT, DELETE ON t TO oracle_guest;
      DO $$ BEGIN EXECUTE 'GRANT USAGE ON SCHEMA ' || current_schema || ' TO oracle_guest'; END $$`,
    role: 'oracle_guest',
    records: [t('create', { id: 1 }, { a: 1 }), t('delete', { id: 1 })],
  },
  {
    name: 'a partition refuses a row outside of its bounds though a later one is inside',
    setup: `CREATE TABLE w (id int, r int) PARTITION BY RANGE (r);
      CREATE TABLE t PARTITION OF w FOR VALUES FROM (0) TO (3); CREATE UNIQUE INDEX ON t (id)`,
    records: [t('create', { id: 1 }, { r: 5 }), t('create', { id: 1 }, { r: 1 })],
  },
  {
    name: 'a row for which there is no partition fails though its delete follows',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (3)`,
    records: [t('create', { id: 5 }, { a: 5 }), t('delete', { id: 5 })],
  },
  {
    name: 'a deferrable second unique constraint is checked record by record',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED)',
    seed: 'INSERT INTO t SELECT i, i FROM generate_series(1, 8) AS i',
    records: count(8).map((id) => t('update', { id }, { u: (id % 8) + 1 })),
  },
  {
    name: 'rows that only update meet a second unique index in order',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, n int NOT NULL)',
    seed: 'INSERT INTO t SELECT i, i, 0 FROM generate_series(30, 1, -1) AS i',
    records: count(30).map((id) => t('update', { id }, { u: id + 1 })),
  },
  {
    name: 'rows of a partitioned table meet a unique index of one partition in order',
    setup: `CREATE TABLE t (id int PRIMARY KEY, u int) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (900); CREATE UNIQUE INDEX ON t_1 (u)`,
    seed: 'INSERT INTO t SELECT i, i FROM generate_series(30, 1, -1) AS i',
    records: count(30).map((id) => t('update', { id }, { u: id + 1 })),
  },
  {
    name: 'rows with nothing to set but too few columns to be inserted',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)',
    seed: 'INSERT INTO t SELECT i, i FROM generate_series(1, 8) AS i',
    records: count(10).map((id) => t('update', { id })),
  },
  {
    name: 'a partition and its parent hold the same rows',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
      CREATE TABLE t PARTITION OF p FOR VALUES FROM (0) TO (9)`,
    records: [t('create', { id: 1 }, { a: 'x' }), to('p')('delete', { id: 1 }), t('create', { id: 1 }, { a: 'y' })],
  },
  {
    name: 'a child and the table that it inherits from hold the same rows',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text); CREATE TABLE t (PRIMARY KEY (id)) INHERITS (p)`,
    records: [
      to('p')('delete', { id: 1 }),
      t('create', { id: 1 }, { a: 'x' }),
      to('p')('delete', { id: 1 }),
      t('create', { id: 1 }, { a: 'y' }),
    ],
  },
  {
    name: 'a foreign key of one partition keeps the order of the tables',
    setup: `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, p int) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (9); ALTER TABLE t_1 ADD FOREIGN KEY (p) REFERENCES p`,
    records: [t('create', { id: 1 }, { p: 1 }), to('p')('create', { id: 1 }), t('create', { id: 2 }, { p: 1 })],
  },
  {
    name: 'a foreign key to one partition keeps the order of the tables',
    setup: `CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (9);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES t_1 ON DELETE CASCADE)`,
    records: [
      to('c')('create', { id: 1 }, { p: 1 }),
      t('create', { id: 1 }),
      to('c')('create', { id: 1 }, { p: 1 }),
      t('delete', { id: 1 }),
    ],
  },
  {
    name: 'a trigger behind a cascade sees what was there before it',
    setup: `CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE seen (id int PRIMARY KEY, n int);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES t ON DELETE CASCADE);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE seen SET n = coalesce(n, 0) + 1; RETURN OLD; END $$;
      CREATE TRIGGER note AFTER DELETE ON c FOR EACH ROW EXECUTE FUNCTION note()`,
    seed: 'INSERT INTO t VALUES (1), (2); INSERT INTO c VALUES (1, 1), (2, 2)',
    records: [t('delete', { id: 1 }), to('seen')('create', { id: 1 }), t('delete', { id: 2 })],
  },
  {
    name: 'a trigger that a partition has from its parent runs for each record',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text) PARTITION BY RANGE (id); CREATE TABLE t PARTITION OF p FOR VALUES FROM (0) TO (9);
      CREATE TABLE log (id int, rows bigint);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO log VALUES (NEW.id, (SELECT count(*) FROM p)); RETURN NULL; END $$;
      CREATE TRIGGER note AFTER INSERT OR UPDATE ON p FOR EACH ROW EXECUTE FUNCTION note()`,
    records: count(8).map((id) => t('create', { id: id % 5 }, { a: 'x' })),
  },
  {
    name: 'a function behind a domain of a domain sees what was there before',
    setup: `CREATE TABLE o (id int PRIMARY KEY); ${known}; CREATE DOMAIN d AS int CHECK (known(VALUE)); CREATE DOMAIN e AS d;
      CREATE TABLE t (id int PRIMARY KEY, p e)`,
    records: [t('create', { id: 1 }, { p: 1 }), to('o')('create', { id: 1 }), t('create', { id: 2 }, { p: 1 })],
  },
  {
    name: 'a unique index with another collation than its column tells the keys',
    setup: `CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE t (k text, a int, b int NOT NULL DEFAULT 1); CREATE UNIQUE INDEX ON t (k COLLATE nocase)`,
    records: [
      t('create', { k: 'a' }, { a: 1 }),
      t('create', { k: 'A' }, { a: 2, b: 2 }),
      t('delete', { k: 'a' }),
      t('create', { k: 'A' }, { a: 3 }),
    ],
  },
  {
    name: 'tables that share a sequence are numbered in input order',
    setup: `CREATE SEQUENCE q; CREATE TABLE t (n int DEFAULT nextval('q'), v text); CREATE TABLE u (n int DEFAULT nextval('q'), v text)`,
    records: count(9).map((v) => to(v % 2 === 0 ? 't' : 'u')('create', null, { v })),
  },
];
