import { Buffer } from 'node:buffer';
import type { RecordError } from '../errors.ts';

/** A table's name. `schema` is undefined where the server's search_path decides. Both parts are literal: case is kept. */
export interface Relation {
  readonly schema: string | undefined;
  readonly name: string;
}

/** The bytes of a name that Postgres keeps (NAMEDATALEN - 1); what is longer it would cut without an error. */
export const MAX_NAME_BYTES = 63;

/**
 * The relation that a rendered template names, or why it names none (`invalid_table`).
 *
 * Grammar: `part` or `part.part`. A part is text without dot and double quote, taken literally, the white space around
 * it dropped; or `"…"`, in which dots, white space and (doubled) quotes stand for themselves.
 * `defaultSchema` (`--schema`) is the schema of unqualified names.
 */
export function relationOf(rendered: string, defaultSchema?: string): RecordError | Relation {
  if (rendered.includes(NO_VALUE)) {
    return invalid(
      `the table name is ${shown(rendered)}: a value that the template names is missing in this record`,
      'name a field that every record has, or give a default: {{ or .Metadata.name "orders" }}',
    );
  }
  const parts = partsOf(rendered);
  if ('code' in parts) return parts;
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) {
    return invalid(
      `the table name ${shown(rendered)} has ${parts.length} parts; at most two (schema.table) can be`,
      'put a part that holds dots between double quotes: "a.b" or public."a.b"',
    );
  }
  const relation = second === undefined ? { schema: defaultSchema, name: first } : { schema: first, name: second };
  return emptyPart(rendered, parts) ?? unfitPart(parts) ?? systemName(relation) ?? relation;
}

/**
 * Remembers what `relationOf` said, for a caller that sees the same few names again and again. Bounded: with `limit`
 * names in it, it starts anew.
 */
export function relationReader(defaultSchema?: string, limit = 10_000): (rendered: string) => RecordError | Relation {
  const known = new Map<string, RecordError | Relation>();
  // Most records are for the same table as the one before.
  let lastRendered: string | undefined;
  let last: RecordError | Relation | undefined;
  return (rendered) => {
    if (last !== undefined && rendered === lastRendered) return last;
    let relation = known.get(rendered);
    if (relation === undefined) {
      relation = relationOf(rendered, defaultSchema);
      if (known.size >= limit) known.clear();
      known.set(rendered, relation);
    }
    lastRendered = rendered;
    last = relation;
    return relation;
  };
}

/** True where a name rule was broken. */
export function isInvalidRelation(relation: RecordError | Relation): relation is RecordError {
  return 'code' in relation;
}

/** How Go's text/template prints a map's missing key: https://pkg.go.dev/text/template */
const NO_VALUE = '<no value>';

/** A quoted part or a bare one, then a dot or the end. Each run of characters can match in one way only: no backtracking. */
const PART = /(?:\s*"([^"]*(?:""[^"]*)*)"\s*|([^".]*))(\.|$)/uy;

/** The parts of a dotted name, unquoted and trimmed, as `relationOf` reads them; or the error that a stray quote is. */
export function partsOf(rendered: string): RecordError | readonly string[] {
  const parts: string[] = [];
  // A pattern of its own: the place it stands at must not be shared between calls.
  const pattern = new RegExp(PART);
  for (;;) {
    const match = pattern.exec(rendered);
    if (match === null) return strayQuote(rendered);
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? '');
    if (match[3] === '') return parts;
  }
}

function strayQuote(rendered: string): RecordError {
  const quotes = rendered.split('"').length - 1;
  const what = quotes % 2 === 1 ? 'a double quote that is not closed' : 'a double quote inside a part';
  return invalid(
    `the table name ${shown(rendered)} has ${what}`,
    'put the whole part between double quotes, and double a quote that belongs to the name: "5"" pipe"',
  );
}

function emptyPart(rendered: string, parts: readonly string[]): RecordError | undefined {
  if (!parts.includes('')) return undefined;
  if (parts.length === 1) {
    return invalid(
      'the table name is empty',
      'the template gave no text for this record: name a field that it has, or give --table a fixed name',
    );
  }
  const which = parts[0] === '' ? 'schema' : 'table';
  return invalid(
    `the table name ${shown(rendered)} has an empty ${which} part`,
    `write ${which === 'schema' ? 'the table alone, or schema.table' : 'schema.table'}; quote a name that holds a dot`,
  );
}

/** Names that Postgres can't hold: it would cut a long one, so that two tables might become one. */
function unfitPart(parts: readonly string[]): RecordError | undefined {
  for (const part of parts) {
    if (part.includes('\0')) {
      return invalid('the table name holds a NUL, which Postgres cannot store', 'mend the template or the record');
    }
    if (LONE_SURROGATE.test(part)) {
      return invalid(
        `the table name ${shown(part)} holds half a surrogate pair, which is no Unicode text`,
        'mend the template or the record',
      );
    }
    const bytes = Buffer.byteLength(part);
    if (bytes > MAX_NAME_BYTES) {
      return invalid(
        `the name ${shown(part)} is ${bytes} bytes long; Postgres keeps ${MAX_NAME_BYTES} and would cut the rest`,
        'shorten it in the template',
      );
    }
  }
  return undefined;
}

/**
 * `pg_` begins every name in pg_catalog, which is searched before search_path, and Postgres reserves it for schemas
 * (pg_catalog, pg_toast, pg_temp_1, …). An unqualified `pg_…` name is refused even where no such relation exists yet.
 * https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG
 */
function systemName({ schema, name }: Relation): RecordError | undefined {
  if (schema === undefined && name.startsWith('pg_')) {
    return invalid(
      `the table name ${shown(name)} would be looked up in Postgres's own schema pg_catalog`,
      `name the schema: public.${name}, or --schema public`,
    );
  }
  if (schema === undefined || !isSystemSchema(schema)) return undefined;
  return invalid(`${shown(schema)} is a schema of Postgres itself`, 'route the record to a table of your own schemas');
}

/** True for the schemas that belong to Postgres: `information_schema` and every name that begins with `pg_`. */
export function isSystemSchema(schema: string): boolean {
  return schema === 'information_schema' || schema.startsWith('pg_');
}

/** With the `u` flag only a surrogate without its other half is a Surrogate. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A value in a message: as a JSON string, cut at 200 characters. */
function shown(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

function invalid(message: string, hint: string): RecordError {
  return { code: 'invalid_table', message, hint };
}
