import { DEFAULT_LIMITS, forEachBatch } from './batch/batch.ts';
import { recordWeights } from './batch/weight.ts';
import { openCatalog } from './catalog/catalog.ts';
import type { Options } from './cli/options.ts';
import { decode } from './decode/decode.ts';
import type { Input } from './input/open-inputs.ts';
import { untilStopped } from './input/until-stopped.ts';
import type { Outcomes } from './report/outcome.ts';
import type { Results } from './report/results.ts';
import { type Routed, router } from './route/route.ts';
import { tableAllowed } from './route/table-pattern.ts';
import type { Template } from './template/template.ts';
import { batchWriter, relationsOf } from './write/batch-writer.ts';
import { columnTypeOf } from './write/column-type-option.ts';
import { type Connection, connect } from './write/connection.ts';
import type { Applied } from './write/in-sequence.ts';
import type { Target } from './write/target.ts';
import { runError } from './write/transaction.ts';

/** All that a run is made of. */
export interface LoadRun {
  readonly options: Options;
  readonly template: Template;
  readonly target: Target;
  readonly inputs: readonly Input[];
  readonly results: Results;
  /** Aborted: no more is read; what was read is committed and reported. */
  readonly stop: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The stages, composed: input → decode → route → batch → plan and write → report. Gives the number of records read;
 * rejects with OpencdcPgError where the run cannot go on, after what came before was reported.
 */
export async function load(run: LoadRun): Promise<number> {
  const { options, results } = run;
  const connection = await connectUntilStopped(run);
  if (connection === undefined) return 0;
  try {
    const catalog = openCatalog(connection, options.schema);
    // Asked now, it is known when the first name without a schema comes.
    catalog.schemaOf({ schema: undefined, name: '' }).catch(() => undefined);
    const write = batchWriter(connection, catalog, {
      schemaMode: options.schemaMode,
      schema: {
        infer: {
          timestamps: options.infer.includes('timestamps'),
          dates: options.infer.includes('dates'),
          uuids: options.infer.includes('uuids'),
        },
        columnType: columnTypeOf(options.columnType),
        softDelete: options.onDelete.kind === 'soft' ? options.onDelete.column : undefined,
      },
      binding: options,
      onDdl: (sql) => results.note(sql),
      onWarning: (message) => results.warn(message),
    });
    // Patterns are held against names with their schema, which only the database knows where --schema does not say.
    const patterns = options.onlyTables;
    const schema = patterns === undefined ? options.schema : await catalog.schemaOf({ schema: undefined, name: '' });
    const route = router({
      template: run.template,
      schema: options.schema,
      keyColumns: options.key ?? [],
      onDelete: options.onDelete,
      updateNulls: options.updateNulls,
      now: run.now,
      refuse: (relation) =>
        patterns && tableAllowed(patterns, { schema: relation.schema ?? schema ?? '', name: relation.name }),
    });

    let read = 0;
    async function* routed(): AsyncGenerator<readonly Routed[]> {
      for await (const decoded of untilStopped(decode(run.inputs, options), run.stop)) {
        read += decoded.length;
        results.progress(...bytesOf(run.inputs));
        yield route(decoded);
      }
    }
    // The first tables are read while the first batch fills. What goes wrong goes wrong once more with the batch.
    const prepare = (some: readonly Routed[]) => catalog.tables([...relationsOf(some)]).catch(() => undefined);
    const limits = { ...DEFAULT_LIMITS, maxRows: options.batchSize };
    const report = async ({ done }: Applied<Outcomes>) => results.report(await done);
    await forEachBatch(routed(), limits, recordWeights(), { prepare, apply: write, report });
    return read;
  } catch (error) {
    throw runError(error);
  } finally {
    await connection.close();
  }
}

/** The session; undefined where the run was stopped while it was opened: then nothing was read, and nothing is wrong. */
async function connectUntilStopped({ target, stop }: LoadRun): Promise<Connection | undefined> {
  try {
    return await connect(target, { signal: stop });
  } catch (error) {
    if (stop.aborted && error === stop.reason) return undefined;
    throw error;
  }
}

/** Bytes read so far of all inputs, and of how many; undefined where one of them is a pipe. */
function bytesOf(inputs: readonly Input[]): [read: number, total: number | undefined] {
  let read = 0;
  let total: number | undefined = 0;
  for (const input of inputs) {
    read += input.bytesRead();
    total = total === undefined || input.totalBytes === undefined ? undefined : total + input.totalBytes;
  }
  return [read, total];
}
