import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRejected } from '../../src/decode/record.ts';
import { Kind } from '../../src/decode/row.ts';
import { elementsOf, jsonKindOf, scanObject, textOfSpan } from '../../src/decode/text.ts';
import { decodeAll, shown } from '../decode/decoding.ts';

const parameters = {
  numRuns: Number(process.env['FC_NUM_RUNS'] ?? 500),
  ...(process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) }),
};

/** What JSON.parse makes of a text; undefined where it refuses it. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The text as UTF-8 can hold it. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** The JavaScript value of a span, built from what the scanner found. */
function valueAt(bytes: Buffer, kind: Kind, start: number, end: number): unknown {
  switch (kind) {
    case Kind.null:
      return null;
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    case Kind.integer:
    case Kind.decimal:
      return Number(bytes.toString('latin1', start, end));
    case Kind.string:
    case Kind.escaped:
      return textOfSpan(bytes, kind, start, end);
    case Kind.array: {
      const spans = elementsOf(bytes, start, end);
      return Array.from({ length: spans.length / 3 }, (_, n) => spanValue(bytes, spans, 3 * n));
    }
    case Kind.object: {
      const row = scanObject(bytes, start, end);
      assert.ok(row);
      // Its own property, even for `__proto__`.
      return Object.fromEntries(
        row.shape.names.map((name, n) => [name, spanValue(bytes, row.spans, row.offset + 3 * n)]),
      );
    }
  }
}

function spanValue(bytes: Buffer, spans: Int32Array, at: number): unknown {
  return valueAt(bytes, spans[at] as Kind, spans[at + 1] as number, spans[at + 2] as number);
}

/** A line is accepted where JSON.parse accepts it, with the same values. */
function agrees(text: string): void {
  const bytes = Buffer.from(text);
  const kind = jsonKindOf(bytes, 0, bytes.length);
  const expected = parsed(text);
  assert.equal(kind !== undefined, expected !== undefined, `${JSON.stringify(text)} is ${kind}`);
  if (kind === undefined) return;
  const trimmed = Buffer.from(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
  const quotes = kind === Kind.string || kind === Kind.escaped ? 1 : 0;
  assert.deepEqual(valueAt(trimmed, kind, quotes, trimmed.length - quotes), expected?.value);
}

const names = fc.oneof(
  fc.constantFrom('a', 'b', 'id', '__proto__', 'constructor', ''),
  fc.string({ unit: 'grapheme' }),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({
        unit: fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          fc.constantFrom('"', '\\', '\n', '\0', '\ud800', '\u2028'),
        ),
      }),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
  ),
})).value;

