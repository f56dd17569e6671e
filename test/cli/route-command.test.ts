import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouteTrial } from '../../src/cli/route-command.ts';
import { routeCommand } from '../../src/cli/route-command.ts';
import { decode } from '../../src/decode/decode.ts';
import type { CdcRecord } from '../../src/decode/record.ts';
import { OpencdcPgError } from '../../src/errors.ts';
import { tablePatterns } from '../../src/route/table-pattern.ts';

/** Renders the record's position without its quotes; "fail" is a template that fails. */
const template = {
  render: (record: CdcRecord) => {
    const text: unknown = JSON.parse(record.position ?? '""');
    return text === 'fail' ? ({ code: 'template_error', message: 'm', hint: 'h' } as const) : String(text);
  },
};
const trial: RouteTrial = { template, schema: undefined, onlyTables: undefined };

function record(position: string): string {
  return JSON.stringify({ position, operation: 'create', payload: { after: { id: 1 } } });
}

async function routed(given: RouteTrial, text: string): Promise<{ status: number; output: string }> {
  const { output, written } = collector();
  const status = await routeCommand(given, decode([{ file: '-', chunks: [Buffer.from(text)] }]), output);
  return { status, output: written() };
}

function collector(delayMs = 0): { output: Writable; written: () => string } {
  let written = '';
  const output = new Writable({
    highWaterMark: 1024,
    write: (chunk, _, done) => {
      written += chunk;
      if (delayMs === 0) done();
      else sleep(delayMs).then(() => done());
    },
  });
  return { output, written: () => written };
}

const cases: readonly { name: string; given?: Partial<RouteTrial>; line: string; want: string; status: number }[] = [
  {
    name: 'a name is shown as rendered and as read',
    line: record(' Sales.order '),
    want: '{"line":1,"file":"-","rendered":" Sales.order ","table":"\\"Sales\\".\\"order\\""}\n',
    status: 0,
  },
  {
    name: 'the example of the documentation',
    line: record('orders'),
    want: '{"line":1,"file":"-","rendered":"orders","table":"orders"}\n',
    status: 0,
  },
  {
    name: '--schema is put before an unqualified name',
    given: { schema: 's' },
    line: record('orders'),
    want: '{"line":1,"file":"-","rendered":"orders","table":"s.orders"}\n',
    status: 0,
  },
  {
    name: 'where the name rules fail, the error stands in place of the table',
    line: record(''),
    want: '{"line":1,"file":"-","rendered":"","error":{"code":"invalid_table","message":"the table name is empty","hint":"the template gave no text for this record: name a field that it has, or give --table a fixed name"}}\n',
    status: 1,
  },
  {
    name: 'where the template fails, the error stands in place of both',
    line: record('fail'),
    want: '{"line":1,"file":"-","error":{"code":"template_error","message":"m","hint":"h"}}\n',
    status: 1,
  },
  {
    name: 'a table that --only-tables refuses is an error',
    given: { onlyTables: patterns('public.orders') },
    line: record('items'),
    want: '{"line":1,"file":"-","rendered":"items","error":{"code":"table_not_allowed","message":"the table public.items is not among those of --only-tables","hint":"add it to --only-tables, or mend --table"}}\n',
    status: 1,
  },
  {
    name: 'an unqualified name counts as one of public for --only-tables',
    given: { onlyTables: patterns('public.orders') },
    line: record('orders'),
    want: '{"line":1,"file":"-","rendered":"orders","table":"orders"}\n',
    status: 0,
  },
];
for (const { name, given, line, want, status } of cases) {
  test(`route: ${name}`, async () => {
    assert.deepEqual(await routed({ ...trial, ...given }, line), { status, output: want });
  });
}

test('route: a line that is no record is shown with its number, and reading goes on', async () => {
  const { status, output } = await routed(trial, `${record('a')}\n\nno json\n${record('b')}\n`);
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(status, 1);
  assert.deepEqual(
    lines.map(({ line, table, error }) => [line, table, error?.code]),
    [
      [1, 'a', undefined],
      [3, undefined, 'invalid_json'],
      [4, 'b', undefined],
    ],
  );
});

test('route: no input, no output', async () => {
  assert.deepEqual(await routed(trial, ''), { status: 0, output: '' });
});

test('route: a slow reader gets every line, and reading waits for it', async () => {
  const { output, written } = collector(1);
  let read = 0;
  async function* batches() {
    for (let at = 0; at < 50; at++) {
      read++;
      yield* decode([{ file: '-', chunks: [Buffer.from(`${record('a')}\n`.repeat(10))] }]);
      assert.ok(at < 25 || written().length > 0, 'all was read before anything was written');
    }
  }
  assert.equal(await routeCommand(trial, batches(), output), 0);
  assert.equal(read, 50);
  assert.equal(written().trimEnd().split('\n').length, 500);
});

test('route: a reader that goes away ends it with 4, without a word', async () => {
  const output = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  const text = `${record('a')}\n`.repeat(1000);
  assert.equal(await routeCommand(trial, decode([{ file: '-', chunks: [Buffer.from(text)] }]), output), 4);
});

test('route: what came before a damaged input is written before the error is thrown', async () => {
  const { output, written } = collector();
  async function* damaged() {
    yield* decode([{ file: '-', chunks: [Buffer.from(`${record('a')}\n`)] }]);
    throw new OpencdcPgError('io', 'damaged');
  }
  await assert.rejects(routeCommand(trial, damaged(), output), /damaged/);
  assert.equal(written(), '{"line":1,"file":"-","rendered":"a","table":"a"}\n');
});

function patterns(text: string) {
  const read = tablePatterns(text);
  assert.ok(typeof read !== 'string');
  return read;
}
