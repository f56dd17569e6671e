import type { TablePattern } from '../route/table-pattern.ts';
import type { ColumnTypeChoice, OnDelete } from './option-types.ts';
import * as read from './option-values.ts';

/** The subcommands; `load` is what runs without one. */
export type CommandName = 'load' | 'route';

/** One option: how it is written, what it means, and what its text is read into. */
export interface OptionDefinition<T> {
  /** As commander takes them: `--table <template>`; without a value it is a flag. */
  readonly flags: string;
  readonly description: string;
  readonly group: 'Routing' | 'Writing' | 'Running' | 'Results';
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
  /** What stands where neither the command line nor the environment gives it. */
  readonly fallback: T;
  /** Reads one text; throws BadValue. */
  readonly read: (text: string) => T;
  /** For an option that may be given several times: the values together. Without it the last one stands. */
  readonly join?: (before: T, next: T) => T;
}

const BOTH = ['load', 'route'] as const;
const LOAD = ['load'] as const;

/**
 * Every option there is. One that is not in this table is unknown to the command line (exit status 2), and no code can
 * ask for it. Its environment variable is OPENCDC_PG_ and its name in capitals.
 */
export const OPTIONS = {
  table: option({
    flags: '--table <template>',
    description: 'table of each record: a name, a Mustache or a Go template',
    group: 'Routing',
    commands: BOTH,
    fallback: '{{ index .Metadata "opencdc.collection" }}',
    read: read.text,
  }),
  templateSyntax: option<'mustache' | 'go' | undefined>({
    flags: '--template-syntax <syntax>',
    description: 'mustache or go, where the tags do not tell',
    group: 'Routing',
    commands: BOTH,
    fallback: undefined,
    read: read.choice(['mustache', 'go']),
  }),
  templateEnv: option({
    flags: '--template-env',
    description: 'let Go templates read environment variables',
    group: 'Routing',
    commands: BOTH,
    fallback: false,
    read: read.flag,
  }),
  schema: option<string | undefined>({
    flags: '--schema <name>',
    description: 'schema of unqualified names (default: by search_path)',
    group: 'Routing',
    commands: BOTH,
    fallback: undefined,
    read: read.schema,
  }),
  onlyTables: option<readonly TablePattern[] | undefined>({
    flags: '--only-tables <globs>',
    description: 'fail records routed elsewhere: orders,sales.*',
    group: 'Routing',
    commands: BOTH,
    fallback: undefined,
    read: read.patterns,
  }),
  url: option<string | undefined>({
    flags: '--url <url>',
    description: 'postgres://…, or pglite:DIR, an embedded database',
    group: 'Writing',
    commands: LOAD,
    fallback: undefined,
    read: read.text,
  }),
  key: option<readonly string[] | undefined>({
    flags: '--key <columns>',
    description: 'key columns of records that have no key: id,region',
    group: 'Writing',
    commands: LOAD,
    fallback: undefined,
    read: read.columns,
  }),
  schemaMode: option<'create' | 'evolve' | 'fixed'>({
    flags: '--schema-mode <mode>',
    description: 'create: make missing tables; evolve: add and widen columns too; fixed: neither',
    group: 'Writing',
    commands: LOAD,
    fallback: 'create',
    read: read.choice(['create', 'evolve', 'fixed']),
  }),
  onConflict: option<'update' | 'ignore' | 'fail'>({
    flags: '--on-conflict <action>',
    description: 'where the row is there: update, ignore or fail',
    group: 'Writing',
    commands: LOAD,
    fallback: 'update',
    read: read.choice(['update', 'ignore', 'fail']),
  }),
  onDelete: option<OnDelete>({
    flags: '--on-delete <action>',
    description: 'delete, ignore, or soft=COLUMN: set the column to the time',
    group: 'Writing',
    commands: LOAD,
    fallback: { kind: 'delete' },
    read: read.onDelete,
  }),
  updateNulls: option<'set' | 'keep' | 'before'>({
    flags: '--update-nulls <action>',
    description: 'a null in an update: set it, keep the column, or take payload.before',
    group: 'Writing',
    commands: LOAD,
    fallback: 'set',
    read: read.choice(['set', 'keep', 'before']),
  }),
  newerBy: option<string | undefined>({
    flags: '--newer-by <column>',
    description: 'leave rows whose value in this column is newer',
    group: 'Writing',
    commands: LOAD,
    fallback: undefined,
    read: read.text,
  }),
  ignoreUnknownColumns: option({
    flags: '--ignore-unknown-columns',
    description: 'drop columns that the table lacks',
    group: 'Writing',
    commands: LOAD,
    fallback: false,
    read: read.flag,
  }),
  jsonStrings: option<'auto' | 'base64' | 'text' | 'value'>({
    flags: '--json-strings <form>',
    description: 'a string for a json column is: auto, base64, text or value',
    group: 'Writing',
    commands: LOAD,
    fallback: 'auto',
    read: read.choice(['auto', 'base64', 'text', 'value']),
  }),
  infer: option<readonly ('timestamps' | 'dates' | 'uuids')[]>({
    flags: '--infer <kinds>',
    description: 'read types off strings: timestamps,dates,uuids',
    group: 'Writing',
    commands: LOAD,
    fallback: [],
    read: read.choices(['timestamps', 'dates', 'uuids']),
  }),
  columnType: option<readonly ColumnTypeChoice[]>({
    flags: '--column-type <table.column=type>',
    description: 'type of a new column (repeatable)',
    group: 'Writing',
    commands: LOAD,
    fallback: [],
    read: (text) => [read.columnType(text)],
    join: (before, next) => [...before, ...next],
  }),
  batchSize: option({
    flags: '--batch-size <records>',
    description: 'records in one transaction at most',
    group: 'Running',
    commands: LOAD,
    fallback: 5000,
    read: read.count,
  }),
  maxRecordBytes: option({
    flags: '--max-record-bytes <size>',
    description: 'longest line that is read: 64MiB, 100k, … (default: 64MiB)',
    group: 'Running',
    commands: BOTH,
    fallback: 64 * 1024 ** 2,
    read: read.bytes,
  }),
  results: option<'all' | 'failed' | 'none' | undefined>({
    flags: '--results <which>',
    description: 'records to report: all, failed or none (default: all; on a terminal failed)',
    group: 'Results',
    commands: LOAD,
    fallback: undefined,
    read: read.choice(['all', 'failed', 'none']),
  }),
  logFormat: option<'json' | 'pretty' | undefined>({
    flags: '--log-format <format>',
    description: 'json or pretty (default: json; on a terminal pretty)',
    group: 'Results',
    commands: LOAD,
    fallback: undefined,
    read: read.choice(['json', 'pretty']),
  }),
  noColor: option({
    flags: '--no-color',
    description: 'no colours',
    group: 'Results',
    commands: LOAD,
    fallback: false,
    read: read.flag,
  }),
  noProgress: option({
    flags: '--no-progress',
    description: 'no live progress line',
    group: 'Results',
    commands: LOAD,
    fallback: false,
    read: read.flag,
  }),
  redact: option({
    flags: '--redact',
    description: 'print no keys and no values',
    group: 'Results',
    commands: LOAD,
    fallback: false,
    read: read.flag,
  }),
};

/** The options' values, read and checked, with what stands where one is not given. */
export type Options = {
  readonly [K in keyof typeof OPTIONS]: (typeof OPTIONS)[K] extends OptionDefinition<infer T> ? T : never;
};
export type OptionName = keyof Options;

/** An option's environment variable: `--batch-size` is OPENCDC_PG_BATCH_SIZE. */
export function environmentVariable(flags: string): string {
  return `OPENCDC_PG_${optionWord(flags).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** The option as it is typed: `--batch-size`. */
export function optionWord(flags: string): string {
  return flags.split(' ', 1)[0] ?? flags;
}

function option<T>(definition: OptionDefinition<T>): OptionDefinition<T> {
  return definition;
}
