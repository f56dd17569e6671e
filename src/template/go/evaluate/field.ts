import type { Place } from '../parse/ast.ts';
import type { GoType } from '../type.ts';
import { toUtf8 } from '../utf8.ts';
import { GoMap, GoPointer, GoStruct, type GoValue, typeOf } from '../value.ts';
import { type ArgumentNode, callMethod } from './call.ts';
import { type Context, type EvaluateCommand, fail } from './context.ts';
import { elementValue, indirect, nilInterface, type Reflected } from './reflected.ts';
import type { Run } from './run.ts';

/** Evaluates `.A.B.C` of a receiver; the last name may be a method that takes arguments. */
export type EvaluateChain = (run: Run, dot: Reflected, receiver: Reflected, final: Reflected | undefined) => Reflected;

/** Compiles the names after a receiver, with the arguments that follow them. */
export function compileChain(
  context: Context,
  names: readonly string[],
  given: readonly ArgumentNode[],
  place: Place,
): EvaluateChain {
  const last = names.length - 1;
  const steps = names.map((name, i) => compileField(context, name, i === last ? given : [], place));
  return (run, dot, receiver, final) => {
    let value = receiver;
    for (let i = 0; i < last; i++) value = (steps[i] as FieldStep)(run, dot, value, undefined); // i is in bounds
    return (steps[last] as FieldStep)(run, dot, value, final); // a chain has a name
  };
}

/** `.A.B` of the dot as a command. */
export function compileFieldCommand(
  context: Context,
  names: readonly string[],
  given: readonly ArgumentNode[],
  place: Place,
): EvaluateCommand {
  const chain = compileChain(context, names, given, place);
  return (run, dot, final) => chain(run, dot, dot, final);
}

type FieldStep = EvaluateChain;

/** One name: a method, a struct's field, or a map's key. https://pkg.go.dev/text/template#hdr-Arguments */
function compileField(context: Context, name: string, given: readonly ArgumentNode[], place: Place): FieldStep {
  const hasField = fieldTest(name);
  const isExported = /^\p{Lu}/u.test(toUtf8(name));
  const callPlace = { name: place, command: place };
  return (run, dot, receiver, final) => {
    if (receiver === null) return null;
    if (receiver === nilInterface) {
      return fail(context, place, `nil pointer evaluating interface {}.${name}`);
    }
    const type = typeOf(receiver);
    const target = receiver instanceof GoPointer ? indirect(receiver) : receiver;
    if (target === undefined) return fail(context, place, `nil pointer evaluating ${type.name}.${name}`);
    const method = type.methods.size === 0 ? undefined : type.methods.get(name);
    if (method !== undefined) return callMethod(context, method, target, given, callPlace, run, dot, final);
    const hasArguments = given.length > 0 || final !== undefined;
    if (target instanceof GoMap) {
      if (hasArguments) return fail(context, place, `${name} is not a method but has arguments`);
      return elementValue(target.get(name), target.type);
    }
    if (!(target instanceof GoStruct) || !hasField(target.type)) return noField(context, place, name, target);
    if (!isExported) {
      return fail(context, place, `${name} is an unexported field of struct type ${type.name}`);
    }
    if (hasArguments) return fail(context, place, `${name} has arguments but cannot be invoked as function`);
    return target.field(name) ?? nilInterface;
  };
}

function noField(context: Context, place: Place, name: string, value: GoValue): never {
  return fail(context, place, `can't evaluate field ${name} in type ${typeOf(value).name}`);
}

/** Whether a struct type has the field; remembers its last answer, as a place nearly always sees one type. */
function fieldTest(name: string): (type: GoType) => boolean {
  let lastType: GoType | undefined;
  let lastAnswer = false;
  return (type) => {
    if (type !== lastType) {
      lastType = type;
      lastAnswer = (type.fields ?? []).some((field) => field.name === name);
    }
    return lastAnswer;
  };
}
