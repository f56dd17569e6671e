import type { CdcRecord } from '../../decode/record.ts';
import { TemplateFailure } from '../template-failure.ts';
import { TextCache } from '../text-cache.ts';
import { builtins } from './builtins/builtins.ts';
import { compileTemplates } from './evaluate/compile.ts';
import type { Functions, TemplateFunction } from './evaluate/context.ts';
import { Run } from './evaluate/run.ts';
import { parseTemplate } from './parse/parse.ts';
import { recordValue } from './record-value.ts';
import { ExecError, type FunctionTable } from './value.ts';

/** A compiled Go template. */
export interface GoTemplate {
  /**
   * The template's output for a record as bytes, one char each.
   * @throws TemplateFailure where Go's execution fails, or what one record may cost is exceeded
   */
  readonly renderBytes: (record: CdcRecord) => string;
}

/** The name of the table template, in its messages and for `{{template}}`. */
const name = 'table';

/**
 * Compiles a template of Go's text/template with the given functions beside Go's own.
 * @throws SyntaxFault where Go refuses the text
 */
export function compileGoTemplate(text: string, functions: FunctionTable): GoTemplate {
  const all: Functions = new Map<string, TemplateFunction>([...builtins(), ...functions]);
  const templates = parseTemplate(name, text, all);
  const execute = compileTemplates(text, templates, all, name);
  const texts = new TextCache('latin1');
  const renderBytes = (record: CdcRecord) => {
    const dot = recordValue(record, texts);
    const run = new Run(dot);
    try {
      execute(run, dot);
    } catch (error) {
      throw failureOf(error);
    }
    return run.output;
  };
  return { renderBytes };
}

/** Whatever goes wrong costs the record, never the run. */
function failureOf(error: unknown): TemplateFailure {
  if (error instanceof TemplateFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Node throws a RangeError where the stack is full: deep recursion, or data nested very deep.
  if (error instanceof RangeError) return new TemplateFailure(`too deep or too large: ${message}`);
  return new TemplateFailure(error instanceof ExecError ? message : `fault in a template function: ${message}`);
}
