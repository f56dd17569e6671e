import { compiledTemplate, fixedTemplate, type Template } from './compiled-template.ts';
import { builtins } from './go/builtins/builtins.ts';
import { compileGoTemplate } from './go/go-template.ts';
import { toUtf8 } from './go/utf8.ts';
import type { FunctionTable } from './go/value.ts';
import { compileMetadataField } from './metadata-field.ts';
import { compileMustache } from './mustache/mustache-template.ts';
import { syntaxOf, type TemplateSyntax } from './template-syntax.ts';

/**
 * Compiles a table template with the given functions beside Go's own.
 * @throws OpencdcPgError `usage` where the text doesn't parse, with the place marked
 */
export function compileWith(text: string, functions: FunctionTable, forced?: TemplateSyntax): Template {
  const goBuiltins = builtins();
  const told = syntaxOf(text, (name) => functions.has(name) || goBuiltins.has(name));
  if (told === undefined) return fixedTemplate(text);
  const syntax = forced ?? told;
  if (syntax === 'mustache') return compiledTemplate(text, syntax, compileMustache);
  return compiledTemplate(text, syntax, () => compileMetadataField(text) ?? compileGo(text, functions));
}

function compileGo(text: string, functions: FunctionTable): ReturnType<typeof compileMustache> {
  const template = compileGoTemplate(text, functions);
  return (record) => toUtf8(template.renderBytes(record));
}
