import { join } from 'node:path';
import {
  type Candidate,
  nodeCopyCandidate,
  oneByOneCandidate,
  ourCandidate,
  psqlCandidate,
  type Surroundings,
} from './candidates.ts';
import { appendTableSql, tableSql, type Workload, writeCopyRows, writeRecords } from './data.ts';

/** Candidates that are run in turn, and the ratio of the first one's rate to the second's that is to be reached. */
export interface Comparison {
  /** As in `npm run bench -- --only new`. */
  readonly name: string;
  readonly title: string;
  readonly unit: 'records' | 'bytes';
  readonly target: number | null;
  /** Writes the data and gives the candidates: the one to be judged, then what it is held against. */
  readonly candidates: (surroundings: Surroundings, records: number) => readonly [Candidate, Candidate];
}

const MERGE =
  'INSERT INTO orders SELECT * FROM stage ON CONFLICT (id) DO UPDATE SET customer = EXCLUDED.customer, ' +
  'total = EXCLUDED.total, paid = EXCLUDED.paid, created_at = EXCLUDED.created_at, attrs = EXCLUDED.attrs, ' +
  'quantity = EXCLUDED.quantity, note = EXCLUDED.note';

const APPEND = `DROP TABLE IF EXISTS orders; ${appendTableSql('orders')}; CHECKPOINT`;

const NEW = `DROP TABLE IF EXISTS orders; ${tableSql('orders')}; CHECKPOINT`;

