import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OpencdcPgError } from '../../src/errors.ts';
import { loadTemplate } from '../../src/template/load-template.ts';
import { compileTemplate, type TemplateOptions } from '../../src/template/template.ts';
import { decodeJson } from './go/go-cases.ts';

/** As long as a rendering may be, and one more. */
const long = 'x'.repeat(1024 * 1024 + 1);

const record = decodeJson(
  `{"position":"cG9z","operation":"create","metadata":{"opencdc.collection":"users","env":"prod","long":"${long}","escaped":"\\u0061${long}"},"key":{"id":7},"payload":{"before":null,"after":{"id":7,"upper":"U"}}}`,
);

const env = new Map([['HOME', '/home/ada']]);

describe('a template loaded piecemeal is the template', () => {
  const cases: readonly { readonly input: string; readonly options?: TemplateOptions; readonly want: string }[] = [
    { input: 'users', want: 'users' },
    { input: '{{ index .Metadata "opencdc.collection" }}', want: 'users' },
    { input: '{{index .Metadata "absent"}}', want: '' },
    { input: '{{ index .Metadata "opencdc.collection" }}', options: { syntax: 'go' }, want: 'users' },
    { input: '{{ index .Metadata "opencdc.collection" }}', options: { syntax: 'mustache' }, want: '' },
    { input: '{{ index .Metadata "long" }}', want: 'fails' },
    { input: '{{ index .Metadata "escaped" }}', want: 'fails' },
    { input: '{{ index\u00a0.Metadata "env" }}', want: 'refused' },
    { input: '{{metadata.env}}', want: 'prod' },
    { input: '{{metadata.env}}', options: { syntax: 'go' }, want: 'refused' },
    { input: 'users', options: { syntax: 'mustache' }, want: 'users' },
    { input: '{{ .Metadata.env | upper }}', want: 'PROD' },
    { input: '{{hello}}', want: 'Hello!' },
    { input: '{{hello}}', options: { syntax: 'mustache' }, want: '' },
    { input: '{{payload.after.upper}}', want: 'U' },
    { input: '{{ slice .Metadata.env 0 }}', want: 'fails' },
    { input: '{{ env "HOME" }}', options: { env }, want: '/home/ada' },
    { input: '{{ nope }}', options: { syntax: 'go' }, want: 'refused' },
    { input: '{{ uper .Metadata.env }}', want: 'refused' },
    { input: '{{#metadata}}', want: 'refused' },
  ];
  for (const { input, options = {}, want } of cases) {
    test(`${input} is ${want}`, async () => {
      if (want === 'refused') {
        const refusal = await refusalOf(() => loadTemplate(input, options));
        assert.deepEqual(refusal, await refusalOf(async () => compileTemplate(input, options)));
        return;
      }
      const loaded = await loadTemplate(input, options);
      assert.deepEqual(loaded.render(record), compileTemplate(input, options).render(record));
      const rendered = loaded.render(record);
      assert.equal(typeof rendered === 'string' ? rendered : 'fails', want);
    });
  }
});

async function refusalOf(load: () => Promise<unknown>): Promise<string> {
  try {
    await load();
  } catch (error) {
    if (error instanceof OpencdcPgError && error.code === 'usage') return `${error.message}\n${error.hint}`;
    throw error;
  }
  return assert.fail('not refused');
}
