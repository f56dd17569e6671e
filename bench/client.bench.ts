/**
 * What the program itself costs a record, in µs of processor time: lines, scan, route, plan, fold, encode and result
 * line, all of the real stages, with a database that answers every bulk statement at once (its tables are read from a
 * real one). The result lines go nowhere. One load; medians of its rounds, after one to warm up. Beside it, round by
 * round, what JSON.parse alone costs of the same lines: processors differ by more than what is to be seen here, that ratio
 * does not.
 *
 *     node bench/run.js client [records] [rounds]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, forEachBatch } from '../src/batch/batch.ts';
import { openCatalog } from '../src/catalog/catalog.ts';
import { boundHeap } from '../src/cli/heap.ts';
import { decode } from '../src/decode/decode.ts';
import type { LineSink } from '../src/report/line-sink.ts';
import type { Outcomes } from '../src/report/outcome.ts';
import { openResults } from '../src/report/results.ts';
import { type Routed, router } from '../src/route/route.ts';
import { compileTemplate } from '../src/template/template.ts';
import { batchWriter } from '../src/write/batch-writer.ts';
import { type Connection, connect } from '../src/write/connection.ts';
import type { Applied } from '../src/write/in-sequence.ts';
import { resolveTarget } from '../src/write/resolve-target.ts';
import { thisMachine } from '../src/write/target-files.ts';
import { tableSql, writeRecords } from './load/data.ts';
import { median } from './load/measure.ts';
import { startBenchServer } from './load/server.ts';

const CHUNK_BYTES = 256 * 1024;
/** 2.5 µs where JSON.parse of such a record takes 1.71. */
const MOST_OF_PARSE = 1.46;
const records = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 7);

boundHeap();
const server = await startBenchServer();
const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
try {
  await server.sql(tableSql('orders'));
  writeRecords(join(folder, 'records.ndjson'), { records });
  const bytes = readFileSync(join(folder, 'records.ndjson'));
  const real = await connect(resolveTarget({ url: server.url, env: {}, machine: thisMachine() }).target);
  const costs: number[] = [];
  const parseCosts: number[] = [];
  /** One load of all rounds: the clock is looked at where one round's bytes end and the next one's begin. */
  function* chunks(): Generator<Buffer> {
    for (let round = 0; round <= rounds; round++) {
      const start = process.cpuUsage();
      yield* chunksOf(bytes);
      const cost = cpuMicrosSince(start);
      const parseStart = process.cpuUsage();
      parseAll(bytes);
      if (round === 0) continue;
      costs.push(cost / records);
      parseCosts.push(cpuMicrosSince(parseStart) / records);
    }
  }
  await load(chunks(), answeringAtOnce(real));
  await real.close();
  process.stdout.write(
    `node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${records} records of ${Math.round(bytes.length / records)} bytes: ` +
      `${median(costs).toFixed(2)} µs a record (${Math.min(...costs).toFixed(2)} to ${Math.max(...costs).toFixed(2)}); ` +
      `JSON.parse alone ${median(parseCosts).toFixed(2)} (${Math.min(...parseCosts).toFixed(2)} to ${Math.max(...parseCosts).toFixed(2)}); ` +
      `ratio ${(median(costs) / median(parseCosts)).toFixed(2)}, at most ${MOST_OF_PARSE}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
}

async function load(chunks: Iterable<Buffer>, connection: Connection): Promise<void> {
  const now = Date.now;
  const results = await openResults(
    { results: 'all', format: 'json', color: false, redact: false },
    { sink: nowhere(), now, clock: () => performance.now() },
  );
  const write = batchWriter(connection, openCatalog(connection, undefined), {
    schemaMode: 'create',
    schema: { infer: { timestamps: false, dates: false, uuids: false }, columnType: () => undefined },
    binding: { ignoreUnknownColumns: false, jsonStrings: 'auto', onConflict: 'update', newerBy: undefined },
    onDdl: () => {},
    onWarning: () => {},
  });
  const route = router({
    template: compileTemplate('{{ index .Metadata "opencdc.collection" }}', {}),
    schema: undefined,
    keyColumns: [],
    onDelete: { kind: 'delete' },
    updateNulls: 'set',
    now,
    refuse: () => undefined,
  });
  async function* routed(): AsyncGenerator<readonly Routed[]> {
    for await (const decoded of decode([{ file: '-', chunks }])) yield route(decoded);
  }
  const limits = { ...DEFAULT_LIMITS, maxRows: 5000 };
  const report = async ({ done }: Applied<Outcomes>) => results.report(await done);
  await forEachBatch(routed(), limits, () => 400, { apply: write, report });
  await results.finish((rounds + 1) * records);
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function nowhere(): LineSink {
  return { write: () => {}, drained: async () => {}, idle: () => true };
}

/** Asks the real database about its tables only; bulk statements are answered as if all of their rows were new. */
function answeringAtOnce(real: Connection): Connection {
  const done = { columns: [], rows: [], rowCount: 0 };
  return {
    ...real,
    copy: async ({ rows }) => ({ ...done, rowCount: rowsIn(Buffer.concat([...rows])), command: 'COPY' }),
    query: async (query) => {
      if (/^(BEGIN|COMMIT|SAVEPOINT|RELEASE)/.test(query.text)) return { ...done, command: query.text };
      if (!query.text.startsWith('WITH')) return real.query(query);
      const [first] = query.values ?? [];
      // The parameter is an array in binary format: its length stands behind dimensions, nulls and type.
      const rows = Buffer.isBuffer(first) ? first.readInt32BE(12) : 0;
      return { ...done, rows: [[newKeys(rows)]], command: 'SELECT' };
    },
  };
}

/** What an upsert answers of new rows: a key for each, whichever. */
function newKeys(rows: number): string {
  return `[${'"1",'.repeat(rows).slice(0, -1)}]`;
}

function cpuMicrosSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function parseAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    JSON.parse(bytes.toString('utf8', at, end));
    at = end + 1;
  }
}

/** How many rows a COPY's data has: their ends are at no fixed places in the binary format, so it is gone through. */
function rowsIn(data: Buffer): number {
  const headerBytes = 19;
  let rows = 0;
  let at = headerBytes;
  for (let values = data.readInt16BE(at); values >= 0; values = data.readInt16BE(at)) {
    at += 2;
    for (let value = 0; value < values; value++) at += 4 + Math.max(0, data.readInt32BE(at));
    rows++;
  }
  return rows;
}
