import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Outcome } from '../../src/report/outcome.ts';
import { failed, landed } from '../../src/report/outcome.ts';
import { cdcRecord, rejected, row } from './records.ts';
import { resultTexts } from './result-text.ts';

const TIME = 1767225600000;
const invalidValue = {
  code: 'invalid_value',
  hint: 'send a number',
  column: 'total',
  message: '"abc" is no numeric',
  sqlstate: '22P02',
} as const;

const cases: readonly { name: string; outcome: Outcome; want: string }[] = [
  {
    name: 'an inserted record shows every field in order',
    outcome: landed(
      cdcRecord({ line: 1, file: 'orders.ndjson', position: '"MTIz"' }),
      'public.orders',
      row(['id', '1']),
      null,
      'inserted',
    ),
    want: '{"level":30,"time":1767225600000,"result":"inserted","line":1,"file":"orders.ndjson","position":"MTIz","operation":"create","table":"public.orders","key":{"id":1}}\n',
  },
  {
    name: 'a failed record shows its error last',
    outcome: failed(
      cdcRecord({ line: 2, file: 'orders.ndjson', position: '"MTI0"' }),
      'public.orders',
      row(['id', '2']),
      null,
      invalidValue,
    ),
    want: '{"level":50,"time":1767225600000,"result":"failed","line":2,"file":"orders.ndjson","position":"MTI0","operation":"create","table":"public.orders","key":{"id":2},"error":{"code":"invalid_value","sqlstate":"22P02","message":"\\"abc\\" is no numeric","column":"total","hint":"send a number"}}\n',
  },
  {
    name: 'a position is copied from the line as it is spelled there',
    outcome: landed(cdcRecord({ position: '"\\u0041\\"ö"', inLine: true }), null, null, null, 'skipped'),
    want: '{"level":30,"time":1767225600000,"result":"skipped","line":1,"file":"-","position":"\\u0041\\"ö","operation":"create"}\n',
  },
  {
    name: 'a key of none of the columns is an empty object',
    outcome: landed(cdcRecord(), 't', row(['id', '1']), ['absent'], 'absent'),
    want: '{"level":30,"time":1767225600000,"result":"absent","line":1,"file":"-","operation":"create","table":"t","key":{}}\n',
  },
  {
    name: 'what is unknown is left out',
    outcome: failed(rejected({ code: 'invalid_json', message: 'no JSON' }, { line: 7 }), null, null, null, {
      code: 'invalid_json',
      message: 'no JSON',
    }),
    want: '{"level":50,"time":1767225600000,"result":"failed","line":7,"file":"-","error":{"code":"invalid_json","message":"no JSON"}}\n',
  },
  {
    name: 'a rejected line shows the operation and the position that it had',
    outcome: failed(
      rejected({ code: 'invalid_operation', message: 'm' }, { position: '"AA=="', operation: 'up"sert' }),
      null,
      null,
      null,
      { code: 'invalid_operation', message: 'm' },
    ),
    want: '{"level":50,"time":1767225600000,"result":"failed","line":1,"file":"-","position":"AA==","operation":"up\\"sert","error":{"code":"invalid_operation","message":"m"}}\n',
  },
  {
    name: 'a constraint stands between the column and the hint',
    outcome: failed(cdcRecord(), 't', null, null, {
      code: 'constraint_violation',
      message: 'm',
      hint: 'h',
      column: 'c',
      constraint: 't_c_check',
      sqlstate: '23514',
    }),
    want: '{"level":50,"time":1767225600000,"result":"failed","line":1,"file":"-","operation":"create","table":"t","error":{"code":"constraint_violation","sqlstate":"23514","message":"m","column":"c","constraint":"t_c_check","hint":"h"}}\n',
  },
  {
    name: 'key values are printed as the input spelled them',
    outcome: landed(
      cdcRecord({ operation: 'update' }),
      't',
      row(
        ['a', '9007199254740993'],
        ['b', '1.50'],
        ['c', '"x\\u0041\\n"'],
        ['d', '"größer als zwölf Bytes"'],
        ['e', 'null'],
        ['f', 'true'],
        ['g', 'false'],
        ['h', '{"z": [1, 2.0]}'],
        ['i', '-0'],
        ['ä"b', '"ö"'],
      ),
      null,
      'updated',
    ),
    want: '{"level":30,"time":1767225600000,"result":"updated","line":1,"file":"-","operation":"update","table":"t","key":{"a":9007199254740993,"b":1.50,"c":"x\\u0041\\n","d":"größer als zwölf Bytes","e":null,"f":true,"g":false,"h":{"z": [1, 2.0]},"i":-0,"ä\\"b":"ö"}}\n',
  },
  {
    name: 'a key out of the payload shows the key columns only, in their order',
    outcome: landed(
      cdcRecord({ operation: 'snapshot' }),
      't',
      row(['total', '5'], ['id', '1'], ['region', '"eu"']),
      ['region', 'id', 'absent'],
      'inserted',
    ),
    want: '{"level":30,"time":1767225600000,"result":"inserted","line":1,"file":"-","operation":"snapshot","table":"t","key":{"region":"eu","id":1}}\n',
  },
  {
    name: 'a plain key shows its one column',
    outcome: landed(cdcRecord({ operation: 'delete' }), 't', { raw: Buffer.from('a"1') }, ['id'], 'deleted'),
    want: '{"level":30,"time":1767225600000,"result":"deleted","line":1,"file":"-","operation":"delete","table":"t","key":{"id":"a\\"1"}}\n',
  },
  {
    name: 'a plain key without a column is a string, base64 where it is no text',
    outcome: failed(cdcRecord(), 't', { raw: Buffer.from([0xff, 0xfe]) }, null, { code: 'key_required', message: 'm' }),
    want: '{"level":50,"time":1767225600000,"result":"failed","line":1,"file":"-","operation":"create","table":"t","key":"//4=","error":{"code":"key_required","message":"m"}}\n',
  },
];

