/**
 * What COPY costs beside the bulk lane's statements, with rows that are ready-made: microseconds a row of the server's
 * and of the client's processor time and of the clock, and their medians over those of the statement with pieces as
 * large. First without a key (INSERT), then with a primary key where all keys are new (upsert), then where all are there
 * (upsert, and COPY into the stage with an upsert or an update behind it). Sent as the program does: each piece behind a savepoint, 5,000 rows a transaction.
 *
 *     node bench/run.js copy [rows] [rounds]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../src/catalog/catalog.ts';
import { CopyBinaryRows } from '../src/encode/copy-binary-rows.ts';
import type { CopyFormat } from '../src/encode/copy-rows.ts';
import { CopyTextRows } from '../src/encode/copy-text-rows.ts';
import { TextArray } from '../src/encode/text-array.ts';
import { type Binding, binder, isBindingError } from '../src/plan/binding.ts';
import {
  bulkInsertSql,
  bulkUpsertSql,
  copySql,
  stagedUpdateSql,
  stagedUpsertSql,
} from '../src/plan/bulk-statements.ts';
import { copyStageSql, makeStageSql, stagedParameters } from '../src/plan/stage.ts';
import { type Connection, connect } from '../src/write/connection.ts';
import { resolveTarget } from '../src/write/resolve-target.ts';
import { thisMachine } from '../src/write/target-files.ts';
import { appendTableSql, tableSql, writeCopyRows } from './load/data.ts';
import { median } from './load/measure.ts';
import { startBenchServer } from './load/server.ts';

const TRANSACTION_ROWS = 5000;
const PIECES_ROWS = [1000, 5000];
/** In the rows that the data is made of. */
const NULL = '\\N';
const rows = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 7);

interface Candidate {
  readonly name: string;
  readonly table: 'appended' | 'keyed' | 'filled';
  /** One for each piece: sends its rows. */
  readonly pieces: readonly ((connection: Connection) => Promise<unknown>)[];
  readonly serverUs: number[];
  readonly clientUs: number[];
  readonly clockUs: number[];
}

