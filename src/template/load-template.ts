import { OpencdcPgError } from '../errors.ts';
import { compiledTemplate, fixedTemplate, type Template } from './compiled-template.ts';
import { compileMetadataField } from './metadata-field.ts';
import type { TemplateOptions } from './template.ts';
import { syntaxOf } from './template-syntax.ts';

/**
 * `compileTemplate`, with only those parts of it read that the text needs: a plain name and the default template do
 * without either language, Mustache without Go's engine, and most Go templates without sprig's functions. Reading them
 * all takes as long as the rest of the start (bench/start.bench.ts).
 * @throws OpencdcPgError `usage` where the text doesn't parse, with the place marked
 */
export async function loadTemplate(text: string, options: TemplateOptions = {}): Promise<Template> {
  const told = syntaxOf(text, () => true);
  if (told === undefined) return fixedTemplate(text);
  // Mustache's, though every bare name were a function of Go's.
  if ((options.syntax ?? told) === 'mustache') {
    const { compileMustache } = await import('./mustache/mustache-template.ts');
    return compiledTemplate(text, 'mustache', compileMustache);
  }
  const field = compileMetadataField(text);
  if (field !== undefined) return compiledTemplate(text, 'go', () => field);
  const simple = await withoutFunctions(text, options);
  if (simple !== undefined) return simple;
  const { compileTemplate } = await import('./template.ts');
  return compileTemplate(text, options);
}

/** The template, where functions would change nothing; undefined where they may. */
async function withoutFunctions(text: string, { syntax }: TemplateOptions): Promise<Template | undefined> {
  if (syntax === undefined && syntaxOf(text, () => false) !== 'go') return undefined;
  const { compileWith } = await import('./compile-with.ts');
  try {
    return compileWith(text, new Map(), syntax);
  } catch (error) {
    // Perhaps a function is missing; if the fault is another one, it is found again.
    if (error instanceof OpencdcPgError) return undefined;
    throw error;
  }
}
