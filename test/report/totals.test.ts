import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failed, landed } from '../../src/report/outcome.ts';
import { rateOf, summaryLine } from '../../src/report/summary-line.ts';
import { Totals } from '../../src/report/totals.ts';
import { cdcRecord, rejected } from './records.ts';

const error = { code: 'invalid_value', message: 'm' } as const;

test('the closing line counts records, results and tables', () => {
  const totals = new Totals();
  totals.add([
    landed(cdcRecord(), 'public.orders', null, null, 'inserted'),
    failed(cdcRecord(), 'public.orders', null, null, error),
  ]);
  assert.equal(
    summaryLine(totals, 1767225600000, 40),
    '{"level":30,"time":1767225600000,"msg":"done","records":2,"inserted":1,"updated":0,"unchanged":0,"moved":0,"appended":0,"deleted":0,"absent":0,"skipped":0,"failed":1,"seconds":0.04,"records_per_second":50,"tables":{"public.orders":{"inserted":1,"failed":1}}}\n',
  );
});

test('the closing line of no records is valid, and its rate is no division by zero', () => {
  const line = JSON.parse(summaryLine(new Totals(), 0, 0));
  assert.deepEqual([line.records, line.seconds, line.records_per_second, line.tables], [0, 0, 0, {}]);
});

test('a record without a table counts, but for no table; tables keep the order in which they came', () => {
  const totals = new Totals();
  totals.add([failed(rejected(error), null, null, null, error)]);
  totals.add(['b', '1', '__proto__', 'a"'].map((table) => landed(cdcRecord(), table, null, null, 'deleted')));
  totals.add([landed(cdcRecord(), '1', null, null, 'absent')]);
  const line = summaryLine(totals, 0, 1000);
  assert.equal(JSON.parse(line).failed, 1);
  assert.match(
    line,
    /"tables":\{"b":\{"deleted":1\},"1":\{"deleted":1,"absent":1\},"__proto__":\{"deleted":1\},"a\\"":\{"deleted":1\}\}\}\n$/,
  );
});

test('counts that do not add up to the records read are an error', () => {
  const totals = new Totals();
  totals.add([landed(cdcRecord(), 't', null, null, 'updated')]);
  totals.assertComplete(1);
  assert.throws(() => totals.assertComplete(0), /0 records were read, 1 reported/);
  assert.throws(() => totals.assertComplete(2), /2 records were read, 1 reported/);
});

test('rates are whole records per second, small ones have a tenth', () => {
  assert.deepEqual([rateOf(100, 3000), rateOf(10, 3000), rateOf(5, 0), rateOf(0, 10)], [33, 3.3, 5000, 0]);
});
