import { compileWith } from './compile-with.ts';
import type { Template } from './compiled-template.ts';
import { sprigFunctions } from './go/functions/index.ts';
import type { TemplateSyntax } from './template-syntax.ts';

export type { Template } from './compiled-template.ts';

export interface TemplateOptions {
  /** Told from the tags where it is not given. */
  readonly syntax?: TemplateSyntax | undefined;
  /** What sprig's `env` and `expandenv` may read; without it they are no functions. */
  readonly env?: ReadonlyMap<string, string> | undefined;
}

/**
 * Compiles the template that names a record's table, in Mustache's syntax or Go's with sprig's functions (SPEC
 * section 3). Where start-up time counts, `loadTemplate` reads sprig's functions only for templates that use them.
 * @throws OpencdcPgError `usage` where the text doesn't parse, with the place marked
 */
export function compileTemplate(text: string, { syntax, env }: TemplateOptions = {}): Template {
  return compileWith(text, sprigFunctions(env === undefined ? {} : { env }), syntax);
}