/** Bytes that matter to the grammar are the likeliest to be put in. */
const edits = fc.array(
  fc.record({
    at: fc.nat(10_000),
    drop: fc.nat(2),
    put: fc.oneof(
      fc.constantFrom(...'{}[]",:\\/-+.eE0123456789tfnulrsabx \t\r', '', '\\u', '\\u00', '"a"', '1e', '\u0001', 'é'),
      fc.string({ maxLength: 2 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function edited(text: string, changes: readonly { at: number; drop: number; put: string }[]): string {
  return changes.reduce((before, { at, drop, put }) => {
    const place = at % (before.length + 1);
    return before.slice(0, place) + put + before.slice(place + drop);
  }, text);
}

const spaced = (value: unknown, indent: string) => JSON.stringify(value, null, indent).replaceAll('\n', '\t');

test('a random value is accepted and has the values of JSON.parse', () => {
  fc.assert(
    fc.property(json, fc.constantFrom('', ' '), (value, indent) => agrees(spaced(value, indent))),
    parameters,
  );
});

test('a line with a few edits is accepted where JSON.parse accepts it', () => {
  fc.assert(
    fc.property(json, fc.constantFrom('', ' '), edits, (value, indent, changes) => {
      // A lone surrogate can't stand in UTF-8: it would be another text.
      agrees(wellFormed(edited(spaced(value, indent), changes)));
    }),
    { ...parameters, numRuns: parameters.numRuns * 4 },
  );
});

test('a number is accepted where JSON.parse accepts it', () => {
  const spelling = fc
    .array(fc.constantFrom(...'0019-+.eE '), { minLength: 1, maxLength: 8 })
    .map((bytes) => bytes.join(''));
  fc.assert(
    fc.property(spelling, fc.constantFrom('$', '[$]', '{"a":$}'), (text, frame) => agrees(frame.replace('$', text))),
    {
      ...parameters,
      numRuns: parameters.numRuns * 4,
    },
  );
});

const data = fc.oneof(
  fc.constant(null),
  fc.array(fc.tuple(names, json), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
);
const record = fc.record(
  {
    position: fc.option(fc.base64String()),
    operation: fc.constantFrom('create', 'update', 'delete', 'snapshot'),
    metadata: fc.option(fc.dictionary(fc.string(), fc.string())),
    key: data,
    payload: fc.record({ before: data, after: data }, { requiredKeys: [] }),
    more: json,
  },
  { requiredKeys: ['operation'] },
);
const line = fc.oneof(
  { weight: 6, arbitrary: record.map((value) => wellFormed(JSON.stringify(value))) },
  { weight: 3, arbitrary: fc.tuple(record, edits).map(([value, changes]) => edited(JSON.stringify(value), changes)) },
  { weight: 1, arbitrary: fc.constantFrom('', ' \t', '\r', '[', '{"operation":"create"}') },
);

test('a line is not JSON where JSON.parse refuses it, alone among other lines', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
      const texts = lines.map((text) => wellFormed(text).replaceAll('\n', ' '));
      const decoded = await decodeAll(texts.join('\n'));
      const notJson = decoded.filter((each) => isRejected(each) && each.error.code === 'invalid_json');
      const want = texts.flatMap((text, n) => (/^[ \t\r]*$/.test(text) || parsed(text) !== undefined ? [] : [n + 1]));
      assert.deepEqual(
        notJson.map((each) => each.source.line),
        want,
      );
    }),
    parameters,
  );
});

test('a record has the data that JSON.parse finds in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (values) => {
      const texts = values.map((value) => wellFormed(JSON.stringify(value)));
      const decoded = await decodeAll(texts.join('\n'));
      const found = decoded.map((each) => {
        assert.ok(!isRejected(each), JSON.stringify(isRejected(each) && each.error));
        const [metadata, key, before, after] = [each.metadata, each.key, each.before, each.after].map((row) => {
          if (row === null || !('shape' in row)) return null;
          return Object.fromEntries(
            row.shape.names.map((name, n) => [name, spanValue(row.bytes, row.spans, row.offset + 3 * n)]),
          );
        });
        const position = each.position === null ? null : JSON.parse(each.position);
        return { position, operation: each.operation, metadata, key, before, after };
      });
      const want = texts.map((text) => {
        const { position, operation, metadata, key, payload } = JSON.parse(text);
        const [before, after] = [payload?.before, payload?.after];
        return Object.fromEntries(
          Object.entries({ position, operation, metadata, key, before, after }).map(([name, value]) => [
            name,
            value ?? null,
          ]),
        );
      });
      assert.deepEqual(found, want);
    }),
    parameters,
  );
});

test('the same comes out however the input is cut into chunks', async () => {
  const input = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\xff', '\xc3')), { maxLength: 6 })
    .map((lines) =>
      Buffer.concat(
        lines.flatMap(([text, end, bad]) => [Buffer.from(text), Buffer.from(bad, 'latin1'), Buffer.from(end)]),
      ),
    );
  const cuts = fc.array(fc.nat(5000), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(input, cuts, fc.constantFrom(40, 100, 100_000), async (bytes, places, maxRecordBytes) => {
      const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, n) => Buffer.from(bytes.subarray(at[n], end)));
      const whole = (await decodeAll(bytes, { maxRecordBytes })).map(shown);
      assert.deepEqual((await decodeAll(chunks, { maxRecordBytes })).map(shown), whole);
    }),
    parameters,
  );
});
