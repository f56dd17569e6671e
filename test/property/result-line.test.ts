import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRejected } from '../../src/decode/record.ts';
import { failed, landed, RESULTS } from '../../src/report/outcome.ts';
import { cdcRecord, rejected, row } from '../report/records.ts';
import { resultTexts } from '../report/result-text.ts';

test('what a result line holds is what it was given, for any names and values', () => {
  const text = fc.string({ unit: 'binary' });
  const columns = fc.uniqueArray(fc.tuple(text, fc.jsonValue()), { selector: ([name]) => name });
  const line = resultTexts({ redact: false });
  fc.assert(
    fc.property(text, text, fc.nat(), columns, (file, table, number, values) => {
      const key = row(...values.map(([name, value]) => [name, JSON.stringify(value)] as const));
      const written = line(landed(cdcRecord({ file, line: number }), table, key, null, 'updated'), 7);
      // Object.fromEntries would take "__proto__" for a name too; both sides are read by JSON.parse instead.
      const keyJson = values.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
      const expected = `{"level":30,"time":7,"result":"updated","line":${number},"file":${JSON.stringify(file)},"operation":"create","table":${JSON.stringify(table)},"key":{${keyJson}}}`;
      assert.equal(written.indexOf('\n'), written.length - 1);
      assert.deepEqual(JSON.parse(written), JSON.parse(expected));
    }),
    parameters(process.env),
  );
});

test('one writer gives every outcome the line that JSON.stringify makes of its parts', () => {
  const line = resultTexts({ redact: false });
  fc.assert(
    fc.property(fc.array(outcomes, { minLength: 1, maxLength: 12 }), fc.nat(2), (given, time) => {
      for (const { outcome, position, operation, key } of given) {
        const { record, result, table, error } = outcome;
        const fields: readonly (readonly [string, string | undefined])[] = [
          ['level', error === null ? '30' : '50'],
          ['time', String(time)],
          ['result', JSON.stringify(result)],
          ['line', String(record.source.line)],
          ['file', JSON.stringify(record.source.file)],
          ['position', position],
          ['operation', operation],
          ['table', table === null ? undefined : JSON.stringify(table)],
          ['key', key],
          ['error', error === null ? undefined : JSON.stringify(error)],
        ];
        const present = fields.flatMap(([name, json]) => (json === undefined ? [] : [`"${name}":${json}`]));
        assert.equal(line(outcome, time), `{${present.join(',')}}\n`);
      }
    }),
    parameters(process.env),
  );
});

/** Few files, tables and keys' names, so that records in a row often share them, and any other now and then. */
const anyText = fc.string({ unit: 'binary', maxLength: 90 });
const fewTexts = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b') }, anyText);
/** Of one array for each list of names, as the program has them. */
const keyNames = fc.constantFrom(null, ['a'], ['b', 'a', 'absent'], ['absent']);

const keys = fc.oneof(
  fc.constant({ key: null, names: null, json: undefined }),
  fc.tuple(fc.constantFrom('raw', 'é"\\', ''), keyNames).map(([raw, names]) => ({
    key: { raw: Buffer.from(raw) },
    names,
    json: names?.length === 1 ? objectText([[names[0] ?? '', JSON.stringify(raw)]]) : JSON.stringify(raw),
  })),
  fc
    .tuple(fc.uniqueArray(fc.tuple(fewTexts, fc.jsonValue()), { selector: ([name]) => name, maxLength: 4 }), keyNames)
    .map(([columns, names]) => {
      const spelled = columns.map(([name, value]) => [name, JSON.stringify(value)] as const);
      const shown = names === null ? spelled : names.flatMap((name) => spelled.filter(([other]) => other === name));
      return { key: row(...spelled), names, json: objectText(shown) };
    }),
);

const outcomes = fc
  .record({
    file: fewTexts,
    line: fc.oneof(fc.nat(), fc.maxSafeNat()),
    position: fc.option(anyText.map((text) => JSON.stringify(text))),
    operation: fc.constantFrom('create', 'update', 'delete', 'snapshot'),
    otherOperation: fc.option(fewTexts),
    ends: fc.constantFrom('inLine', 'elsewhere', 'failed', 'rejected'),
    result: fc.constantFrom(...RESULTS),
    table: fc.option(fewTexts),
    key: keys,
    message: anyText,
  })
  .map(({ ends, operation, otherOperation, result, table, message, key: { key, names, json }, ...fields }) => {
    const error = { code: 'database_error', message } as const;
    const record =
      ends === 'rejected'
        ? rejected(error, { ...fields, operation: otherOperation })
        : cdcRecord({ ...fields, operation, inLine: ends === 'inLine' });
    return {
      outcome:
        isRejected(record) || ends === 'failed'
          ? failed(record, table, key, names, error)
          : landed(record, table, key, names, result),
      position: fields.position ?? undefined,
      operation: record.operation === null ? undefined : JSON.stringify(record.operation),
      key: json,
    };
  });

function objectText(columns: readonly (readonly [name: string, json: string])[]): string {
  return `{${columns.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

function parameters({ FC_NUM_RUNS = '300', FC_SEED }: NodeJS.ProcessEnv): fc.Parameters<unknown> {
  return { numRuns: Number(FC_NUM_RUNS), ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }) };
}
