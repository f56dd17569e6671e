import { integers, letters, numbers, type OracleSchema, pool, text } from './schema.ts';

const id = integers(5);
const parent = { id, a: text };
const child = { id: integers(8), p: integers(5), a: numbers };

/** Tables whose rows see each other, or those of other tables. */
export const constraintSchemas: readonly OracleSchema[] = [
  {
    name: 'a second unique index',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, a text, n int NOT NULL DEFAULT 1)',
    seed: 'INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)',
    tables: [
      { name: 't', keys: [['id'], ['u'], []], columns: { id: integers(8), u: integers(8), a: text, n: numbers } },
    ],
    options: [{ binding: { onConflict: 'ignore' } }, { binding: { onConflict: 'fail' } }],
  },
  {
    name: 'a second unique index on rows that only update',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, n int NOT NULL)',
    seed: 'INSERT INTO t SELECT i, i, 0 FROM generate_series(1, 9) AS i',
    tables: [{ name: 't', keys: [['id']], columns: { id: integers(9), u: integers(12) } }],
  },
  {
    name: 'a second unique index that is deferrable',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED, a text)',
    seed: 'INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, 4)',
    tables: [{ name: 't', keys: [['id']], columns: { id: integers(6), u: integers(6), a: text } }],
  },
  {
    name: 'partial and expression unique indexes',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text, u int); CREATE UNIQUE INDEX ON t (lower(a)) WHERE u > 1;
      CREATE UNIQUE INDEX ON t ((u % 4)) WHERE a = 'a'`,
    tables: [{ name: 't', keys: [['id']], columns: { id: integers(8), a: text, u: integers(8) } }],
  },
  {
    name: 'unique nulls not distinct',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, u int, a text); CREATE UNIQUE INDEX ON t (u) NULLS NOT DISTINCT',
    tables: [{ name: 't', keys: [['id']], columns: { id: integers(8), u: numbers, a: text } }],
    major: 15,
  },
  {
    name: 'checks',
    setup: "CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a < 4), b text, CHECK (a <> 2 OR b <> 'a'))",
    seed: "INSERT INTO t VALUES (1, 1, 'x'), (3, 3, 'x')",
    tables: [{ name: 't', keys: [['id']], columns: { id, a: numbers, b: text } }],
  },
  {
    name: 'exclusion',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, r int4range, a text, EXCLUDE USING gist (r WITH &&))',
    tables: [
      {
        name: 't',
        keys: [['id'], []],
        columns: {
          id: integers(8),
          r: pool(['"[1,3)"', '"[2,4)"', '"[5,6)"', '"[7,9)"', 'null'], ['"[3,1)"']),
          a: text,
        },
      },
    ],
  },
  {
    name: 'deferrable primary keys',
    setup: `CREATE TABLE t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, a int);
      CREATE TABLE u (id int PRIMARY KEY DEFERRABLE, a int UNIQUE)`,
    tables: [
      { name: 't', keys: [['id'], []], columns: { id, a: numbers } },
      { name: 'u', keys: [['id'], ['a'], []], columns: { id, a: integers(6) } },
    ],
  },
  {
    name: 'foreign keys',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text); CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p, a int);
      CREATE TABLE alone (id int PRIMARY KEY, a text)`,
    seed: 'INSERT INTO p VALUES (1), (2)',
    tables: [
      { name: 'p', keys: [['id'], []], columns: parent },
      { name: 'c', keys: [['id'], []], columns: child },
      { name: 'alone', keys: [['id']], columns: parent },
    ],
  },
  {
    name: 'deferred foreign keys, cascades and nulls',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, a int);
      CREATE TABLE g (id int PRIMARY KEY, p int REFERENCES c ON DELETE SET NULL ON UPDATE SET NULL, a int UNIQUE)`,
    seed: 'INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1), (2, 1); INSERT INTO g VALUES (1, 1), (2, 2)',
    tables: [
      { name: 'p', keys: [['id']], columns: parent },
      { name: 'c', keys: [['id']], columns: child },
      { name: 'g', keys: [['id']], columns: child },
    ],
  },
  {
    name: 'foreign keys to a second unique column',
    setup: `CREATE TABLE p (id int PRIMARY KEY, u int UNIQUE, a text);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p (u) ON UPDATE CASCADE, a int)`,
    seed: 'INSERT INTO p VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1), (2, 2)',
    tables: [
      { name: 'p', keys: [['id'], ['u']], columns: { id, u: integers(6), a: text } },
      { name: 'c', keys: [['id']], columns: child },
    ],
  },
  {
    name: 'a foreign key to the table itself',
    setup: 'CREATE TABLE t (id int PRIMARY KEY, p int REFERENCES t ON DELETE CASCADE DEFERRABLE, a int)',
    tables: [{ name: 't', keys: [['id'], []], columns: { id: integers(8), p: integers(8), a: numbers } }],
  },
  {
    name: 'a cascade into a table with a trigger',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text); CREATE TABLE seen (id int PRIMARY KEY, a int, n int);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, a int);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE seen SET n = coalesce(n, 0) + coalesce(a, 0) + 1; RETURN OLD; END $$;
      CREATE TRIGGER note AFTER DELETE ON c FOR EACH ROW EXECUTE FUNCTION note()`,
    seed: 'INSERT INTO p SELECT i FROM generate_series(1, 5) AS i; INSERT INTO c SELECT i, i FROM generate_series(1, 5) AS i',
    tables: [
      { name: 'p', keys: [['id']], columns: parent },
      { name: 'seen', keys: [['id']], columns: { id: integers(3), a: numbers } },
    ],
  },
  {
    name: 'partitions',
    setup: `CREATE TABLE t (id int, r int, a text, u int, PRIMARY KEY (id, r)) PARTITION BY RANGE (r);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (3);
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (3) TO (5) PARTITION BY LIST (r);
      CREATE TABLE t_2_3 PARTITION OF t_2 FOR VALUES IN (3)`,
    seed: "INSERT INTO t VALUES (1, 1, 'x'), (2, 3, 'y')",
    tables: [
      { name: 't', keys: [['id', 'r'], ['r', 'id'], ['id'], []], columns: { id, r: integers(4), a: text, u: numbers } },
    ],
  },
  {
    name: 'partitions written to themselves',
    setup: `CREATE TABLE t (id int, r int, a text, PRIMARY KEY (id, r)) PARTITION BY RANGE (r);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (3); CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (3) TO (9);
      CREATE TABLE w (id int, r int, a text) PARTITION BY RANGE (r);
      CREATE TABLE w_1 PARTITION OF w FOR VALUES FROM (0) TO (3); CREATE UNIQUE INDEX ON w_1 (id)`,
    seed: "INSERT INTO t VALUES (1, 1, 'x'), (2, 3, 'y')",
    tables: [
      { name: 't', keys: [['id', 'r']], columns: { id, r: integers(4), a: text } },
      { name: 't_1', keys: [['id', 'r'], []], columns: { id, r: integers(3), a: text } },
      { name: 'w_1', keys: [['id']], columns: { id, r: integers(4), a: text } },
      { name: 'w', keys: [[]], columns: { id: integers(40), r: integers(4), a: text } },
    ],
  },
  {
    name: 'partitions with constraints of their own',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text);
      CREATE TABLE t (id int PRIMARY KEY, p int, u int, a text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (4); ALTER TABLE t_1 ADD FOREIGN KEY (p) REFERENCES p;
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (4) TO (90); CREATE UNIQUE INDEX ON t_2 (u)`,
    tables: [
      { name: 'p', keys: [['id']], columns: parent },
      { name: 't', keys: [['id']], columns: { id: integers(9), p: integers(5), u: integers(5), a: text } },
    ],
  },
  {
    name: 'a foreign key to one partition',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (4); CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (4) TO (9);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES t_1 ON DELETE CASCADE, a int)`,
    tables: [
      { name: 't', keys: [['id']], columns: parent },
      { name: 'c', keys: [['id']], columns: child },
    ],
  },
  {
    name: 'foreign keys from and to partitioned tables',
    setup: `CREATE TABLE p (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
      CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (4); CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (4) TO (9);
      CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p, a int) PARTITION BY HASH (id);
      CREATE TABLE c_1 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE c_2 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 1)`,
    tables: [
      { name: 'p', keys: [['id']], columns: parent },
      { name: 'p_1', keys: [['id']], columns: parent },
      { name: 'c', keys: [['id'], []], columns: child },
    ],
  },
  {
    name: 'inheritance',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE c (PRIMARY KEY (id), b int) INHERITS (t)`,
    seed: "INSERT INTO t VALUES (1, 'x'), (2, 'x'); INSERT INTO c VALUES (2, 'y'), (3, 'y')",
    tables: [
      { name: 't', keys: [['id']], columns: parent },
      { name: 'c', keys: [['id']], columns: { ...parent, b: numbers } },
    ],
  },
  {
    name: 'user functions in checks and defaults',
    setup: `CREATE TABLE o (id int PRIMARY KEY, a text);
      CREATE FUNCTION known(int) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM o WHERE id = $1)';
      CREATE FUNCTION count_o() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM o';
      CREATE TABLE t (id int PRIMARY KEY, p int CHECK (known(p)), n int DEFAULT count_o(), a text)`,
    tables: [
      { name: 'o', keys: [['id']], columns: parent },
      { name: 't', keys: [['id']], columns: { id, p: integers(5), a: letters } },
    ],
  },
  {
    name: 'user functions in domains of domains',
    setup: `CREATE TABLE o (id int PRIMARY KEY, a text);
      CREATE FUNCTION known(int) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM o WHERE id = $1)';
      CREATE DOMAIN inner_d AS int CHECK (known(VALUE)); CREATE DOMAIN outer_d AS inner_d;
      CREATE TABLE t (id int PRIMARY KEY, p outer_d, a text)`,
    tables: [
      { name: 'o', keys: [['id']], columns: parent },
      { name: 't', keys: [['id']], columns: { id, p: integers(5), a: letters } },
    ],
  },
];
