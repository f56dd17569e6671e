import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../../src/cli/command-line.ts';
import type { OptionDefinition, Options } from '../../src/cli/options.ts';
import { environmentVariable, OPTIONS } from '../../src/cli/options.ts';
import { OpencdcPgError } from '../../src/errors.ts';

type Environment = Readonly<Record<string, string>>;

const given: readonly { argv: string; env?: Environment; want: Partial<Options>; files?: readonly string[] }[] = [
  { argv: '', want: { table: '{{ index .Metadata "opencdc.collection" }}', batchSize: 5000 }, files: ['-'] },
  { argv: 'a.ndjson - b', want: {}, files: ['a.ndjson', '-', 'b'] },
  { argv: '--batch-size 7 a', want: { batchSize: 7 }, files: ['a'] },
  { argv: '--batch-size=7', want: { batchSize: 7 } },
  { argv: 'a --batch-size 7', want: { batchSize: 7 }, files: ['a'] },
  { argv: '--batch-size 7 --batch-size 8', want: { batchSize: 8 } },
  { argv: '--batch-size 7', env: { OPENCDC_PG_BATCH_SIZE: '8' }, want: { batchSize: 7 } },
  { argv: '', env: { OPENCDC_PG_BATCH_SIZE: '8' }, want: { batchSize: 8 } },
  { argv: '', env: { OPENCDC_PG_BATCH_SIZE: '' }, want: { batchSize: 5000 } },
  { argv: '--max-record-bytes 1k', want: { maxRecordBytes: 1024 } },
  { argv: '--redact', want: { redact: true, noColor: false, noProgress: false } },
  { argv: '--no-color --no-progress', want: { redact: false, noColor: true, noProgress: true } },
  { argv: '', env: { OPENCDC_PG_REDACT: 'yes', OPENCDC_PG_NO_COLOR: '0' }, want: { redact: true, noColor: false } },
  { argv: '--on-delete soft=deleted_at', want: { onDelete: { kind: 'soft', column: 'deleted_at' } } },
  { argv: '--key id,region', want: { key: ['id', 'region'] } },
  { argv: '--infer dates,uuids', want: { infer: ['dates', 'uuids'] } },
  {
    argv: '--column-type t.a=int --column-type s.t.b=numeric(12,2)',
    want: {
      columnType: [
        { relation: { schema: undefined, name: 't' }, column: 'a', type: 'int' },
        { relation: { schema: 's', name: 't' }, column: 'b', type: 'numeric(12,2)' },
      ],
    },
  },
  {
    argv: '',
    env: { OPENCDC_PG_COLUMN_TYPE: 't.a=int;t.b=text[]' },
    want: {
      columnType: [
        { relation: { schema: undefined, name: 't' }, column: 'a', type: 'int' },
        { relation: { schema: undefined, name: 't' }, column: 'b', type: 'text[]' },
      ],
    },
  },
  {
    argv: '--url postgres://h/d -- --redact route',
    want: { url: 'postgres://h/d', redact: false },
    files: ['--redact', 'route'],
  },
  { argv: './route', want: {}, files: ['./route'] },
  { argv: '--table route', want: { table: 'route' }, files: ['-'] },
  { argv: 'a route', want: {}, files: ['a', 'route'] },
];
for (const { argv, env = {}, want, files = ['-'] } of given) {
  test(`"${argv}" with ${JSON.stringify(env)} is read`, () => {
    const parsed = parseCommandLine(words(argv), env);
    assert.ok(parsed.kind === 'load');
    assert.deepEqual({ ...parsed.options, ...want }, parsed.options);
    assert.deepEqual(parsed.files, files);
  });
}

test('route takes its options before and after its name', () => {
  for (const argv of ['route --table x a', '--table x route a', 'route a --table=x', '--table=x route a']) {
    const parsed = parseCommandLine(words(argv), { OPENCDC_PG_BATCH_SIZE: 'not for route' });
    assert.ok(parsed.kind === 'route', argv);
    assert.equal(parsed.options.table, 'x');
    assert.deepEqual(parsed.files, ['a']);
  }
});

