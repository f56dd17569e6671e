import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sprigFunctions } from '../../../src/template/go/functions/index.ts';
import { compileGoTemplate, type GoTemplate } from '../../../src/template/go/go-template.ts';
import { SyntaxFault } from '../../../src/template/syntax-fault.ts';
import { TemplateFailure } from '../../../src/template/template-failure.ts';
import { type GoCase, goCases, recordOf } from './go-cases.ts';

describe('Go templates answer as real Go does', () => {
  const functions = sprigFunctions({});
  for (const each of goCases()) {
    test(`${each.id}: ${each.template}`, () => {
      const compile = () => compileGoTemplate(each.template, functions);
      if (each.stage === 'parse') assert.throws(compile, SyntaxFault, each.err);
      else checkExecution(compile(), each);
    });
  }
});

function checkExecution(template: GoTemplate, each: GoCase): void {
  const render = () => template.renderBytes(recordOf(each.record));
  if (!each.ok) assert.throws(render, TemplateFailure, each.err);
  else assert.equal(Buffer.from(render(), 'latin1').toString('base64'), bytesOf(each).toString('base64'));
}

function bytesOf({ out, out_b64: base64 }: GoCase): Buffer {
  return base64 === undefined ? Buffer.from(out ?? '', 'utf8') : Buffer.from(base64, 'base64');
}
