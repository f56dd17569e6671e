/** A record's columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A row for a table with `n int CHECK (n >= 0), at timestamptz, j jsonb, v varchar(5), w text`. */
export const good = (n: number): Row => ({ n, at: '2026-01-31T23:59:59.5Z', j: { a: [n] }, v: 'abc', w: `row ${n}` });

/** What a row may be besides a good one; several make a COPY fail, or end it. */
export const odd: Readonly<Record<string, (n: number) => Row>> = {
  'refused by a check': (n) => ({ ...good(n), n: -1 }),
  'refused by the program': (n) => ({ ...good(n), n: 'x' }),
  'too long': (n) => ({ ...good(n), v: 'abcdef' }),
  'refused by the server alone': (n) => ({ ...good(n), at: '2026-01-31 10:00 Europe/Nowhere' }),
  'a text that only the server reads': (n) => ({ ...good(n), at: 'January 8, 1999 UTC' }),
  'a moment without an offset': (n) => ({ ...good(n), at: '2026-01-31T10:00:00' }),
  'of fewer columns': (n) => ({ n, w: 'short' }),
  'an unknown column': (n) => ({ ...good(n), x: 1 }),
  wide: (n) => ({ ...good(n), w: 'wide '.repeat(60_000) }),
  'of nulls': () => ({ n: null, at: null, j: null, v: null, w: null }),
};