const refused: readonly { argv: string; env?: Environment; message: RegExp; hint: RegExp }[] = [
  { argv: '--tabel x', message: /^unknown option '--tabel'$/, hint: /Did you mean --table/ },
  { argv: '--frobnicate', message: /^unknown option '--frobnicate'$/, hint: /--help/ },
  { argv: 'route --batch-size 1', message: /^unknown option '--batch-size'$/, hint: /route --help/ },
  { argv: '--table', message: /argument missing/, hint: /--help/ },
  { argv: '--table=', message: /^--table: an empty text/, hint: /--help/ },
  { argv: '--batch-size 0', message: /^--batch-size: "0" is no whole number/, hint: /--batch-size/ },
  { argv: '--batch-size 1e3', message: /^--batch-size: "1e3"/, hint: /--batch-size/ },
  { argv: '', env: { OPENCDC_PG_BATCH_SIZE: 'x' }, message: /^OPENCDC_PG_BATCH_SIZE: "x"/, hint: /--batch-size/ },
  { argv: '', env: { OPENCDC_PG_REDACT: 'maybe' }, message: /^OPENCDC_PG_REDACT: "maybe"/, hint: /--redact/ },
  { argv: '--max-record-bytes 1x', message: /^--max-record-bytes: "1x"/, hint: /64MiB/ },
  { argv: '--on-delete soft=', message: /lacks its column/, hint: /soft=deleted_at/ },
  { argv: '--schema-mode loose', message: /none of create, evolve, fixed/, hint: /--schema-mode/ },
  { argv: '--schema pg_catalog', message: /schema of Postgres itself/, hint: /own/ },
  { argv: '--column-type total=int', message: /no TABLE.COLUMN/, hint: /orders\.total=/ },
  { argv: '--only-tables a.b.c', message: /^--only-tables: .*two parts/, hint: /--only-tables/ },
];
for (const { argv, env = {}, message, hint } of refused) {
  test(`"${argv}" with ${JSON.stringify(env)} is a usage error`, () => {
    assert.throws(
      () => parseCommandLine(words(argv), env),
      (error) => {
        assert.ok(error instanceof OpencdcPgError);
        assert.equal(error.code, 'usage');
        assert.match(error.message, message);
        assert.match(error.hint ?? '', hint);
        return true;
      },
    );
  });
}

test('options that are not built are unknown', () => {
  const later = ['jobs', 'shard', 'checkpoint', 'max-errors', 'dry-run', 'tee', 'dead-letter', 'input', 'retry-for'];
  for (const word of later.filter((name) => !(camelCase(name) in OPTIONS))) {
    assert.throws(() => parseCommandLine([`--${word}`, '1'], {}), /unknown option/);
  }
});

test('--help shows examples first, then every option', () => {
  const help = parseCommandLine(['--help'], {});
  assert.ok(help.kind === 'help');
  assert.ok(help.text.indexOf('Examples:') < help.text.indexOf('Usage:'));
  for (const { flags } of Object.values(OPTIONS) as OptionDefinition<unknown>[])
    assert.ok(help.text.includes(flags), flags);
});

test('route --help lists the options of route alone', () => {
  const help = parseCommandLine(['route', '--help'], {});
  assert.ok(help.kind === 'help');
  assert.match(help.text, /--template-syntax/);
  assert.doesNotMatch(help.text, /--batch-size/);
});

test('the examples in --help are commands that can be read', () => {
  const help = parseCommandLine(['-h'], {});
  assert.ok(help.kind === 'help');
  const examples = help.text.split('\n').filter((line) => /^ {2}(opencdc-pg|producer)/.test(line));
  assert.ok(examples.length >= 5);
  for (const example of examples) {
    const argv = example.slice(example.indexOf('opencdc-pg') + 'opencdc-pg'.length).match(/'[^']*'|\S+/g) ?? [];
    parseCommandLine(
      argv.map((word) => word.replaceAll("'", '')),
      {},
    );
  }
});

test('--version and -V are told apart from the rest', () => {
  assert.deepEqual(parseCommandLine(['--version'], {}), { kind: 'version' });
  assert.deepEqual(parseCommandLine(['-V'], {}), { kind: 'version' });
});

test('environment variables are named after their options', () => {
  assert.equal(environmentVariable('--batch-size <records>'), 'OPENCDC_PG_BATCH_SIZE');
  assert.equal(environmentVariable('--no-color'), 'OPENCDC_PG_NO_COLOR');
  assert.equal(environmentVariable('--column-type <table.column=type>'), 'OPENCDC_PG_COLUMN_TYPE');
});

function words(argv: string): readonly string[] {
  return argv.split(' ').filter((word) => word !== '');
}

function camelCase(word: string): string {
  return word.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
