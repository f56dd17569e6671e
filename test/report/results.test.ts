import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { LineSink } from '../../src/report/line-sink.ts';
import { failed, landed } from '../../src/report/outcome.ts';
import type { ResultsContext, ResultsOptions } from '../../src/report/results.ts';
import { openResults } from '../../src/report/results.ts';
import { cdcRecord, row } from './records.ts';

const JSON_ALL: ResultsOptions = { results: 'all', format: 'json', color: false, redact: false };
const error = { code: 'invalid_value', message: 'm' } as const;
const outcomes = [
  landed(cdcRecord({ line: 1 }), 't', row(['id', '1']), null, 'inserted'),
  failed(cdcRecord({ line: 2 }), 't', row(['id', '2']), null, error),
  landed(cdcRecord({ line: 3 }), 't', row(['id', '3']), null, 'updated'),
];

/** A sink in memory, with clocks that stand still but for the run's length. */
function memory(): { readonly written: string[]; readonly context: ResultsContext; readonly waits: () => number } {
  const written: string[] = [];
  let waits = 0;
  const sink: LineSink = {
    write: (lines) => void (lines.length > 0 && written.push(String(lines))),
    drained: async () => void waits++,
    idle: () => true,
  };
  let ms = 0;
  const clock = () => {
    const at = ms;
    ms += 40;
    return at;
  };
  return { written, waits: () => waits, context: { sink, now: () => 5, clock } };
}

const filters: readonly { results: ResultsOptions['results']; lines: readonly number[] }[] = [
  { results: 'all', lines: [1, 2, 3] },
  { results: 'failed', lines: [2] },
  { results: 'none', lines: [] },
];
for (const { results, lines } of filters) {
  test(`--results ${results} prints these lines, and counts them all`, async () => {
    const { written, context } = memory();
    const report = await openResults({ ...JSON_ALL, results }, context);
    await report.report(outcomes);
    await report.finish(3);
    const printed = written
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      printed.slice(0, -1).map(({ line }) => line),
      lines,
    );
    const { records, inserted, updated, seconds, tables } = printed.at(-1);
    assert.deepEqual([records, inserted, updated, printed.at(-1).failed, seconds], [3, 1, 1, 1, 0.04]);
    assert.deepEqual(tables, { t: { inserted: 1, updated: 1, failed: 1 } });
  });
}

test('warnings and notes go between the results, with nothing of pino but level, time and msg', async () => {
  const { written, context } = memory();
  const report = await openResults(JSON_ALL, context);
  await report.report(outcomes.slice(0, 1));
  report.warn('careful');
  report.note('created', { sql: 'CREATE TABLE "t" ()' });
  await report.report(outcomes.slice(1));
  assert.deepEqual(written.slice(1, 3), [
    '{"level":40,"time":5,"msg":"careful"}\n',
    '{"level":30,"time":5,"sql":"CREATE TABLE \\"t\\" ()","msg":"created"}\n',
  ]);
  assert.match(written[0] ?? '', /"line":1/);
  assert.match(written[3] ?? '', /"line":2/);
});

test('a large batch is written in chunks of whole lines, each awaited', async () => {
  const { written, waits, context } = memory();
  const report = await openResults(JSON_ALL, context);
  await report.report(Array.from({ length: 5000 }, () => outcomes).flat());
  assert.ok(written.length > 10);
  assert.ok(waits() >= written.length);
  for (const chunk of written) {
    assert.ok(chunk.endsWith('}\n'));
    assert.ok(chunk.length < 66_000);
  }
});

