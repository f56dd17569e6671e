import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root, runCli } from './support/cli.ts';
import { lines, record } from './support/records.ts';

const inTenant = (tenant: string) => record(1, 'x', { metadata: { tenant, 'opencdc.collection': 'orders' } });

describe('the command route', () => {
  const cases: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly stdin: string;
    /** The lines on standard output; of an error its code. */
    readonly want: readonly Readonly<Record<string, unknown>>[];
    readonly status: number;
  }[] = [
    {
      name: 'tells the table that the default template gives',
      args: [],
      stdin: lines(record(1)),
      want: [{ line: 1, file: '-', rendered: 'people', table: 'people' }],
      status: 0,
    },
    {
      name: 'tells what a Mustache template gives, and the name quoted where SQL needs it',
      args: ['--table', '{{metadata.tenant}}.{{metadata.opencdc.collection}}'],
      stdin: lines(inTenant('acme'), inTenant('Zürich')),
      want: [
        { line: 1, file: '-', rendered: 'acme.orders', table: 'acme.orders' },
        { line: 2, file: '-', rendered: 'Zürich.orders', table: '"Zürich".orders' },
      ],
      status: 0,
    },
    {
      name: 'tells what a Go template gives',
      args: ['--table', '{{ .Metadata.tenant | lower }}_{{ .Operation }}', '--schema', 'sales'],
      stdin: lines(inTenant('ACME')),
      want: [{ line: 1, file: '-', rendered: 'acme_create', table: 'sales.acme_create' }],
      status: 0,
    },
    {
      name: 'goes on after a line that has no table, and ends with status 1',
      args: ['--table', '{{metadata.tenant}}'],
      stdin: lines('no JSON', record(1), inTenant('a.b.c'), inTenant('acme')),
      want: [
        { line: 1, file: '-', error: 'invalid_json' },
        { line: 2, file: '-', rendered: '', error: 'invalid_table' },
        { line: 3, file: '-', rendered: 'a.b.c', error: 'invalid_table' },
        { line: 4, file: '-', rendered: 'acme', table: 'acme' },
      ],
      status: 1,
    },
  ];
  for (const { name, args, stdin, want, status } of cases) {
    it(name, async () => {
      const ran = await runCli(['route', ...args], { stdin });
      const told = ran.stdout.split('\n').slice(0, -1).map(withCode);
      assert.deepEqual(told, want);
      assert.deepEqual([ran.status, ran.stderr], [status, '']);
    });
  }

  it('reads files, and tells each record of the shop its table', async () => {
    const ran = await runCli(['route', 'input.ndjson'], { cwd: join(root, 'fixtures', 'shop') });
    const tables = new Set(
      ran.stdout
        .trimEnd()
        .split('\n')
        .map(withCode)
        .map(({ table }) => table),
    );
    assert.deepEqual([...tables], ['customers', 'products', 'orders', 'stock_movements', 'wishlist_items']);
    assert.equal(ran.status, 0);
  });

  it('takes no option of loading', async () => {
    const ran = await runCli(['route', '--url', 'pglite:'], { stdin: '' });
    assert.match(ran.stderr, /unknown option '--url'/);
    assert.deepEqual([ran.status, ran.stdout], [2, '']);
  });
});

/** A line's fields, its error shortened to the code after looking that it says what is wrong and what to do. */
function withCode(line: string): Readonly<Record<string, unknown>> {
  const fields = JSON.parse(line);
  if (!('error' in fields)) return fields;
  const { code, message, hint } = fields.error;
  assert.ok(message !== '' && typeof message === 'string' && hint !== '' && typeof hint === 'string', line);
  return { ...fields, error: code };
}
