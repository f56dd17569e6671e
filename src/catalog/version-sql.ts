import { REACH_CTE, WANTED } from './table-sql.ts';

/** Which catalogs have rows about relations, types and composite types, and by which column these are found. */
const ENTRIES = [
  ['reached', 'pg_class', 'oid'],
  ['reached', 'pg_attribute', 'attrelid'],
  ['reached', 'pg_attrdef', 'adrelid'],
  ['reached', 'pg_constraint', 'conrelid'],
  ['reached', 'pg_index', 'indrelid'],
  ['reached', 'pg_trigger', 'tgrelid'],
  ['reached', 'pg_rewrite', 'ev_class'],
  ['reached', 'pg_policy', 'polrelid'],
  ['reached', 'pg_inherits', 'inhrelid'],
  ['reached', 'pg_inherits', 'inhparent'],
  ['reached', 'pg_description', 'objoid'],
  ['types', 'pg_type', 'oid'],
  ['types', 'pg_constraint', 'contypid'],
  ['types', 'pg_enum', 'enumtypid'],
  ['composites', 'pg_attribute', 'attrelid'],
] as const;

/**
 * $1 oids, as in table-sql.ts. A text that is another one when anything that is read there of a relation was changed: of
 * the catalogs' rows about it, all that it reaches, and the types of columns, the transactions that wrote them and where
 * they stand. Statistics are updated in place, which leaves those alone. It costs a quarter of reading all that.
 */
export const VERSION_SQL = `
SELECT w.oid, f.json FROM ${WANTED} CROSS JOIN LATERAL (
WITH RECURSIVE ${REACH_CTE}, reached AS (
  SELECT pg_catalog.unnest(ARRAY(SELECT r.oid FROM reach r)) AS oid
), types AS (
  SELECT pg_catalog.unnest(ARRAY(SELECT DISTINCT a.atttypid FROM reached r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384)) AS oid
  UNION SELECT n.oid FROM types y
  CROSS JOIN LATERAL (SELECT typbasetype, typelem, typrelid FROM pg_catalog.pg_type WHERE oid = y.oid OFFSET 0) AS t
  CROSS JOIN LATERAL (
    SELECT t.typbasetype AS oid UNION ALL SELECT t.typelem
    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0
  ) AS n WHERE n.oid >= 16384
), composites AS (
  SELECT t.typrelid AS oid FROM types y
  CROSS JOIN LATERAL (SELECT typrelid FROM pg_catalog.pg_type WHERE oid = y.oid OFFSET 0) AS t WHERE t.typrelid <> 0
), entries AS (
${ENTRIES.map(([objects, catalog, column]) => entriesOf(objects, catalog, column)).join(' UNION ALL\n')}
)
SELECT pg_catalog.to_json(coalesce(pg_catalog.sum(pg_catalog.hashtext(entry)), 0)::text || ':' || pg_catalog.count(*)) AS json FROM entries) AS f`;

/** Who wrote the rows that a catalog has about some objects, and where they stand. OFFSET keeps this a look into the index. */
function entriesOf(objects: string, catalog: string, column: string): string {
  return `  SELECT e.entry FROM ${objects} o CROSS JOIN LATERAL (SELECT '${catalog}' || c.ctid || c.xmin AS entry
    FROM pg_catalog.${catalog} c WHERE c.${column} = o.oid OFFSET 0) AS e`;
}
