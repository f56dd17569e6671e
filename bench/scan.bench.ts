/**
 * How long lines, scan and record take together, without input or output: ns a record and MB/s, medians of
 * the rounds; and for comparison JSON.parse of the same lines.
 *
 *     node bench/run.js scan [records] [rounds]
 *
 * The data is the same in every run (fixed seed).
 */
import { cpus } from 'node:os';
import { decode } from '../src/decode/decode.ts';
import { randomOf } from './random.ts';

const CHUNK_BYTES = 256 * 1024;

interface Workload {
  readonly name: string;
  readonly lines: (records: number) => Buffer;
}

const WORKLOADS: readonly Workload[] = [
  { name: '8 columns, about 390 bytes', lines: (records) => linesOf(records, (n, random) => order(n, random)) },
  { name: '56 columns', lines: (records) => linesOf(records / 8, (n, random) => wide(n, random)) },
  { name: '100 tables interleaved', lines: (records) => linesOf(records, (n, random) => order(n, random, n % 100)) },
  { name: 'raw data (base64)', lines: (records) => linesOf(records, (n, random) => raw(n, random)) },
];

async function main(records: number, rounds: number): Promise<void> {
  print(`node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${rounds} rounds`);
  for (const { name, lines } of WORKLOADS) {
    const bytes = lines(records);
    const texts = bytes.toString().trim().split('\n');
    const decodeNs: number[] = [];
    const parseNs: number[] = [];
    // In turn, so that both meet the same noise.
    for (let round = 0; round < rounds; round++) {
      decodeNs.push((await timeNs(() => decodeAll(bytes))) / texts.length);
      parseNs.push((await timeNs(() => parseAll(texts))) / texts.length);
    }
    const rate = (bytes.length / texts.length / median(decodeNs)) * 1000;
    print(
      `${name}: ${rangeOf(decodeNs)} ns a record, ${rate.toFixed(0)} MB/s` +
        ` (${(bytes.length / texts.length).toFixed(0)} bytes a record);` +
        ` JSON.parse alone, of texts already cut: ${rangeOf(parseNs)} ns`,
    );
  }
}

async function decodeAll(bytes: Buffer): Promise<void> {
  for await (const _ of decode([{ file: '-', chunks: chunksOf(bytes) }]));
}

function parseAll(texts: readonly string[]): void {
  for (const text of texts) JSON.parse(text);
}

async function timeNs(run: () => void | Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start);
}

/** `median (least to most)` */
function rangeOf(times: readonly number[]): string {
  return `${median(times).toFixed(0)} (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function linesOf(records: number, line: (n: number, random: (below: number) => number) => unknown): Buffer {
  const random = randomOf(1);
  const lines: string[] = [];
  for (let n = 0; n < records; n++) lines.push(`${JSON.stringify(line(n, random))}\n`);
  return Buffer.from(lines.join(''));
}

function order(n: number, random: (below: number) => number, table = 0): unknown {
  const suffix = table === 0 ? '' : `_${table}`;
  const after = {
    [`id${suffix}`]: n,
    customer: `customer ${random(100_000)}`,
    [`total${suffix}`]: Number((random(1_000_000) / 100).toFixed(2)),
    paid: random(2) === 1,
    [`created_at${suffix}`]: new Date(1_767_225_600_000 + random(1e9)).toISOString(),
    note: random(4) === 0 ? null : `a "quoted" note ${random(1e6)}`,
    attrs: { colour: 'red', size: random(50) },
    tags: ['a', 'b'],
  };
  return {
    position: Buffer.from(String(n).padStart(8, '0')).toString('base64'),
    operation: 'create',
    metadata: { 'opencdc.collection': `orders${suffix}`, 'opencdc.readAt': '1767225600000000000' },
    key: { [`id${suffix}`]: n },
    payload: { before: null, after },
  };
}

function wide(n: number, random: (below: number) => number): unknown {
  const after: Record<string, unknown> = { id: n };
  for (let column = 1; column < 56; column++) {
    after[`column_number_${column}`] = column % 3 === 0 ? random(1e9) : `some text of ordinary length ${random(1e6)}`;
  }
  return { ...(order(n, random) as object), payload: { before: null, after } };
}

function raw(n: number, random: (below: number) => number): unknown {
  const record = order(n, random) as { key: unknown; payload: { after: unknown } };
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  return { ...record, key: base64(record.key), payload: { before: null, after: base64(record.payload.after) } };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main(Number(process.argv[2] ?? 200_000), Number(process.argv[3] ?? 7));
