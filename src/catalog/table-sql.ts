/**
 * The SQL that reads relations from pg_catalog, one statement a concern for any number of them, as planning costs more
 * than reading (bench/load.bench.ts --only tables). Each takes an array of oids as $1 and gives rows of two: to which
 * of these it belongs, and JSON, so that names of any kind and lists arrive whole.
 *
 * Catalogs may be large, and what is asked for small: all goes by index, relation for relation. So the planner must not
 * know how many there are, or it would read a catalog as a whole, and compile (JIT) what it takes for expensive.
 */

/**
 * The relations asked for, which the planner takes for one: an array that it can't see has ten elements, and a limit that
 * it can't see is a tenth.
 */
export const WANTED = `(SELECT pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest($1::text::oid[]))) AS oid
  LIMIT (SELECT pg_catalog.cardinality($1::text::oid[]))) AS w`;

/** What a relation's own row says; `role`: whose rights to it are asked for. */
function relationJson(role: string): string {
  return `pg_catalog.json_build_object(
  'oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind,
  -- LIMIT keeps this a look into the index, where EXISTS may read all of pg_rewrite.
  'rules', coalesce((SELECT true FROM pg_catalog.pg_rewrite
    WHERE ev_class = c.oid AND ev_type <> '1' AND ev_enabled <> 'D' LIMIT 1), false),
  'rowSecurity', c.relrowsecurity, 'partition', c.relispartition,
  'access', pg_catalog.json_build_object('role', current_user,
    'denied', (SELECT coalesce(pg_catalog.json_agg(r.name), '[]') FROM (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS r(name)
      WHERE NOT pg_catalog.has_table_privilege(${role}, c.oid, r.name)),
    'schemaDenied', NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
    'sequencesDenied', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.format('%I.%I', sn.nspname, s.relname)), '[]')
      FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_depend p ON p.classid = 'pg_catalog.pg_attrdef'::regclass
        AND p.objid = d.oid AND p.refclassid = 'pg_catalog.pg_class'::regclass
      JOIN pg_catalog.pg_class s ON s.oid = p.refobjid JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
      WHERE d.adrelid = c.oid AND CASE WHEN s.relkind = 'S' THEN NOT pg_catalog.has_sequence_privilege(s.oid, 'USAGE, UPDATE') END)),
  'unicode', pg_catalog.getdatabaseencoding() = 'UTF8',
  'takesStage', pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' AND evtevent IN ('ddl_command_start', 'ddl_command_end'))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND attlen = -1 AND attstorage = 'p'),
  'hasRows', CASE WHEN c.relkind = 'r' THEN coalesce(pg_catalog.pg_relation_size(c.oid) > 0, false) ELSE false END,
  'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
  'view', CASE WHEN c.relkind = 'v' THEN (
    -- 28: INSERT, UPDATE and DELETE go to the table below; a query as long as this is none of a few plain columns.
    SELECT pg_catalog.json_build_object('query', v.query, 'options', c.reloptions,
      'runsAs', CASE WHEN c.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=yes,security_invoker=1}'
        THEN (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) ELSE c.relowner END::int8)
    FROM (SELECT ev_action::text AS query FROM pg_catalog.pg_rewrite WHERE ev_class = c.oid AND ev_type = '1' LIMIT 1) AS v
    WHERE pg_catalog.length(v.query) < 200000 AND pg_catalog.pg_relation_is_updatable(c.oid, false) = 28
      -- Whose operators are all comparisons of the server's own: members of B-trees, and <>.
      AND NOT EXISTS (SELECT FROM pg_catalog.regexp_matches(v.query, ' :opno ([0-9]+) ', 'g') AS m(found)
        JOIN pg_catalog.pg_operator o ON o.oid = m.found[1]::oid WHERE o.oid >= 16384 OR NOT EXISTS (
          SELECT FROM pg_catalog.pg_amop p WHERE p.amopopr IN (o.oid, o.oprnegate) AND p.amoppurpose = 's' AND p.amopmethod = 403))) END)`;
}

