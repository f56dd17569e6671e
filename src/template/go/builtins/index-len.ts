import { type Builtin, valueType } from '../evaluate/context.ts';
import { elementValue, indirect, nilInterface, type Reflected, typeName, unwrap } from '../evaluate/reflected.ts';
import { anyType, intType, stringType, uint8Type } from '../type.ts';
import {
  ExecError,
  elements,
  GoBytes,
  GoInteger,
  GoMap,
  GoSlice,
  type GoValue,
  integerValue,
  typeOf,
} from '../value.ts';

/** `index x 1 2 3`, that is x[1][2][3], and `len x`. https://pkg.go.dev/text/template#hdr-Functions */
export const indexLenBuiltins: readonly Builtin[] = [
  {
    name: 'index',
    params: [valueType, valueType],
    variadic: true,
    result: valueType,
    call: indexOf,
  },
  { name: 'len', params: [valueType], result: intType, call: (args) => lengthOf(args[0] ?? null) },
  {
    name: 'call',
    params: [valueType, valueType],
    variadic: true,
    result: anyType,
    call: (args) => {
      // No value that a template can reach is a function.
      const callee = unwrap(args[0] ?? null);
      throw new ExecError(callee === null ? 'call of nil' : `non-function of type ${typeName(callee)}`);
    },
  },
];

function indexOf(args: readonly Reflected[]): Reflected {
  let at: Reflected = unwrap(args[0] ?? null);
  if (at === null) throw new ExecError('index of untyped nil');
  for (let i = 1; i < args.length; i++) {
    const target = at === nilInterface ? undefined : indirect(unwrap(at));
    if (target === undefined || target === null) throw new ExecError('index of nil pointer');
    at = elementAt(target, unwrap(args[i] ?? null));
  }
  return at;
}

function elementAt(target: GoValue, index: GoValue): Reflected {
  if (target instanceof GoMap) {
    const value = target.get(keyOf(index));
    if (value !== undefined) return elementValue(value, target.type);
    return target.type.elem === stringType ? '' : nilInterface;
  }
  if (typeof target === 'string') {
    const at = position(index, target.length);
    return new GoInteger(uint8Type, BigInt(target.charCodeAt(at)));
  }
  const items = elements(target);
  if (items === undefined) throw new ExecError(`can't index item of type ${typeOf(target).name}`);
  return elementValue(items[position(index, items.length)] ?? null, typeOf(target));
}

function keyOf(index: GoValue): string {
  if (typeof index === 'string') return index;
  if (index === null) throw new ExecError('value is nil; should be of type string');
  throw new ExecError(`value has type ${typeOf(index).name}; should be string`);
}

function position(index: GoValue, length: number): number {
  const at = integerValue(index);
  if (at === undefined) {
    const type = index === null ? 'nil' : `type ${typeOf(index).name}`;
    throw new ExecError(`cannot index slice/array with ${type}`);
  }
  if (at < 0n || at >= BigInt(length)) throw new ExecError(`index out of range: ${at}`);
  return Number(at);
}

function lengthOf(value: Reflected): bigint {
  const target = value === nilInterface ? undefined : indirect(unwrap(value));
  if (target === undefined) throw new ExecError('len of nil pointer');
  if (typeof target === 'string') return BigInt(target.length);
  if (target instanceof GoMap) return BigInt(target.size);
  if (target instanceof GoBytes) return BigInt(target.bytes.length);
  if (target instanceof GoSlice) return BigInt(target.items.length);
  throw new ExecError(`len of type ${typeName(target)}`);
}
