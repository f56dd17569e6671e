import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { landed } from '../../src/report/outcome.ts';
import { resultLines } from '../../src/report/result-line.ts';
import { cdcRecord, row } from '../report/records.ts';

test('what a result line holds is what it was given, for any names and values', () => {
  const text = fc.string({ unit: 'binary' });
  const columns = fc.uniqueArray(fc.tuple(text, fc.jsonValue()), { selector: ([name]) => name });
  const line = resultLines({ redact: false });
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

function parameters({ FC_NUM_RUNS = '300', FC_SEED }: NodeJS.ProcessEnv): fc.Parameters<unknown> {
  return { numRuns: Number(FC_NUM_RUNS), ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }) };
}