/** $1 schemas, $2 names, in pairs: the relations' own rows, each with its pair's number from 1; none where none is. */
export const RELATION_SQL = `
SELECT w.number, ${relationJson('current_user')}
FROM ROWS FROM (pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest($1::text[]))),
  pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest($2::text[])))) WITH ORDINALITY AS w(schema, name, number)
CROSS JOIN LATERAL (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname = w.schema OFFSET 0) AS n
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_class WHERE relname = w.name AND relnamespace = n.oid OFFSET 0) AS c
WHERE c.relkind IN ('r', 'p', 'v', 'f', 'm', 'S', 'i', 'I', 'c')`;

/** $1 oids, $2 roles' oids, in pairs: as RELATION_SQL, of relations by their oid, with the rights of that role. */
export const RELATION_BELOW_SQL = `
SELECT w.number, ${relationJson('w.role')}
FROM ROWS FROM (pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest($1::text::oid[]))),
  pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest($2::text::oid[])))) WITH ORDINALITY AS w(oid, role, number)
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_class WHERE oid = w.oid OFFSET 0) AS c
CROSS JOIN LATERAL (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE oid = c.relnamespace OFFSET 0) AS n`;

export const COLUMNS_SQL = `
SELECT w.oid, pg_catalog.json_build_object(
  'number', a.attnum, 'name', a.attname, 'type', a.atttypid::int8, 'modifier', a.atttypmod, 'notNull', a.attnotnull,
  'hasDefault', (a.atthasdef AND a.attgenerated = '') OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
  'default', CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
  'numbered', a.attidentity <> '' OR coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false),
  'identityAlways', a.attidentity = 'a', 'generated', a.attgenerated <> '',
  'deterministic', coalesce(l.collisdeterministic, true))
FROM ${WANTED}
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_attribute
  WHERE attrelid = w.oid AND attnum > 0 AND NOT attisdropped OFFSET 0) AS a
CROSS JOIN LATERAL (SELECT typdefault FROM pg_catalog.pg_type WHERE oid = a.atttypid OFFSET 0) AS t
LEFT JOIN LATERAL (SELECT adbin, adrelid FROM pg_catalog.pg_attrdef
  WHERE a.atthasdef AND adrelid = a.attrelid AND adnum = a.attnum OFFSET 0) AS d ON true
LEFT JOIN LATERAL (SELECT collisdeterministic FROM pg_catalog.pg_collation WHERE oid = a.attcollation OFFSET 0) AS l ON true
ORDER BY w.oid, a.attnum`;

/**
 * Unique and exclusion indexes; \`columns\` is null for one on expressions. One whose collation takes other texts for
 * equal than its column's is no conflict target: what it finds, a comparison with the column does not.
 */
export const INDEXES_SQL = `
SELECT w.oid, pg_catalog.json_build_object(
  'name', c.relname, 'primary', i.indisprimary, 'unique', i.indisunique, 'exclusion', i.indisexclusion,
  'immediate', i.indimmediate, 'usable', i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisunique
    AND NOT EXISTS (SELECT FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indcollation::oid[])) AS k(attnum, collation_oid)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND a.attcollation <> k.collation_oid
      WHERE NOT (SELECT collisdeterministic FROM pg_catalog.pg_collation WHERE oid = a.attcollation)
      OR NOT (SELECT collisdeterministic FROM pg_catalog.pg_collation WHERE oid = k.collation_oid)),
  'deterministic', NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indcollation::oid[]) AS o(oid)
    WHERE NOT (SELECT collisdeterministic FROM pg_catalog.pg_collation WHERE oid = o.oid)),
  'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.ord <= i.indnkeyatts))
FROM ${WANTED}
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_index WHERE indrelid = w.oid AND (indisunique OR indisexclusion) OFFSET 0) AS i
CROSS JOIN LATERAL (SELECT relname FROM pg_catalog.pg_class WHERE oid = i.indexrelid OFFSET 0) AS c
ORDER BY w.oid, i.indisprimary DESC, c.relname`;

/** Foreign keys that refer to a relation; by pg_depend, as no index finds them by the table that they refer to. */
function foreignKeysTo(relation: string): string {
  return `SELECT c.* FROM pg_catalog.pg_depend d CROSS JOIN LATERAL (
      SELECT * FROM pg_catalog.pg_constraint WHERE oid = d.objid AND confrelid = ${relation}.oid AND contype = 'f' OFFSET 0) AS c
    WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = ${relation}.oid
      AND d.classid = 'pg_catalog.pg_constraint'::regclass`;
}

