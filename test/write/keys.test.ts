import { type ChangeCase, record, runChangeCases } from './change-cases.ts';

/** A type of a key, and spellings of one value of it in JSON. */
interface Spelled {
  readonly type: string;
  readonly since?: number;
  readonly spellings: readonly unknown[];
  /** Another value. */
  readonly other: unknown;
}

const spelled: readonly Spelled[] = [
  { type: 'bigint', spellings: [1, 1.0, '1', '+01', '1 '], other: 2 },
  { type: 'numeric', spellings: ['1', '1.0', 1, '1.000', '2/2'], other: '1.0000000000000000000000001' },
  { type: 'numeric(5,2)', spellings: [1, '1.00', '1.001', '200/200'], other: '1.01' },
  { type: 'double precision', spellings: [0, '-0', '0e5'], other: 1 },
  { type: 'real', spellings: ['NaN', 'nan'], other: 'Infinity' },
  { type: 'boolean', spellings: [true, 't', 'on'], other: false },
  { type: 'text', spellings: ['a'], other: 'A' },
  { type: 'text COLLATE any_case', spellings: ['a', 'A'], other: 'ä' },
  { type: 'varchar(3)', spellings: ['a '], other: 'a' },
  { type: 'char(3)', spellings: ['a', 'a  ', 'a '], other: ' a' },
  { type: 'name', spellings: ['a'], other: 'b' },
  { type: '"char"', spellings: ['a'], other: 'b' },
  { type: 'ext.citext', spellings: ['Straße', 'STRASSE'.replace('SS', 'ß'), 'straße'], other: 'x' },
  { type: 'bytea', spellings: ['\\xff00', '\\xFF 00', '/wA='], other: '' },
  {
    type: 'uuid',
    spellings: ['bd94ee0b-564f-4088-bf4e-8d5e626caf66', '{BD94EE0B564F4088BF4E8D5E626CAF66}'],
    other: '00000000-0000-0000-0000-000000000000',
  },
  { type: 'date', spellings: ['2024-01-02', '2024-01-02T00:00:00Z', 'Jan 2, 2024'], other: '0044-03-15 BC' },
  { type: 'timestamp', spellings: ['2024-01-02T03:04:05Z', '2024-01-02 03:04:05.000'], other: 'infinity' },
  {
    type: 'timestamptz',
    spellings: ['2024-01-02T03:04:05Z', '2024-01-02T04:04:05+01:00', '2024-01-01 22:04:05-05'],
    other: '-infinity',
  },
  { type: 'time', spellings: ['01:02', '01:02:00.0000001'], other: '24:00' },
  { type: 'interval', spellings: ['1 day', '24 hours', 'P1D'], other: '1 month' },
  {
    type: 'timestamptz(3)',
    spellings: ['2024-01-02T03:04:05.123Z', '2024-01-02T03:04:05.123456789Z'],
    other: '2024-01-01',
  },
  { type: 'interval(0)', spellings: ['1 second', '1.4 seconds'], other: '1 month' },
  { type: 'interval hour to minute', spellings: ['1 hour', '1 hour 4 seconds'], other: '1 month' },
  { type: 'cents', spellings: [1, '1.001'], other: 2 },
  { type: 'money', spellings: ['$1,000.00', 1000, '1000'], other: '0' },
  { type: 'jsonb', spellings: [{ a: 1, b: 2 }, '{"b":2, "a":1.0}'], other: [] },
  { type: 'int[]', spellings: [[1, 2], '{1,2}', '{01, 2}'], other: [] },
  { type: 'text[]', spellings: [['a', null], '{a,NULL}'], other: ['a', 'null'] },
  { type: 'mood', spellings: ['sad'], other: 'ok' },
  {
    type: 'address',
    spellings: [{ street: 'a', zip: 1 }, { zip: 1.0, street: 'a' }, '(a,1)'],
    other: { zip: 2, street: '' },
  },
  { type: 'positive', spellings: [1, '1.0'], other: 2 },
  { type: 'int4range', spellings: ['[1,3)', '[1,2]', '(0,3)'], other: 'empty' },
  { type: 'int4multirange', since: 14, spellings: ['{[1,3)}', '{[1,2],[2,3)}'], other: '{}' },
  { type: 'inet', spellings: ['10.0.0.1', '10.0.0.1/32'], other: '10.0.0.1/8' },
  { type: 'macaddr', spellings: ['08:00:2b:01:02:03', '08-00-2B-01-02-03'], other: '00:00:00:00:00:00' },
  { type: 'bit(4)', spellings: ['1010', 'xA'], other: '0000' },
  { type: 'pg_lsn', spellings: ['0/A', '0/0A'], other: '0/B' },
  { type: 'oid', spellings: [7, '7'], other: 8 },
  { type: 'ext.hstore', spellings: [{ a: '1', b: null }, 'b=>NULL, a=>1'], other: {} },
  { type: 'ext.ltree', spellings: ['a.b'], other: 'a' },
  { type: 'tsvector', spellings: ["'a':1 'b'", 'b a:1'], other: '' },
];