const server = await startBenchServer();
const folder = mkdtempSync(join(tmpdir(), 'ocpg-bench-'));
const { target } = resolveTarget({ url: server.url, env: {}, machine: thisMachine() });
try {
  const candidates = await candidatesOf(await linesOf(rows));
  for (let round = 0; round <= rounds; round++) {
    for (const candidate of candidates) await run(candidate, round > 0);
  }
  process.stdout.write(
    `node ${process.version}, PostgreSQL ${server.version}, ${rows} rows, medians of ${rounds}; µs a row\n`,
  );
  for (const { name, table, pieces, serverUs, clientUs, clockUs } of candidates) {
    const peer = candidates.find((other) => other.table === table && other.pieces.length === pieces.length);
    const over = (own: readonly number[], of: readonly number[] = []) => (median(own) / median(of)).toFixed(2);
    process.stdout.write(
      `${name.padEnd(45)} server ${median(serverUs).toFixed(2)} (${over(serverUs, peer?.serverUs)}), ` +
        `client ${median(clientUs).toFixed(2)} (${over(clientUs, peer?.clientUs)}), ` +
        `clock ${median(clockUs).toFixed(2)} (${over(clockUs, peer?.clockUs)})\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
}

async function linesOf(count: number): Promise<readonly string[]> {
  const file = join(folder, 'rows.copy');
  writeCopyRows(file, { records: count });
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

async function candidatesOf(lines: readonly string[]): Promise<readonly Candidate[]> {
  await server.sql(`${appendTableSql('appended')}; ${tableSql('keyed')}; ${tableSql('filled')}`);
  const appends = await bindingOf('appended', false);
  const upserts = await bindingOf('keyed', true);
  const statements = [
    { name: 'INSERT … SELECT unnest', table: 'appended', text: bulkInsertSql(appends, false) },
    { name: 'upsert', table: 'keyed', text: bulkUpsertSql(upserts, false) },
  ] as const;
  const given = statements.flatMap(({ name, table, text }) =>
    PIECES_ROWS.flatMap((size) => {
      const pieces = piecesOf(lines, size);
      const parameters = pieces.map(arraysOf);
      const statement = candidate(
        table,
        `${name}, ${size} rows`,
        parameters.map((values) => (connection) => connection.query({ text, values })),
      );
      const copies = (['text', 'binary'] as const).map((format) => {
        const copyText = copySql(appends, format).replace('appended', table);
        const data = pieces.map((piece) => copiedRows(piece, appends, format));
        const copy = (rowsOfPiece: Buffer) => async (connection: Connection) => {
          await connection.copy?.({ text: copyText, rows: [rowsOfPiece] });
        };
        return candidate(table, `COPY of ${format} into the same table, ${size} rows`, data.map(copy));
      });
      return [statement, ...copies];
    }),
  );
  return [...given, ...(await stagedCandidates(lines))];
}

/** Of rows that are there. */
async function stagedCandidates(lines: readonly string[]): Promise<readonly Candidate[]> {
  const binding = await bindingOf('filled', true);
  const text = bulkUpsertSql(binding, false);
  return PIECES_ROWS.flatMap((size) => {
    const pieces = piecesOf(lines, size);
    const parameters = pieces.map(arraysOf);
    const data = pieces.map((piece, i) => copiedRows(piece, binding, 'binary', i * size));
    const staged = (text: string) =>
      pieces.map((piece, i) => {
        const values = stagedParameters(i * size, piece.length, Int32Array.from(piece.keys()));
        return (connection: Connection) =>
          Promise.all([
            connection.query({ text: makeStageSql(binding) }),
            connection.copy?.({ text: copyStageSql(binding), rows: [data[i] as Buffer] }), // there is one for each piece
            connection.query({ text, values }),
          ]);
      });
    return [
      candidate(
        'filled',
        `upsert of rows that are there, ${size} rows`,
        parameters.map((values) => (connection) => connection.query({ text, values })),
      ),
      candidate('filled', `COPY into the stage and upsert, ${size} rows`, staged(stagedUpsertSql(binding, false))),
      candidate('filled', `COPY into the stage and update, ${size} rows`, staged(stagedUpdateSql(binding, false))),
    ];
  });
}

function piecesOf(lines: readonly string[], size: number): readonly (readonly (readonly string[])[])[] {
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, i) =>
    lines.slice(i * size, (i + 1) * size).map((line) => line.split('\t')),
  );
}

function candidate(table: Candidate['table'], name: string, pieces: Candidate['pieces']): Candidate {
  return { table, name, pieces, serverUs: [], clientUs: [], clockUs: [] };
}

/** `first`: of staged rows, which have their numbers in front. */
function copiedRows(
  piece: readonly (readonly string[])[],
  { columns }: Binding,
  format: CopyFormat,
  first?: number,
): Buffer {
  const binary = new CopyBinaryRows();
  const copy = format === 'text' ? new CopyTextRows() : binary;
  for (const [n, row] of piece.entries()) {
    copy.beginRow(first === undefined ? columns.length : columns.length + 1);
    if (first !== undefined) binary.int4(first + n);
    for (const [i, { binary }] of columns.entries()) {
      const text = row[i] ?? NULL;
      if (text === NULL) {
        copy.null();
        continue;
      }
      copy.begin(binary);
      copy.sink.text(text === 'true' || text === 'false' ? text.slice(0, 1) : text);
      if (!copy.end(binary)) throw new Error(`${text} has no binary form`);
    }
    copy.endRow();
  }
  return copy.finish();
}

async function bindingOf(table: string, isKeyed: boolean) {
  const connection = await connect(target);
  const [found] = await openCatalog(connection, 'public').tables([{ schema: undefined, name: table }]);
  await connection.close();
  if (found === undefined) throw new Error(`there is no table ${table}`);
  const shapeOf = (names: readonly string[]) => ({ names, indexOf: new Map(names.map((name, i) => [name, i])) });
  const bind = binder({ jsonStrings: 'auto', ignoreUnknownColumns: false, onConflict: 'update', newerBy: undefined });
  const row = shapeOf([...found.columns.keys()]);
  const binding = isKeyed ? bind(found, 'upsert', row, shapeOf(['id'])) : bind(found, 'append', row, null);
  if (isBindingError(binding)) throw new Error(binding.message);
  return binding;
}

/** The piece's columns as parameters. */
function arraysOf(piece: readonly (readonly string[])[]): readonly Buffer[] {
  return (piece[0] ?? []).map((_, column) => {
    const array = new TextArray();
    for (const row of piece) {
      const text = row[column] ?? NULL;
      if (text === NULL) array.null();
      else {
        array.begin();
        array.sink.text(text);
        array.end();
      }
    }
    return array.finish();
  });
}

async function run({ table, pieces, serverUs, clientUs, clockUs }: Candidate, isCounted: boolean): Promise<void> {
  const fill =
    table === 'filled'
      ? `; INSERT INTO filled SELECT i, 'before', 1, true, now(), '{}', 1, repeat('x', 40) FROM generate_series(1, ${rows}) AS i`
      : '';
  await server.sql(`TRUNCATE ${table}${fill}; CHECKPOINT`);
  const cpuBefore = server.cpuSeconds() ?? Number.NaN;
  const connection = await connect(target);
  const clientBefore = process.cpuUsage();
  const start = performance.now();
  const perTransaction = Math.ceil((TRANSACTION_ROWS * pieces.length) / rows);
  for (let at = 0; at < pieces.length; at += perTransaction) {
    const sent: Promise<unknown>[] = [connection.query({ text: 'BEGIN' })];
    for (const send of pieces.slice(at, at + perTransaction)) {
      sent.push(connection.query({ text: 'SAVEPOINT u' }), send(connection));
      sent.push(connection.query({ text: 'RELEASE SAVEPOINT u' }));
    }
    sent.push(connection.query({ text: 'COMMIT' }));
    await Promise.all(sent);
  }
  const clockMs = performance.now() - start;
  const { user, system } = process.cpuUsage(clientBefore);
  await connection.close();
  // The session's time is counted when the server has seen it end.
  const [counted] = await server.sql(`SELECT count(*)::int AS n FROM ${table}, pg_sleep(0.05)`);
  if (counted?.['n'] !== rows) throw new Error(`${counted?.['n']} rows in ${table}`);
  if (!isCounted) return;
  serverUs.push((((server.cpuSeconds() ?? Number.NaN) - cpuBefore) * 1e6) / rows);
  clientUs.push((user + system) / rows);
  clockUs.push((clockMs * 1000) / rows);
}
