/**
 * The SQL that reads a relation from pg_catalog, one statement a concern; each takes the relation's oid as $1 and gives
 * JSON, one text a row, so that names of any kind and lists arrive whole.
 */

/** $1 schema (text), $2 name: the relation's own row, or none. */
export const RELATION_SQL = `
SELECT pg_catalog.json_build_object(
  'oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'rules', c.relhasrules,
  'rowSecurity', c.relrowsecurity, 'partition', c.relispartition, 'temporary', c.relpersistence = 't',
  'comment', pg_catalog.obj_description(c.oid, 'pg_class'))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1::text AND c.relname = $2::text AND c.relkind IN ('r', 'p', 'v', 'f', 'm', 'S', 'i', 'I', 'c')`;

export const COLUMNS_SQL = `
SELECT pg_catalog.json_build_object(
  'name', a.attname, 'type', a.atttypid::int8, 'modifier', a.atttypmod, 'notNull', a.attnotnull,
  'hasDefault', (a.atthasdef AND a.attgenerated = '') OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
  'default', CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
  'numbered', a.attidentity <> '' OR coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false),
  'identityAlways', a.attidentity = 'a', 'generated', a.attgenerated <> '',
  'deterministic', coalesce(l.collisdeterministic, true))
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
WHERE a.attrelid = $1::text::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

/**
 * Unique and exclusion indexes; \`columns\` is null for one on expressions. One whose collation takes other texts for
 * equal than its column's is no conflict target: what it finds, a comparison with the column does not.
 */
export const INDEXES_SQL = `
SELECT pg_catalog.json_build_object(
  'name', c.relname, 'primary', i.indisprimary, 'unique', i.indisunique, 'exclusion', i.indisexclusion,
  'immediate', i.indimmediate, 'usable', i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisunique
    AND NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indkey::int2[], i.indcollation::oid[]) AS k(attnum, collation_oid)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND a.attcollation <> k.collation_oid
      JOIN pg_catalog.pg_collation l ON l.oid IN (a.attcollation, k.collation_oid) AND NOT l.collisdeterministic),
  'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.ord <= i.indnkeyatts))
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = $1::text::oid AND (i.indisunique OR i.indisexclusion)
ORDER BY i.indisprimary DESC, c.relname`;

/** CHECK constraints, foreign keys out and in, and what is deferrable. */
export const CONSTRAINTS_SQL = `
SELECT pg_catalog.json_build_object(
  'name', c.conname, 'type', c.contype, 'deferrable', c.condeferrable,
  'out', c.conrelid = $1::text::oid, 'in', c.confrelid = $1::text::oid,
  'table', c.conrelid::int8, 'target', c.confrelid::int8,
  'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum),
  'targetColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum))
FROM pg_catalog.pg_constraint c
WHERE (c.conrelid = $1::text::oid AND c.contype IN ('c', 'f', 'u', 'p', 'x', 't'))
   OR (c.confrelid = $1::text::oid AND c.contype = 'f')`;

/**
 * Users' triggers of the relation and of everything below it (partitions, children), and of what lies above a
 * partition. tgtype bits: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead of.
 */
export const TRIGGERS_SQL = `
WITH RECURSIVE family AS (
  SELECT $1::text::oid AS oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
)
SELECT pg_catalog.json_build_object('type', t.tgtype, 'deferrable', t.tgdeferrable, 'own', t.tgrelid = $1::text::oid)
FROM pg_catalog.pg_trigger t JOIN family f ON f.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 28) <> 0`;

/**
 * What the whole family (partitions, children) says about a row: indexes in all, indexes on expressions or with a
 * predicate (they can fail on a value), CHECK constraints of partitions, and users' functions in defaults, checks,
 * index expressions: such a function may look at any table.
 */
export const FAMILY_SQL = `
WITH RECURSIVE family AS (
  SELECT $1::text::oid AS oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
), objects AS (
  SELECT 'pg_catalog.pg_attrdef'::regclass AS classid, d.oid FROM family f JOIN pg_catalog.pg_attrdef d ON d.adrelid = f.oid
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM family f JOIN pg_catalog.pg_constraint c ON c.conrelid = f.oid
  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM family f
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_constraint c ON c.contypid = a.atttypid
)
SELECT pg_catalog.json_build_object(
  'indexes', (SELECT pg_catalog.count(*) FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    WHERE f.oid = $1::text::oid),
  'fragileIndexes', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    WHERE i.indexprs IS NOT NULL OR i.indpred IS NOT NULL),
  'checked', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_constraint c ON c.conrelid = f.oid AND c.contype = 'c'),
  'uniqueBelow', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.indexrelid
    WHERE f.oid <> $1::text::oid AND (i.indisunique OR i.indisexclusion) AND h.inhrelid IS NULL),
  'children', EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = $1::text::oid),
  'userFunctions', EXISTS (SELECT FROM objects o CROSS JOIN LATERAL (
    -- LIMIT keeps this a look into the index for each object, where a join would read all of pg_depend.
    SELECT true FROM pg_catalog.pg_depend d
    WHERE d.classid = o.classid AND d.objid = o.oid AND d.refclassid = 'pg_catalog.pg_proc'::regclass LIMIT 1) AS f))`;

/** Partition key columns of the relation and of partitioned partitions below it; null stands for an expression. */
export const PARTITION_COLUMNS_SQL = `
WITH RECURSIVE family AS (
  SELECT $1::text::oid AS oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
)
SELECT pg_catalog.json_build_object('column', a.attname, 'children', false)
FROM family f JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = f.oid
CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::int2[]) AS k(attnum)
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum AND k.attnum > 0`;
