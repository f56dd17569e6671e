import { Buffer } from 'node:buffer';
import type { Shape } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import type { Change } from '../route/change.ts';
import { MAX_NAME_BYTES } from '../route/relation.ts';

/**
 * Why no table can have a column of this name (`unknown_column`), or undefined where one can. Postgres itself would
 * cut a long name without an error, so that two columns might become one.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
export function columnNameError(name: string): RecordError | undefined {
  if (name === '') return impossible(name, 'a column with an empty name', 'give the field a name');
  if (name.includes('\0')) return impossible(name, 'a column with a NUL in its name', 'rename the field');
  if (LONE_SURROGATE.test(name)) {
    return impossible(name, 'a column with half a surrogate pair in its name', 'rename the field');
  }
  const bytes = Buffer.byteLength(name);
  if (bytes <= MAX_NAME_BYTES) {
    if (!SYSTEM_COLUMNS.has(name)) return undefined;
    return impossible(name, `a column ${JSON.stringify(name)}, a system column of Postgres`, 'rename the field');
  }
  const what = `a column with a name of ${bytes} bytes (${JSON.stringify(name.slice(0, SHOWN_CHARACTERS))}…)`;
  return impossible(name, what, `Postgres keeps ${MAX_NAME_BYTES} bytes of a name and would cut the rest: shorten it`);
}

/**
 * Gives the function that finds a column of a change that no table can have. `ignoreUnknownColumns`: only the key's
 * columns matter, as the others are dropped. `has`: the names that the relation has all the same (a view may have an `xmin`).
 */
export function nameChecker(
  ignoreUnknownColumns: boolean,
): (change: Change, has?: { has(name: string): boolean }) => RecordError | undefined {
  const known = new WeakMap<Shape, readonly RecordError[]>();
  // Nearly always the same as for the change before: comparing costs less than looking up.
  let lastShape: Shape | undefined;
  let lastErrors: readonly RecordError[] | undefined;
  return ({ row, key }, has) => {
    const shape = ignoreUnknownColumns ? key?.shape : row.shape;
    if (shape === undefined) return undefined;
    let errors = shape === lastShape ? lastErrors : known.get(shape);
    if (errors === undefined) {
      errors = shape.names.map(columnNameError).filter((error) => error !== undefined);
      if (shape.names.length > MAX_COLUMNS) errors = [...errors, tooManyColumns(shape.names.length)];
      known.set(shape, errors);
    }
    lastShape = shape;
    lastErrors = errors;
    return errors.length === 0 ? undefined : errors.find(({ column }) => has?.has(column ?? '') !== true);
  };
}

/** MaxHeapAttributeNumber: https://www.postgresql.org/docs/current/limits.html */
export const MAX_COLUMNS = 1600;

function tooManyColumns(count: number): RecordError {
  return {
    code: 'unknown_column',
    message: `the record has ${count} columns, and no table can have more than ${MAX_COLUMNS}`,
    hint: 'put some of them into one object, for a jsonb column, or drop what the table lacks with --ignore-unknown-columns',
  };
}

const SHOWN_CHARACTERS = 100;

/** With the `u` flag only a surrogate without its other half is a Surrogate. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** https://www.postgresql.org/docs/current/ddl-system-columns.html */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

function impossible(column: string, what: string, hint: string): RecordError {
  return { code: 'unknown_column', message: `no table can have ${what}`, column: cut(column), hint };
}

function cut(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name;
}
