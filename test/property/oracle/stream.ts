import fc from 'fast-check';
import type { OracleSchema, OracleTable, Pool } from './schema.ts';

/** Records alike in all but their values, one after another, as a source writes them. */
interface Burst {
  readonly table: number;
  readonly operation: 'create' | 'update' | 'delete' | 'snapshot';
  readonly key: number;
  /** Columns left out: bit i for the table's column i; `scattered` for others in each record. */
  readonly absent: number | 'scattered';
  /** What `payload.before` holds. */
  readonly before: 'nothing' | 'another key' | 'all' | 'no key';
  readonly form: 'plain' | 'raw' | 'unknown column';
  /** For each record numbers that pick the columns' values. */
  readonly rows: readonly (readonly number[])[];
}

/** How many columns get a number of their own; those further right share them. */
const PICKS = 8;
/** Picks from here on give a bad value. */
const BAD_PICKS = 252;

const picks = fc.array(fc.nat(255), { minLength: PICKS, maxLength: PICKS });
const keyPicks = fc.array(fc.nat(11), { minLength: 2, maxLength: 2 });

/** Streams of records for a schema, as NDJSON lines; `mostRows` bounds a burst. */
export function streams(schema: OracleSchema, mostRows: number): fc.Arbitrary<readonly string[]> {
  const burst: fc.Arbitrary<Burst> = fc.record({
    table: fc.nat(schema.tables.length - 1),
    operation: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('create', 'update') },
      { weight: 2, arbitrary: fc.constantFrom('delete', 'snapshot') },
    ) as fc.Arbitrary<Burst['operation']>,
    key: fc.nat(11),
    absent: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.nat(255) },
      { weight: 1, arbitrary: fc.constant('scattered') },
    ) as fc.Arbitrary<Burst['absent']>,
    before: fc.oneof(
      { weight: 4, arbitrary: fc.constant('nothing') },
      { weight: 1, arbitrary: fc.constantFrom('another key', 'all', 'no key') },
    ) as fc.Arbitrary<Burst['before']>,
    form: fc.oneof(
      { weight: 12, arbitrary: fc.constant('plain') },
      { weight: 1, arbitrary: fc.constantFrom('raw', 'unknown column') },
    ) as fc.Arbitrary<Burst['form']>,
    rows: fc.array(
      fc.tuple(picks, keyPicks).map(([a, b]) => [...a, ...b]),
      { minLength: 1, maxLength: mostRows, size: 'max' },
    ),
  });
  const bursts = fc.array(burst, { minLength: 1, maxLength: 8, size: 'max' });
  return bursts.map((list) => list.flatMap((each) => linesOf(each, schema)));
}

function linesOf(burst: Burst, schema: OracleSchema): string[] {
  const table = schema.tables[burst.table] as OracleTable; // generated below the length
  const keyColumns = table.keys[burst.key % table.keys.length] ?? [];
  return burst.rows.map((row) => lineOf(burst, table, keyColumns, row));
}

function lineOf(burst: Burst, table: OracleTable, keyColumns: readonly string[], row: readonly number[]): string {
  const values = new Map<string, string>();
  const absent = burst.absent === 'scattered' ? row.reduce((sum, pick) => sum * 31 + pick, 7) & 255 : burst.absent;
  for (const [i, [name, pool]] of Object.entries(table.columns).entries()) {
    const isKey = keyColumns.includes(name);
    if (!isKey && ((absent >> (i % 8)) & 1) === 1) continue;
    values.set(name, pickOf(pool, row[i % PICKS] as number));
  }
  if (burst.form === 'unknown column') values.set('nope', '1');
  const key = keyColumns.map((name) => [name, values.get(name) ?? 'null'] as const);
  const after = burst.operation === 'delete' ? 'null' : objectOf([...values]);
  const text = keyColumns.length === 0 ? 'null' : objectOf(key);
  return objectOf([
    ['position', 'null'],
    ['operation', JSON.stringify(burst.operation)],
    ['metadata', objectOf([['opencdc.collection', JSON.stringify(table.name)]])],
    ['key', burst.form === 'raw' ? JSON.stringify(Buffer.from(text).toString('base64')) : text],
    [
      'payload',
      objectOf([
        ['before', beforeOf(burst, table, key, values, row)],
        ['after', after],
      ]),
    ],
  ]);
}

function beforeOf(
  burst: Burst,
  table: OracleTable,
  key: readonly (readonly [string, string])[],
  values: ReadonlyMap<string, string>,
  row: readonly number[],
): string {
  switch (burst.before) {
    case 'nothing':
      return 'null';
    case 'all':
      return objectOf([...values]);
    case 'no key':
      return objectOf([...values].filter(([name]) => !key.some(([column]) => column === name)));
    case 'another key':
      return objectOf(key.map(([name], i) => [name, pickOf(table.columns[name], row[PICKS + (i % 2)] as number)]));
    default:
      return burst.before satisfies never;
  }
}

function pickOf(pool: Pool | undefined, pick: number): string {
  if (pool === undefined) return 'null';
  const { good, bad } = pool;
  return (pick >= BAD_PICKS && bad.length > 0 ? bad[pick % bad.length] : good[pick % good.length]) ?? 'null';
}

function objectOf(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}
