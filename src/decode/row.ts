/**
 * Rows as the scanner finds them: names once per shape, values as places in the input's bytes.
 * Nothing here is parsed: a number stays the digits that the input spelled.
 */

/** What a scanned JSON value is. Numbers are told apart so that encoders need not look twice. */
export const Kind = {
  null: 0,
  true: 1,
  false: 2,
  /** A number without fraction and exponent: `-?\d+`. */
  integer: 3,
  /** A number with fraction or exponent. */
  decimal: 4,
  /** A string without escapes; start and end exclude the quotes. */
  string: 5,
  /** A string with at least one `\` escape; start and end exclude the quotes. */
  escaped: 6,
  /** An object, braces included; its grammar is checked. */
  object: 7,
  /** An array, brackets included; its grammar is checked. */
  array: 8,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/**
 * The names of a row's columns in input order, each once. Interned: records of one producer nearly always share
 * one, so "same columns" is mostly a pointer comparison, and what is derived from the names is kept by shape in
 * WeakMaps of those who derive it. The table of shapes is bounded, so two shapes may also hold the same names.
 */
export interface Shape {
  readonly names: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
}

/**
 * Values for a shape's names. Value `i` is `spans[offset + 3*i]` (its Kind), `+1` (start) and `+2` (end, exclusive),
 * both places in `bytes`.
 */
export interface Row {
  readonly shape: Shape;
  readonly bytes: Buffer;
  readonly spans: Int32Array;
  readonly offset: number;
}
