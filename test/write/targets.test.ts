import { type ChangeCase, record, runChangeCases } from './change-cases.ts';

const upsert = (table: string, after: { readonly [column: string]: unknown }, key: readonly string[] = ['id']) =>
  record('create', { table, key: Object.fromEntries(key.map((name) => [name, after[name]])), after });
const remove = (table: string, id: unknown) => record('delete', { table, key: { id } });
const move = (table: string, from: unknown, to: unknown, after: object = {}) =>
  record('update', { table, key: { id: to }, before: { id: from }, after: { id: to, ...after } });

const partitioned: readonly ChangeCase[] = [
  {
    name: 'rows of a partitioned table go to their partitions, at every level, and move between them',
    setup: `CREATE TABLE t (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
      CREATE TABLE t_old PARTITION OF t FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
      CREATE TABLE t_new (a text, gone int, day date NOT NULL, id int NOT NULL); ALTER TABLE t_new DROP COLUMN gone;
      ALTER TABLE t ATTACH PARTITION t_new FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE t_hash PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY HASH (id);
      CREATE TABLE t_hash0 PARTITION OF t_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE t_hash1 PARTITION OF t_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1)`,
    records: [
      upsert('t', { id: 1, day: '2023-05-05', a: 'x' }, ['id', 'day']),
      upsert('t', { id: 1, day: '2024-05-05', a: 'x' }, ['id', 'day']),
      upsert('t', { id: 1, day: '2025-05-05', a: 'x' }, ['id', 'day']),
      upsert('t', { id: 2, day: '2026-05-05', a: 'none' }, ['id', 'day']),
      upsert('t', { id: 1, day: '2024-05-05', a: 'y' }, ['id', 'day']),
      record('update', {
        key: { id: 1, day: '2025-06-06' },
        before: { id: 1, day: '2023-05-05' },
        after: { a: 'moved' },
      }),
      record('delete', { key: { id: 1, day: '2025-05-05' } }),
      upsert('t_new', { id: 3, day: '2024-05-05', a: 'straight' }, ['id', 'day']),
      upsert('t_new', { id: 3, day: '2025-05-05', a: 'wrong' }, ['id', 'day']),
    ],
    results: [
      'inserted',
      'inserted',
      'inserted',
      'constraint_violation 23514',
      'updated',
      'moved',
      'deleted',
      'inserted',
      'constraint_violation 23514',
    ],
    query: 'SELECT tableoid::regclass::text || id || a FROM t ORDER BY day, id',
    rows: ['t_new1y', 't_new3straight', 't_hash01moved'],
  },
  {
    name: 'rows go to a table with children, and to the children',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE child (b text, PRIMARY KEY (id)) INHERITS (t)`,
    records: [
      upsert('t', { id: 1, a: 'x' }),
      upsert('child', { id: 2, a: 'y', b: 'z' }),
      upsert('t', { id: 1, a: 'x2' }),
      remove('t', 3),
    ],
    results: ['inserted', 'inserted', 'updated', 'absent'],
    query: 'SELECT tableoid::regclass::text || id || a FROM t ORDER BY id',
    rows: ['t1x2', 'child2y'],
  },
];

const views: readonly ChangeCase[] = [
  {
    name: 'an updatable view takes all changes, also of its base table with other names and more columns',
    setup: `CREATE TABLE base ("Key" int PRIMARY KEY, a text, n text NOT NULL, hidden int DEFAULT 7);
      INSERT INTO base VALUES (9, 'nine', 'n9');
      CREATE VIEW v AS SELECT a, "Key" AS id, n FROM base; CREATE VIEW vv AS SELECT * FROM v WHERE id < 100`,
    records: [
      upsert('v', { id: 1, a: 'x', n: 'n' }),
      upsert('vv', { id: 1, a: 'partial' }),
      upsert('v', { id: 2, a: 'lacks n' }),
      move('vv', 9, 3, { a: 'moved' }),
      upsert('vv', { id: 4, n: 'n4' }),
      remove('vv', 4),
      remove('v', 5),
      record('create', { table: 'v', after: { id: 6, n: 'appended' } }),
      record('create', { table: 'v', after: { id: 6, n: 'appended' } }),
    ],
    results: [
      'inserted',
      'updated',
      'constraint_violation 23502',
      'moved',
      'inserted',
      'deleted',
      'absent',
      'appended',
      'constraint_violation 23505',
    ],
    query: 'SELECT base::text FROM base ORDER BY 1',
    rows: ['(1,partial,n,7)', '(3,moved,n9,7)', '(6,,appended,7)'],
  },
  {
    name: 'a key that no unique index of the table below a view has fails the record',
    setup: `CREATE TABLE base (id int, a int PRIMARY KEY); CREATE VIEW v AS SELECT * FROM base;
      INSERT INTO base VALUES (1, 1), (1, 2)`,
    records: [upsert('v', { id: 1, a: 5 }), remove('v', 1), move('v', 1, 2), upsert('v', { a: 2, id: 3 }, ['a'])],
    results: ['missing_unique_index 42P10', 'missing_unique_index 42P10', 'missing_unique_index 42P10', 'updated'],
    query: 'SELECT base::text FROM base ORDER BY a',
    rows: ['(1,1)', '(3,2)'],
    hints: [/unique index on \("id"\).* below the view/],
  },
  {
    name: 'the check of a view refuses a row',
    setup: `CREATE TABLE base (id int PRIMARY KEY, a int); CREATE VIEW v AS SELECT * FROM base WHERE a > 0 WITH CHECK OPTION`,
    records: [upsert('v', { id: 1, a: 1 }), upsert('v', { id: 2, a: -1 }), upsert('v', { id: 1, a: -1 })],
    results: ['inserted', 'constraint_violation 44000', 'constraint_violation 44000'],
    query: 'SELECT base::text FROM base',
    rows: ['(1,1)'],
  },
  {
    name: 'a view that cannot be written to, a materialized one, a sequence and an index are no tables',
    setup: `CREATE TABLE base (id int PRIMARY KEY, a int); CREATE VIEW v AS SELECT id, sum(a) AS a FROM base GROUP BY id;
      CREATE MATERIALIZED VIEW m AS SELECT * FROM base; CREATE SEQUENCE q`,
    records: [
      upsert('v', { id: 1, a: 1 }),
      record('create', { table: 'v', after: { id: 1 } }),
      remove('v', 1),
      upsert('m', { id: 1 }),
      upsert('q', { id: 1 }),
      upsert('base_pkey', { id: 1 }),
    ],
    results: [
      'invalid_table 55000',
      'invalid_table 55000',
      'invalid_table 55000',
      'invalid_table',
      'invalid_table',
      'invalid_table',
    ],
    hints: [/INSTEAD OF INSERT trigger/],
  },
  {
    name: 'INSTEAD OF triggers of a view do the writing',
    setup: `CREATE TABLE base (id int PRIMARY KEY, a text);
      CREATE VIEW v AS SELECT id, upper(a) AS a FROM base;
      CREATE FUNCTION write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN DELETE FROM s.base WHERE id = OLD.id; RETURN OLD; END IF;
        IF NEW.a = 'NO' THEN RETURN NULL; END IF;
        IF TG_OP = 'INSERT' THEN INSERT INTO s.base VALUES (NEW.id, NEW.a || ' new'); RETURN NEW; END IF;
        UPDATE s.base SET id = NEW.id, a = NEW.a || ' set' WHERE id = OLD.id; RETURN NEW; END $$;
      CREATE TRIGGER w INSTEAD OF INSERT OR UPDATE OR DELETE ON v FOR EACH ROW EXECUTE FUNCTION write()`,
    records: [
      upsert('v', { id: 1, a: 'x' }),
      upsert('v', { id: 1, a: 'y' }),
      upsert('v', { id: 1, a: 'NO' }),
      upsert('v', { id: 2, a: 'NO' }),
      move('v', 1, 3, { a: 'z' }),
      upsert('v', { id: 4, a: 'gone' }),
      remove('v', 4),
      remove('v', 4),
    ],
    results: ['inserted', 'updated', 'unchanged', 'unchanged', 'moved', 'inserted', 'deleted', 'absent'],
    query: 'SELECT base::text FROM base',
    rows: ['(3,"z set")'],
  },
  {
    name: 'rules of a view do the writing',
    setup: `CREATE TABLE base (id int PRIMARY KEY, a text); CREATE VIEW v AS SELECT DISTINCT id, a FROM base;
      CREATE RULE i AS ON INSERT TO v DO INSTEAD INSERT INTO base VALUES (NEW.id, NEW.a || ' new');
      CREATE RULE u AS ON UPDATE TO v DO INSTEAD UPDATE base SET a = NEW.a || ' set' WHERE id = OLD.id;
      CREATE RULE d AS ON DELETE TO v DO INSTEAD DELETE FROM base WHERE id = OLD.id`,
    records: [
      upsert('v', { id: 1, a: 'x' }),
      upsert('v', { id: 1, a: 'y' }),
      upsert('v', { id: 2, a: 'z' }),
      remove('v', 2),
    ],
    results: ['inserted', 'updated', 'inserted', 'deleted'],
    query: 'SELECT base::text FROM base',
    rows: ['(1,"y set")'],
  },
  {
    name: 'rules of a table are kept',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE log (a text);
      CREATE RULE i AS ON INSERT TO t DO ALSO INSERT INTO log VALUES ('i' || NEW.id);
      CREATE RULE u AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES ('u' || NEW.id);
      CREATE RULE d AS ON DELETE TO t DO INSTEAD NOTHING`,
    records: [upsert('t', { id: 1, a: 'x' }), upsert('t', { id: 1, a: 'y' }), remove('t', 1), remove('t', 2)],
    results: ['inserted', 'updated', 'unchanged', 'absent'],
    query: `SELECT string_agg(a, ',') FROM log`,
    rows: ['i1,u1'],
  },
];

