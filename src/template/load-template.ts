import { OpencdcPgError } from '../errors.ts';
import { compileWith } from './compile-with.ts';
import type { Template, TemplateOptions } from './template.ts';
import { syntaxOf } from './template-syntax.ts';

/**
 * `compileTemplate`, with sprig's functions read only where the template needs them: the default template and Mustache
 * do without, and start sooner.
 * @throws OpencdcPgError `usage` where the text doesn't parse, with the place marked
 */
export async function loadTemplate(text: string, options: TemplateOptions = {}): Promise<Template> {
  const simple = withoutFunctions(text, options);
  if (simple !== undefined) return simple;
  const { compileTemplate } = await import('./template.ts');
  return compileTemplate(text, options);
}

/** The template, where functions would change nothing; undefined where they may. */
function withoutFunctions(text: string, { syntax }: TemplateOptions): Template | undefined {
  if (syntax === undefined && syntaxOf(text, () => true) !== syntaxOf(text, () => false)) return undefined;
  try {
    return compileWith(text, new Map(), syntax);
  } catch (error) {
    // Perhaps a function is missing; if the fault is another one, it is found again.
    if (error instanceof OpencdcPgError) return undefined;
    throw error;
  }
}
