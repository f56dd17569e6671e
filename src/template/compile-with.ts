import type { CdcRecord } from '../decode/record.ts';
import { Kind } from '../decode/row.ts';
import { type OpencdcPgError, type RecordError, usageError } from '../errors.ts';
import { builtins } from './go/builtins/builtins.ts';
import { compileGoTemplate } from './go/go-template.ts';
import { toUtf8 } from './go/utf8.ts';
import type { FunctionTable } from './go/value.ts';
import { compileMustache } from './mustache/mustache-template.ts';
import { markedPlace, SyntaxFault } from './syntax-fault.ts';
import { TemplateFailure } from './template-failure.ts';
import { syntaxOf, type TemplateSyntax } from './template-syntax.ts';
import { TextCache } from './text-cache.ts';

/** A table template, compiled once. */
export interface Template {
  /** The text itself, where it has no tags: every record has this result. */
  readonly fixed: string | undefined;
  /** The text for a record, or why there is none (`template_error`). */
  readonly render: (record: CdcRecord) => string | RecordError;
}

/**
 * Compiles a table template with the given functions beside Go's own.
 * @throws OpencdcPgError `usage` where the text doesn't parse, with the place marked
 */
export function compileWith(text: string, functions: FunctionTable, forced?: TemplateSyntax): Template {
  const goBuiltins = builtins();
  const told = syntaxOf(text, (name) => functions.has(name) || goBuiltins.has(name));
  if (told === undefined) return { fixed: text, render: () => text };
  const syntax = forced ?? told;
  try {
    const render = syntax === 'mustache' ? compileMustache(text) : compileGo(text, functions);
    return { fixed: undefined, render: reporting(render) };
  } catch (error) {
    throw error instanceof SyntaxFault ? syntaxError(text, syntax, error) : error;
  }
}

function compileGo(text: string, functions: FunctionTable): (record: CdcRecord) => string {
  const template = compileGoTemplate(text, functions);
  const render = (record: CdcRecord) => toUtf8(template.renderBytes(record));
  const name = METADATA_FIELD.exec(text)?.[1];
  return name === undefined ? render : metadataField(name, render);
}

/** The default template, and its kin: a metadata field by a name that means the same to Go and to JSON. */
const METADATA_FIELD = /^\{\{\s*index\s+\.Metadata\s+"([\w.-]+)"\s*\}\}$/;

/**
 * Reads the field off the record where it is there and has no escapes; anything else is the template's to say. Every
 * record of most runs comes by here, and a template costs as much as scanning the record (bench/template.bench.ts).
 */
function metadataField(name: string, otherwise: (record: CdcRecord) => string): (record: CdcRecord) => string {
  const texts = new TextCache('utf8');
  return (record) => {
    const { metadata } = record;
    const index = metadata?.shape.indexOf.get(name);
    if (metadata === null || index === undefined) return otherwise(record);
    const at = metadata.offset + 3 * index;
    if (metadata.spans[at] !== Kind.string) return otherwise(record);
    return texts.text(metadata.bytes, metadata.spans[at + 1] as number, metadata.spans[at + 2] as number);
  };
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
