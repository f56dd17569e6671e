import fc from 'fast-check';

/** A type for a column, with what makes it, and JSON texts of values that both the tool and the server read alike. */
export interface AnyType {
  /** The type in SQL. */
  readonly sql: string;
  /** Statements that make it, in order. */
  readonly ddl: readonly string[];
  /** JSON text of a value; `null` included. */
  readonly values: fc.Arbitrary<string>;
  /**
   * A JSON array may be one of its values. In an array of such a type the tool takes an inner array for an element, and
   * the server's json_populate_record for a dimension: there is none here.
   */
  readonly takesArrays: boolean;
}

const json = (value: unknown): string => JSON.stringify(value);

/** Characters that the syntaxes of arrays, rows and JSON know, and some that none does. */
const characters = fc.constantFrom(
  ...[
    'a',
    'B',
    ' ',
    '"',
    "'",
    '\\',
    ',',
    ';',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '=',
    '\n',
    '\t',
    '\v',
    'ä',
    '中',
    '😀',
  ],
  ...['NULL', 'null', '\u00a0', '\u2028', '\u0001', '\\x', '$1', '%s', '--', '/'],
);
const texts = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join(''));
const shortTexts = fc
  .array(fc.constantFrom('a', 'ä', '😀', ' ', '"', '\\'), { maxLength: 4 })
  .map((parts) => parts.join(''));

const integers = (bits: number) => {
  const limit = 2n ** BigInt(bits - 1);
  return fc.bigInt({ min: -limit, max: limit - 1n }).map(String);
};
const decimals = fc.tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 10 ** 9 }));
const plainJson = fc
  .jsonValue({ maxDepth: 3, depthSize: 'small' })
  .map((value) => json(JSON.parse(json(value).replaceAll('\\u0000', '0'))));

const instants = fc.constantFrom(
  ...[
    '2024-02-29T23:59:59.123456Z',
    '2024-01-01T00:00:00+05:30',
    '0001-01-01 00:00:00+00',
    '9999-12-31T23:59:59.999999Z',
  ],
  ...['infinity', '-infinity', '0044-03-15 00:00:00+00 BC', '1970-01-01 00:00:00-12:34', '294276-12-31 23:59:59+00'],
);

