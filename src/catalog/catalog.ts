import { isDeepStrictEqual } from 'node:util';
import { OpencdcPgError } from '../errors.ts';
import type { Relation } from '../route/relation.ts';
import type { Connection } from '../write/connection.ts';
import { loadTable } from './load-table.ts';
import type { Table } from './table.ts';
import type { TypeRow } from './type-graph.ts';

/** Tables as the database has them, remembered from their first use until `forget` or `clear`. */
export interface Catalog {
  /** The relation's table; undefined where there is none. Throws `usage` where an unqualified name has no schema. */
  table(relation: Relation): Promise<Table | undefined>;
  /** The schema that a relation lies in: its own, `--schema`, or the first of search_path that is no system schema. */
  schemaOf(relation: Relation): Promise<string>;
  /** Reads the table once more, and says whether it is still as given. */
  isCurrent(relation: Relation, table: Table): Promise<boolean>;
  /** Forgets one table, after DDL on it. */
  forget(relation: Relation): Promise<void>;
  /** Forgets all, after a statement failed in a way that another's DDL explains. */
  clear(): void;
}

/** Tables that are remembered, those used last; one with its columns takes about 10 KB. */
const MOST_TABLES = 3000;

/** A catalog over a connection; `defaultSchema` is `--schema`. */
export function openCatalog(connection: Connection, defaultSchema: string | undefined): Catalog {
  const tables = new Map<string, Promise<Table | undefined>>();
  const types = new Map<number, TypeRow>();
  let schema: Promise<string> | undefined = defaultSchema === undefined ? undefined : Promise.resolve(defaultSchema);

  async function schemaOf(relation: Relation): Promise<string> {
    if (relation.schema !== undefined) return relation.schema;
    schema ??= currentSchema(connection);
    return schema;
  }

  // Keyed by the resolved schema, so that `orders` and `public.orders` are one table.
  async function idOf(relation: Relation): Promise<string> {
    return `${await schemaOf(relation)}\0${relation.name}`;
  }

  return {
    schemaOf,
    async table(relation) {
      const id = await idOf(relation);
      const known = tables.get(id);
      if (known !== undefined) {
        // The map's order is that of use.
        tables.delete(id);
        tables.set(id, known);
        return known;
      }
      const loading = loadTable(connection, await schemaOf(relation), relation.name, types);
      tables.set(id, loading);
      if (tables.size > MOST_TABLES) tables.delete(tables.keys().next().value ?? id);
      try {
        const table = await loading;
        // A table that is not there yet may be made at any time, by us or by others.
        if (table === undefined) tables.delete(id);
        return table;
      } catch (error) {
        tables.delete(id);
        throw error;
      }
    },
    async isCurrent(relation, table) {
      const { name } = relation;
      return isDeepStrictEqual(table, await loadTable(connection, await schemaOf(relation), name, new Map()));
    },
    async forget(relation) {
      tables.delete(await idOf(relation));
    },
    clear() {
      types.clear();
      tables.clear();
    },
  };
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