/** CHECK constraints, foreign keys out and in, and what is deferrable. */
export const CONSTRAINTS_SQL = `
SELECT w.oid, pg_catalog.json_build_object(
  'name', c.conname, 'type', c.contype, 'deferrable', c.condeferrable,
  'out', c.conrelid = w.oid, 'in', c.confrelid = w.oid,
  'table', c.conrelid::int8, 'target', c.confrelid::int8,
  'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum),
  'targetColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.ord)
    FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY AS k(attnum, ord)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum))
FROM ${WANTED}
CROSS JOIN LATERAL (
  SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = w.oid AND contype IN ('c', 'f', 'u', 'p', 'x', 't')
  UNION SELECT oid FROM (${foreignKeysTo('w')} OFFSET 0) AS k
) AS o
CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_constraint WHERE oid = o.oid OFFSET 0) AS c
ORDER BY w.oid, c.oid`;

/**
 * A relation, its partitions and children, and the tables into which foreign keys to any of these cascade.
 * confdeltype and confupdtype: a no action, r restrict, c cascade, n set null, d set default.
 */
export const REACH_CTE = `
reach AS (
  SELECT w.oid
  UNION SELECT n.oid FROM reach r CROSS JOIN LATERAL (
    SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = r.oid
    UNION ALL SELECT k.conrelid FROM (${foreignKeysTo('r')}) AS k
      WHERE k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')
  ) AS n
)`;

/**
 * Users' triggers of all that a change of the relation reaches. Servers before 15 call the copies that partitions have of
 * their parent's triggers internal, like those of foreign keys. tgtype bits: 1 row, 2 before, 4 insert, 8 delete, 16
 * update, 32 truncate, 64 instead of.
 */
export const TRIGGERS_SQL = `
SELECT w.oid, f.json FROM ${WANTED} CROSS JOIN LATERAL (
WITH RECURSIVE ${REACH_CTE}
SELECT pg_catalog.json_build_object('type', t.tgtype, 'deferrable', t.tgdeferrable, 'own', t.tgrelid = w.oid) AS json
FROM reach r CROSS JOIN LATERAL (
  -- OFFSET keeps this a look into the index for each relation.
  SELECT * FROM pg_catalog.pg_trigger WHERE tgrelid = r.oid AND tgenabled <> 'D' AND (tgtype & 28) <> 0 OFFSET 0) AS t
WHERE NOT t.tgisinternal OR (coalesce((pg_catalog.to_jsonb(t) ->> 'tgparentid')::oid, 0) <> 0
  AND coalesce((SELECT k.contype FROM pg_catalog.pg_constraint k WHERE k.oid = t.tgconstraint), 't') = 't')) AS f`;

/**
 * What the whole family (partitions, children) says about a row: indexes on expressions or with a
 * predicate (they can fail on a value), CHECK constraints of partitions, and users' functions and operators in defaults,
 * checks (domains' too), index expressions, of tables that foreign keys cascade into as well: such a function may look at
 * any table. Functions of extensions in C are taken for such as don't.
 */
