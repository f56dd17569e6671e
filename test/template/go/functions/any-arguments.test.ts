import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sprigFunctions } from '../../../../src/template/go/functions/index.ts';
import { GoTime, timeTypeOf } from '../../../../src/template/go/functions/time/go-time.ts';
import { ZERO_INSTANT } from '../../../../src/template/go/functions/time/instant.ts';
import { UTC } from '../../../../src/template/go/functions/time/zone.ts';
import { unlimited } from '../../../../src/template/go/limits.ts';
import type { GoType } from '../../../../src/template/go/type.ts';
import { bytesType, int64Type } from '../../../../src/template/go/type.ts';
import {
  dict,
  ExecError,
  GoBytes,
  GoInteger,
  GoMap,
  GoSlice,
  GoStruct,
  type GoValue,
  isUnavailable,
  list,
  strings,
} from '../../../../src/template/go/value.ts';

const text = fc.oneof(
  fc.string({ maxLength: 12 }).map((value) => Buffer.from(value, 'utf8').toString('latin1')),
  fc.uint8Array({ maxLength: 8 }).map((value) => Buffer.from(value).toString('latin1')),
  fc.constantFrom(
    '',
    '(',
    '[a-z]+',
    '$1',
    '2006-01-02',
    '2024-02-30',
    'UTC',
    '1.2.x',
    '^1',
    'http://h:1/%',
    '-1.5h',
    '08',
    '0x1p-2',
  ),
);
const int = fc.oneof(
  fc.integer({ min: -5, max: 12 }).map(BigInt),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
);
const float = fc.oneof(fc.double(), fc.constantFrom(0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY));
const time = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map((seconds) => {
  return new GoTime(timeTypeOf(UTC), { ...ZERO_INSTANT, seconds });
});

const { any } = fc.letrec<{ any: GoValue; map: GoMap }>((tie) => ({
  map: fc.array(fc.tuple(text, tie('any')), { maxLength: 3 }).map((entries) => dict(new Map(entries))),
  any: fc.oneof(
    { maxDepth: 2 },
    fc.constant(null),
    fc.boolean(),
    text,
    int,
    float,
    int.map((value) => new GoInteger(int64Type, value)),
    text.map((bytes) => new GoBytes(bytes, bytesType)),
    time,
    fc.array(tie('any'), { maxLength: 4 }).map(list),
    fc.array(text, { maxLength: 4 }).map(strings),
    tie('map'),
  ),
}));

/** Any value that the caller would let through for a parameter of the type. */
function argument(type: GoType): fc.Arbitrary<GoValue> {
  switch (type.kind) {
    case 'string':
      return text;
    case 'int':
      return int;
    case 'float64':
      return float;
    case 'bool':
      return fc.boolean();
    case 'map':
      return any.map((value) => (value instanceof GoMap ? value : dict(new Map([['a', value]]))));
    case 'struct':
      return time;
    default:
      return any;
  }
}

for (const fn of sprigFunctions().values()) {
  if (isUnavailable(fn)) continue;
  test(`${fn.name} gives a value of its type or an error of Go's for any arguments`, () => {
    const fixed = fn.variadic === true ? fn.params.slice(0, -1) : fn.params;
    const last = fn.params.at(-1);
    const rest =
      fn.variadic === true && last !== undefined ? fc.array(argument(last), { maxLength: 4 }) : fc.constant([]);
    const given = fc.tuple(fc.tuple(...fixed.map(argument)), rest).map(([some, more]) => [...some, ...more]);
    fc.assert(
      fc.property(given, (args) => {
        try {
          assertType(fn.call(args, unlimited), fn.result);
        } catch (error) {
          if (!(error instanceof ExecError)) throw error;
        }
      }),
      { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 30) },
    );
  });
}

/** Whether the value is one of the declared type; an interface takes all. */
function assertType(value: GoValue, { kind, name }: GoType): void {
  switch (kind) {
    case 'interface':
      return;
    case 'string':
      assert.equal(typeof value, 'string');
      // One char per byte.
      assert.match(String(value), /^[\0-\xff]*$/);
      return;
    case 'int':
      assert.equal(typeof value, 'bigint');
      return;
    case 'float64':
      assert.equal(typeof value, 'number');
      return;
    case 'bool':
      assert.equal(typeof value, 'boolean');
      return;
    default:
      assert.ok(value !== null && typeof value === 'object');
      assert.equal(value.type.name, name);
      if (value instanceof GoInteger) assert.equal(BigInt.asIntN(64, value.value), value.value);
      if (value instanceof GoSlice) assert.ok(value.items.every((item) => item !== undefined));
      assert.ok(!(value instanceof GoStruct) || value.type.kind === 'struct');
  }
}
