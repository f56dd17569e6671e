import fc from 'fast-check';
import type { ColumnType } from '../../src/catalog/column-type.ts';
import { builtIn, numericModifier } from './encode-json.ts';

/** A type with texts that are in or near its syntax. */
export interface TypeCase {
  readonly type: ColumnType;
  /** The column's type in SQL, modifier included. */
  readonly column: string;
  readonly texts: fc.Arbitrary<string>;
  /** True where whatever the encoder passes must be taken by the server; else odd spellings are the server's to judge. */
  readonly full: boolean;
}

/** Texts put together from pieces of a syntax: most are near misses, and many are valid. */
function pieces(...parts: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { maxLength: 5 }).map((chosen) => chosen.join(''));
}

const numbers = ['0', '1', '9', '05', '.', '-', '+', ' ', '\t', 'e', 'E', 'x'];
const years = fc.constantFrom('2024', '2023', '2000', '1900', '0001', '0000', '9999');
const months = fc.constantFrom('01', '02', '04', '12', '00', '13');
const days = fc.constantFrom('01', '28', '29', '30', '31', '32', '00');
const dates = fc.tuple(years, months, days).map((parts) => parts.join('-'));
const hours = fc.constantFrom('00', '10', '23', '24', '25');
const minutes = fc.constantFrom(':00', ':59', ':60');
const seconds = fc.constantFrom(':00', ':59', ':60', ':61');
const fractions = fc.constantFrom('', '.0', '.5', '.999999', '.9999999', '.000001', '.123456789012', '.0000001');
const clock = fc.tuple(
  hours,
  minutes,
  fc.oneof(
    fc.constant(''),
    fc.tuple(seconds, fractions).map((s) => s.join('')),
  ),
);
const zones = fc.constantFrom(
  '',
  'Z',
  'z',
  '+00',
  '-16',
  '+15',
  '-15:59',
  '+15:60',
  '+15:59:60',
  '+0230',
  '-00',
  ' +02',
);
const times = fc.tuple(clock, zones).map(([time, zone]) => time.join('') + zone);
const timestamps = fc.tuple(dates, fc.constantFrom('T', ' ', 't'), times).map((parts) => parts.join(''));
const loose = pieces(
  '2024',
  '-',
  '01',
  '31',
  'T',
  '10:00',
  '.5',
  'Z',
  ' ',
  ' BC',
  'infinity',
  'epoch',
  'today',
  'x',
  '13',
);

/** The types whose texts are checked in the client. */
export const typeCases: readonly TypeCase[] = [
  {
    type: builtIn('int2'),
    column: 'smallint',
    texts: pieces(...numbers, '_', '0x', '0b', '0o', '32767', '32768', 'F'),
    full: true,
  },
  { type: builtIn('int4'), column: 'integer', texts: pieces(...numbers, '_', '2147483647', '2147483648'), full: true },
  {
    type: builtIn('int8'),
    column: 'bigint',
    texts: pieces(...numbers, '_', '0X', '0B1', '9223372036854775807', '9223372036854775808'),
    full: true,
  },
  {
    type: builtIn('numeric'),
    column: 'numeric',
    texts: pieces(...numbers, '_', '0x', '1e5', '16383', '131071', 'nan', 'inf', 'infinity'),
    full: true,
  },
  {
    type: builtIn('numeric', numericModifier(5, 2)),
    column: 'numeric(5,2)',
    texts: pieces(...numbers, '999', '.99', '4', '5', 'nan', 'inf'),
    full: true,
  },
  {
    type: builtIn('float4'),
    column: 'real',
    texts: pieces(...numbers, 'e38', '3.4028235', '3.4028236', '677', 'e-45', '7.006', 'e-46', 'nan'),
    full: true,
  },
  {
    type: builtIn('float8'),
    column: 'double precision',
    texts: pieces(...numbers, 'e308', 'e-324', 'e-323', '1.7976931348623157', 'nan', 'inf', 'infinity', '('),
    full: true,
  },
  {
    type: builtIn('bool'),
    column: 'boolean',
    texts: pieces('t', 'r', 'ue', 'f', 'alse', 'y', 'es', 'n', 'o', 'on', 'f', '1', '0', ' ', 'T', 'ON'),
    full: true,
  },
  {
    type: builtIn('uuid'),
    column: 'uuid',
    texts: fc
      .tuple(
        fc.constantFrom('', '', '{'),
        fc.array(fc.constantFrom('a0ee', 'BC99', '9c0b', '-', 'f'), { maxLength: 16 }),
        fc.array(fc.constantFrom('a0ee', 'bc99', '-1234', '56-'), { minLength: 6, maxLength: 8 }),
        fc.constantFrom('', '', '}', ' '),
      )
      .map(([open, some, eight, close]) => open + (some.length > 12 ? some : eight).join('') + close),
    full: true,
  },
  {
    type: builtIn('bytea'),
    column: 'bytea',
    texts: pieces('ab', 'AB', '0', 'g', ' ', '\n', '\t', '\v', '12').map((digits) => `\\x${digits}`),
    full: true,
  },
  { type: builtIn('date'), column: 'date', texts: fc.oneof(dates, timestamps), full: true },
  { type: builtIn('timestamp'), column: 'timestamp', texts: fc.oneof(dates, timestamps), full: true },
  { type: builtIn('timestamptz'), column: 'timestamptz', texts: fc.oneof(dates, timestamps), full: true },
  { type: builtIn('time'), column: 'time', texts: times, full: true },
  { type: builtIn('timetz'), column: 'timetz', texts: times, full: true },
  { type: builtIn('date'), column: 'date', texts: loose, full: false },
  { type: builtIn('timestamptz'), column: 'timestamptz', texts: loose, full: false },
  { type: builtIn('time'), column: 'time', texts: loose, full: false },
  {
    type: builtIn('bit', 4),
    column: 'bit(4)',
    texts: pieces('0', '1', '01', 'b', 'x', 'f', 'A', '2', ' '),
    full: true,
  },
  {
    type: builtIn('varbit', 6),
    column: 'varbit(6)',
    texts: pieces('0', '1', 'b', 'x', 'f', 'F', '2', 'X'),
    full: true,
  },
  { type: builtIn('varchar', 8), column: 'varchar(4)', texts: pieces('a', 'ä', 'b', '\n', '😀'), full: true },
  { type: builtIn('bpchar', 8), column: 'char(4)', texts: pieces('a', 'ä', 'b', '\n', '😀'), full: true },
];
