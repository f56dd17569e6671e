import type { CdcRecord } from '../decode/record.ts';
import { type OpencdcPgError, type RecordError, usageError } from '../errors.ts';
import { markedPlace, SyntaxFault } from './syntax-fault.ts';
import { TemplateFailure } from './template-failure.ts';
import type { TemplateSyntax } from './template-syntax.ts';

/** A table template, compiled once. */
export interface Template {
  /** The text itself, where it has no tags: every record has this result. */
  readonly fixed: string | undefined;
  /** The text for a record, or why there is none (`template_error`). */
  readonly render: (record: CdcRecord) => string | RecordError;
}

/** The template of a text without tags. */
export function fixedTemplate(text: string): Template {
  return { fixed: text, render: () => text };
}

/**
 * The template that `compile` makes of the text, its failures turned into errors of the record.
 * @throws OpencdcPgError `usage` where `compile` throws a SyntaxFault, with the place marked
 */
export function compiledTemplate(
  text: string,
  syntax: TemplateSyntax,
  compile: (text: string) => (record: CdcRecord) => string,
): Template {
  try {
    return { fixed: undefined, render: reporting(compile(text)) };
  } catch (error) {
    throw error instanceof SyntaxFault ? syntaxError(text, syntax, error) : error;
  }
}

/** Failures become values: they cost the record, never the run. */
function reporting(render: (record: CdcRecord) => string): Template['render'] {
  return (record) => {
    try {
      return render(record);
    } catch (error) {
      if (error instanceof TemplateFailure) return templateError(error.message);
      throw error;
    }
  };
}

function templateError(message: string): RecordError {
  return { code: 'template_error', message: `the table template fails: ${message}`, hint: failureHint(message) };
}

function failureHint(message: string): string {
  if (/expected string; got opencdc\.(?:RawData|Position)/.test(message)) {
    return 'Turn the bytes into text first: printf "%s" .Key';
  }
  if (message.includes('expected string')) return 'Turn the value into text first, as in: .Key.id | toString';
  if (/can't evaluate field \w+ in type opencdc\.(?:Record|Change)/.test(message)) {
    return 'A record has .Position, .Operation, .Metadata, .Key, .Payload.Before and .Payload.After.';
  }
  if (/can't evaluate field .* in type opencdc\.RawData/.test(message)) {
    return 'Raw data has no fields: read it first, as in (printf "%s" .Payload.After | fromJson).id';
  }
  if (message.includes('incompatible types for comparison')) {
    return 'Compare values of one type: numbers of a record are floats, so write 1.0, or int on both sides.';
  }
  return 'Try the template on the record with: opencdc-pg route --table TEMPLATE FILE';
}

const syntaxNames: Readonly<Record<TemplateSyntax, string>> = { mustache: 'Mustache template', go: 'Go template' };

/** The message, the line of the template, and marks under the place. */
function syntaxError(text: string, syntax: TemplateSyntax, fault: SyntaxFault): OpencdcPgError {
  const message = `the ${syntaxNames[syntax]} is not valid: ${fault.message}\n${markedPlace(text, fault)}`;
  return usageError(message, fault.hint ?? syntaxHint(syntax));
}

function syntaxHint(syntax: TemplateSyntax): string {
  if (syntax === 'mustache') return 'Mustache tags are {{metadata.name}}, {{#section}}…{{/section}} and their kin.';
  return 'Go templates are described at https://pkg.go.dev/text/template, their functions at https://masterminds.github.io/sprig';
}
