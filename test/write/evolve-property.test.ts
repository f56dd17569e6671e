import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Connection } from '../../src/write/connection.ts';
import { connectTo, load } from '../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../support/server.ts';
import { literal, resultOf, row, toNdjson } from './schema-cases.ts';

const { FC_SEED, FC_NUM_RUNS = '6' } = process.env;
const runs = { numRuns: Number(FC_NUM_RUNS), ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }) };

const value = fc.oneof(
  fc.integer({ min: -2, max: 1_000_000_000 }).map(String).map(literal),
  fc
    .bigInt({ min: -(2n ** 70n), max: -(2n ** 60n) })
    .map(String)
    .map(literal),
  fc
    .constantFrom(
      '12.50',
      '1.5e3',
      '-0.000000000000000000000001',
      '9223372036854775807',
      '9223372036854775808',
      '0',
      '1',
    )
    .map(literal),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0')),
  fc.constantFrom(
    '12',
    '-7',
    '12.50',
    '007',
    '1/3',
    '0x1F',
    ' 5',
    '1_000',
    'NaN',
    'yes',
    't',
    'on',
    '0',
    '1',
    '{"a"',
    '',
  ),
  fc.constantFrom('2026-01-31', '2026-01-31T23:59:59Z', '2026-01-31 10:00', 'today', 'infinity', '12-05'),
  fc.constantFrom('3f2504e0-4f89-11d3-9a0c-0305e82c3301', '{3f2504e0-4f89-11d3-9a0c-0305e82c3301}'),
  fc.constantFrom({}, { a: [2, 'x', null] }, [], [[2], 'x'], [true]),
);
const cells = fc.dictionary(fc.constantFrom('a', 'b', 'C', 'late one', 'e"'), value, { maxKeys: 4 });
const id = fc.constantFrom('number', 'number', 'number', 'decimal', 'text');
const messy = fc.record({
  rows: fc.array(fc.tuple(id, cells), { minLength: 1, maxLength: 20 }),
  infer: fc.record({ timestamps: fc.boolean(), dates: fc.boolean(), uuids: fc.boolean() }),
});

function idOf(kind: string, i: number): unknown {
  if (kind === 'number') return i + 2;
  return kind === 'decimal' ? literal(`${i + 2}.5`) : `id ${i}`;
}

/** A value in a form that is the same whatever type of column it went through without loss. */
function canonical(jsonText: string): string {
  const text = jsonText.startsWith('"') ? (JSON.parse(jsonText) as string) : jsonText;
  if (/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return canonicalNumber(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return new Date(text).toISOString();
  return /^[{[]/.test(text) && isJson(text) ? JSON.stringify(JSON.parse(text)) : text;
}

function canonicalNumber(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let digits = BigInt(whole + fraction);
  let scale = fraction.length - Number(exponent);
  for (; digits !== 0n && digits % 10n === 0n; scale--) digits /= 10n;
  return digits === 0n ? '0' : `${digits}e${-scale}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

for (const major of testMajors()) {
  describe(`messy rows in mode evolve on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let connection: Connection;
    before(async () => {
      database = await (await startServer(major)).createDatabase();
      connection = await connectTo(database.url);
    });
    after(async () => {
      await connection?.close();
      await database?.drop();
    });

    test('all land, and read back as given, at every batch size', async () => {
      await fc.assert(
        fc.asyncProperty(messy, async ({ rows, infer }) => {
          const records = rows.map(([kind, given], i) => row({ ...given, id: idOf(kind, i) }));
          const ndjson = toNdjson(records);
          const want = ndjson.split('\n').map((line) => wantedCells(line));
          for (const batchSize of [1, 7, 1000]) {
            await database.sql('DROP TABLE IF EXISTS t');
            const { results } = await load(connection, ndjson, {
              schemaMode: 'evolve',
              schema: { infer, columnType: () => undefined },
              binding: { jsonStrings: 'value' },
              batchSize,
            });
            assert.deepEqual([...new Set(results.map(resultOf))], ['inserted']);
            const found = await database.sql(
              `SELECT t.id::text AS id, string_agg(e.key || E'\\x01' || e.value::text, E'\\x02') AS cells
               FROM t, jsonb_each(to_jsonb(t)) AS e WHERE e.value <> 'null' GROUP BY t.ctid, t.id`,
            );
            const got = found.map(({ cells }) => sorted((cells ?? '').split('\x02').map((cell) => cell.split('\x01'))));
            assert.deepEqual(got.sort(), want.toSorted(), `batches of ${batchSize}`);
          }
        }),
        runs,
      );
    });
  });
}

/** The cells of a record's row that are not null, read from its JSON text so that every digit counts. */
function wantedCells(line: string): string {
  const after = /"after":(\{.*\})\}\}$/.exec(line)?.[1] ?? '{}';
  // A reviver sees no source text, so numbers are made strings first; strings hold no such sequence.
  const quoted = after.replaceAll(/(?<=[:])(-?\d[\d.e+-]*)(?=[,}])/gi, '"$1"');
  const entries = Object.entries(JSON.parse(quoted) as Record<string, unknown>);
  return sorted(entries.flatMap(([name, cell]) => (cell === null ? [] : [[name, JSON.stringify(cell)]])));
}

function sorted(cells: readonly (readonly string[])[]): string {
  return cells
    .map(([name = '', text = '']) => `${name}=${canonical(text)}`)
    .sort()
    .join('|');
}
