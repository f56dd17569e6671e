/** A parsed template. Every node knows its place in the text, for messages. */

/** The place of a node in the template's text, in UTF-16 units; `end` is exclusive. */
export interface Place {
  readonly at: number;
  readonly end: number;
}

/** Text and actions in order. */
export type NodeList = readonly Node[];

export type Node =
  | TextNode
  | ActionNode
  | BranchNode
  | RangeNode
  | TemplateNode
  | { readonly kind: 'break' | 'continue'; readonly place: Place };

/** Literal text, as a Go string. */
export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}

/** A pipeline whose value is printed, unless it declares or assigns. */
export interface ActionNode {
  readonly kind: 'action';
  readonly pipe: Pipe;
}

export interface BranchNode {
  readonly kind: 'if' | 'with';
  readonly pipe: Pipe;
  readonly list: NodeList;
  readonly elseList: NodeList;
}

export interface RangeNode {
  readonly kind: 'range';
  readonly pipe: Pipe;
  readonly list: NodeList;
  readonly elseList: NodeList;
}

export interface TemplateNode {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: Pipe | undefined;
  readonly place: Place;
}

/** `$a, $b := command | command`. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly place: Place;
  readonly variables: readonly string[];
  /** The variables are assigned (`=`), not declared (`:=`). */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A word and its arguments. */
export interface Command {
  readonly place: Place;
  readonly first: Operand;
  readonly rest: readonly Operand[];
}

export type Operand =
  | { readonly kind: 'dot' | 'nil'; readonly place: Place }
  | { readonly kind: 'bool'; readonly value: boolean; readonly place: Place }
  | { readonly kind: 'string'; readonly value: string; readonly place: Place }
  | NumberNode
  | FieldNode
  | VariableNode
  | IdentifierNode
  | ChainNode
  | Pipe;

/** A number under each of the types it can have: which one counts is decided by where it is used. */
export interface NumberNode {
  readonly kind: 'number';
  readonly text: string;
  readonly integer: bigint | undefined;
  readonly unsigned: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: { readonly real: number; readonly imaginary: number } | undefined;
  readonly place: Place;
}

/** `.A.B`; the names are Go strings. */
export interface FieldNode {
  readonly kind: 'field';
  readonly names: readonly string[];
  readonly place: Place;
}

/** `$x.A.B`. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly name: string;
  readonly names: readonly string[];
  readonly place: Place;
}

/** A function's name. */
export interface IdentifierNode {
  readonly kind: 'identifier';
  readonly name: string;
  readonly place: Place;
}

/** `(pipeline).A.B`, or `function.A.B`. */
export interface ChainNode {
  readonly kind: 'chain';
  readonly node: Operand;
  readonly names: readonly string[];
  readonly place: Place;
}

/** The templates of one text by name. */
export type TemplateSet = ReadonlyMap<string, NodeList>;

/** True where there is nothing but white space: such a definition may be given again. */
export function isEmptyList(list: NodeList): boolean {
  return list.every((node) => node.kind === 'text' && /^[ \t\n\v\f\r\x85\xa0]*$/.test(node.text));
}