const loopback = `CREATE SERVER loop FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR PUBLIC SERVER loop OPTIONS (user 'postgres');
  DO $$ BEGIN EXECUTE format('ALTER SERVER loop OPTIONS (ADD host %L, ADD port %L, ADD dbname %L)',
    current_setting('unix_socket_directories'), current_setting('port'), current_database()); END $$`;

const foreign: readonly ChangeCase[] = [
  {
    name: 'a foreign table takes all changes, by the key as given',
    setup: `CREATE TABLE base (id int PRIMARY KEY, a text, at timestamptz(0), j jsonb);
      CREATE FOREIGN TABLE f (id int, a text, at timestamptz(0), j jsonb) SERVER loop OPTIONS (schema_name 's', table_name 'base')`,
    records: [
      upsert('f', { id: 1, a: 'x', at: '2024-01-01T00:00:00Z', j: { a: [1] } }),
      upsert('f', { id: 1, a: 'y' }),
      record('create', { table: 'f', after: { id: 2, a: 'appended' } }),
      record('create', { table: 'f', after: { id: 2, a: 'again' } }),
      move('f', 2, 3, { a: 'moved' }),
      upsert('f', { id: 4 }),
      remove('f', 4),
      remove('f', 4),
      upsert('f', { id: 5, a: 5, j: 'text' }),
    ],
    results: [
      'inserted',
      'updated',
      'appended',
      'constraint_violation 23505',
      'moved',
      'inserted',
      'deleted',
      'absent',
      'inserted',
    ],
    query: `SELECT base::text FROM base ORDER BY id`,
    rows: ['(1,y,"2024-01-01 00:00:00+00","{""a"": [1]}")', '(3,moved,,)', '(5,5,,"""text""")'],
  },
];