test('bytes that a sink was given stay as they are until it has written them', async () => {
  const { context } = memory();
  const held: { readonly bytes: string | Buffer; readonly text: string }[] = [];
  let lines = '';
  const sink: LineSink = {
    write: (bytes) => void held.push({ bytes, text: String(bytes) }),
    drained: async () => {
      await setImmediate();
      for (const { bytes, text } of held.splice(0)) {
        assert.equal(String(bytes), text);
        lines += text;
      }
    },
    idle: () => false,
  };
  const report = await openResults(JSON_ALL, { ...context, sink });
  const long = landed(cdcRecord(), 't', row(['id', `"${'x'.repeat(200_000)}"`]), null, 'inserted');
  const batch = Array.from({ length: 3000 }, (_, at) =>
    at % 1000 === 999 ? long : landed(cdcRecord({ line: at + 1 }), 't', row(['id', '1']), null, 'inserted'),
  );
  for (let round = 0; round < 2; round++) await report.report(batch);
  await report.finish(6000);
  const numbers = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).line);
  assert.deepEqual(
    numbers.slice(0, 3000),
    batch.map(({ record }) => record.source.line),
  );
  assert.deepEqual(numbers.slice(3000, 6000), numbers.slice(0, 3000));
});

test('a note in the middle of a batch stands between lines, and batches and the closing line come one after another', async () => {
  const { written, context } = memory();
  let waits = 0;
  const drained = async () => {
    await setImmediate();
    if (++waits <= 3) report.note(`note ${waits}`);
  };
  const report = await openResults(JSON_ALL, { ...context, sink: { ...context.sink, drained } });
  const batchOf = (from: number) =>
    Array.from({ length: 2000 }, (_, at) => landed(cdcRecord({ line: from + at }), 't', null, null, 'inserted'));
  const reports = [report.report(batchOf(1)), report.report(batchOf(2001))];
  await report.finish(4000);
  await Promise.all(reports);
  const printed = written
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const numbers = printed.flatMap(({ line }) => line ?? []);
  assert.deepEqual(
    numbers,
    Array.from({ length: 4000 }, (_, at) => at + 1),
  );
  assert.equal(printed.at(-1).msg, 'done');
  const noted = printed.findLastIndex(({ msg }) => msg === 'note 3');
  assert.ok(noted > 0 && noted < 2000, `the third note is line ${noted}`);
});

test('records without a result are an error at the end', async () => {
  const { written, context } = memory();
  const report = await openResults(JSON_ALL, context);
  await report.report(outcomes);
  await assert.rejects(report.finish(4), /4 records were read, 3 reported/);
  assert.doesNotMatch(written.join(''), /"msg":"done"/);
});

test('a run that broke off is summed up without its count of records', async () => {
  const { written, context } = memory();
  const report = await openResults(JSON_ALL, context);
  await report.report(outcomes);
  await report.finish(undefined);
  assert.match(written.at(-1) ?? '', /"msg":"done","records":3/);
});

test('on a terminal results, warnings and the summary are for people', async () => {
  const { written, context } = memory();
  const report = await openResults({ ...JSON_ALL, format: 'pretty', results: 'failed' }, context);
  report.warn('careful \u001b[2J', { table: 't' });
  await report.report(outcomes);
  await report.finish(3);
  assert.equal(
    written.join(''),
    [
      'WARN: careful \\u001b[2J',
      '    table: "t"',
      'failed    stdin:2 t {"id":2}',
      '  invalid_value: m',
      'table  inserted  updated  failed',
      't             1        1       1',
      '3 records in 0.04 s (75/s), 1 failed',
      '',
    ].join('\n'),
  );
});

test('the live line is erased before other text, told of every change, and stopped at the end', async () => {
  const { written, context } = memory();
  const told: unknown[] = [];
  const progress = {
    update: (state: unknown) => void told.push(state),
    clear: () => '<clear>',
    stop: () => void told.push('stop'),
  };
  const report = await openResults({ ...JSON_ALL, results: 'failed' }, { ...context, progress });
  report.progress(10, 20);
  await report.report(outcomes);
  await report.finish(3);
  assert.deepEqual(told, [
    { records: 0, failed: 0, bytesRead: 10, bytesTotal: 20 },
    { records: 3, failed: 1, bytesRead: 10, bytesTotal: 20 },
    'stop',
  ]);
  assert.match(written[0] ?? '', /^<clear>\{"level":50/);
});
