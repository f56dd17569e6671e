import { quoteIdentifier } from '../plan/identifier.ts';
import type { ColumnType } from './column-type.ts';

/** A row of pg_type as `type-graph.sql` below selects it, all text. */
export interface TypeRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** pg_type.typtype: b base, c composite, d domain, e enum, m multirange, p pseudo, r range. */
  readonly typtype: string;
  readonly isArray: boolean;
  readonly delimiter: string;
  readonly element: number;
  readonly base: number;
  readonly baseModifier: number;
  readonly notNull: boolean;
  readonly checked: boolean;
  readonly labels: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly oid: number; readonly modifier: number }[];
  readonly subtype: number;
  /** The schema of the type's own `=` for B-trees, where that is not pg_catalog. */
  readonly operatorSchema: string | null;
  /** True where a cast from text is a function that did not come with the server (oid below FirstNormalObjectId). */
  readonly userCast: boolean;
}

/**
 * The pg_type rows of some types and of all they are made of: elements of arrays, bases of domains, attributes of
 * composites, subtypes of ranges. Rows of two: the oid, and JSON. Each step goes by index, as catalogs may be large. Multiranges
 * are read through `to_jsonb`, since PostgreSQL 13 has no such column.
 */
export const TYPE_GRAPH_SQL = `
WITH RECURSIVE wanted AS (
  SELECT DISTINCT pg_catalog.unnest($1::text::oid[]) AS oid
  UNION SELECT e.child FROM wanted w CROSS JOIN LATERAL (
    SELECT t.typelem AS child FROM pg_catalog.pg_type t WHERE t.oid = w.oid AND t.typelem <> 0 AND t.typlen = -1
    UNION ALL SELECT t.typbasetype FROM pg_catalog.pg_type t WHERE t.oid = w.oid AND t.typbasetype <> 0
    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE t.oid = w.oid AND t.typtype = 'c'
    UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r
      WHERE r.rngtypid = w.oid OR (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid = w.oid
  ) AS e
)
SELECT t.oid, pg_catalog.json_build_object(
  'oid', t.oid::int8, 'schema', n.nspname, 'name', t.typname, 'typtype', t.typtype,
  'isArray', t.typelem <> 0 AND t.typlen = -1 AND t.typtype = 'b' AND t.typname NOT IN ('oidvector', 'int2vector'),
  'delimiter', coalesce(e.typdelim, ','), 'element', t.typelem::int8, 'base', t.typbasetype::int8,
  'baseModifier', t.typtypmod, 'notNull', t.typnotnull,
  'checked', coalesce((SELECT true FROM pg_catalog.pg_constraint WHERE contypid = t.oid AND contype = 'c' LIMIT 1), false),
  'labels', coalesce((SELECT pg_catalog.json_agg(l.enumlabel ORDER BY l.enumsortorder)
    FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid), '[]'),
  'attributes', coalesce((SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'oid', a.atttypid::int8, 'modifier', a.atttypmod) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a
    WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  'subtype', coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r
    WHERE r.rngtypid = t.oid OR (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid)::int8, 0),
  'userCast', EXISTS (SELECT FROM pg_catalog.pg_cast x WHERE x.castsource = 'pg_catalog.text'::regtype AND x.casttarget = t.oid
    AND x.castmethod = 'f' AND x.oid >= 16384),
  'operatorSchema', (SELECT min(s.nspname::text) FROM pg_catalog.pg_opclass c
    JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod AND m.amname = 'btree'
    JOIN pg_catalog.pg_amop p ON p.amopfamily = c.opcfamily AND p.amoplefttype = t.oid AND p.amoprighttype = t.oid AND p.amopstrategy = 3
    JOIN pg_catalog.pg_operator o ON o.oid = p.amopopr JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace
    WHERE c.opcintype = t.oid AND c.opcdefault AND s.nspname <> 'pg_catalog'))
FROM (SELECT pg_catalog.unnest(ARRAY(SELECT oid FROM wanted)) AS oid) AS w
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_type WHERE oid = w.oid OFFSET 0) AS t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN LATERAL (SELECT typdelim FROM pg_catalog.pg_type WHERE oid = t.typelem OFFSET 0) AS e ON true`;

/** Builds a column's type from the pg_type rows of the graph; throws only where the catalog contradicts itself. */
export function resolveType(rows: ReadonlyMap<number, TypeRow>, oid: number, modifier: number): ColumnType {
  const row = rows.get(oid);
  if (row === undefined) throw new Error(`pg_type has no row ${oid}`);
  const { schema, name } = row;
  const sql = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  const common = { oid, schema, name, sql, modifier };
  if (row.isArray) {
    // An array column's modifier is its element's: varchar(3)[] has the modifier of varchar(3).
    return { ...common, kind: 'array', element: resolveType(rows, row.element, modifier), delimiter: row.delimiter };
  }
  switch (row.typtype) {
    case 'd':
      return {
        ...common,
        kind: 'domain',
        base: resolveType(rows, row.base, row.baseModifier),
        notNull: row.notNull || isDomain(rows.get(row.base), 'notNull', rows),
        checked: row.checked || isDomain(rows.get(row.base), 'checked', rows),
      };
    case 'e':
      return { ...common, kind: 'enum', labels: row.labels };
    case 'c':
      return {
        ...common,
        kind: 'composite',
        attributes: row.attributes.map((a) => ({ name: a.name, type: resolveType(rows, a.oid, a.modifier) })),
      };
    case 'r':
    case 'm':
      return {
        ...common,
        kind: row.typtype === 'r' ? 'range' : 'multirange',
        subtype: resolveType(rows, row.subtype, -1),
      };
    default:
      // Nearly all are: V8 gives each object of a spread with more behind it a hidden class of its own, larger than it.
      return { oid, schema, name, sql, modifier, kind: 'base', operatorSchema: row.operatorSchema ?? undefined };
  }
}

/** Whether a cast from text to the type, of a domain to its base, is a user's function. */
export function hasUserCast(rows: ReadonlyMap<number, TypeRow>, oid: number): boolean {
  const row = rows.get(oid);
  return row !== undefined && (row.typtype === 'd' ? hasUserCast(rows, row.base) : row.userCast);
}

function isDomain(
  row: TypeRow | undefined,
  property: 'notNull' | 'checked',
  rows: ReadonlyMap<number, TypeRow>,
): boolean {
  if (row?.typtype !== 'd') return false;
  return row[property] || isDomain(rows.get(row.base), property, rows);
}
