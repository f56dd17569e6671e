import type { Catalog } from '../catalog/catalog.ts';
import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import { displayRelation } from '../plan/identifier.ts';
import type { Relation } from '../route/relation.ts';
import { ServerError } from './server-error.ts';

/** The table that a relation is, or why its records fail. */
export type TableFound = Table | RecordError;

/** True where the relation has a table. */
export function isTable(found: TableFound): found is Table {
  return 'oid' in found;
}

/** Where a table lies or is to lie: one object for all relations of a batch that name it (`t` and `public.t`). */
export interface TablePlace {
  readonly relation: Relation;
  readonly schema: string;
  readonly name: string;
}

/** The tables of one batch, as they are at the moment. */
export interface BatchTables {
  readonly placeOf: (relation: Relation) => TablePlace;
  readonly found: (place: TablePlace) => TableFound;
  /** `found` of `placeOf`; consecutive records mostly share a relation, which is then not looked up again. */
  readonly of: (relation: Relation) => TableFound;
  /** Reads tables anew, in one go, after DDL on them, and the batch's views of them. */
  readonly reload: (places: readonly TablePlace[]) => Promise<void>;
  /** Why the place has no table. */
  readonly fail: (place: TablePlace, error: RecordError) => void;
}

/** Looks up the tables of some relations, in one go. Throws `usage` where an unqualified name has no schema. */
export async function batchTables(catalog: Catalog, relations: Iterable<Relation>): Promise<BatchTables> {
  const places = new Map<string, TablePlace>();
  const byRelation = new Map<Relation, TablePlace>();
  for (const relation of new Set(relations)) {
    const schema = await catalog.schemaOf(relation);
    const id = `${schema}\0${relation.name}`;
    const place = places.get(id) ?? { relation, schema, name: relation.name };
    places.set(id, place);
    byRelation.set(relation, place);
  }
  const all = [...places.values()];
  const { loaded, unwritable } = await load(catalog, all);
  const tables = new Map<TablePlace, TableFound>(all.map((place) => [place, loaded.get(place) ?? missingTable(place)]));

  let last: Relation | undefined;
  let lastFound: TableFound | undefined;
  /** Of relations that were asked for, until a place is given another table. */
  const asked = new Map<Relation, TableFound>();
  const set = (place: TablePlace, found: TableFound) => {
    last = undefined;
    asked.clear();
    tables.set(place, found);
  };

  return {
    of(relation) {
      if (relation !== last || lastFound === undefined) {
        last = relation;
        lastFound = asked.get(relation) ?? given(tables.get(given(byRelation.get(relation))));
        asked.set(relation, lastFound);
      }
      return lastFound;
    },
    placeOf: (relation) => given(byRelation.get(relation)),
    found: (place) => given(tables.get(place)),
    async reload(anew) {
      // To ask for a name that can't be asked for would end the transaction.
      const some = withViews(anew, tables).filter((place) => !unwritable.has(place));
      for (const { relation } of some) await catalog.forget(relation);
      const found = await catalog.tables(some.map(({ relation }) => relation));
      for (const [i, place] of some.entries()) set(place, found[i] ?? missingTable(place));
    },
    fail: set,
  };
}

/** The places, and those of simple views of their tables. */
function withViews(places: readonly TablePlace[], tables: ReadonlyMap<TablePlace, TableFound>): readonly TablePlace[] {
  const oids = new Set(
    places.map((place) => given(tables.get(place))).flatMap((found) => (isTable(found) ? found.oid : [])),
  );
  const views = [...tables].flatMap(([place, found]) =>
    isTable(found) && found.below !== null && oids.has(found.below.oid) ? [place] : [],
  );
  return [...new Set([...places, ...views])];
}

interface Loaded {
  readonly loaded: ReadonlyMap<TablePlace, Table | undefined>;
  /** Places whose names have a character that the database's encoding lacks: there is no such table. */
  readonly unwritable: ReadonlySet<TablePlace>;
}

/** Reads all in one go; where the server can't take one of the names, it is found by halves. Rejects with all else. */
async function load(catalog: Catalog, places: readonly TablePlace[]): Promise<Loaded> {
  try {
    const found = await catalog.tables(places.map(({ relation }) => relation));
    return { loaded: new Map(places.map((place, i) => [place, found[i]])), unwritable: new Set() };
  } catch (error) {
    if (!(error instanceof ServerError && error.sqlstate === '22P05')) throw error;
    if (places.length === 1) return { loaded: new Map(), unwritable: new Set(places) };
    const half = places.length >> 1;
    const first = await load(catalog, places.slice(0, half));
    const second = await load(catalog, places.slice(half));
    return {
      loaded: new Map([...first.loaded, ...second.loaded]),
      unwritable: new Set([...first.unwritable, ...second.unwritable]),
    };
  }
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('every relation of a batch is looked up');
  return value;
}

/** The error for a record whose table does not exist and is not to be made. */
export function missingTable(place: { readonly schema: string; readonly name: string }): RecordError {
  return {
    code: 'missing_table',
    message: `the table ${displayRelation(place)} does not exist`,
    hint: 'create it, or let --schema-mode create make it',
  };
}
