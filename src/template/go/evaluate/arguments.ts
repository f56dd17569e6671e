import type { NumberNode, Operand, Place } from '../parse/ast.ts';
import { anyType, assignable, type GoType, isIntegerKind, sameType } from '../type.ts';
import { GoComplex, GoFloat, GoPointer, integer, typeOf } from '../value.ts';
import { type Context, type Evaluate, fail, valueType } from './context.ts';
import { convert, nilInterface, nilOf, type Reflected, typeName } from './reflected.ts';

/**
 * The value as an argument for a parameter of this type, as reflection would pass it: the same type, one made of the
 * same, or what a pointer points to. https://pkg.go.dev/text/template#hdr-Arguments
 * @throws TemplateFailure where it doesn't fit
 */
export function checkArgument(context: Context, place: Place, value: Reflected, type: GoType): Reflected {
  if (type === valueType) return value;
  if (type === anyType) return value === nilInterface ? null : value;
  if (value === null) {
    const zero = nilOf(type);
    return zero === undefined ? fail(context, place, `invalid value; expected ${type.name}`) : zero;
  }
  if (value !== nilInterface) {
    const given = typeOf(value);
    if (given === type) return value;
    if (assignable(given, type)) return sameType(given, type) ? value : convert(value, type);
    if (value instanceof GoPointer && value.type.elem !== undefined && assignable(value.type.elem, type)) {
      if (value.target !== null) return convert(value.target, type);
      return fail(context, place, `dereference of nil pointer of type ${type.name}`);
    }
  }
  return fail(context, place, `wrong type for value; expected ${type.name}; got ${typeName(value)}`);
}

/**
 * Compiles an operand that is given where `type` is declared: literals become values of that type, everything else is
 * evaluated by `evaluate` and checked.
 */
export function compileArgument(context: Context, node: Operand, type: GoType, evaluate: Evaluate): Evaluate {
  const { place } = node;
  switch (node.kind) {
    case 'nil': {
      const zero = type === valueType ? null : nilOf(type);
      if (zero === undefined) return () => fail(context, place, `cannot assign nil to ${type.name}`);
      return () => zero;
    }
    case 'bool':
    case 'number':
    case 'string':
      return literalArgument(context, node, type);
    default:
      return (run, dot) => checkArgument(context, place, evaluate(run, dot), type);
  }
}

type Literal = Extract<Operand, { kind: 'bool' | 'number' | 'string' }>;

function literalArgument(context: Context, node: Literal, type: GoType): Evaluate {
  const expected = (what: string) => () =>
    fail(context, node.place, `expected ${what}; found ${context.text.slice(node.place.at, node.place.end)}`);
  const constant = (value: Reflected | undefined, what: string): Evaluate =>
    value === undefined ? expected(what) : () => value;
  if (type.name === anyType.name || type === valueType) return compileConstant(context, node);
  const number = node.kind === 'number' ? node : undefined;
  if (type.kind === 'bool') return constant(node.kind === 'bool' ? node.value : undefined, 'bool');
  if (type.kind === 'string') return constant(node.kind === 'string' ? node.value : undefined, 'string');
  if (type.kind === 'float64') return constant(number?.float, 'float');
  if (type.kind === 'float32') {
    return constant(number?.float === undefined ? undefined : new GoFloat(type, Math.fround(number.float)), 'float');
  }
  if (isIntegerKind(type.kind)) {
    const unsigned = type.kind.startsWith('u');
    const value = unsigned ? number?.unsigned : number?.integer;
    return constant(value === undefined ? undefined : integer(type, value), unsigned ? 'unsigned integer' : 'integer');
  }
  const source = context.text.slice(node.place.at, node.place.end);
  return () => fail(context, node.place, `can't handle ${source} for arg of type ${type.name}`);
}

/** A literal where no type is asked for: the way a number is written tells what it is. */
export function compileConstant(context: Context, node: Literal): Evaluate {
  if (node.kind !== 'number') {
    const { value } = node;
    return () => value;
  }
  const value = idealConstant(node);
  if (value === undefined) return () => fail(context, node.place, `${node.text} overflows int`);
  return () => value;
}

/** https://go.dev/ref/spec#Constants; undefined where an integer is beyond `int`. */
function idealConstant({ complex, float, integer: int, text }: NumberNode): Reflected | undefined {
  if (complex !== undefined) return new GoComplex(complex.real, complex.imaginary);
  const isHexInteger = /^0[xX]/.test(text) && !/[pP]/.test(text);
  const looksFloat = /[.eEpP]/.test(text) && !isHexInteger && !text.startsWith("'");
  if (float !== undefined && looksFloat) return float;
  return int;
}