/** All comparisons of whole loads, in the order of the table in README.md. */
export const COMPARISONS: readonly Comparison[] = [
  {
    name: 'new',
    title: 'new keys, against psql \\copy + merge of the same rows ready-made',
    unit: 'records',
    target: 0.75,
    candidates: (to, records) => {
      const { input, rows } = files(to, { records });
      return [
        ourCandidate(to, { name: 'new keys', input, records, before: NEW }),
        psqlCandidate(to, { name: '\\copy + merge', input: rows, records, before: NEW, steps: mergeSteps(rows) }),
      ];
    },
  },
  {
    name: 'exist',
    title: 'all keys exist, likewise',
    unit: 'records',
    target: 0.8,
    candidates: (to, records) => {
      const { input, rows } = files(to, { records });
      const before = [
        'DROP TABLE IF EXISTS orders',
        tableSql('orders'),
        `INSERT INTO orders SELECT i, 'before', 1, true, now(), '{}', 1, repeat('x', 40) FROM generate_series(1, ${records}) AS i`,
        'CHECKPOINT',
      ].join('; ');
      return [
        ourCandidate(to, { name: 'all keys exist', input, records, before }),
        psqlCandidate(to, { name: '\\copy + merge', input: rows, records, before, steps: mergeSteps(rows) }),
      ];
    },
  },
  {
    name: 'append',
    title: 'appends, against bare \\copy into the table',
    unit: 'records',
    target: 0.6,
    candidates: (to, records) => {
      const { input, rows } = appended(to, records);
      return [ourCandidate(to, { name: 'appends', input, records, before: APPEND }), bareCopy(to, rows, records)];
    },
  },
  {
    name: 'node-rows',
    title: 'what Node leaves room for: COPY of ready-made rows by a page of JavaScript, against bare \\copy',
    unit: 'records',
    target: null,
    candidates: (to, records) => {
      const { rows } = appended(to, records);
      const given = { name: 'rows handed on by Node', input: rows, records, before: APPEND };
      return [nodeCopyCandidate(to, given, 'rows'), bareCopy(to, rows, records)];
    },
  },
  {
    name: 'node-records',
    title: 'what Node leaves room for: JSON.parse and COPY, nothing else, against bare \\copy',
    unit: 'records',
    target: null,
    candidates: (to, records) => {
      const { input, rows } = appended(to, records);
      const given = { name: 'JSON.parse and COPY', input, records, before: APPEND };
      return [nodeCopyCandidate(to, given, 'records'), bareCopy(to, rows, records)];
    },
  },
  {
    name: 'one-by-one',
    title: 'new keys, against one prepared statement a record, pipelined, 1,000 a transaction',
    unit: 'records',
    target: 4,
    candidates: (to, records) => {
      const { input } = files(to, { records });
      return [
        ourCandidate(to, { name: 'new keys', input, records, before: NEW }),
        oneByOneCandidate(to, { name: 'one statement a record', input, records, before: NEW }),
      ];
    },
  },
  {
    name: 'hot',
    title: '99 % of the records on 100 hot keys, against no repeats',
    unit: 'records',
    target: 2,
    candidates: (to, records) => [
      ours(to, 'hot keys', { records, key: (n, random) => (n % 100 === 0 ? n + 1 : records + random(100)) }),
      ours(to, 'no repeats', { records }),
    ],
  },
  {
    name: 'tables',
    title: '100 tables interleaved, against one table',
    unit: 'records',
    target: 0.7,
    candidates: (to, records) => {
      const hundred = Array.from({ length: 100 }, (_, i) => `orders_${i}`);
      const before = `${hundred.map((name) => `DROP TABLE IF EXISTS ${name}; ${tableSql(name)}`).join('; ')}; CHECKPOINT`;
      return [
        ours(to, '100 tables', { records, table: (n) => `orders_${n % 100}` }, before),
        ours(to, 'one table', { records }),
      ];
    },
  },
  {
    name: 'bad',
    title: '0.1 % of the values refused by their columns, against none',
    unit: 'records',
    target: 0.7,
    candidates: (to, records) => {
      const bad: Workload['bad'] = (n) => (n % 1000 === 500 ? 'value' : undefined);
      return [ours(to, 'bad values', { records, bad }), ours(to, 'clean', { records })];
    },
  },
  {
    name: 'check',
    title: '0.1 % of the rows refused by a check constraint, against none',
    unit: 'records',
    target: 0.7,
    candidates: (to, records) => {
      const bad: Workload['bad'] = (n) => (n % 1000 === 500 ? 'check' : undefined);
      const before = `DROP TABLE IF EXISTS orders; ${tableSql('orders', 0, ', CHECK (quantity >= 0)')}; CHECKPOINT`;
      return [ours(to, 'bad rows', { records, bad }, before), ours(to, 'clean', { records }, before)];
    },
  },
  {
    name: 'wide',
    title: 'wide records (56 columns), bytes against narrow',
    unit: 'bytes',
    target: 0.9,
    candidates: (to, records) => {
      const before = `DROP TABLE IF EXISTS orders; ${tableSql('orders', 48)}; CHECKPOINT`;
      return [
        ours(to, '56 columns', { records: Math.ceil(records / 6), moreColumns: 48 }, before),
        ours(to, '8 columns', { records }),
      ];
    },
  },
];

function mergeSteps(rows: string): string[] {
  return ['CREATE TEMP TABLE stage (LIKE orders)', `\\copy stage from '${rows}'`, MERGE];
}

function appended(to: Surroundings, records: number): { readonly input: string; readonly rows: string } {
  return files(to, { records, key: () => null });
}

function bareCopy(to: Surroundings, rows: string, records: number): Candidate {
  return psqlCandidate(to, {
    name: '\\copy',
    input: rows,
    records,
    before: APPEND,
    steps: [`\\copy orders from '${rows}'`],
  });
}

function files({ folder }: Surroundings, workload: Workload): { readonly input: string; readonly rows: string } {
  const input = join(folder, 'records.ndjson');
  const rows = join(folder, 'rows.copy');
  writeRecords(input, workload);
  writeCopyRows(rows, workload);
  return { input, rows };
}

function ours(to: Surroundings, name: string, workload: Workload, before = NEW): Candidate {
  const input = join(to.folder, `${name.replaceAll(' ', '-')}.ndjson`);
  writeRecords(input, workload);
  const { bad = () => undefined, records } = workload;
  const failed = Array.from({ length: records }, (_, n) => bad(n)).filter((why) => why !== undefined).length;
  return ourCandidate(to, { name, input, records, before, failed });
}
