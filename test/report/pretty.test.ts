import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/report/outcome.ts';
import { failed, landed } from '../../src/report/outcome.ts';
import { prettyLines, summaryTable } from '../../src/report/pretty.ts';
import { Totals } from '../../src/report/totals.ts';
import { cdcRecord, rejected, row } from './records.ts';

const inserted = landed(cdcRecord({ file: 'a.ndjson', line: 12 }), 'public.orders', row(['id', '1']), null, 'inserted');
const refused = failed(cdcRecord({ line: 3 }), 'orders', row(['id', '2']), null, {
  code: 'invalid_value',
  message: '"x" is no integer',
  column: 'total',
  sqlstate: '22P02',
  hint: 'send digits',
});

const cases: readonly { name: string; outcome: Outcome; want: string }[] = [
  { name: 'a landed record is one line', outcome: inserted, want: 'inserted  a.ndjson:12 public.orders {"id":1}\n' },
  {
    name: 'a failed record shows its error and its hint below',
    outcome: refused,
    want: 'failed    stdin:3 orders {"id":2}\n  invalid_value [22P02]: "x" is no integer (column total)\n  hint: send digits\n',
  },
  {
    name: 'a line that is no record shows what is known',
    outcome: failed(rejected({ code: 'invalid_json', message: 'm' }), null, null, null, {
      code: 'invalid_json',
      message: 'm',
    }),
    want: 'failed    stdin:1\n  invalid_json: m\n',
  },
  {
    name: 'control characters do not reach the terminal',
    outcome: failed(rejected({ code: 'invalid_json', message: 'm' }, { file: 'a\u001b[2J' }), 't\r', null, null, {
      code: 'invalid_json',
      message: 'a\nb\u009b\u202e',
      hint: '\u0007',
    }),
    want: 'failed    a\\u001b[2J:1 t\\u000d\n  invalid_json: a\\u000ab\\u009b\\u202e\n  hint: \\u0007\n',
  },
];
for (const { name, outcome, want } of cases) {
  test(`pretty: ${name}`, () => {
    assert.equal(prettyLines({ redact: false, color: false })(outcome), want);
  });
}

test('pretty: colours are added and nothing else', () => {
  const colored = prettyLines({ redact: false, color: true })(refused);
  assert.notEqual(colored, cases[1]?.want);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  assert.equal(colored.replaceAll(/\u001b\[\d+m/g, ''), cases[1]?.want);
});

test('pretty: what is unknown leaves no colours behind', () => {
  const outcome = failed(cdcRecord(), null, null, null, { code: 'template_error', message: 'm' });
  const colored = prettyLines({ redact: false, color: true })(outcome);
  assert.equal(colored, '\u001b[31mfailed   \u001b[0m stdin:1\n  template_error: m\n');
});

test('pretty: --redact leaves out the key and the value', () => {
  const text = prettyLines({ redact: true, color: false })(refused);
  assert.equal(
    text,
    'failed    stdin:3 orders\n  invalid_value [22P02]: a value does not fit its column (column total)\n',
  );
});

test('the summary table has a row a table and a column a result', () => {
  const totals = new Totals();
  totals.add([inserted, inserted, refused, landed(cdcRecord(), 'orders', null, null, 'deleted')]);
  assert.equal(
    summaryTable(totals, 40, false),
    [
      'table          inserted  deleted  failed',
      'public.orders         2',
      'orders                         1       1',
      '4 records in 0.04 s (100/s), 1 failed',
      '',
    ].join('\n'),
  );
});

test('the summary of nothing is one line', () => {
  assert.equal(summaryTable(new Totals(), 0, false), '0 records in 0 s (0/s), 0 failed\n');
});