const ofEveryType: readonly ChangeCase[] = spelled.map(({ type, since = 0, spellings, other }) => {
  const last = spellings.at(-1);
  const updates = spellings.map((k, i) => record('update', { key: { k }, after: { k, a: `u${i}` } }));
  const sameKey = spellings.map((k) =>
    record('update', { key: { k }, before: { k: spellings[0] }, after: { k, a: 'same' } }),
  );
  return {
    name: `a key of type ${type} is equal however it is spelled`,
    since,
    setup: `CREATE TABLE t (k ${type} PRIMARY KEY, a text)`,
    records: [
      record('create', { key: { k: other }, after: { k: other, a: 'other' } }),
      record('create', { key: { k: spellings[0] }, after: { k: spellings[0], a: 'new' } }),
      ...updates,
      ...sameKey,
      record('delete', { key: { k: last } }),
      record('delete', { key: { k: spellings[0] } }),
      record('update', { key: { k: last }, before: { k: other }, after: { k: last, a: 'moved' } }),
      record('create', { key: { k: spellings[0] }, after: { k: spellings[0], a: 'again' } }),
    ],
    results: [
      'inserted',
      'inserted',
      ...updates.map(() => 'updated'),
      ...sameKey.map(() => 'updated'),
      'deleted',
      'absent',
      'moved',
      'updated',
    ],
    query: 'SELECT a FROM t',
    rows: ['again'],
  };
});

const one = (k: unknown, a?: unknown) => record('create', { key: { k }, after: a === undefined ? { k } : { k, a } });
const missing = ['missing_unique_index'];

