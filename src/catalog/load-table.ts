import type { Connection } from '../write/connection.ts';
import { textArray } from './array-literal.ts';
import {
  assembleTable,
  type ColumnRow,
  type ConstraintRow,
  type FamilyRow,
  type IndexRow,
  type PartitionColumnRow,
  type RelationRow,
  type TriggerRow,
} from './assemble-table.ts';
import { queryOfView, throughView, type ViewQuery } from './simple-view.ts';
import type { Table } from './table.ts';
import {
  COLUMNS_SQL,
  CONSTRAINTS_SQL,
  FAMILY_SQL,
  INDEXES_SQL,
  PARTITION_COLUMNS_SQL,
  RELATION_BELOW_SQL,
  RELATION_SQL,
  TRIGGERS_SQL,
} from './table-sql.ts';
import { TYPE_GRAPH_SQL, type TypeRow } from './type-graph.ts';
import { VERSION_SQL } from './version-sql.ts';

/** A relation by its name, in a schema that is known. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** Relations read by one statement: their rows, some 5 KB each, are in memory at once. */
const MOST_AT_ONCE = 500;

/**
 * Reads relations from the catalog, in the order given; undefined where one does not exist. The questions about all of
 * them (500 at most) travel together in two round trips, or three for types that are not among the `known` ones, to
 * which they are added. Where the database's encoding lacks a character of a name, all is refused with 22P05.
 */
export async function loadTables(
  connection: Connection,
  names: readonly TableName[],
  known: Map<number, TypeRow>,
): Promise<readonly (Table | undefined)[]> {
  const tables: (Table | undefined)[] = [];
  for (let first = 0; first < names.length; first += MOST_AT_ONCE) {
    tables.push(...(await loadSome(connection, names.slice(first, first + MOST_AT_ONCE), known)));
  }
  return tables;
}

/**
 * A text for each table, in order, which is another one when anything that `loadTables` gives of it may have changed. To
 * be asked for before that: what changes meanwhile is seen the next time.
 */
export async function readVersions(connection: Connection, tables: readonly Table[]): Promise<readonly string[]> {
  if (tables.length === 0) return [];
  const oidsOf = ({ oid, below }: Table) => (below === null ? [oid] : [oid, below.oid]);
  const versions = await readRows<string>(connection, VERSION_SQL, [oidArray([...new Set(tables.flatMap(oidsOf))])]);
  return tables.map((table) =>
    oidsOf(table)
      .flatMap((oid) => versions.get(String(oid)) ?? [])
      .join(' '),
  );
}

async function loadSome(
  connection: Connection,
  names: readonly TableName[],
  known: Map<number, TypeRow>,
): Promise<readonly (Table | undefined)[]> {
  const pairs = [textArray(names.map(({ schema }) => schema)), textArray(names.map(({ name }) => name))];
  const relations = await readRows<RelationRow>(connection, RELATION_SQL, pairs);
  if (relations.size === 0) return names.map(() => undefined);
  const rows = [...relations.values()].flat();
  const views = rows.flatMap((row): View[] => {
    const query = row.view === null ? undefined : queryOfView(row.view);
    return row.view === null || query === undefined ? [] : [{ of: row.oid, query, runsAs: row.view.runsAs }];
  });
  const oids = [oidArray([...new Set([...rows.map(({ oid }) => oid), ...views.map(({ query }) => query.oid)])])];
  const columnRows = readRows<ColumnRow>(connection, COLUMNS_SQL, oids);
  const [below, columns, indexes, constraints, triggers, partitionColumns, families] = await Promise.all([
    readBelow(connection, views),
    columnRows,
    readRows<IndexRow>(connection, INDEXES_SQL, oids),
    readRows<ConstraintRow>(connection, CONSTRAINTS_SQL, oids),
    readRows<TriggerRow>(connection, TRIGGERS_SQL, oids),
    readRows<PartitionColumnRow>(connection, PARTITION_COLUMNS_SQL, oids),
    readRows<FamilyRow>(connection, FAMILY_SQL, oids),
    columnRows.then((rowsOfAll) => loadTypes(connection, [...rowsOfAll.values()].flat(), known)),
  ]);
  function tableOf(relation: RelationRow): Table {
    const oid = String(relation.oid);
    const [family] = families.get(oid) ?? [];
    if (family === undefined) throw new TypeError('a statement without FROM gives one row');
    return assembleTable(relation, columns.get(oid) ?? [], known, {
      indexes: indexes.get(oid) ?? [],
      constraints: constraints.get(oid) ?? [],
      triggers: triggers.get(oid) ?? [],
      partitionColumns: partitionColumns.get(oid) ?? [],
      family,
    });
  }
  return names.map((_, i) => {
    const [relation] = relations.get(String(i + 1)) ?? [];
    if (relation === undefined) return undefined;
    const table = tableOf(relation);
    const number = views.findIndex(({ of }) => of === relation.oid);
    const [under] = below.get(String(number + 1)) ?? [];
    const query = views[number]?.query;
    if (under === undefined || query === undefined) return table;
    const numbers = (columns.get(String(under.oid)) ?? []).map((column) => [column.number, column.name] as const);
    return throughView(table, tableOf(under), query, new Map(numbers));
  });
}

/** A simple view, and the role that its table is written as. */
interface View {
  readonly of: number;
  readonly query: ViewQuery;
  readonly runsAs: number;
}

/** The tables below simple views, by the view's number from 1. */
async function readBelow(
  connection: Connection,
  views: readonly View[],
): Promise<ReadonlyMap<string, readonly RelationRow[]>> {
  if (views.length === 0) return new Map();
  const pairs = [oidArray(views.map(({ query }) => query.oid)), oidArray(views.map(({ runsAs }) => runsAs))];
  return readRows<RelationRow>(connection, RELATION_BELOW_SQL, pairs);
}

/** Adds the columns' types to the known ones. */
async function loadTypes(
  connection: Connection,
  columns: readonly ColumnRow[],
  known: Map<number, TypeRow>,
): Promise<void> {
  const oids = [...new Set(columns.map((column) => column.type))].filter((oid) => !known.has(oid));
  if (oids.length === 0) return;
  const types = await readRows<TypeRow>(connection, TYPE_GRAPH_SQL, [oidArray(oids)]);
  for (const row of [...types.values()].flat()) known.set(row.oid, row);
}

/** What a statement of table-sql.ts or type-graph.ts gives: by the first column's text, the JSON of the second. */
async function readRows<T>(
  connection: Connection,
  text: string,
  values: readonly string[],
): Promise<ReadonlyMap<string, readonly T[]>> {
  const { rows } = await connection.query({ text, values });
  const found = new Map<string, T[]>();
  for (const [of, json] of rows) {
    const row = JSON.parse(json ?? 'null') as T; // in the shape that the statement's interface says
    const others = found.get(of ?? '');
    if (others === undefined) found.set(of ?? '', [row]);
    else others.push(row);
  }
  return found;
}

function oidArray(oids: readonly number[]): string {
  return `{${oids.join(',')}}`;
}
