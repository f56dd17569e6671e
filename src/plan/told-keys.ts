import type { Binding, BoundColumn } from './binding.ts';
import { hasCanonicalKey } from './lane.ts';

/** A key as the server prints it: the text of its only column, or of each. */
export type ToldKey = string | readonly string[];

/**
 * Whether the client finds a row by the key that the server prints: equal keys are one text, which the server prints as
 * the encoder wrote it. In other encodings than UTF-8 a character may come back as another.
 */
export function tellsKeys(binding: Binding): boolean {
  return hasCanonicalKey(binding) && binding.table.unicode && binding.key.every(({ column }) => column.notNull);
}

/**
 * Which of a statement's rows, from 0, have these keys; undefined where a key is none of theirs or is that of several.
 * `keyTexts`: for each column of the binding's key the rows' texts.
 */
export function rowsOfKeys(
  keys: readonly ToldKey[],
  keyTexts: readonly (readonly string[])[],
): ReadonlySet<number> | undefined {
  const told = new Set(keys.map((each) => (typeof each === 'string' ? each : keyOf(each))));
  const rows = new Set<number>();
  const [first = [], ...others] = keyTexts;
  for (const [row, text] of first.entries()) {
    const own = others.length === 0 ? text : keyOf([text, ...others.map((texts) => texts[row] ?? '')]);
    if (told.has(own)) rows.add(row);
  }
  return told.size === keys.length && rows.size === keys.length ? rows : undefined;
}

/** The texts of the key's columns in a statement's parameters, as `rowsOfKeys` takes them. */
export function keyTextsIn({ columns, key }: Binding, values: readonly Buffer[]): readonly (readonly string[])[] {
  return key.map((bound: BoundColumn) => textsOf(values[columns.indexOf(bound)] as Buffer)); // one for each column
}

function keyOf(texts: readonly string[]): string {
  return texts.map((text) => `${text.length}:${text}`).join('');
}

const HEADER_BYTES = 20;

/** The elements of an array that a TextArray built, none of them null. */
function textsOf(array: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = HEADER_BYTES; at < array.length; ) {
    const end = at + 4 + array.readInt32BE(at);
    texts.push(array.toString('utf8', at + 4, end));
    at = end;
  }
  return texts;
}
