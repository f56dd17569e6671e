import type { Connection } from '../../src/write/connection.ts';
import type { Spelling } from './every-type.ts';

/** A column as `spellRows` needs it: its name, and its type as format_type writes it. */
interface SpelledColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Writes a table's rows as OpenCDC records of the collection with that name, one a line, as the server itself prints
 * rows, or as Conduit's source writes them: https://github.com/ConduitIO/conduit-connector-postgres (source/types).
 * `schema.table` is where the rows are; `key` names the key columns.
 */
export async function spellRows(
  connection: Connection,
  { schema, table, key, spelling }: { schema: string; table: string; key: readonly string[]; spelling: Spelling },
): Promise<string> {
  const columns = await columnsOf(connection, schema, table);
  const row = (wanted: readonly SpelledColumn[]) => (spelling === 'conduit' ? conduitRow(wanted) : `${spelling}(row)`);
  const only = columns.filter(({ name }) => key.includes(name));
  const { rows } = await connection.query({
    text: `SELECT (SELECT ${row(columns)} FROM (SELECT t.*) AS row)::text,
      (SELECT ${row(only)} FROM (SELECT ${only.map(({ name }) => `t.${quote(name)}`).join(', ') || '1'}) AS row)::text
      FROM ${quote(schema)}.${quote(table)} AS t`,
  });
  const metadata = JSON.stringify({ 'opencdc.collection': quote(table) });
  const lines = rows.map(([after, keyRow]) => {
    const keyText = key.length === 0 ? 'null' : keyRow;
    return `{"position":null,"operation":"snapshot","metadata":${metadata},"key":${keyText},"payload":{"before":null,"after":${after}}}\n`;
  });
  return lines.join('');
}

async function columnsOf(connection: Connection, schema: string, table: string): Promise<readonly SpelledColumn[]> {
  const { rows } = await connection.query({
    text: `SELECT a.attname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, NULL) ELSE format_type(t.oid, NULL) END
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = format('%I.%I', $1::text, $2::text)::regclass AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum`,
    values: [schema, table],
  });
  return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
}

/** A function takes 100 arguments at most, so the fields are put together as text. */
function conduitRow(columns: readonly SpelledColumn[]): string {
  const fields = columns.map(({ name, type }) => {
    const field = `to_json(${quoteText(name)}::text)::text || ':' || coalesce((${conduitValue(`row.${quote(name)}`, type)})::text, 'null')`;
    return field;
  });
  return `'{' || array_to_string(ARRAY[${fields.join(', ')}]::text[], ',') || '}'`;
}

function conduitValue(value: string, type: string): string {
  switch (type) {
    case 'bytea':
      return `to_json(translate(encode(${value}, 'base64'), E'\\n', ''))`;
    case 'json':
    case 'jsonb':
      return `to_json(translate(encode(convert_to(${value}::text, 'UTF8'), 'base64'), E'\\n', ''))`;
    case 'numeric':
      return rational(value);
    case 'date':
      return `to_json(to_char(${value}, 'YYYY-MM-DD"T00:00:00Z"'))`;
    case 'timestamp without time zone':
      return goTime(value);
    case 'timestamp with time zone':
      return goTime(`(${value} AT TIME ZONE 'UTC')`);
    case 'integer[]':
      return `to_json(${value}::text)`;
    default:
      return `to_json(${value})`;
  }
}

/** RFC 3339 with as many digits of a second as there are, as Go's time.Time writes itself. */
function goTime(value: string): string {
  return `to_json(regexp_replace(to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\\.?0*$', '') || 'Z')`;
}

/** big.Rat has no NaN and no infinity; it reduces itself, and a whole one has no denominator. */
function rational(value: string): string {
  const ten = `power(10::numeric, scale(${value}))`;
  const whole = `trunc(${value} * ${ten})`;
  const divisor = `gcd(${whole}, trunc(${ten}))`;
  const denominator = `trunc(trunc(${ten}) / ${divisor})`;
  return `CASE WHEN ${value}::text IN ('NaN', 'Infinity', '-Infinity') THEN to_json(${value}::text)
    ELSE to_json(trunc(${whole} / ${divisor})::text || CASE WHEN ${denominator} = 1 THEN '' ELSE '/' || ${denominator}::text END) END`;
}

/** The identifier in quotes. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
