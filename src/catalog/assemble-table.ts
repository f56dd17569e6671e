import type { Access, Column, ForeignKey, Table, TableKind, UniqueKey } from './table.ts';
import { hasUserCast, resolveType, type TypeRow } from './type-graph.ts';

const KINDS: Readonly<Record<string, TableKind>> = { r: 'table', p: 'partitioned', v: 'view', f: 'foreign' };

/** RELATION_SQL gives this, and so the others below theirs. */
export interface RelationRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rules: boolean;
  readonly rowSecurity: boolean;
  readonly partition: boolean;
  readonly unicode: boolean;
  readonly takesStage: boolean;
  readonly hasRows: boolean;
  readonly access: Access;
  readonly comment: string | null;
  /** Of a view that the server updates by itself, and whose conditions are comparisons. */
  readonly view: ViewRow | null;
}
/** `query` is the server's tree of the view's query, `options` reloptions, `runsAs` the role whose rights count below. */
export interface ViewRow {
  readonly query: string;
  readonly options: readonly string[] | null;
  readonly runsAs: number;
}
/** `number` is attnum, `type` an oid. */
export interface ColumnRow extends Omit<Column, 'type' | 'userCast'> {
  readonly number: number;
  readonly type: number;
  readonly modifier: number;
}
/** `columns` is null for an index on expressions. */
export interface IndexRow {
  readonly name: string;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly exclusion: boolean;
  readonly immediate: boolean;
  readonly usable: boolean;
  readonly deterministic: boolean;
  readonly columns: readonly string[] | null;
}
/** `out` where the table has it, `in` where it refers to the table. */
export interface ConstraintRow {
  readonly name: string;
  readonly type: string;
  readonly deferrable: boolean;
  readonly out: boolean;
  readonly in: boolean;
  readonly table: number;
  readonly target: number;
  readonly columns: readonly string[] | null;
  readonly targetColumns: readonly string[] | null;
}
/** The relation with its partitions and children. */
export interface FamilyRow {
  readonly wideIndexes: boolean;
  readonly fragileIndexes: boolean;
  readonly checked: boolean;
  readonly uniqueBelow: boolean;
  readonly children: boolean;
  readonly inherits: boolean;
  readonly foreignKeysBelow: boolean;
  readonly userFunctions: boolean;
  readonly sharesSequence: boolean;
}
/** `type` is pg_trigger.tgtype, `own` where it is the relation's own. */
export interface TriggerRow {
  readonly type: number;
  readonly deferrable: boolean;
  readonly own: boolean;
}
/** `column` is null for an expression. */
export interface PartitionColumnRow {
  readonly column: string | null;
}

/** A table from what the statements of table-sql.ts found out about it; `types` has the types of all its columns. */
export function assembleTable(
  relation: RelationRow,
  columnRows: readonly ColumnRow[],
  types: ReadonlyMap<number, TypeRow>,
  found: {
    readonly indexes: readonly IndexRow[];
    readonly constraints: readonly ConstraintRow[];
    readonly triggers: readonly TriggerRow[];
    readonly partitionColumns: readonly PartitionColumnRow[];
    readonly family: FamilyRow;
  },
): Table {
  const columns = columnRows.map((row) => columnOf(row, types));
  const { indexes, constraints, triggers, family } = found;
  const instead = triggers.filter((t) => t.own && (t.type & 64) !== 0).map((t) => t.type);
  return {
    oid: relation.oid,
    schema: relation.schema,
    name: relation.name,
    kind: KINDS[relation.kind] ?? 'other',
    columns: new Map(columns.map((column) => [column.name, column])),
    keys: indexes.flatMap(uniqueKeyOf),
    uniqueIndexes: indexes.filter((index) => index.unique).length,
    wideIndexes: family.wideIndexes,
    fragileIndexes: family.fragileIndexes,
    uniqueBelow: family.uniqueBelow,
    children: family.children,
    inherits: family.inherits,
    foreignKeysBelow: family.foreignKeysBelow,
    userFunctions: family.userFunctions,
    sharesSequence: family.sharesSequence,
    access: relation.access,
    granted: relation.access.denied.length === 0,
    unicode: relation.unicode,
    takesStage: relation.takesStage,
    hasRows: relation.hasRows,
    checked: family.checked || columns.some((c) => c.type.kind === 'domain' && c.type.checked),
    excluded: indexes.some((index) => index.exclusion),
    deferrable: constraints.some((c) => c.deferrable) || triggers.some((t) => t.deferrable),
    foreignKeys: constraints.flatMap(foreignKeyOf),
    referencedBy: constraints.filter((c) => c.type === 'f' && c.in).map((c) => c.table),
    triggers: triggers.length > instead.length,
    rules: relation.rules,
    below: null,
    insteadOf: {
      insert: instead.some((type) => (type & 4) !== 0),
      update: instead.some((type) => (type & 16) !== 0),
      delete: instead.some((type) => (type & 8) !== 0),
    },
    rowSecurity: relation.rowSecurity,
    partitionColumns: found.partitionColumns.map((row) => row.column),
    partition: relation.partition,
    comment: relation.comment,
  };
}

function columnOf(row: ColumnRow, types: ReadonlyMap<number, TypeRow>): Column {
  // Field by field, as for types: see resolveType.
  return {
    name: row.name,
    type: resolveType(types, row.type, row.modifier),
    notNull: row.notNull,
    hasDefault: row.hasDefault,
    default: row.default,
    numbered: row.numbered,
    identityAlways: row.identityAlways,
    generated: row.generated,
    userCast: hasUserCast(types, row.type),
    deterministic: row.deterministic,
  };
}

function uniqueKeyOf(index: IndexRow): UniqueKey[] {
  if (!index.usable || index.columns === null) return [];
  const { name, columns, primary, deterministic, immediate, exclusion } = index;
  return [{ name, columns, primary, deterministic, deferrable: !immediate || exclusion }];
}

function foreignKeyOf(row: ConstraintRow): ForeignKey[] {
  if (row.type !== 'f' || !row.out) return [];
  return [
    { name: row.name, columns: row.columns ?? [], targetOid: row.target, targetColumns: row.targetColumns ?? [] },
  ];
}
