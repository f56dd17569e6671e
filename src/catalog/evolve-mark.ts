import type { ColumnType } from './column-type.ts';
import type { InferredType } from './infer.ts';

/**
 * What the tool remembers of a table that it made: the columns whose types it inferred and might have to widen, with
 * those types. Text and jsonb columns, which take every value, are left out. Only a column that still has the type it
 * was given counts as inferred; one whose type the user gave, or changed later, is the user's.
 */
export type InferredMark = ReadonlyMap<string, InferredType>;

/**
 * The mark as the table's comment, which travels with dumps and which the user may extend by further lines or remove:
 * `opencdc-pg inferred {"id":"bigint"}`. https://www.postgresql.org/docs/current/sql-comment.html
 */
export function markText(mark: InferredMark): string {
  const kept = [...mark].filter(([, type]) => type !== 'text' && type !== 'jsonb');
  // Pairs, not an object: a column may be called __proto__.
  const pairs = kept.map(([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(type)}`);
  return `${PREFIX}{${pairs.join(',')}}`;
}

/** The mark that a table's comment begins with; undefined where it has none, so is not of the tool's making. */
export function readMark(comment: string | null | undefined): InferredMark | undefined {
  if (comment?.startsWith(PREFIX) !== true) return undefined;
  const [line] = comment.slice(PREFIX.length).split('\n', 1);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  return new Map(Object.entries(parsed).filter((entry): entry is [string, InferredType] => isInferred(entry[1])));
}

/** The comment with another mark; the user's lines after the first stay. */
export function replaceMark(comment: string, mark: InferredMark): string {
  const end = comment.indexOf('\n');
  return markText(mark) + (end < 0 ? '' : comment.slice(end));
}

/** The inferred type that a column still has; undefined where it has another one by now. */
export function inferredType(
  mark: InferredMark | undefined,
  column: string,
  type: ColumnType,
): InferredType | undefined {
  const inferred = mark?.get(column);
  if (inferred === undefined || type.kind !== 'base' || type.schema !== 'pg_catalog' || type.modifier >= 0) {
    return undefined;
  }
  return TYPE_NAMES[inferred] === type.name ? inferred : undefined;
}

const PREFIX = 'opencdc-pg inferred ';

/** pg_type.typname of each inferred type. */
const TYPE_NAMES: Readonly<Record<InferredType, string>> = {
  boolean: 'bool',
  bigint: 'int8',
  numeric: 'numeric',
  text: 'text',
  jsonb: 'jsonb',
  timestamptz: 'timestamptz',
  date: 'date',
  uuid: 'uuid',
};

function isInferred(type: unknown): type is InferredType {
  return typeof type === 'string' && Object.hasOwn(TYPE_NAMES, type);
}
