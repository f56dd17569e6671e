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
import type { Table } from './table.ts';
import {
  COLUMNS_SQL,
  CONSTRAINTS_SQL,
  FAMILY_SQL,
  INDEXES_SQL,
  PARTITION_COLUMNS_SQL,
  RELATION_SQL,
  TRIGGERS_SQL,
} from './table-sql.ts';
import { TYPE_GRAPH_SQL, type TypeRow } from './type-graph.ts';

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

async function loadSome(
  connection: Connection,
  names: readonly TableName[],
  known: Map<number, TypeRow>,
): Promise<readonly (Table | undefined)[]> {
  const pairs = [textArray(names.map(({ schema }) => schema)), textArray(names.map(({ name }) => name))];
  const relations = await readRows<RelationRow>(connection, RELATION_SQL, pairs);
  if (relations.size === 0) return names.map(() => undefined);
  const oids = [oidArray([...relations.values()].flat().map(({ oid }) => oid))];
  const columnRows = readRows<ColumnRow>(connection, COLUMNS_SQL, oids);
  const [columns, indexes, constraints, triggers, partitionColumns, families] = await Promise.all([
    columnRows,
    readRows<IndexRow>(connection, INDEXES_SQL, oids),
    readRows<ConstraintRow>(connection, CONSTRAINTS_SQL, oids),
    readRows<TriggerRow>(connection, TRIGGERS_SQL, oids),
    readRows<PartitionColumnRow>(connection, PARTITION_COLUMNS_SQL, oids),
    readRows<FamilyRow>(connection, FAMILY_SQL, oids),
    columnRows.then((rows) => loadTypes(connection, [...rows.values()].flat(), known)),
  ]);
  return names.map((_, i) => {
    const [relation] = relations.get(String(i + 1)) ?? [];
    if (relation === undefined) return undefined;
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
  });
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
