import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCli } from './support/cli.ts';
import { databases, type E2eDatabase } from './support/database.ts';
import { type Fixture, readFixtures, readTables, sorted } from './support/fixture.ts';
import { fieldsOf, type LogLine, readLog } from './support/log.ts';

const RESULTS = 'inserted updated unchanged moved appended deleted absent skipped failed'.split(' ');
/** Smaller batches must change nothing; tried on the newest server only, for each record is a transaction there. */
const BATCHES = [[], ['--batch-size', '1'], ['--batch-size', '7']];
const newest = databases.at(-2);

for (const fixture of readFixtures()) {
  describe(`the fixture ${fixture.name}`, () => {
    for (const database of databases) {
      for (const batch of database === newest ? BATCHES : [[]]) {
        it(`ends as it should in ${[database.name, ...batch].join(' ')}`, async () => {
          const opened = await database.open();
          try {
            await expectAll(fixture, opened, batch);
          } finally {
            await opened.drop();
          }
        });
      }
    }
  });
}

async function expectAll(fixture: Fixture, database: E2eDatabase, more: readonly string[]): Promise<void> {
  if (fixture.schema !== undefined) await database.sql(fixture.schema);
  await database.handOver();
  const args = ['--url', database.url, ...fixture.args, ...more, 'input.ndjson'];
  const { status, stdout, stderr } = await runCli(args, { cwd: fixture.folder });
  const log = readLog(stderr);
  for (const [at, expected] of fixture.results.entries()) {
    const given = log.results[at] ?? '(no line)';
    assert.equal(withoutError(given), withoutError(expected), given);
    expectError(expected, given);
  }
  assert.equal(log.results.length, fixture.results.length);
  expectSummary(log.summary, fixture.results);
  const tables = Object.entries(fixture.tables).map(([name, table]) => [name, sorted(table)]);
  assert.deepEqual(await readTables(database), Object.fromEntries(tables));
  assert.deepEqual(log.warnings, []);
  assert.equal(stdout, '');
  assert.equal(status, fixture.status);
}

/** Text, not fields: keys have numbers with more digits than JavaScript keeps. */
function withoutError(result: string): string {
  return result.replace(/,"error":\{.*$/, '}');
}

/** The error has the fields that are expected, and tells what is wrong and what to do. */
function expectError(expected: string, given: string): void {
  const { error: wanted } = fieldsOf(expected);
  if (wanted === undefined) return;
  const { error } = fieldsOf(given);
  assert.ok(isFields(wanted) && isFields(error), given);
  const same = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  assert.deepEqual(same, { ...wanted }, given);
  for (const name of ['message', 'hint']) {
    assert.ok(typeof error[name] === 'string' && error[name] !== '', `no ${name}: ${given}`);
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The closing line counts what the result lines say. */
function expectSummary(summary: LogLine | undefined, results: readonly string[]): void {
  assert.ok(summary !== undefined, 'there is a closing line');
  const { level, time, seconds, records_per_second: rate, ...counted } = summary;
  const counts: Record<string, unknown> = Object.fromEntries(RESULTS.map((result) => [result, 0]));
  const tables: Record<string, Record<string, number>> = {};
  for (const { result, table } of results.map(fieldsOf)) {
    counts[String(result)] = Number(counts[String(result)]) + 1;
    if (typeof table !== 'string') continue;
    const ofTable = tables[table] ?? {};
    ofTable[String(result)] = (ofTable[String(result)] ?? 0) + 1;
    tables[table] = ofTable;
  }
  assert.deepEqual(counted, { msg: 'done', records: results.length, ...counts, tables });
  assert.deepEqual([level, typeof time, typeof seconds, typeof rate], [30, 'number', 'number', 'number']);
}
