import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordDecoder } from '../../../../src/decode/decode-record.ts';
import { type CdcRecord, isRejected } from '../../../../src/decode/record.ts';
import { type SprigOptions, sprigFunctions } from '../../../../src/template/go/functions/index.ts';
import { compileGoTemplate } from '../../../../src/template/go/go-template.ts';
import { toUtf8 } from '../../../../src/template/go/utf8.ts';

/** A template and its output, or the message with which its execution fails. */
export interface TemplateCase {
  readonly name: string;
  readonly input: string;
  readonly want: string | RegExp;
}

const record = decoded({
  position: 'cG9zLTE=',
  operation: 'create',
  metadata: { 'opencdc.collection': 'users' },
  key: { id: 42 },
  payload: { before: null, after: { id: 42, name: 'Ada', tags: ['red', 'green'], nested: { a: { b: 1 } }, none: [] } },
});

/** The template's output for a small record. */
export function render(template: string, options: SprigOptions = {}): string {
  return toUtf8(compileGoTemplate(template, sprigFunctions(options)).renderBytes(record));
}

/** One test per case. */
export function testCases(suite: string, cases: readonly TemplateCase[], options: SprigOptions = {}): void {
  describe(suite, () => {
    for (const { name, input, want } of cases) {
      test(name, () => {
        if (typeof want === 'string') assert.equal(render(input, options), want);
        else assert.throws(() => render(input, options), want);
      });
    }
  });
}

function decoded(record: Readonly<Record<string, unknown>>): CdcRecord {
  const result = new RecordDecoder(1 << 20).decode('-', 1, Buffer.from(`${JSON.stringify(record)}\n`), 0);
  if (result === undefined || isRejected(result)) throw new Error('the record of these tests is none');
  return result;
}