const indexes: readonly ChangeCase[] = [
  {
    name: 'a key of several columns has its columns in any order',
    setup: `CREATE TABLE t (a int, b text, c timestamptz, d text, PRIMARY KEY (c, a, b))`,
    records: [
      record('create', { key: { b: 'x', a: 1, c: '2024-01-01T00:00:00Z' }, after: { d: 'new' } }),
      record('update', { key: { a: 1, b: 'x', c: '2024-01-01T01:00:00+01:00' }, after: { d: 'by key alone' } }),
      record('delete', { key: { c: '2024-01-01T00:00:00Z', a: 1, b: 'y' } }),
      record('update', {
        key: { c: '2024-01-01T00:00:00Z', a: 2, b: 'x' },
        before: { c: '2024-01-01T00:00:00Z', a: 1, b: 'x' },
        after: { d: 'moved' },
      }),
    ],
    results: ['inserted', 'updated', 'absent', 'moved'],
    query: 'SELECT a || b || d FROM t',
    rows: ['2xmoved'],
  },
  {
    name: 'a partial index is no key',
    setup: 'CREATE TABLE t (k int, a text); CREATE UNIQUE INDEX ON t (k) WHERE a IS NULL',
    records: [one(1)],
    results: missing,
    hints: [/CREATE UNIQUE INDEX ON "?s"?\."?t"? \("k"\)/],
  },
  {
    name: 'an index on an expression is no key',
    setup: 'CREATE TABLE t (k text, a text); CREATE UNIQUE INDEX ON t (lower(k))',
    records: [one('x')],
    results: missing,
  },
  {
    name: 'an index on an expression besides is none of two columns',
    setup: 'CREATE TABLE t (k text, a text); CREATE UNIQUE INDEX ON t (k, lower(a))',
    records: [one('x')],
    results: missing,
  },
  {
    name: 'an index that is not valid is no key',
    setup: `CREATE TABLE t (k int, a text); CREATE UNIQUE INDEX i ON t (k);
      UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass`,
    records: [one(1)],
    results: missing,
  },
  {
    name: 'an index that is not unique is no key',
    setup: 'CREATE TABLE t (k int, a text); CREATE INDEX ON t (k)',
    records: [one(1), record('delete', { key: { k: 1 } })],
    results: ['missing_unique_index', 'missing_unique_index'],
  },
  {
    name: 'a unique index that has a column more is no key, and one that has a column less',
    setup: 'CREATE TABLE t (k int, a int, b int, UNIQUE (k, a), UNIQUE (b))',
    records: [one(1, 1), record('create', { key: { k: 1, a: 1, b: 1 }, after: {} })],
    results: ['missing_unique_index', 'missing_unique_index'],
  },
  {
    name: 'the included columns of an index are none of the key',
    setup: 'CREATE TABLE t (k int, a text, PRIMARY KEY (k) INCLUDE (a))',
    records: [one(1, 'x'), one(1, 'y'), record('create', { key: { k: 1, a: 'y' } })],
    results: ['inserted', 'updated', 'missing_unique_index'],
    query: 'SELECT a FROM t',
    rows: ['y'],
  },
  {
    name: 'an exclusion constraint is no key, and refuses what overlaps',
    setup: `CREATE TABLE t (k int4range, a text, id int PRIMARY KEY, EXCLUDE USING gist (k WITH &&))`,
    records: [
      one('[1,2]'),
      record('create', { key: { id: 1 }, after: { k: '[1,3)' } }),
      record('create', { key: { id: 2 }, after: { k: '[2,4)' } }),
      record('update', { key: { id: 1 }, after: { k: '[7,8)' } }),
      record('create', { key: { id: 2 }, after: { k: '[2,4)' } }),
    ],
    results: ['missing_unique_index', 'inserted', 'constraint_violation 23P01', 'updated', 'inserted'],
    query: 'SELECT id || k::text FROM t ORDER BY id',
    rows: ['1[7,8)', '2[2,4)'],
  },
  {
    name: 'an exclusion constraint of equality alone is no key either',
    setup: 'CREATE TABLE t (k int4range, a text, EXCLUDE USING gist (k WITH =))',
    records: [one('[1,2]')],
    results: missing,
  },
  {
    name: 'a null in the key fails the record, though nulls be not distinct',
    since: 15,
    setup: 'CREATE TABLE t (k int, a text, UNIQUE NULLS NOT DISTINCT (k))',
    records: [one(null, 'x'), one(1, 'x'), one(1, 'y'), record('delete', { key: { k: null } })],
    results: ['invalid_value', 'inserted', 'updated', 'invalid_value'],
    query: 'SELECT a FROM t',
    rows: ['y'],
  },
  {
    name: 'a unique constraint will do, and a deferrable one too',
    setup: `CREATE TABLE t (k int UNIQUE DEFERRABLE INITIALLY DEFERRED, a text UNIQUE DEFERRABLE, b int)`,
    records: [
      one(1, 'x'),
      one(1, 'y'),
      record('create', { key: { a: 'y' }, after: { b: 1 } }),
      record('create', { after: { k: 1 } }),
      record('create', { after: { k: 2, a: 'y' } }),
      record('update', { key: { k: 3 }, before: { k: 1 }, after: { a: 'z' } }),
      record('delete', { key: { k: 3 } }),
    ],
    results: [
      'inserted',
      'updated',
      'updated',
      'constraint_violation 23505',
      'constraint_violation 23505',
      'moved',
      'deleted',
    ],
    query: 'SELECT t::text FROM t',
    rows: [],
  },
  {
    name: 'a primary key without overlaps will do, whose ranges must not overlap',
    since: 18,
    setup: 'CREATE TABLE t (k int4range, during daterange, a text, PRIMARY KEY (k, during WITHOUT OVERLAPS))',
    records: [
      ['[1,2)', '[2026-01-01,2026-02-01)'],
      ['[1,2)', '[2026-01-01,2026-02-01)'],
      ['[1,2)', '[2026-01-31,2026-02-02)'],
      ['[1,2)', '[2026-02-01,2026-02-02)'],
    ].map(([k, during], i) => record('create', { key: { k, during }, after: { a: `${i}` } })),
    results: ['inserted', 'updated', 'constraint_violation 23P01', 'inserted'],
    query: 'SELECT a FROM t ORDER BY during',
    rows: ['1', '3'],
  },
  {
    name: 'an index of another collation than its column is no key',
    setup: 'CREATE TABLE t (k text, a text); CREATE UNIQUE INDEX ON t (k COLLATE any_case)',
    records: [one('x')],
    results: missing,
  },
  {
    name: 'a stored generated column may be the key, and is not written',
    setup: `CREATE TABLE t (a int, k int GENERATED ALWAYS AS (a * 2) STORED UNIQUE, b text)`,
    records: [
      record('create', { key: { k: 2 }, after: { a: 1, k: 2, b: 'new' } }),
      record('update', { key: { k: 2 }, after: { b: 'partial' } }),
      record('update', { key: { k: 2 }, after: { a: 2, k: 2, b: 'changed beneath' } }),
      record('update', { key: { k: 6 }, before: { k: 4 }, after: { a: 3, b: 'moved' } }),
      record('create', { key: { k: 8 }, after: { a: 4, b: 'another' } }),
      record('delete', { key: { k: 8 } }),
      record('delete', { key: { k: 2 } }),
    ],
    results: ['inserted', 'updated', 'updated', 'moved', 'inserted', 'deleted', 'absent'],
    query: 'SELECT t::text FROM t',
    rows: ['(3,6,moved)'],
  },
  {
    name: 'an identity may be the key',
    setup: `CREATE TABLE t (k int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text)`,
    records: [
      one(5, 'x'),
      one(5, 'y'),
      record('update', { key: { k: 6 }, before: { k: 5 }, after: { k: 6, a: 'z' } }),
      record('create', { after: { a: 'by number' } }),
      record('delete', { key: { k: 1 } }),
    ],
    results: ['inserted', 'updated', 'moved', 'appended', 'deleted'],
    query: 'SELECT t::text FROM t',
    rows: ['(6,z)'],
  },
];

