import type { RangeNode } from '../parse/ast.ts';
import { isIntegerKind } from '../type.ts';
import { elements, GoMap, type GoValue, integer, integerValue, typeOf } from '../value.ts';
import { type Context, type Ending, type Execute, fail } from './context.ts';
import { compilePipe } from './pipeline.ts';
import { elementValue, indirect, type Reflected, unwrap } from './reflected.ts';
import type { Run } from './run.ts';

/** Whether the loop goes on. */
type Iterate = (index: Reflected, element: Reflected) => boolean;

/**
 * Compiles `range`: lists, maps in the order of their keys, and integers up to their value; the else part where there
 * is nothing to go over. https://pkg.go.dev/text/template#hdr-Actions
 */
export function compileRange(context: Context, node: RangeNode, list: Execute, elseList: Execute): Execute {
  const { pipe } = node;
  const evaluate = compilePipe(context, pipe);
  return (run, dot) => {
    const start = run.mark();
    const value = indirect(unwrap(evaluate(run, dot)));
    const mark = run.mark();
    let any = false;
    const iterate: Iterate = (index, element) => {
      any = true;
      run.step();
      setVariables(context, node, run, index, element);
      const ending = list(run, element);
      run.forget(mark);
      return ending !== 'break';
    };
    if (value !== null) each(context, node, value, iterate);
    const ending: Ending = any ? 'done' : elseList(run, dot);
    run.forget(start);
    return ending;
  };
}

/** With two variables the index comes first; with one it is the element. */
function setVariables(context: Context, { pipe }: RangeNode, run: Run, index: Reflected, element: Reflected): void {
  const { variables, assigns } = pipe;
  if (variables.length === 0) return;
  if (!assigns) {
    run.assignTop(1, element);
    if (variables.length > 1) run.assignTop(2, index);
    return;
  }
  const values: readonly Reflected[] = variables.length > 1 ? [index, element] : [element];
  for (const [i, name] of variables.entries()) {
    if (!run.assign(name, values[i] ?? null)) fail(context, pipe.place, `undefined variable: ${name}`);
  }
}

function each(context: Context, node: RangeNode, value: GoValue | undefined, iterate: Iterate): void {
  if (value instanceof GoMap) {
    for (const key of value.keys()) if (!iterate(key, elementValue(value.get(key) ?? null, value.type))) return;
    return;
  }
  const type = value === undefined ? undefined : typeOf(value);
  const items = value === undefined ? undefined : elements(value);
  if (items !== undefined && type !== undefined) {
    for (const [i, item] of items.entries()) if (!iterate(BigInt(i), elementValue(item, type))) return;
    return;
  }
  const count = value === undefined ? undefined : integerValue(value);
  if (count === undefined || type === undefined || !isIntegerKind(type.kind)) {
    fail(context, node.pipe.place, `range can't iterate over a value of type ${type?.name ?? 'nil pointer'}`);
  }
  if (node.pipe.variables.length > 1) {
    fail(context, node.pipe.place, `can't use ${count} to iterate over more than one variable`);
  }
  for (let i = 0n; i < count; i++) if (!iterate(null, integer(type, i))) return;
}