for (const { name, outcome, want } of cases) {
  test(`${name}`, () => {
    assert.equal(resultTexts({ redact: false })(outcome, TIME), want);
  });
}

test('line numbers of any length are whole', () => {
  const line = resultTexts({ redact: false });
  for (const number of [1, 9, 10, 99, 100, 999_999, 1_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1]) {
    const written = line(landed(cdcRecord({ line: number }), 't', null, null, 'inserted'), TIME);
    assert.match(written, new RegExp(`"line":${number},"file"`));
  }
});

test('lines of another millisecond have its time', () => {
  const line = resultTexts({ redact: false });
  const [inserted, deleted] = (['inserted', 'deleted'] as const).map((result) =>
    landed(cdcRecord(), 't', null, null, result),
  );
  const times = [inserted, deleted, inserted].flatMap((outcome) =>
    outcome === undefined ? [] : [5, 6, 6].map((time) => JSON.parse(line(outcome, time))),
  );
  assert.deepEqual(
    times.map(({ time, result }) => `${result} ${time}`),
    ['inserted 5', 'inserted 6', 'inserted 6', 'deleted 5', 'deleted 6', 'deleted 6'].concat([
      'inserted 5',
      'inserted 6',
      'inserted 6',
    ]),
  );
});

test('every line is valid JSON of one line, whatever names and messages hold', () => {
  const line = resultTexts({ redact: false });
  for (const text of ['"', '\\', '\n\r\u2028', '\0\u001f', '\ud800', 'ü€😀']) {
    const message = `m${text}`;
    const written = line(
      failed(
        rejected({ code: 'invalid_json', message }, { file: text, operation: text }),
        text,
        row([text, '1']),
        null,
        { code: 'invalid_json', message },
      ),
      TIME,
    );
    assert.equal(written.indexOf('\n'), written.length - 1);
    const parsed = JSON.parse(written);
    // The line goes out as UTF-8, so what it holds must survive that.
    assert.deepEqual(JSON.parse(Buffer.from(written).toString()), parsed);
    assert.equal(parsed.file, text);
    assert.equal(parsed.error.message, message);
    assert.deepEqual(parsed.key, { [text]: 1 });
  }
});

test('one writer tells files, tables and shapes apart that come in turn', () => {
  const line = resultTexts({ redact: false });
  const first = landed(cdcRecord({ file: 'a' }), 't', row(['id', '1']), null, 'inserted');
  const second = landed(cdcRecord({ file: 'b' }), 'u', row(['no', '2']), null, 'inserted');
  const alone = [first, second].map((outcome) => resultTexts({ redact: false })(outcome, TIME));
  for (let round = 0; round < 3; round++) {
    assert.deepEqual([line(first, TIME), line(second, TIME)], alone);
  }
});

test('--redact leaves out the key, an unknown operation, and what an error quotes', () => {
  const line = resultTexts({ redact: true });
  const secret = 'S3CRET';
  const key = row(['id', `"${secret}"`]);
  const written = [
    line(landed(cdcRecord(), 't', key, null, 'inserted'), TIME),
    line(
      failed(rejected({ code: 'invalid_operation', message: secret }, { operation: secret }), 't', key, null, {
        ...invalidValue,
        message: `"${secret}" is no numeric`,
        hint: `not ${secret}`,
      }),
      TIME,
    ),
  ];
  assert.equal(written.join('').includes(secret), false);
  assert.deepEqual(JSON.parse(written[1] ?? '').error, {
    code: 'invalid_value',
    sqlstate: '22P02',
    message: 'a value does not fit its column',
    column: 'total',
  });
});

test('--redact keeps a hint that speaks of names alone', () => {
  const hint = 'CREATE UNIQUE INDEX ON "t" ("id")';
  const outcome = failed(cdcRecord(), 't', null, null, { code: 'missing_unique_index', message: 'm', hint });
  assert.equal(JSON.parse(resultTexts({ redact: true })(outcome, TIME)).error.hint, hint);
});
