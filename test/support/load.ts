import assert from 'node:assert/strict';
import { forEachBatch } from '../../src/batch/batch.ts';
import { openCatalog } from '../../src/catalog/catalog.ts';
import { decode } from '../../src/decode/decode.ts';
import { isRow } from '../../src/decode/record.ts';
import { textOf } from '../../src/decode/text.ts';
import type { RecordError } from '../../src/errors.ts';
import type { ChangeOptions } from '../../src/route/change.ts';
import { router } from '../../src/route/route.ts';
import { type BatchWriter, batchWriter, type WriterOptions } from '../../src/write/batch-writer.ts';
import { type Connection, connect } from '../../src/write/connection.ts';
import { resultTexts } from '../report/result-text.ts';

/** What a test may set; everything else has the tool's defaults. */
export interface LoadOptions extends Partial<Omit<WriterOptions, 'onDdl' | 'onWarning' | 'binding'>> {
  readonly binding?: Partial<WriterOptions['binding']>;
  readonly change?: Partial<ChangeOptions>;
  readonly batchSize?: number;
  readonly key?: readonly string[];
  /** The catalog's clock, in milliseconds. */
  readonly clock?: () => number;
  /** Run before each batch is written, when all before it are committed; `number` counts from 0. */
  readonly beforeBatch?: (number: number) => Promise<unknown>;
}

/** A result line as parsed JSON, without the time. */
export interface ResultLine {
  readonly level: number;
  readonly result: string;
  readonly line: number;
  readonly table?: string;
  readonly key?: unknown;
  readonly error?: RecordError;
}

/** Everything that a load printed, parsed. */
export interface Loaded {
  readonly results: readonly ResultLine[];
  readonly ddl: readonly string[];
  readonly warnings: readonly string[];
}

/** Loads NDJSON text through all stages but the command line, routed by `opencdc.collection`. */
export async function load(connection: Connection, ndjson: string, options: LoadOptions = {}): Promise<Loaded> {
  const ddl: string[] = [];
  const warnings: string[] = [];
  const writer: BatchWriter = batchWriter(connection, openCatalog(connection, undefined, options.clock), {
    schemaMode: 'create',
    schema: { infer: { timestamps: false, dates: false, uuids: false }, columnType: () => undefined },
    ...options,
    binding: {
      ignoreUnknownColumns: false,
      jsonStrings: 'auto',
      onConflict: 'update',
      newerBy: undefined,
      ...options.binding,
    },
    onDdl: (text) => ddl.push(text),
    onWarning: (text) => warnings.push(text),
  });
  const lineOf = resultTexts({ redact: false });
  const results: ResultLine[] = [];
  let batches = 0;
  let committed: Promise<unknown> | undefined;
  const limits = { maxRows: options.batchSize ?? 5000, maxBytes: 8 * 1024 * 1024, pauseMs: 5 };
  const routed = routedArrays(ndjson, options.key ?? [], options.change ?? {});
  await forEachBatch(routed, limits, () => 100, {
    apply: async (batch) => {
      if (options.beforeBatch !== undefined) {
        await committed;
        await options.beforeBatch(batches++);
      }
      const applied = await writer(batch);
      committed = applied.done;
      return applied;
    },
    report: async ({ done }) => {
      const outcomes = await done;
      for (let i = 0; i < outcomes.length; i++) {
        const outcome = outcomes.at(i);
        assert.ok(outcome);
        const { time, ...line } = JSON.parse(lineOf(outcome, 0));
        results.push(line);
      }
    },
  });
  return { results, ddl, warnings };
}

/** Opens a session to a database of the tests. */
export function connectTo(url: string): Promise<Connection> {
  const { hostname, port, username, pathname } = new URL(url);
  return connect({
    kind: 'server',
    host: hostname,
    port: Number(port),
    user: username,
    database: pathname.slice(1),
    ssl: { mode: 'disable', negotiation: 'postgres' },
    keepAlive: false,
  });
}

async function* routedArrays(ndjson: string, keyColumns: readonly string[], change: Partial<ChangeOptions>) {
  const route = router({
    template: {
      fixed: undefined,
      render: ({ metadata }) => {
        const index = isRow(metadata) ? metadata.shape.indexOf.get('opencdc.collection') : undefined;
        return metadata === null || index === undefined ? 't' : textOf(metadata, index);
      },
    },
    schema: undefined,
    keyColumns,
    onDelete: { kind: 'delete' },
    updateNulls: 'set',
    now: () => 0,
    ...change,
    refuse: () => undefined,
  });
  for await (const decoded of decode([{ file: '-', chunks: [Buffer.from(ndjson)] }])) yield route(decoded);
}
