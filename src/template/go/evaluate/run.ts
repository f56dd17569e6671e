import { checkOutput, checkSteps } from '../../template-failure.ts';
import type { Budget } from '../limits.ts';
import type { Reflected } from './reflected.ts';

/** How deep templates may call each other; Go allows more, its stack grows. */
export const maxTemplateDepth = 1000;

interface Variable {
  readonly name: string;
  value: Reflected;
}

/** One rendering: its output, its variables, and what it has cost so far. */
export class Run implements Budget {
  output = '';
  /** How deep templates call each other. */
  depth = 0;
  /** The dot of the template being carried out: its `$`. */
  private root: Reflected;
  /** The variables, the last one declared last; none while no template has declared one. */
  private variables: Variable[] | undefined;
  private steps = 0;

  constructor(dot: Reflected) {
    this.root = dot;
  }

  /** @throws TemplateFailure beyond 1 MiB. */
  write(bytes: string): void {
    this.output += bytes;
    checkOutput(this.output.length);
  }

  /** Counts a call or an iteration. @throws TemplateFailure beyond a million. */
  step(): void {
    checkSteps(++this.steps);
  }

  spend(steps: number): void {
    this.steps += steps;
    checkSteps(this.steps);
  }

  /** How many variables there are; for `forget` at the end of their block. */
  mark(): number {
    return this.variables?.length ?? 0;
  }

  forget(mark: number): void {
    if (this.variables !== undefined) this.variables.length = mark;
  }

  declare(name: string, value: Reflected): void {
    this.variables ??= [];
    this.variables.push({ name, value });
  }

  /** Overwrites the variable declared last under the name; false where there is none. */
  assign(name: string, value: Reflected): boolean {
    const variable = this.find(name);
    if (variable !== undefined) variable.value = value;
    else if (name === '$') this.root = value;
    return variable !== undefined || name === '$';
  }

  /** Overwrites the variable that was declared `count` declarations ago. */
  assignTop(count: number, value: Reflected): void {
    const variable = this.variables?.at(-count);
    if (variable !== undefined) variable.value = value;
  }

  /** The variable declared last under the name; undefined where there is none. */
  variable(name: string): Reflected | undefined {
    const variable = this.find(name);
    return variable === undefined && name === '$' ? this.root : variable?.value;
  }

  private find(name: string): Variable | undefined {
    return this.variables?.findLast((variable) => variable.name === name);
  }

  /** Carries out a template called by another: it sees no variables but `$`, its own dot. */
  inside(dot: Reflected, body: () => void): void {
    const { variables, root } = this;
    this.variables = undefined;
    this.root = dot;
    this.depth++;
    body();
    this.depth--;
    this.variables = variables;
    this.root = root;
  }
}
