/**
 * Nanoseconds of processor time per value of the encoders that carry most columns, warm: `node bench/run.js encode`.
 * Values lie one after another in a chunk, as the scanner leaves them, and go into a text[] parameter.
 */
import { cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { ColumnType } from '../src/catalog/column-type.ts';
import type { Kind } from '../src/decode/row.ts';
import { elementsOf } from '../src/decode/text.ts';
import { encoderFor } from '../src/encode/encoder-for.ts';
import { TextArray } from '../src/encode/text-array.ts';

const VALUES = 2000;
const ROUNDS = 200;
const SAMPLES = 7;

interface Bench {
  readonly name: string;
  readonly type: ColumnType;
  readonly json: (index: number) => string;
}

function base(name: string, modifier = -1): ColumnType {
  return { kind: 'base', oid: 0, schema: 'pg_catalog', name, sql: `pg_catalog."${name}"`, modifier };
}

function arrayOf(element: ColumnType): ColumnType {
  return {
    kind: 'array',
    oid: 0,
    schema: 'pg_catalog',
    name: `_${element.name}`,
    sql: '',
    modifier: -1,
    element,
    delimiter: ',',
  };
}

const uuid = (index: number) => `"a0eebc99-9c0b-4ef8-bb6d-${String(index).padStart(12, '0')}"`;
const object = (index: number) =>
  `{"id":${index},"name":"customer ${index}","tags":["a","b"],"address":{"zip":"${index}","city":"Paris"},"active":true}`;

const benches: readonly Bench[] = [
  { name: 'integer → bigint', type: base('int8'), json: (index) => String(index * 7919) },
  { name: 'integer → integer', type: base('int4'), json: (index) => String(index * 7919) },
  { name: '1.0 → bigint', type: base('int8'), json: (index) => `${index}.0` },
  { name: 'string of 12 → text', type: base('text'), json: (index) => `"name ${String(index).padStart(7)}"` },
  { name: 'string of 200 → text', type: base('text'), json: (index) => `"${String(index).padStart(200, 'x')}"` },
  {
    name: 'string of 12 → varchar(20)',
    type: base('varchar', 24),
    json: (index) => `"name ${String(index).padStart(7)}"`,
  },
  { name: 'escaped string → text', type: base('text'), json: (index) => `"name\\n${String(index).padStart(7)}"` },
  { name: 'decimal → numeric', type: base('numeric'), json: (index) => `${index}.25` },
  { name: 'decimal → numeric(12,2)', type: base('numeric', ((12 << 16) | 2) + 4), json: (index) => `${index}.25` },
  { name: 'rational → numeric(12,2)', type: base('numeric', ((12 << 16) | 2) + 4), json: (index) => `"${index}/100"` },
  { name: 'decimal → double precision', type: base('float8'), json: (index) => `${index}.25` },
  { name: 'boolean → boolean', type: base('bool'), json: (index) => String(index % 2 === 0) },
  { name: 'string → uuid', type: base('uuid'), json: uuid },
  {
    name: 'string → timestamptz',
    type: base('timestamptz'),
    json: (index) => `"2026-01-31T23:59:59.${String(index).padStart(6, '0')}Z"`,
  },
  { name: 'object of 110 bytes → jsonb', type: base('jsonb'), json: object },
  {
    name: 'base64 string → jsonb',
    type: base('jsonb'),
    json: (index) => `"${Buffer.from(object(index)).toString('base64')}"`,
  },
  {
    name: 'base64 of 100 bytes → bytea',
    type: base('bytea'),
    json: (index) => `"${Buffer.alloc(100, index).toString('base64')}"`,
  },
  { name: 'array of 4 → text[]', type: arrayOf(base('text')), json: (index) => `["a","b c","tag ${index}",null]` },
];

function run({ type, json }: Bench): number {
  const bytes = Buffer.from(`[${Array.from({ length: VALUES }, (_, index) => json(index)).join(',')}]`);
  const spans = elementsOf(bytes, 0, bytes.length);
  const encode = encoderFor(type, { jsonStrings: 'auto' });
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) {
      const array = new TextArray(1 << 18);
      for (let at = 0; at < spans.length; at += 3) {
        array.begin();
        const error = encode(bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number, array.sink);
        if (error !== undefined) throw new Error(error.message);
        array.end();
      }
      array.finish();
    }
    const { user, system } = process.cpuUsage(start);
    samples.push(((user + system) * 1000) / (ROUNDS * VALUES));
  }
  return samples.sort((a, b) => a - b)[SAMPLES >> 1] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}; median of ${SAMPLES}\n`);
  const wanted = process.argv[2] ?? '';
  for (const bench of benches.filter(({ name }) => name.includes(wanted))) {
    process.stdout.write(`${run(bench).toFixed(0).padStart(6)} ns  ${bench.name}\n`);
  }
}
