import { TemplateFailure } from '../../template-failure.ts';
import type { Budget } from '../limits.ts';
import type { Place } from '../parse/ast.ts';
import { basicType } from '../type.ts';
import type { GoFunction, UnavailableFunction } from '../value.ts';
import type { Reflected } from './reflected.ts';
import type { Run } from './run.ts';

/** The parameter type of builtins that tell a nil interface from no value: they take what evaluation has. */
export const valueType = basicType('reflect.Value', 'struct');

/** A function of text/template itself. */
export interface Builtin extends Omit<GoFunction, 'call'> {
  readonly call: (args: readonly Reflected[], budget: Budget) => Reflected;
}

/** What templates can call by name: text/template's own functions and sprig's. */
export type Functions = ReadonlyMap<string, TemplateFunction>;
export type TemplateFunction = Builtin | GoFunction | UnavailableFunction;

/** Evaluates something for a dot. */
export type Evaluate = (run: Run, dot: Reflected) => Reflected;

/** Evaluates a command; `final` is the value piped into it, undefined where there is none. */
export type EvaluateCommand = (run: Run, dot: Reflected, final: Reflected | undefined) => Reflected;

/** Carries out a node; how it ended. */
export type Execute = (run: Run, dot: Reflected) => Ending;

/** How a node ended: `break` and `continue` go up to the range around it. */
export type Ending = 'done' | 'break' | 'continue';

/** What compiling one template of a text needs. */
export interface Context {
  /** The text that places point into. */
  readonly text: string;
  /** The name of the template, for messages. */
  readonly templateName: string;
  readonly functions: Functions;
  /** Looks up a template of the same text when it is carried out. */
  readonly template: (name: string) => Execute | undefined;
}

/** Fails as Go does: `executing "table" at <.X.Y>: message`. @throws TemplateFailure always */
export function fail(context: Context, place: Place, message: string): never {
  const source = context.text.slice(place.at, place.end).trim();
  const shown = source.length > 80 ? `${source.slice(0, 80)}…` : source;
  throw new TemplateFailure(`executing ${JSON.stringify(context.templateName)} at <${shown}>: ${message}`);
}
