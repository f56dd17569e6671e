import { countParts, makingSteps, readingSteps } from '../limits.ts';
import type { Operand, Place } from '../parse/ast.ts';
import { anyType, type GoMethod, type GoType } from '../type.ts';
import { ExecError, type GoFunction, GoMap, type GoValue } from '../value.ts';
import { checkArgument, compileArgument } from './arguments.ts';
import { type Builtin, type Context, type Evaluate, type EvaluateCommand, fail } from './context.ts';
import { isTrue, nilInterface, type Reflected } from './reflected.ts';
import type { Run } from './run.ts';

/** An argument's operand, with how it is evaluated where no type is asked for. */
export interface ArgumentNode {
  readonly node: Operand;
  readonly evaluate: Evaluate;
}

/** Where a call stands: the name (count and types of arguments) and the whole command (what the function says). */
export interface CallPlace {
  readonly name: Place;
  readonly command: Place;
}

/** Compiles the call of a function with the given operands; one more value may be piped in. */
export function compileCall(
  context: Context,
  callee: Builtin | GoFunction,
  given: readonly ArgumentNode[],
  place: CallPlace,
): EvaluateCommand {
  const args = given.map(({ node, evaluate }, i) => compileArgument(context, node, paramAt(callee, i), evaluate));
  if (isShortCircuit(callee)) return compileShortCircuit(context, callee, args, place);
  // Only parameters of type reflect.Value are given a nil interface, and only builtins have them.
  const call = callee.call as Builtin['call'];
  const mayBeNil = callee.result.kind === 'interface';
  return (run, dot, final) => {
    const values = argumentValues(context, callee, args, place, run, dot, final);
    try {
      const result = call(values, run);
      run.spend(makingSteps(result));
      return result === null && mayBeNil ? nilInterface : result;
    } catch (error) {
      return failCall(context, callee.name, place, error);
    }
  };
}

/** Calls a method of a value that only evaluation knows. */
export function callMethod(
  context: Context,
  method: GoMethod,
  receiver: GoValue,
  given: readonly ArgumentNode[],
  place: CallPlace,
  run: Run,
  dot: Reflected,
  final: Reflected | undefined,
): Reflected {
  const args = given.map(({ node, evaluate }, i) => compileArgument(context, node, paramAt(method, i), evaluate));
  // No method has parameters of type reflect.Value, so none is given a nil interface.
  const values = argumentValues(context, method, args, place, run, dot, final) as readonly GoValue[];
  try {
    const result = method.call(receiver, values);
    run.spend(makingSteps(result));
    if (result instanceof GoMap) countParts(result, run);
    return result === null && method.result.kind === 'interface' ? nilInterface : result;
  } catch (error) {
    return failCall(context, method.name, place, error);
  }
}

interface Signature {
  readonly name: string;
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
}

function paramAt({ params }: Signature, at: number): GoType {
  return params[at] ?? params.at(-1) ?? anyType;
}

function argumentValues(
  context: Context,
  callee: Signature,
  args: readonly Evaluate[],
  place: CallPlace,
  run: Run,
  dot: Reflected,
  final: Reflected | undefined,
): readonly Reflected[] {
  checkCount(context, callee, args.length + (final === undefined ? 0 : 1), place);
  const values: Reflected[] = [];
  for (const evaluate of args) values.push(evaluate(run, dot));
  if (final !== undefined) values.push(checkArgument(context, place.name, final, paramAt(callee, args.length)));
  let steps = 1;
  for (const value of values) steps += readingSteps(value);
  run.spend(steps);
  return values;
}

function checkCount(context: Context, callee: Signature, count: number, place: CallPlace): void {
  const { name, params, variadic } = callee;
  const least = variadic === true ? params.length - 1 : params.length;
  if (count >= least && (variadic === true || count === least)) return;
  const wanted = variadic === true ? `at least ${least}` : least;
  fail(context, place.name, `wrong number of args for ${name}: want ${wanted} got ${count}`);
}

/** What a function says of its arguments becomes the failure of the template. @throws always */
function failCall(context: Context, name: string, place: CallPlace, error: unknown): never {
  if (error instanceof ExecError) return fail(context, place.command, `error calling ${name}: ${error.message}`);
  throw error;
}

function isShortCircuit({ name, params }: Signature): boolean {
  return (name === 'and' || name === 'or') && params.length === 2;
}

/** `and` and `or` evaluate no argument after the one that decides. */
function compileShortCircuit(
  context: Context,
  callee: Signature,
  args: readonly Evaluate[],
  place: CallPlace,
): EvaluateCommand {
  const stopsAt = callee.name === 'or';
  return (run, dot, final) => {
    run.step();
    checkCount(context, callee, args.length + (final === undefined ? 0 : 1), place);
    let value: Reflected = null;
    for (const evaluate of args) {
      value = evaluate(run, dot);
      if (isTrue(value) === stopsAt) return value;
    }
    return final === undefined ? value : final;
  };
}
