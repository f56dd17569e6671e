import type { Command, Operand, Pipe } from '../parse/ast.ts';
import { isUnavailable } from '../value.ts';
import { compileConstant } from './arguments.ts';
import { type ArgumentNode, compileCall } from './call.ts';
import { type Context, type Evaluate, type EvaluateCommand, fail } from './context.ts';
import { compileChain, compileFieldCommand } from './field.ts';
import { type Reflected, unwrap } from './reflected.ts';
import type { Run } from './run.ts';

/** Compiles a pipeline: each command gets the value of the one before as its last argument. */
export function compilePipe(context: Context, pipe: Pipe): Evaluate {
  const [first, ...others] = pipe.commands.map((command) => compileCommand(context, command));
  if (first === undefined) return () => null;
  const value: Evaluate =
    others.length === 0
      ? (run, dot) => unwrap(first(run, dot, undefined))
      : (run, dot) => {
          let piped = unwrap(first(run, dot, undefined));
          for (const command of others) piped = unwrap(command(run, dot, piped));
          return piped;
        };
  return pipe.variables.length === 0 ? value : compileDeclaration(context, pipe, value);
}

function compileDeclaration(context: Context, pipe: Pipe, evaluate: Evaluate): Evaluate {
  return (run, dot) => {
    const value = evaluate(run, dot);
    for (const name of pipe.variables) {
      if (!pipe.assigns) run.declare(name, value);
      else if (!run.assign(name, value)) fail(context, pipe.place, `undefined variable: ${name}`);
    }
    return value;
  };
}

function compileCommand(context: Context, command: Command): EvaluateCommand {
  const { first } = command;
  const given = command.rest.map((node) => argumentNode(context, node));
  switch (first.kind) {
    case 'field':
      return compileFieldCommand(context, first.names, given, first.place);
    case 'chain':
      return compileChainCommand(context, first, given);
    case 'variable':
      return compileVariable(context, first, given);
    case 'identifier':
      return compileFunction(context, first, given, command.place);
    default: {
      const evaluate = compileOperand(context, first);
      return (run, dot, final) => {
        refuseArguments(context, first, given.length > 0 || final !== undefined);
        return evaluate(run, dot);
      };
    }
  }
}

function argumentNode(context: Context, node: Operand): ArgumentNode {
  return { node, evaluate: compileOperand(context, node) };
}

/** An operand without arguments. */
function compileOperand(context: Context, node: Operand): Evaluate {
  switch (node.kind) {
    case 'dot':
      return (_, dot) => dot;
    case 'nil':
      return () => fail(context, node.place, 'nil is not a command');
    case 'bool':
    case 'number':
    case 'string':
      return compileConstant(context, node);
    case 'pipe':
      return compilePipe(context, node);
    default: {
      const command = compileCommand(context, { place: node.place, first: node, rest: [] });
      return (run, dot) => command(run, dot, undefined);
    }
  }
}

function compileChainCommand(
  context: Context,
  node: Extract<Operand, { kind: 'chain' }>,
  given: readonly ArgumentNode[],
): EvaluateCommand {
  const receiver = compileOperand(context, node.node);
  const chain = compileChain(context, node.names, given, node.place);
  return (run, dot, final) => chain(run, dot, receiver(run, dot), final);
}

function compileVariable(
  context: Context,
  node: Extract<Operand, { kind: 'variable' }>,
  given: readonly ArgumentNode[],
): EvaluateCommand {
  const current = (run: Run): Reflected => {
    const value = run.variable(node.name);
    return value === undefined ? fail(context, node.place, `undefined variable: ${node.name}`) : value;
  };
  if (node.names.length === 0) {
    return (run, _, final) => {
      refuseArguments(context, node, given.length > 0 || final !== undefined);
      return current(run);
    };
  }
  const chain = compileChain(context, node.names, given, node.place);
  return (run, dot, final) => chain(run, dot, current(run), final);
}

function compileFunction(
  context: Context,
  node: Extract<Operand, { kind: 'identifier' }>,
  given: readonly ArgumentNode[],
  commandPlace: Command['place'],
): EvaluateCommand {
  const callee = context.functions.get(node.name);
  // The parser lets no other name through.
  if (callee === undefined || isUnavailable(callee)) return () => fail(context, node.place, 'not a function');
  return compileCall(context, callee, given, { name: node.place, command: commandPlace });
}

function refuseArguments(context: Context, node: Operand, hasArguments: boolean): void {
  if (!hasArguments) return;
  const source = context.text.slice(node.place.at, node.place.end);
  fail(context, node.place, `can't give argument to non-function ${source}`);
}
