import type { ColumnType } from '../../src/catalog/column-type.ts';
import type { TestDatabase } from '../support/server.ts';

/** What a server makes of a text: the stored value in its text form, or an SQLSTATE. */
export interface Verdict {
  readonly stored?: string | undefined;
  readonly sqlstate?: string | undefined;
}

/** Asks a server what it makes of texts for a column, the way the writer sends them: cast without modifier, then assigned. */
export interface Judge {
  readonly verdicts: (type: ColumnType, column: string, texts: readonly string[]) => Promise<readonly Verdict[]>;
}

const functionSql = `
  CREATE FUNCTION verdict(tab text, target text, value text, OUT stored text, OUT refused text) AS $$
  BEGIN
    EXECUTE format('INSERT INTO %I (v) VALUES ($1::text::%s) RETURNING v::text', tab, target) INTO stored USING value;
  EXCEPTION WHEN others THEN
    refused := SQLSTATE;
  END $$ LANGUAGE plpgsql`;

/** A judge that works in the database; `column` is the column's type with its modifier. */
export async function judgeOf(database: TestDatabase): Promise<Judge> {
  await database.sql(functionSql);
  const tables = new Map<string, string>();
  const tableOf = async (column: string) => {
    const known = tables.get(column);
    if (known !== undefined) return known;
    const name = `t${tables.size}`;
    tables.set(column, name);
    await database.sql(`CREATE TABLE ${name} (v ${column})`);
    return name;
  };
  const verdicts = async (type: ColumnType, column: string, texts: readonly string[]) => {
    const table = await tableOf(column);
    const rows = await database.sql(
      `SELECT o.stored, o.refused FROM jsonb_array_elements_text($3::jsonb) WITH ORDINALITY AS t(value, ord),
         LATERAL verdict($1, $2, t.value) AS o ORDER BY ord`,
      [table, type.sql, JSON.stringify(texts)],
    );
    return rows.map((row) => ({ stored: row['stored'] ?? undefined, sqlstate: row['refused'] ?? undefined }));
  };
  return { verdicts };
}
