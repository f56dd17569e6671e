import type { CommandName } from './options.ts';

/** The text of `--help`: examples first, then commander's list of the options. */
export function helpText(command: CommandName, options: string): string {
  return `${HEAD[command]}\n${options.trimEnd()}\n\n${TAIL[command]}`;
}

const HEAD: Readonly<Record<CommandName, string>> = {
  load: `Reads OpenCDC records, one JSON object a line, and applies them to PostgreSQL.

Examples:
  # apply a stream of changes, each to the table that its record names
  producer | opencdc-pg --url postgres://localhost/shop

  # load files into one table, the key taken from the rows
  opencdc-pg --url postgres://localhost/shop --table orders --key id dump.ndjson more.ndjson.gz

  # a table per tenant, columns added as they come
  opencdc-pg --table '{{metadata.tenant}}.{{metadata.opencdc.collection}}' --schema-mode evolve changes.ndjson

  # try it without a server, in a folder of its own
  opencdc-pg --url pglite:./shop-db changes.ndjson

  # see where records would go, with no database
  opencdc-pg route --table '{{ .Metadata.tenant | lower }}' changes.ndjson
`,
  route: `Tries a table template: one line of JSON on standard output per record, with no database.

Examples:
  opencdc-pg route changes.ndjson
  opencdc-pg route --table '{{metadata.tenant}}.orders' changes.ndjson
  head -5 changes.ndjson | opencdc-pg route --table '{{ .Metadata.tenant | lower }}' --schema sales
`,
};

const TAIL: Readonly<Record<CommandName, string>> = {
  load: `Files are read in the order given, gzip and zstd too; - or no file is standard input. A command "route" tries
templates (opencdc-pg route --help). Every option has an environment variable: --batch-size is OPENCDC_PG_BATCH_SIZE.
The database is --url, else OPENCDC_PG_URL, else DATABASE_URL, else libpq's PGHOST, PGUSER, PGDATABASE, …

One result a record goes to standard error. Exit status: 0 every record landed, 1 some failed, 2 usage, 3 database,
4 input or output, 130 or 143 interrupted.
`,
  route: `Every option has an environment variable: --table is OPENCDC_PG_TABLE.
Exit status: 0 every record has a table, 1 some have none, 2 usage, 4 input or output.
`,
};
