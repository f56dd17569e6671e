import { noFlags } from '../fmt/flags.ts';
import { printOperand } from '../fmt/print-value.ts';
import type { Budget } from '../limits.ts';
import type { ActionNode, BranchNode, Node, NodeList, TemplateNode, TemplateSet } from '../parse/ast.ts';
import { GoPointer, type GoValue } from '../value.ts';
import { type Context, type Execute, type Functions, fail } from './context.ts';
import { compilePipe } from './pipeline.ts';
import { compileRange } from './range.ts';
import { indirect, isTrue, unwrap } from './reflected.ts';
import { maxTemplateDepth } from './run.ts';

/** The templates of a text as closures, compiled once; the one called `name` is what a record is rendered by. */
export function compileTemplates(text: string, templates: TemplateSet, functions: Functions, name: string): Execute {
  const compiled = new Map<string, Execute>();
  const template = (wanted: string) => compiled.get(wanted);
  for (const [templateName, list] of templates) {
    compiled.set(templateName, compileList({ text, templateName, functions, template }, list));
  }
  return compiled.get(name) ?? (() => 'done');
}

/** Compiles nodes carried out in order, up to one that leaves a range. */
export function compileList(context: Context, list: NodeList): Execute {
  const nodes = list.map((node) => compileNode(context, node));
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return only;
  return (run, dot) => {
    for (const node of nodes) {
      const ending = node(run, dot);
      if (ending !== 'done') return ending;
    }
    return 'done';
  };
}

function compileNode(context: Context, node: Node): Execute {
  switch (node.kind) {
    case 'text':
      return (run) => {
        run.write(node.text);
        return 'done';
      };
    case 'action':
      return compileAction(context, node);
    case 'if':
    case 'with':
      return compileBranch(context, node);
    case 'range':
      return compileRange(context, node, compileList(context, node.list), compileList(context, node.elseList));
    case 'template':
      return compileTemplateCall(context, node);
    case 'break':
    case 'continue': {
      const { kind } = node;
      return () => kind;
    }
  }
}

function compileAction(context: Context, { pipe }: ActionNode): Execute {
  const evaluate = compilePipe(context, pipe);
  const prints = pipe.variables.length === 0;
  return (run, dot) => {
    const value = unwrap(evaluate(run, dot));
    if (prints) run.write(typeof value === 'string' ? value : printed(value, run));
    return 'done';
  };
}

/** A value as an action prints it: what is missing shows. */
export function printed(value: GoValue, budget: Budget): string {
  const shown = value instanceof GoPointer ? indirect(value) : value;
  if (shown === undefined) return '<nil>';
  return shown === null ? '<no value>' : printOperand(shown, 'v', noFlags, budget);
}

function compileBranch(context: Context, node: BranchNode): Execute {
  const evaluate = compilePipe(context, node.pipe);
  const list = compileList(context, node.list);
  const elseList = compileList(context, node.elseList);
  const setsDot = node.kind === 'with';
  return (run, dot) => {
    const mark = run.mark();
    const value = evaluate(run, dot);
    const ending = isTrue(value) ? list(run, setsDot ? value : dot) : elseList(run, dot);
    run.forget(mark);
    return ending;
  };
}

function compileTemplateCall(context: Context, node: TemplateNode): Execute {
  const evaluate = node.pipe === undefined ? () => null : compilePipe(context, node.pipe);
  return (run, dot) => {
    const template = context.template(node.name);
    if (template === undefined) return fail(context, node.place, `template ${JSON.stringify(node.name)} not defined`);
    if (run.depth >= maxTemplateDepth) {
      return fail(context, node.place, `templates call each other more than ${maxTemplateDepth} deep`);
    }
    run.step();
    const inner = evaluate(run, dot);
    run.inside(inner, () => template(run, inner));
    return 'done';
  };
}