export const FAMILY_SQL = `
SELECT w.oid, f.json FROM ${WANTED} CROSS JOIN LATERAL (
WITH RECURSIVE family AS (
  SELECT w.oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
), ${REACH_CTE}, reached AS (
  -- Through an array, whose length the planner takes for ten: by a recursion's guess it would compile all this (JIT).
  SELECT pg_catalog.unnest(ARRAY(SELECT r.oid FROM reach r)) AS oid
), types AS (
  SELECT pg_catalog.unnest(ARRAY(SELECT DISTINCT a.atttypid FROM reached r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped)) AS oid
  -- OFFSET keeps these looks into an index, where joins would read all of the catalog.
  UNION SELECT n.oid FROM types y
  CROSS JOIN LATERAL (SELECT typbasetype, typelem, typrelid FROM pg_catalog.pg_type WHERE oid = y.oid OFFSET 0) AS t
  CROSS JOIN LATERAL (
    SELECT t.typbasetype AS oid UNION ALL SELECT t.typelem
    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0
  ) AS n WHERE n.oid <> 0
), objects AS (
  SELECT 'pg_catalog.pg_attrdef'::regclass AS classid, d.oid FROM reached r
    CROSS JOIN LATERAL (SELECT oid FROM pg_catalog.pg_attrdef WHERE adrelid = r.oid OFFSET 0) AS d
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM reached r
    CROSS JOIN LATERAL (SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = r.oid OFFSET 0) AS c
  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid FROM reached r
    CROSS JOIN LATERAL (SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = r.oid OFFSET 0) AS i
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM (SELECT pg_catalog.unnest(ARRAY(SELECT oid FROM types)) AS oid) AS y
    CROSS JOIN LATERAL (SELECT oid FROM pg_catalog.pg_constraint WHERE contypid = y.oid LIMIT 100) AS c
)
SELECT pg_catalog.json_build_object(
  'wideIndexes', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    WHERE i.indnatts > 1 AND NOT i.indisunique),
  'fragileIndexes', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    WHERE i.indexprs IS NOT NULL OR i.indpred IS NOT NULL),
  'checked', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_constraint c ON c.conrelid = f.oid AND c.contype = 'c'),
  'uniqueBelow', EXISTS (SELECT FROM family f JOIN pg_catalog.pg_index i ON i.indrelid = f.oid
    LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.indexrelid
    WHERE f.oid <> w.oid AND (i.indisunique OR i.indisexclusion) AND h.inhrelid IS NULL),
  'children', EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = w.oid),
  'inherits', EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = w.oid),
  'foreignKeysBelow', EXISTS (SELECT FROM family f CROSS JOIN LATERAL (
    -- LIMIT keeps this from being asked of a table that has none below.
    SELECT true FROM pg_catalog.pg_constraint c
    WHERE f.oid IN (c.conrelid, c.confrelid) AND c.contype = 'f' AND c.conparentid = 0 LIMIT 1) AS k
    WHERE f.oid <> w.oid),
  'sharesSequence', EXISTS (SELECT FROM pg_catalog.pg_attrdef d WHERE d.adrelid = w.oid
    AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%' AND NOT EXISTS (
      -- Owned by the column, and no default of another table draws from it.
      SELECT FROM pg_catalog.pg_depend s JOIN pg_catalog.pg_depend o ON o.classid = s.refclassid AND o.objid = s.refobjid
      WHERE s.classid = 'pg_catalog.pg_attrdef'::regclass AND s.objid = d.oid AND s.refclassid = 'pg_catalog.pg_class'::regclass
        AND o.deptype = 'a' AND o.refobjid = d.adrelid AND o.refobjsubid = d.adnum AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_depend x JOIN pg_catalog.pg_attrdef y ON y.oid = x.objid
          WHERE x.refclassid = s.refclassid AND x.refobjid = s.refobjid AND x.classid = s.classid
            AND y.adrelid NOT IN (SELECT f.oid FROM family f)))),
  'userFunctions', EXISTS (SELECT FROM reached r CROSS JOIN LATERAL (
    SELECT relhasrules, relkind FROM pg_catalog.pg_class WHERE oid = r.oid OFFSET 0) AS c
    WHERE c.relhasrules AND c.relkind IN ('r', 'p') AND r.oid <> w.oid)
  OR EXISTS (SELECT FROM objects o CROSS JOIN LATERAL (
    -- LIMIT keeps this a look into the index for each object, where a join would read all of pg_depend.
    SELECT true FROM pg_catalog.pg_depend d
    WHERE d.classid = o.classid AND d.objid = o.oid AND d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = d.refclassid AND e.objid = d.refobjid
        AND e.deptype = 'e' AND (d.refclassid = 'pg_catalog.pg_operator'::regclass OR EXISTS (
          SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language g ON g.oid = p.prolang
          WHERE p.oid = d.refobjid AND g.lanname = 'c'))) LIMIT 1) AS f)) AS json) AS f`;

/** Partition key columns of the relation and of partitioned partitions below it; null stands for an expression. */
export const PARTITION_COLUMNS_SQL = `
SELECT w.oid, f.json FROM ${WANTED} CROSS JOIN LATERAL (
WITH RECURSIVE family AS (
  SELECT w.oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
)
SELECT pg_catalog.json_build_object('column', a.attname) AS json
FROM family f JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = f.oid
CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::int2[]) AS k(attnum)
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum AND k.attnum > 0) AS f`;
