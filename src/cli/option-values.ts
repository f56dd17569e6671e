import { isInvalidRelation, isSystemSchema, MAX_NAME_BYTES, partsOf, relationOf } from '../route/relation.ts';
import type { TablePattern } from '../route/table-pattern.ts';
import { tablePatterns } from '../route/table-pattern.ts';
import type { ColumnTypeChoice, OnDelete } from './option-types.ts';

/** Why an option's text is no value for it, in words that follow the option's name: `"x" is no whole number`. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  /** The one thing to do. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** A text of at least one character. Each reader here throws BadValue for what it does not take. */
export function text(given: string): string {
  if (given.trim() === '') throw new BadValue('an empty text is no value');
  return given;
}

/** One of `choices`. */
export function choice<const T extends string>(choices: readonly T[]): (given: string) => T {
  return (given) => {
    const found = choices.find((one) => one === given);
    if (found === undefined) throw new BadValue(`${shown(given)} is none of ${choices.join(', ')}`);
    return found;
  };
}

/** Some of `choices`, parted by commas, each once. */
export function choices<const T extends string>(all: readonly T[]): (given: string) => readonly T[] {
  return (given) => [...new Set(given.split(',').map((one) => choice(all)(one.trim())))];
}

/** What the environment says of an option without a value: `1`, `true`, `yes`, `on`, or their opposites. */
export function flag(given: string): boolean {
  if (/^(1|true|yes|on)$/i.test(given)) return true;
  if (/^(0|false|no|off)$/i.test(given)) return false;
  throw new BadValue(`${shown(given)} is neither true nor false`);
}

/** A whole number of at least 1. */
export function count(given: string): number {
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= 1 && value <= MAX_COUNT) return value;
  throw new BadValue(`${shown(given)} is no whole number from 1 to ${MAX_COUNT}`);
}

const MAX_COUNT = 1_000_000_000;

/**
 * A number of bytes, from 1 to 1 GiB (a Postgres value's most): digits, or digits and a unit, each 1024 times the one
 * before as in Postgres's own settings (k, kB, KiB, M, MB, MiB, G, GB, GiB, in any case).
 * https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function bytes(given: string): number {
  const match = /^(\d+)\s*(?:([kmg])(?:i?b)?|b)?$/i.exec(given.trim());
  const power = ['k', 'm', 'g'].indexOf(match?.[2]?.toLowerCase() ?? '') + 1;
  const value = Number(match?.[1]) * 1024 ** power;
  if (value >= 1 && value <= MAX_BYTES) return value;
  throw new BadValue(`${shown(given)} is no size from 1 byte to 1GiB`, 'write it as 67108864, 64k or 64MiB');
}

const MAX_BYTES = 1024 ** 3;

/** One name by the rules of table names: literal, trimmed, dots in double quotes; none that Postgres would cut. */
export function identifier(given: string): string {
  const parts = partsOf(given);
  if ('code' in parts) throw new BadValue(`${shown(given)} has a stray double quote`, parts.hint);
  const [name] = parts;
  if (name === undefined || name === '') throw new BadValue('an empty text is no name');
  if (parts.length > 1) {
    throw new BadValue(`${shown(given)} has ${parts.length} parts, one is expected`, 'quote a name that holds dots');
  }
  const length = new TextEncoder().encode(name).length;
  if (length > MAX_NAME_BYTES) throw new BadValue(`${shown(given)} is ${length} bytes long, Postgres keeps 63`);
  return name;
}

/** A schema for tables: a name that is none of Postgres's own schemas. */
export function schema(given: string): string {
  const name = identifier(given);
  if (isSystemSchema(name)) throw new BadValue(`${shown(name)} is a schema of Postgres itself`, 'name one of your own');
  return name;
}

/** Column names parted by commas; double quotes protect a comma: `id,"a,b"`. White space around a name is trimmed. */
export function columns(given: string): readonly string[] {
  const names: string[] = [];
  const item = /\s*(?:"([^"]*(?:""[^"]*)*)"\s*|([^",]*))(,|$)/uy;
  for (;;) {
    const match = item.exec(given);
    if (match === null)
      throw new BadValue(`${shown(given)} has a stray double quote`, 'write "a,b" for a name with a comma');
    const name = match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? '';
    if (name === '') throw new BadValue(`${shown(given)} has an empty column name`);
    if (names.includes(name)) throw new BadValue(`${shown(given)} names the column ${shown(name)} twice`);
    names.push(name);
    if (match[3] === '') return names;
  }
}

/** `delete`, `ignore`, or `soft=COLUMN`. */
export function onDelete(given: string): OnDelete {
  if (given === 'delete' || given === 'ignore') return { kind: given };
  const name = /^soft=(.*)$/s.exec(given)?.[1];
  if (name === undefined) throw new BadValue(`${shown(given)} is none of delete, ignore, soft=COLUMN`);
  if (name.trim() === '') throw new BadValue('soft= lacks its column', 'write soft=deleted_at');
  return { kind: 'soft', column: name };
}

/** Globs of tables. */
export function patterns(given: string): readonly TablePattern[] {
  const read = tablePatterns(given);
  if (typeof read === 'string') throw new BadValue(`${shown(given)}: ${read}`);
  return read;
}

/** `TABLE.COLUMN=TYPE`: table names as `relationOf` reads them, then a column, then a type as in CREATE TABLE. */
export function columnType(given: string): ColumnTypeChoice {
  const match = /^((?:"[^"]*"|[^"=])*)=(.*)$/s.exec(given);
  const [, path = '', typeText = ''] = match ?? [];
  const type = typeText.trim();
  if (type === '') throw new BadValue(`${shown(given)} has no type after =`, COLUMN_TYPE_HINT);
  if (!TYPE_TEXT.test(type)) throw new BadValue(`${shown(type)} is no type`, COLUMN_TYPE_HINT);
  const parts = partsOf(path);
  if ('code' in parts) throw new BadValue(`${shown(given)} has a stray double quote`, parts.hint);
  const name = parts.at(-1) ?? '';
  if (parts.length < 2 || name === '')
    throw new BadValue(`${shown(given)} has no TABLE.COLUMN before =`, COLUMN_TYPE_HINT);
  const table = parts.slice(0, -1).map((part) => `"${part.replaceAll('"', '""')}"`);
  const relation = relationOf(table.join('.'));
  if (isInvalidRelation(relation)) throw new BadValue(`${shown(given)}: ${relation.message}`, relation.hint);
  return { relation, column: name, type };
}

const COLUMN_TYPE_HINT = 'write it as orders.total=numeric(12,2), or public.orders.total=numeric';

/** Names, qualified or quoted, of several words, with a modifier and array brackets; nothing that could end the type. */
const TYPE_TEXT =
  /^(?:"[^"]*(?:""[^"]*)*"(?!")|[\p{L}_][\p{L}\p{N}_$]*(?![\p{L}\p{N}_$])|[ .]|\([\d, -]+\)|\(\w+(?:, ?\d+)?\)|\[\d*\])+$/u;

function shown(given: string): string {
  return JSON.stringify(given.length > 100 ? `${given.slice(0, 100)}…` : given);
}
