import { checkOutput, StepCount } from '../../template-failure.ts';
import type { Reflected } from './reflected.ts';

/** How deep templates may call each other; Go allows more, its stack grows. */
export const maxTemplateDepth = 1000;

/** One rendering: its output, its variables, and what it has cost so far. */
export class Run extends StepCount {
  output = '';
  /** How deep templates call each other. */
  depth = 0;
  /** The dot of the template being carried out: its `$`. */
  private root: Reflected;
  private names: string[] = [];
  private values: Reflected[] = [];

  constructor(dot: Reflected) {
    super();
    this.root = dot;
  }

  /** @throws TemplateFailure beyond 1 MiB. */
  write(bytes: string): void {
    this.output += bytes;
    checkOutput(this.output);
  }

  /** How many variables there are; for `forget` at the end of their block. */
  mark(): number {
    return this.names.length;
  }

  forget(mark: number): void {
    if (this.names.length === mark) return;
    this.names.length = mark;
    this.values.length = mark;
  }

  declare(name: string, value: Reflected): void {
    this.names.push(name);
    this.values.push(value);
  }

  /** Overwrites the variable declared last under the name; false where there is none. */
  assign(name: string, value: Reflected): boolean {
    const at = this.names.lastIndexOf(name);
    if (at >= 0) this.values[at] = value;
    else if (name === '$') this.root = value;
    return at >= 0 || name === '$';
  }

  /** Overwrites the variable that was declared `count` declarations ago. */
  assignTop(count: number, value: Reflected): void {
    this.values[this.values.length - count] = value;
  }

  /** The variable declared last under the name; undefined where there is none. */
  variable(name: string): Reflected | undefined {
    const at = this.names.lastIndexOf(name);
    return at < 0 && name === '$' ? this.root : this.values[at];
  }

  /** Carries out a template called by another: it sees no variables but `$`, its own dot. */
  inside(dot: Reflected, body: () => void): void {
    const { names, values, root } = this;
    this.names = [];
    this.values = [];
    this.root = dot;
    this.depth++;
    body();
    this.depth--;
    this.names = names;
    this.values = values;
    this.root = root;
  }
}
