import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ndjson from 'ndjson';
import { type Decoded, isRejected } from '../decode/record.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation } from '../plan/identifier.ts';
import { isInvalidRelation, type Relation, relationReader } from '../route/relation.ts';
import { type TablePattern, tableAllowed } from '../route/table-pattern.ts';
import type { Template } from '../template/template.ts';
import { EXIT_STATUS, type ExitStatus } from './exit-status.ts';
import { outputStatus, written } from './print-text.ts';

/** What `opencdc-pg route` tries on each record. */
export interface RouteTrial {
  readonly template: Pick<Template, 'render'>;
  /** `--schema`: of unqualified names. */
  readonly schema: string | undefined;
  /** `--only-tables`. */
  readonly onlyTables: readonly TablePattern[] | undefined;
}

/** A line of its output: `error` stands in the place of what failed, and what would come after that is left out. */
export interface RouteLine {
  readonly line: number;
  readonly file: string;
  readonly rendered?: string;
  readonly table?: string;
  readonly error?: RecordError;
}

/**
 * Writes where each record would go to `output`, a line of JSON each, as fast as it is read there. Returns 1 where any
 * has no table, 4 without a word where the reader went away. Throws OpencdcPgError `io`: what reading throws, after
 * what came before was written, and where the output can't be written.
 */
export async function routeCommand(
  trial: RouteTrial,
  records: AsyncIterable<readonly Decoded[]>,
  output: Writable,
): Promise<ExitStatus> {
  const route = routeLines(trial);
  let status: ExitStatus = EXIT_STATUS.ok;
  let broken: unknown;
  async function* lines(): AsyncGenerator<RouteLine> {
    try {
      for await (const batch of records) {
        for (const decoded of batch) {
          const line = route(decoded);
          if (line.error !== undefined) status = EXIT_STATUS.failedRecords;
          yield line;
        }
      }
    } catch (error) {
      // Kept for later: thrown here, it would take along what is still on its way to the output.
      broken = error;
    }
  }
  try {
    await pipeline(Readable.from(lines()), ndjson.stringify(), output, { end: false });
    // The pipeline, which must not end the output, does not wait until all has left it.
    await written(output, '');
  } catch (error) {
    return outputStatus(error);
  }
  if (broken !== undefined) throw broken;
  return status;
}

/** Gives the function from a decoded line to its line of output. */
export function routeLines({ template, schema, onlyTables }: RouteTrial): (decoded: Decoded) => RouteLine {
  const readRelation = relationReader(schema);
  return (decoded) => {
    const { line, file } = decoded.source;
    if (isRejected(decoded)) return { line, file, error: shown(decoded.error) };
    const rendered = template.render(decoded);
    if (typeof rendered !== 'string') return { line, file, error: shown(rendered) };
    const relation = readRelation(rendered);
    if (isInvalidRelation(relation)) return { line, file, rendered, error: shown(relation) };
    const refused = refusal(relation, onlyTables);
    if (refused !== undefined) return { line, file, rendered, error: shown(refused) };
    return { line, file, rendered, table: displayRelation(relation) };
  };
}

/** With no database to ask, an unqualified name counts as one of `public`, the schema that search_path mostly finds. */
function refusal(relation: Relation, patterns: readonly TablePattern[] | undefined): RecordError | undefined {
  if (patterns === undefined) return undefined;
  return tableAllowed(patterns, { schema: relation.schema ?? 'public', name: relation.name });
}

/** The fields in the order of result lines. */
function shown({ code, message, hint }: RecordError): RecordError {
  return { code, message, hint };
}
