import type { ColumnType } from '../../src/catalog/column-type.ts';
import type { Column, Table, UniqueKey } from '../../src/catalog/table.ts';
import { decode } from '../../src/decode/decode.ts';
import { isRejected } from '../../src/decode/record.ts';
import { type Binder, type BindingOptions, binder } from '../../src/plan/binding.ts';
import { changePlanner, isPlanned, type PlannedChange } from '../../src/plan/plan-change.ts';
import type { Change } from '../../src/route/change.ts';
import { changeReader, isNoChange } from '../../src/route/change.ts';

/** A type of pg_catalog by name. */
export function builtIn(name: string, modifier = -1): ColumnType {
  return { kind: 'base', oid: 1, schema: 'pg_catalog', name, sql: `"pg_catalog"."${name}"`, modifier };
}

/** A nullable column; of type text where nothing else is said. */
export function column(name: string, parts: Partial<Column> = {}): Column {
  return {
    name,
    type: builtIn('text'),
    notNull: false,
    hasDefault: false,
    default: null,
    numbered: false,
    identityAlways: false,
    generated: false,
    userCast: false,
    deterministic: true,
    ...parts,
  };
}

/** A unique index. */
export function unique(columns: readonly string[], parts: Partial<UniqueKey> = {}): UniqueKey {
  return { name: columns.join('_'), columns, primary: false, deterministic: true, deferrable: false, ...parts };
}

/** The table `t (id int PRIMARY KEY, a text, b text)`, with nothing else to it, or with `parts`. */
export function table(parts: Omit<Partial<Table>, 'columns'> & { readonly columns?: readonly Column[] } = {}): Table {
  const { columns = [column('id', { type: builtIn('int4'), notNull: true }), column('a'), column('b')], ...rest } =
    parts;
  return {
    oid: 100,
    schema: 's',
    name: 't',
    kind: 'table',
    keys: [unique(['id'], { primary: true })],
    uniqueIndexes: 1,
    wideIndexes: false,
    fragileIndexes: false,
    uniqueBelow: false,
    children: false,
    inherits: false,
    foreignKeysBelow: false,
    userFunctions: false,
    sharesSequence: false,
    granted: true,
    access: { role: 'loader', denied: [], schemaDenied: false, sequencesDenied: [] },
    unicode: true,
    takesStage: true,
    hasRows: false,
    checked: false,
    excluded: false,
    deferrable: false,
    foreignKeys: [],
    referencedBy: [],
    triggers: false,
    rules: false,
    below: null,
    insteadOf: { insert: false, update: false, delete: false },
    rowSecurity: false,
    partitionColumns: [],
    partition: false,
    ...rest,
    columns: new Map(columns.map((each) => [each.name, each])),
  };
}

/** A record in short: its operation, key and payload. */
export interface Short {
  readonly op: 'create' | 'update' | 'delete';
  readonly key?: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** Where it goes, if not to the first table. */
  readonly to?: Table;
}

/** Makes records planned changes of their tables, as the stages before do. Options as on the command line. */
export async function planned(
  first: Table,
  records: readonly Short[],
  options: Partial<BindingOptions> = {},
): Promise<{ readonly changes: readonly PlannedChange[]; readonly bind: Binder }> {
  const bind = binder({
    ignoreUnknownColumns: false,
    jsonStrings: 'auto',
    onConflict: 'update',
    newerBy: undefined,
    ...options,
  });
  const plan = changePlanner(bind);
  const changes = (await changesOf(records)).map((change, i) => {
    const result = plan(records[i]?.to ?? first, change, i);
    if (!isPlanned(result)) throw new TypeError(result.message);
    return result;
  });
  return { changes, bind };
}

/** The same as members of a batch. */
export async function members(first: Table, records: readonly Short[]): Promise<readonly PlannedChange[]> {
  return (await planned(first, records)).changes;
}

/** Records as changes, not yet held against a table. */
export async function changesOf(records: readonly Short[]): Promise<readonly Change[]> {
  const lines = records.map(({ op, key = null, before = null, after = null }) =>
    JSON.stringify({
      operation: op,
      key,
      payload: { before, after: key === null || after === null ? after : { ...key, ...after } },
    }),
  );
  const read = changeReader({ keyColumns: [], onDelete: { kind: 'delete' }, updateNulls: 'set', now: () => 0 });
  const changes: Change[] = [];
  for await (const decoded of decode([{ file: '-', chunks: [Buffer.from(lines.join('\n'))] }])) {
    for (const record of decoded) {
      if (isRejected(record)) throw new TypeError(record.error.message);
      const change = read(record, { schema: undefined, name: 't' });
      if (isNoChange(change) || 'skipped' in change) throw new TypeError('a test’s record is a change');
      changes.push(change);
    }
  }
  return changes;
}
