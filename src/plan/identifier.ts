import type { Relation } from '../route/relation.ts';

/**
 * A name as an SQL identifier, always quoted, so that case, spaces, quotes and reserved words stay what they are.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 * Throws a RangeError for a NUL, which would end the SQL text on its way to the server: callers refuse such names first.
 */
export function quoteIdentifier(name: string): string {
  refuseNul(name);
  return `"${name.replaceAll('"', '""')}"`;
}

/** A relation in SQL: `"schema"."table"`, or `"table"` where search_path is to find it. RangeError as above. */
export function quoteRelation(relation: Relation): string {
  const name = quoteIdentifier(relation.name);
  return relation.schema === undefined ? name : `${quoteIdentifier(relation.schema)}.${name}`;
}

/**
 * A text as an SQL string literal, for statements that take no parameters (COMMENT ON, SET). Backslashes make it an
 * `E'…'` literal, which reads the same whatever `standard_conforming_strings` says. RangeError for a NUL.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
 */
export function quoteLiteral(text: string): string {
  refuseNul(text);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A relation for people and result lines: `schema.table`, each part quoted only where SQL would need it. */
export function displayRelation(relation: Relation): string {
  const name = displayIdentifier(relation.name);
  return relation.schema === undefined ? name : `${displayIdentifier(relation.schema)}.${name}`;
}

/** One name for people, quoted where SQL would need it: what the server's `quote_ident` gives. */
export function displayIdentifier(name: string): string {
  return PLAIN.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** What an unquoted identifier may be without being folded or split; `$` is legal, but quote_ident quotes it too. */
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/**
 * The key words that quote_ident quotes: all but the unreserved ones, of every version from 13 to 18. Later versions
 * have a few more; a name quoted without need is still the same name.
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html, or `pg_get_keywords()` with catcode <> 'U'.
 */
const KEYWORDS: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
  grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
  json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not
  notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real
  references returning right row select session_user setof similar smallint some substring symmetric system_user table
  tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose
  when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
  xmlserialize xmltable`.split(/\s+/),
);

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new RangeError('a NUL cannot stand in SQL text');
}