const names = [
  'select',
  'Ähm "q" \'s\' \\ ',
  ' ',
  '名前',
  '$1',
  'é'.repeat(31),
  '"',
  'a.b',
  'excluded',
  'target',
  'c1',
  'ord',
  'g',
];
const wild = names.map((name) => `"${name.replaceAll('"', '""')}" text`).join(', ');
const wildRow = (value: string) => Object.fromEntries(names.map((name) => [name, `${value} ${name}`]));

const places: readonly ChangeCase[] = [
  {
    name: 'names are taken as they are, whatever they hold',
    setup: `CREATE TABLE "T ""q"" 'ü' \\ select" (${wild}, "K" int, PRIMARY KEY ("K", "select", "c1"))`,
    records: [
      upsert('"T ""q"" \'ü\' \\ select"', { ...wildRow('x'), K: 1 }, ['c1', 'K', 'select']),
      upsert('"T ""q"" \'ü\' \\ select"', { ...wildRow('x'), K: 1, é: 'none' }, ['K', 'select', 'c1']),
      upsert('"T ""q"" \'ü\' \\ select"', { ...wildRow('x'), K: 1, '"': 'set' }, ['K', 'select', 'c1']),
      upsert('"T ""q"" \'ü\' \\ select"', { ...wildRow('y'), K: 2 }, ['K', 'select', 'c1']),
      record('delete', { table: '"T ""q"" \'ü\' \\ select"', key: { K: 2, c1: 'y c1', select: 'y select' } }),
      record('delete', { table: '"T ""q"" \'ü\' \\ select"', key: { K: 3, c1: 'y c1', select: 'y select' } }),
    ],
    results: ['inserted', 'unknown_column', 'updated', 'inserted', 'deleted', 'absent'],
    query: `SELECT """" || "a.b" || "${'é'.repeat(31)}" FROM "T ""q"" 'ü' \\ select"`,
    rows: [`setx a.bx ${'é'.repeat(31)}`],
  },
  {
    name: 'an unqualified name is of the first schema of search_path that exists',
    setup: `DROP SCHEMA IF EXISTS "Second ""s" CASCADE; CREATE SCHEMA "Second ""s"; SET search_path = none, "Second ""s", s;
      CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE s.t (id int PRIMARY KEY); CREATE TABLE s.other (id int PRIMARY KEY)`,
    records: [
      upsert('t', { id: 1 }),
      upsert('s.t', { id: 2 }),
      upsert('"Second ""s".t', { id: 3 }),
      upsert('other', { id: 4 }),
    ],
    results: ['inserted', 'inserted', 'inserted', 'missing_table'],
    query: `SELECT string_agg(id::text, ',' ORDER BY id) FROM "Second ""s".t`,
    rows: ['1,3'],
  },
  {
    name: 'temporary tables and system schemas are refused',
    setup: `CREATE TEMPORARY TABLE IF NOT EXISTS tt (id int PRIMARY KEY)`,
    records: [
      upsert('pg_temp.tt', { id: 1 }),
      upsert('pg_temp_3.tt', { id: 1 }),
      upsert('pg_catalog.pg_class', { id: 1 }),
    ],
    results: ['invalid_table', 'invalid_table', 'invalid_table'],
  },
];

runChangeCases('targets', `CREATE EXTENSION postgres_fdw; ${loopback}`, [
  ...partitioned,
  ...views,
  ...foreign,
  ...places,
]);
