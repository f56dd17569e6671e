import type { Connection } from '../write/connection.ts';
import type { Access, Column, ForeignKey, Table, TableKind, UniqueKey } from './table.ts';
import {
  COLUMNS_SQL,
  CONSTRAINTS_SQL,
  FAMILY_SQL,
  INDEXES_SQL,
  PARTITION_COLUMNS_SQL,
  RELATION_SQL,
  TRIGGERS_SQL,
} from './table-sql.ts';
import { resolveType, TYPE_GRAPH_SQL, type TypeRow } from './type-graph.ts';

const KINDS: Readonly<Record<string, TableKind>> = { r: 'table', p: 'partitioned', v: 'view', f: 'foreign' };

interface RelationRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rules: boolean;
  readonly rowSecurity: boolean;
  readonly partition: boolean;
  readonly unicode: boolean;
  readonly access: Access;
  readonly comment: string | null;
}
interface ColumnRow extends Omit<Column, 'type'> {
  readonly type: number;
  readonly modifier: number;
}
interface IndexRow {
  readonly name: string;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly exclusion: boolean;
  readonly immediate: boolean;
  readonly usable: boolean;
  readonly deterministic: boolean;
  readonly columns: readonly string[] | null;
}
interface ConstraintRow {
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
interface FamilyRow {
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
interface TriggerRow {
  readonly type: number;
  readonly deferrable: boolean;
  readonly own: boolean;
}

/**
 * Reads a relation from the catalog; undefined where it does not exist. All its questions travel in two round trips, or
 * three for types that are not among the `known` ones, to which they are added.
 */
export async function loadTable(
  connection: Connection,
  schema: string,
  name: string,
  known: Map<number, TypeRow>,
): Promise<Table | undefined> {
  const [relation] = await readRows<RelationRow>(connection, RELATION_SQL, [schema, name]);
  if (relation === undefined) return undefined;
  const oid = [String(relation.oid)];
  const columnRows = readRows<ColumnRow>(connection, COLUMNS_SQL, oid);
  const [columns, indexes, constraints, triggers, partitionColumns, families, types] = await Promise.all([
    columnRows,
    readRows<IndexRow>(connection, INDEXES_SQL, oid),
    readRows<ConstraintRow>(connection, CONSTRAINTS_SQL, oid),
    readRows<TriggerRow>(connection, TRIGGERS_SQL, oid),
    readRows<{ readonly column: string | null }>(connection, PARTITION_COLUMNS_SQL, oid),
    readRows<FamilyRow>(connection, FAMILY_SQL, oid),
    columnRows.then((rows) => loadTypes(connection, rows, known)),
  ]);
  const [family] = families;
  if (family === undefined) throw new TypeError('an aggregate has one row');
  return assemble(relation, columns, types, { indexes, constraints, triggers, partitionColumns, family });
}

async function loadTypes(
  connection: Connection,
  columns: readonly ColumnRow[],
  known: Map<number, TypeRow>,
): Promise<ReadonlyMap<number, TypeRow>> {
  const oids = [...new Set(columns.map((column) => column.type))].filter((oid) => !known.has(oid));
  if (oids.length === 0) return known;
  const rows = await readRows<TypeRow>(connection, TYPE_GRAPH_SQL, [`{${oids.join(',')}}`]);
  for (const row of rows) known.set(row.oid, row);
  return known;
}

function assemble(
  relation: RelationRow,
  columnRows: readonly ColumnRow[],
  types: ReadonlyMap<number, TypeRow>,
  found: {
    readonly indexes: readonly IndexRow[];
    readonly constraints: readonly ConstraintRow[];
    readonly triggers: readonly TriggerRow[];
    readonly partitionColumns: readonly { readonly column: string | null }[];
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
    checked: family.checked || columns.some((c) => c.type.kind === 'domain' && c.type.checked),
    excluded: indexes.some((index) => index.exclusion),
    deferrable: constraints.some((c) => c.deferrable) || triggers.some((t) => t.deferrable),
    foreignKeys: constraints.flatMap(foreignKeyOf),
    referencedBy: constraints.filter((c) => c.type === 'f' && c.in).map((c) => c.table),
    triggers: triggers.length > instead.length,
    rules: relation.rules,
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
  const { type: oid, modifier, ...column } = row;
  return { ...column, type: resolveType(types, oid, modifier) };
}

function uniqueKeyOf(index: IndexRow): UniqueKey[] {
  if (!index.usable || index.columns === null) return [];
  const { name, columns, primary, deterministic, immediate } = index;
  return [{ name, columns, primary, deterministic, deferrable: !immediate }];
}

function foreignKeyOf(row: ConstraintRow): ForeignKey[] {
  if (row.type !== 'f' || !row.out) return [];
  return [
    { name: row.name, columns: row.columns ?? [], targetOid: row.target, targetColumns: row.targetColumns ?? [] },
  ];
}

async function readRows<T>(connection: Connection, text: string, values: readonly string[]): Promise<readonly T[]> {
  const { rows } = await connection.query({ text, values });
  // Each statement of table-sql.ts and type-graph.ts selects one JSON text a row, in the shape its interface says.
  return rows.map((row) => JSON.parse(row[0] ?? 'null') as T);
}
