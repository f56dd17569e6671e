import { OpencdcPgError } from '../errors.ts';
import type { Relation } from '../route/relation.ts';
import type { Connection } from '../write/connection.ts';
import { loadTables, readVersions, type TableName } from './load-table.ts';
import { isSameTable, type Table } from './table.ts';
import type { TypeRow } from './type-graph.ts';

/**
 * Tables as the database has them, remembered from their first use until `forget` or `clear`, and read once more where
 * that was some time ago: another session's DDL may change what a value becomes, or what may be done at once, without
 * making any statement fail. A table that is as it was stays the same object.
 */
export interface Catalog {
  /**
   * The relations' tables, in order; undefined where there is none. Those that are not remembered, or were read long ago,
   * are read in one go.
   * Throws `usage` where an unqualified name has no schema.
   */
  tables(relations: readonly Relation[]): Promise<readonly (Table | undefined)[]>;
  /** The schema that a relation lies in: its own, `--schema`, or the first of search_path that is no system schema. */
  schemaOf(relation: Relation): Promise<string>;
  /** Looks at tables once more, and says whether all are still as given; reads those of which it can't tell otherwise. */
  areCurrent(tables: readonly Table[]): Promise<boolean>;
  /** Forgets one table, after DDL on it, and the views that are said to be as it is. */
  forget(relation: Relation): Promise<void>;
  /** Forgets all, after a statement failed in a way that another's DDL explains. */
  clear(): void;
}

/** Tables that are remembered, those used last; one with its columns takes about 10 KB. */
const MOST_TABLES = 3000;

/** How long a table is taken to be as it was read, in milliseconds, and in the time that reading took. */
const SURE_MS = 1000;
const SURE_READS = 30;

interface Remembered {
  readonly table: Table;
  /** As `readVersions` has it; undefined where the table was not read again yet. */
  readonly version: string | undefined;
  /** When it has to be read once more, by the catalog's clock. */
  readonly sureUntilMs: number;
}

/** A catalog over a connection; `defaultSchema` is `--schema`, `clock` gives milliseconds and only goes forward. */
export function openCatalog(
  connection: Connection,
  defaultSchema: string | undefined,
  clock: () => number = () => performance.now(),
): Catalog {
  const remembered = new Map<string, Remembered>();
  const types = new Map<number, TypeRow>();
  let schema: Promise<string> | undefined = defaultSchema === undefined ? undefined : Promise.resolve(defaultSchema);

  async function schemaOf(relation: Relation): Promise<string> {
    if (relation.schema !== undefined) return relation.schema;
    schema ??= currentSchema(connection);
    return schema;
  }

  async function nameOf(relation: Relation): Promise<TableName> {
    return { schema: await schemaOf(relation), name: relation.name };
  }

  /** What is remembered becomes the last used: the map's order is that of use. */
  function recall(id: string): Remembered | undefined {
    const known = remembered.get(id);
    if (known !== undefined) remember(id, known);
    return known;
  }

  function remember(id: string, known: Remembered): void {
    remembered.delete(id);
    remembered.set(id, known);
    if (remembered.size > MOST_TABLES) remembered.delete(remembered.keys().next().value ?? id);
  }

  return {
    schemaOf,
    async tables(relations) {
      const names: TableName[] = [];
      for (const relation of relations) names.push(await nameOf(relation));
      const known = names.map((name) => recall(idOf(name)));
      const beganMs = clock();
      const isOld = (one: Remembered | undefined) => one !== undefined && beganMs >= one.sureUntilMs;
      const old = known.flatMap((one) => (one !== undefined && isOld(one) ? [one.table] : []));
      const read = await readVersions(connection, old);
      const versions = new Map(old.map((table, i) => [table, read[i]]));
      const isSure = (one: Remembered) =>
        !isOld(one) || (one.version !== undefined && one.version === versions.get(one.table));
      // What is known of types is as old as the tables are.
      if (known.some((one) => one !== undefined && !isSure(one))) types.clear();
      const asked = names.filter((_, i) => {
        const one = known[i];
        return one === undefined || !isSure(one);
      });
      const loaded = (await loadTables(connection, asked, types)).values();
      const sureUntilMs = clock() + Math.max(SURE_MS, SURE_READS * (clock() - beganMs));
      return known.map((one, i) => {
        const id = idOf(names[i] as TableName); // there is a name for each
        if (one !== undefined && isSure(one)) {
          if (isOld(one)) remember(id, { table: one.table, version: one.version, sureUntilMs });
          return one.table;
        }
        const found = loaded.next().value;
        // A table that is not there yet may be made at any time, by us or by others.
        if (found === undefined) {
          remembered.delete(id);
          return undefined;
        }
        const table = one !== undefined && isSameTable(one.table, found) ? one.table : found;
        remember(id, { table, version: one && versions.get(one.table), sureUntilMs });
        return table;
      });
    },
    async areCurrent(tables) {
      const versions = await readVersions(connection, tables);
      const known = tables.map((table) => remembered.get(idOf(table)));
      const isKnown = (i: number) => known[i]?.table === tables[i] && known[i]?.version === versions[i];
      const asked = tables.filter((_, i) => !isKnown(i));
      if (asked.length === 0) return true;
      const found = await loadTables(connection, asked, new Map());
      if (!asked.every((table, i) => isSameTable(table, found[i]))) return false;
      for (const [i, one] of known.entries()) {
        const table = tables[i] as Table; // there is one for each
        if (one?.table === table) remembered.set(idOf(table), { ...one, version: versions[i] });
      }
      return true;
    },
    async forget(relation) {
      const id = idOf(await nameOf(relation));
      const oid = remembered.get(id)?.table.oid;
      remembered.delete(id);
      for (const [other, { table }] of remembered) {
        if (table.below !== null && table.below.oid === oid) remembered.delete(other);
      }
    },
    clear() {
      types.clear();
      remembered.clear();
    },
  };
}

// By the resolved schema, so that `orders` and `public.orders` are one table.
function idOf({ schema, name }: TableName): string {
  return `${schema}\0${name}`;
}

/** Not current_schema(): a search_path that begins with pg_catalog, as careful roles have it, would name that. */
const CURRENT_SCHEMA_SQL = `
SELECT s.name FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, ord)
WHERE s.name NOT LIKE 'pg\\_%' AND s.name <> 'information_schema' ORDER BY s.ord LIMIT 1`;

async function currentSchema(connection: Connection): Promise<string> {
  const { rows } = await connection.query({ text: CURRENT_SCHEMA_SQL });
  const schema = rows[0]?.[0];
  if (schema === null || schema === undefined) {
    throw new OpencdcPgError(
      'usage',
      'search_path has no schema for tables, so unqualified table names have no place',
      {
        hint: 'name the schema with --schema NAME, or in the template: schema.table',
      },
    );
  }
  return schema;
}