const lines: readonly ChangeCase[] = [
  {
    name: 'rows are found by several columns whose types have operators of their own',
    setup: `CREATE TABLE t (g ext.citext, c1 int, "select" ext.hstore, a text, PRIMARY KEY (g, c1, "select"));
      INSERT INTO t VALUES ('A', 1, 'x=>1', 'old'), ('B', 1, 'x=>1', 'old'), ('C', 1, '', 'old'), ('D', 1, '', 'old')`,
    records: [
      record('delete', { key: { g: 'a', c1: 1, select: { x: 1 } } }),
      record('delete', { key: { g: 'b', c1: 1, select: { x: 1 } } }),
      record('delete', { key: { g: 'b', c1: 2, select: {} } }),
      record('update', { key: { g: 'c', c1: 1, select: {} }, after: { a: 'new' } }),
      record('update', {
        key: { g: 'e', c1: 1, select: {} },
        before: { g: 'd', c1: 1, select: '' },
        after: { a: 'moved' },
      }),
    ],
    results: ['deleted', 'deleted', 'absent', 'updated', 'moved'],
    query: 'SELECT t::text FROM t ORDER BY a',
    rows: ['(e,1,"",moved)', '(C,1,"",new)'],
  },
  {
    name: 'a key that the payload lacks is written from the key',
    setup: 'CREATE TABLE t (k int PRIMARY KEY, a text)',
    records: [
      record('create', { key: { k: 1 }, after: { a: 'x' } }),
      record('update', { key: { k: 1 }, after: { a: 'y' } }),
    ],
    results: ['inserted', 'updated'],
    query: 'SELECT t::text FROM t',
    rows: ['(1,y)'],
  },
  {
    name: 'the key stands over the payload of a create',
    setup: 'CREATE TABLE t (k int PRIMARY KEY, a text)',
    records: [record('create', { key: { k: 1 }, after: { k: 2, a: 'x' } })],
    results: ['inserted'],
    query: 'SELECT t::text FROM t',
    rows: ['(1,x)'],
  },
  {
    name: 'raw keys are objects, JSON text or values of the one column of --key',
    setup: 'CREATE TABLE t (k text PRIMARY KEY, a text)',
    options: { key: ['k'] },
    records: [
      record('create', { key: Buffer.from('{"k":"x"}').toString('base64'), after: { a: '1' } }),
      record('create', { key: '{"k":"x"}', after: { a: '2' } }),
      record('create', { key: Buffer.from('x').toString('base64'), after: { a: '3' } }),
      record('create', { key: Buffer.from('"\\ \u{1f600}').toString('base64'), after: { a: '4' } }),
      record('create', { key: Buffer.from([0xff, 0xfe]).toString('base64'), after: { a: '5' } }),
      record('create', { key: {}, after: { k: 'x', a: '6' } }),
    ],
    results: ['inserted', 'updated', 'updated', 'inserted', 'invalid_record', 'updated'],
    query: `SELECT t::text FROM t ORDER BY 1 DESC`,
    rows: ['(x,6)', '("""\\\\ 😀",4)'],
  },
  {
    name: 'raw keys without --key, or with several columns of it, fail',
    setup: 'CREATE TABLE t (k text, j int, a text, PRIMARY KEY (k, j))',
    options: { key: ['k', 'j'] },
    records: [
      record('create', { key: Buffer.from('x').toString('base64'), after: { k: 'x', j: 1 } }),
      record('create', { after: { k: 'x', j: 1, a: 'by --key' } }),
      record('create', { after: { k: 'x', a: 'lacks one' } }),
    ],
    results: ['key_required', 'inserted', 'key_required'],
    query: 'SELECT t::text FROM t',
    rows: ['(x,1,"by --key")'],
  },
  {
    name: 'moves follow each other',
    setup: `CREATE TABLE t (k int PRIMARY KEY, a text, kept text); INSERT INTO t VALUES (1, 'x', 'k1'), (2, 'y', 'k2')`,
    records: [
      // A swap by way of a third key.
      record('update', { key: { k: 3 }, before: { k: 1 }, after: { k: 3, a: 'x1' } }),
      record('update', { key: { k: 1 }, before: { k: 2 }, after: { k: 1, a: 'y1' } }),
      record('update', { key: { k: 2 }, before: { k: 3 }, after: { k: 2, a: 'x2' } }),
      // A chain.
      record('update', { key: { k: 7 }, before: { k: 1 }, after: { k: 7 } }),
      record('update', { key: { k: 8 }, before: { k: 7 }, after: { k: 8, a: 'y2' } }),
      // Onto a row that is there; then from one that is gone, and there again.
      record('create', { key: { k: 9 }, after: { a: 'nine', kept: 'k9' } }),
      record('update', { key: { k: 9 }, before: { k: 8 }, after: { k: 9, a: 'onto' } }),
      record('update', { key: { k: 10 }, before: { k: 8 }, after: { k: 10, a: 'from nowhere' } }),
      record('create', { key: { k: 8 }, after: { a: 'eight' } }),
      record('update', { key: { k: 11 }, before: { k: 8 }, after: { k: 11 } }),
      record('delete', { key: { k: 10 } }),
    ],
    results: [
      'moved',
      'moved',
      'moved',
      'moved',
      'moved',
      'inserted',
      'moved',
      'inserted',
      'inserted',
      'moved',
      'deleted',
    ],
    query: 'SELECT t::text FROM t ORDER BY k',
    rows: ['(2,x2,k1)', '(9,onto,k9)', '(11,eight,)'],
  },
  {
    name: 'a key that changed in the record of the old key moves too',
    setup: `CREATE TABLE t (k int PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x')`,
    records: [record('update', { key: { k: 1 }, after: { k: 2, a: 'y' } })],
    results: ['moved'],
    query: 'SELECT t::text FROM t',
    rows: ['(2,y)'],
  },
  {
    name: 'a move lets go of no row that others refer to',
    setup: `CREATE TABLE t (k int PRIMARY KEY, a text); CREATE TABLE child (k int REFERENCES t);
      INSERT INTO t VALUES (1, 'x'), (2, 'y'); INSERT INTO child VALUES (1)`,
    records: [
      record('update', { key: { k: 3 }, before: { k: 1 }, after: { k: 3, a: 'moved' } }),
      record('update', { key: { k: 2 }, before: { k: 1 }, after: { k: 2, a: 'onto' } }),
      record('delete', { key: { k: 1 } }),
      record('update', { key: { k: 4 }, before: { k: 2 }, after: { k: 4 } }),
    ],
    results: ['constraint_violation 23503', 'constraint_violation 23503', 'constraint_violation 23503', 'moved'],
    query: 'SELECT t::text FROM t ORDER BY k',
    rows: ['(1,x)', '(4,y)'],
  },
];

const setup = `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext;
  CREATE EXTENSION ltree SCHEMA ext;
  CREATE COLLATION public.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`;

const types = `CREATE TYPE s.mood AS ENUM ('sad', 'ok'); CREATE TYPE s.address AS (street text, zip int);
  CREATE DOMAIN s.positive AS numeric CHECK (value > 0); CREATE DOMAIN s.cents AS numeric(8,2); CREATE COLLATION s.any_case FROM public.any_case`;

runChangeCases(
  'keys',
  setup,
  [...ofEveryType, ...indexes, ...lines].map((each) => ({ ...each, setup: `${types}; ${each.setup}` })),
);
