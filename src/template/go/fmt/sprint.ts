import type { Budget } from '../limits.ts';
import type { GoValue } from '../value.ts';
import { noFlags } from './flags.ts';
import { printOperand } from './print-value.ts';

/** The operands as `%v`, with a space between two that are no strings. https://pkg.go.dev/fmt#Sprint */
export function sprint(values: readonly GoValue[], budget: Budget): string {
  let out = '';
  let afterString = true;
  for (const [i, value] of values.entries()) {
    const isString = typeof value === 'string';
    if (i > 0 && !isString && !afterString) out += ' ';
    out += isString ? value : printOperand(value, 'v', noFlags, budget);
    afterString = isString;
  }
  return out;
}

/** The operands as `%v` with spaces between, and a line end. https://pkg.go.dev/fmt#Sprintln */
export function sprintln(values: readonly GoValue[], budget: Budget): string {
  return `${values.map((value) => printOperand(value, 'v', noFlags, budget)).join(' ')}\n`;
}
