import { EXIT_STATUS } from '../../src/cli/exit-status.ts';
import { environmentVariable, OPTIONS, type OptionDefinition } from '../../src/cli/options.ts';
import type { RecordErrorCode } from '../../src/errors.ts';

/** The README's tables that say what the source says, by the name of the comment that they stand behind. */
export function readmeTables(): ReadonlyMap<string, string> {
  return new Map([
    ['options', optionsTable()],
    ['exit statuses', table(['status', 'meaning'], statusRows())],
    ['error codes', table(['code', 'what is wrong', 'what to do'], codeRows())],
  ]);
}

/** The README with these tables in it: each stands between its comment and the next heading or paragraph. */
export function withTables(readme: string): string {
  let text = readme;
  for (const [name, rows] of readmeTables()) {
    const place = new RegExp(`(<!-- ${name} -->\n)(?:\n(?:\\|[^\n]*\n)+)?`);
    if (!place.test(text)) throw new Error(`README.md has no place for the table "${name}"`);
    // A function: `$` in a table is no reference.
    text = text.replace(place, (_, comment: string) => `${comment}\n${rows}`);
  }
  return text;
}

/** What the table shows of an option. */
type Shown = Pick<OptionDefinition<unknown>, 'flags' | 'description' | 'fallback'>;

function optionsTable(): string {
  const definitions: readonly Shown[] = Object.values(OPTIONS);
  const rows = definitions.map((option) => [
    `\`${option.flags}\``,
    described(option),
    `\`${environmentVariable(option.flags)}\``,
  ]);
  return table(['option', 'meaning', 'environment'], rows);
}

/** As `--help` has it: with the default, where the description does not tell it itself. */
function described({ description, fallback }: Shown): string {
  const told = description.includes('(default') || !['string', 'number'].includes(typeof fallback);
  return told ? description : `${description} (default: \`${fallback}\`)`;
}

const STATUS_MEANINGS: Readonly<Record<keyof typeof EXIT_STATUS, string>> = {
  ok: 'every record landed',
  failedRecords: 'at least one record failed; the others landed',
  usage: 'wrong command line or template; nothing was read',
  database: 'the database cannot be reached, refused the login, or was lost',
  io: 'input or output cannot be read or written; a reader of the results that went away is one',
  maxErrors: 'stopped by `--max-errors`',
  bug: 'a defect of `opencdc-pg` itself; please report what it printed',
  interrupted: 'interrupted by SIGINT (Ctrl-C)',
  terminated: 'terminated by SIGTERM',
};

function statusRows(): readonly (readonly string[])[] {
  return Object.entries(EXIT_STATUS)
    .filter(([name]) => name !== 'maxErrors' || 'maxErrors' in OPTIONS)
    .map(([name, status]) => [String(status), STATUS_MEANINGS[name as keyof typeof EXIT_STATUS]]); // entries() widens it
}

const CODES: Readonly<Record<RecordErrorCode, readonly [wrong: string, remedy: string]>> = {
  invalid_json: ['the line is not JSON, or not UTF-8', 'mend the producer; `jq -c .` puts each record on one line'],
  invalid_record: ['JSON, but no OpenCDC record', 'see [Input](#input); the message names the field'],
  invalid_operation: ['another operation than the four', 'send create, update, delete or snapshot'],
  record_too_large: ['the line is longer than allowed', 'raise `--max-record-bytes`'],
  template_error: [
    'the template failed on this record',
    'try it with `opencdc-pg route`; give missing fields a default',
  ],
  invalid_table: ['the template gave no usable name', 'see [Routing](#routing); quote names that hold dots'],
  table_not_allowed: ['`--only-tables` does not have the table', 'add it there, or mend the template'],
  missing_table: ['there is no such table, or it could not be made', 'create it, or leave out `--schema-mode fixed`'],
  key_required: ['an update or delete without key, or a key without column names', 'name the columns with `--key`'],
  missing_unique_index: ['no unique index on exactly the key', 'run the `CREATE UNIQUE INDEX` of the hint'],
  unknown_column: [
    'the table lacks a column of the record',
    'add it, or `--schema-mode evolve`, or `--ignore-unknown-columns`',
  ],
  invalid_value: ['a value does not fit its column', 'mend the value, or the column; `column` names it'],
  constraint_violation: ['a constraint refuses the row', 'mend the row, or load what it refers to first'],
  permission_denied: ['the role has no right to the table', 'run the `GRANT` of the hint'],
  database_error: ['Postgres refuses the record otherwise', 'read the message: a trigger or a rule of yours, mostly'],
};

function codeRows(): readonly (readonly string[])[] {
  return Object.entries(CODES).map(([code, [wrong, remedy]]) => [`\`${code}\``, wrong, remedy]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}