const base: readonly (readonly [sql: string, values: fc.Arbitrary<string>])[] = [
  ['smallint', integers(16)],
  ['integer', integers(32)],
  ['bigint', integers(64)],
  ['numeric', decimals.map(([sign, whole, part]) => `${sign}${whole}.${part}`)],
  ['numeric', fc.constantFrom('"NaN"', '1e100', '1.50E-20', '0.0', '-0.10')],
  ['numeric(12,4)', fc.integer({ min: -99999999, max: 99999999 }).map((n) => `${n}e-5`)],
  [
    'double precision',
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? '-0.0' : json(n))),
  ],
  ['double precision', fc.constantFrom('"NaN"', '"Infinity"', '"-Infinity"', '1e23', '5e-324')],
  ['real', fc.float({ noNaN: true, noDefaultInfinity: true }).map((n) => json(n))],
  ['boolean', fc.boolean().map(json)],
  ['text', texts.map(json)],
  ['varchar(4)', shortTexts.map(json)],
  ['char(4)', shortTexts.map(json)],
  ['bytea', fc.uint8Array({ maxLength: 20 }).map((bytes) => json(`\\x${Buffer.from(bytes).toString('hex')}`))],
  ['uuid', fc.uuid().map(json)],
  ['timestamptz', instants.map(json)],
  ['timestamp(3)', instants.map(json)],
  ['date', instants.map((instant) => json(instant.replace(/[T ]\d\d:.*?( BC)?$/, '$1')))],
  ['interval', fc.constantFrom('1 day', '-1 mon +3 days -04:05:06.7', 'P1Y2M', '00:00:00.000001').map(json)],
  ['jsonb', plainJson.filter((text) => !/^"/.test(text))],
  ['json', plainJson.filter((text) => !/^"/.test(text))],
  ['int4range', fc.constantFrom('[1,5)', 'empty', '(,3]', '[-7,)').map(json)],
  ['inet', fc.constantFrom('10.0.0.1', '10.0.0.0/8', '::1').map(json)],
  ['bit(4)', fc.constantFrom('1010', '0000').map(json)],
  ['point', fc.constantFrom('(1,2)', '(-0.5,1e300)').map(json)],
  ['box', fc.constantFrom('(2,2),(0,0)').map(json)],
  ['xml', fc.constantFrom('<a b="c,d"/>', 'x &amp; "y" {}').map(json)],
];

const orNull = (values: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant('null') }, { weight: 5, arbitrary: values });

const labels = ['sad', 'so "so"', 'a,b', 'NULL', '', '{x}', 'back\\slash', 'größer 😀'];
const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
const quoteName = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Types of any making, up to three deep; `name` gives names for those that need one. */
export function anyType(name: () => string, depth = 0): fc.Arbitrary<AnyType> {
  const plain = fc.constantFrom(...base).map(([sql, values]): AnyType => {
    return { sql, ddl: [], values: orNull(values), takesArrays: sql === 'json' || sql === 'jsonb' };
  });
  const enums = fc.constantFrom(...base).map((): AnyType => {
    const sql = name();
    const ddl = [`CREATE TYPE ${sql} AS ENUM (${labels.map(quoteText).join(', ')})`];
    return { sql, ddl, values: orNull(fc.constantFrom(...labels).map(json)), takesArrays: false };
  });
  if (depth === 3) return fc.oneof(plain, enums);
  const inner = anyType(name, depth + 1);
  return fc.oneof(
    { weight: depth === 0 ? 2 : 4, arbitrary: plain },
    { weight: 1, arbitrary: enums },
    { weight: 2, arbitrary: inner.filter(({ takesArrays }) => !takesArrays).map(arrayOf) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fieldNames, inner), { minLength: 1, maxLength: 4 })
        .map((fields) => compositeOf(name(), fields)),
    },
    { weight: 1, arbitrary: inner.map((type) => domainOver(name(), type)) },
  );
}

const fieldNames = fc.constantFrom('a', 'B', 'select', 'a "quoted" name', 'ä😀', 'back\\slash', ' ', ',');

function arrayOf(element: AnyType): AnyType {
  const flat = fc.array(element.values, { maxLength: 4 }).map((list) => `[${list.join(',')}]`);
  const rows = fc
    .integer({ min: 1, max: 3 })
    .chain((width) =>
      fc.array(fc.array(element.values, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 }),
    );
  const nested = rows.map((list) => `[${list.map((row) => `[${row.join(',')}]`).join(',')}]`);
  const values = orNull(fc.oneof(flat, nested));
  return { sql: `${element.sql}[]`, ddl: element.ddl, values, takesArrays: true };
}

function compositeOf(sql: string, given: readonly (readonly [string, AnyType])[]): AnyType {
  const fields = [...new Map(given)];
  const ddl = [
    ...fields.flatMap(([, type]) => type.ddl),
    `CREATE TYPE ${sql} AS (${fields.map(([name, type]) => `${quoteName(name)} ${type.sql}`).join(', ')})`,
  ];
  const value = fc.tuple(...fields.map(([, type]) => fc.option(type.values)));
  const objects = value.map((parts) => {
    const members = parts.flatMap((part, i) => (part === null ? [] : [`${json(fields[i]?.[0])}:${part}`]));
    return `{${members.join(', ')}}`;
  });
  return { sql, ddl, values: orNull(objects), takesArrays: false };
}

function domainOver(sql: string, type: AnyType): AnyType {
  return { ...type, sql, ddl: [...type.ddl, `CREATE DOMAIN ${sql} AS ${type.sql}`] };
}
