import type { RecordError } from '../errors.ts';
import { displayRelation } from '../plan/identifier.ts';

/** One pattern of `--only-tables`. */
export interface TablePattern {
  /** Undefined where the pattern names no schema: the table may be in any. */
  readonly schema: RegExp | undefined;
  readonly name: RegExp;
}

/**
 * Reads `--only-tables`: globs parted by commas, each `table` (in any schema) or `schema.table`. `*` is any text, `?`
 * one character, `[a-z]` one of these and `[!a-z]` one of all others, none of them reaching over the dot; text between
 * double quotes stands for itself, dots, commas and doubled quotes included. Case counts. Returns what is
 * wrong, in words, where a pattern can't be read.
 */
export function tablePatterns(text: string): readonly TablePattern[] | string {
  const patterns: TablePattern[] = [];
  const split = splitPatterns(text);
  if (typeof split === 'string') return split;
  for (const parts of split) {
    const [first, second] = parts.map((part) => part.trim());
    if (first === undefined || first === '' || second === '') return 'a pattern or a part of one is empty';
    if (parts.length > 2) return 'a pattern has more than two parts (schema.table)';
    patterns.push(
      second === undefined ? { schema: undefined, name: glob(first) } : { schema: glob(first), name: glob(second) },
    );
  }
  return patterns;
}

/**
 * Undefined where one of the patterns takes the table, else the record's error (`table_not_allowed`). The schema has
 * to be known: resolve an unqualified name first, or what search_path finds could pass for another table.
 */
export function tableAllowed(
  patterns: readonly TablePattern[],
  relation: { readonly schema: string; readonly name: string },
): RecordError | undefined {
  const { schema, name } = relation;
  const allowed = patterns.some((pattern) => pattern.name.test(name) && (pattern.schema?.test(schema) ?? true));
  if (allowed) return undefined;
  return {
    code: 'table_not_allowed',
    message: `the table ${displayRelation(relation)} is not among those of --only-tables`,
    hint: 'add it to --only-tables, or mend --table',
  };
}

/** A quoted text, a set in brackets, or one other character. */
const TOKEN = /"([^"]*(?:""[^"]*)*)"|\[([!^]?)(\]?[^\]]*)\]|(.)/gsu;

/** Per pattern its parts, each the source of a regular expression; or what is wrong. */
function splitPatterns(text: string): readonly (readonly string[])[] | string {
  const patterns: string[][] = [];
  let parts = [''];
  for (const [, quoted, not, set, character] of text.matchAll(TOKEN)) {
    if (character === '"') return 'a double quote is not closed';
    if (character === '[') return 'a [ is not closed';
    if (character === ',') {
      patterns.push(parts);
      parts = [''];
    } else if (character === '.') {
      parts.push('');
    } else {
      parts.push((parts.pop() ?? '') + sourceOf(quoted, not, set, character));
    }
  }
  return [...patterns, parts];
}

function sourceOf(quoted?: string, not?: string, set?: string, character = ''): string {
  if (quoted !== undefined) return escaped(quoted.replaceAll('""', '"'));
  if (set !== undefined) return `[${not === '' ? '' : '^'}${setSource(set)}]`;
  if (character === '*') return '.*';
  if (character === '?') return '.';
  // White space stays bare here: what stands around a part is trimmed off later.
  return /\s/.test(character) ? character : escaped(character);
}

/** The inside of brackets: ranges `a-z`, whose ends may come in either order, and single characters. */
function setSource(set: string): string {
  return set.replaceAll(/(.)-(.)|./gsu, (one: string, from?: string, to?: string) => {
    if (from === undefined || to === undefined) return escaped(one);
    const [low, high] = from <= to ? [from, to] : [to, from];
    return `${escaped(low)}-${escaped(high)}`;
  });
}

/** Every character by its number, so that none has a meaning in a regular expression. */
function escaped(text: string): string {
  return Array.from(text, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

function glob(source: string): RegExp {
  return new RegExp(`^${source.replaceAll(/(?:\.\*)+/g, '.*')}$`, 'su');
}
