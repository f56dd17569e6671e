import { type Budget, checkBytes, countParts } from '../limits.ts';
import { type GoType, integerKinds, isIntegerKind } from '../type.ts';
import {
  elements,
  GoBytes,
  GoComplex,
  GoFloat,
  GoInteger,
  GoMap,
  GoPointer,
  GoSlice,
  GoStruct,
  type GoValue,
  typeOf,
} from '../value.ts';
import { type Flags, noFlags, pad } from './flags.ts';
import { formatFloatVerb, formatInteger } from './format-number.ts';
import { formatText, plain } from './format-text.ts';

/**
 * One operand under one verb, as Go's fmt prints it, complaints such as `%!d(string=hi)` included.
 * https://pkg.go.dev/fmt#hdr-Format_errors
 * @throws LimitError for values of too many parts: lists and dicts may hold the same part many times over.
 */
export function printOperand(value: GoValue, verb: string, flags: Flags, budget: Budget): string {
  if (flags === noFlags && typeof value === 'string' && (verb === 's' || verb === 'v')) return value;
  checkSize(value, verb, flags, budget);
  if (value === null) return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : badVerb(value, verb, flags);
  if (verb === 'w') return badVerb(value, verb, flags);
  if (verb === 'T') return plain(typeOf(value).name, flags);
  if (verb === 'p') return pointer(value, verb, flags);
  return byMethod(value, verb, flags) ?? printValue(value, verb, flags, 0);
}

/** Width and precision are those of each part. */
function checkSize(value: GoValue, verb: string, { width = 0, precision = 0 }: Flags, budget: Budget): void {
  if (typeof value !== 'object' || value === null) return;
  const parts = value instanceof GoBytes ? value.bytes.length : countParts(value, budget);
  checkBytes(parts * Math.max(width, 'vsq'.includes(verb) ? 0 : precision));
}

function badVerb(value: GoValue, verb: string, flags: Flags): string {
  if (value === null) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeOf(value).name}=${printValue(value, 'v', flags, 0, true)})`;
}

/** What the value says of itself: `GoString` for `%#v`, else `Error` or `String` where the verb takes text. */
function byMethod(value: GoValue, verb: string, flags: Flags): string | undefined {
  if (value === null || typeof value !== 'object' || value.type.methods.size === 0) return undefined;
  const { methods } = value.type;
  const names = flags.sharpV ? ['GoString'] : ['Error', 'String'];
  if (!flags.sharpV && !'vsxXq'.includes(verb)) return undefined;
  const method = names.map((name) => methods.get(name)).find((found) => found !== undefined);
  if (method === undefined || method.params.length > 0) return undefined;
  if (value instanceof GoPointer && value.target === null) return '<nil>';
  const text = method.call(value, []);
  if (typeof text !== 'string') return undefined;
  return flags.sharpV ? plain(text, flags) : (formatText(text, verb, flags) ?? badVerb(value, verb, flags));
}

function printValue(value: GoValue, verb: string, flags: Flags, depth: number, plainly = false): string {
  const described = depth > 0 && !plainly ? byMethod(value, verb, flags) : undefined;
  return described ?? basic(value, verb, flags) ?? composite(value, verb, flags, depth, plainly);
}

/** Values without parts; undefined for the others. */
function basic(value: GoValue, verb: string, flags: Flags): string | undefined {
  switch (typeof value) {
    case 'string':
      return formatText(value, verb, flags) ?? badVerb(value, verb, flags);
    case 'bigint':
      return formatInteger(value, true, verb, flags) ?? badVerb(value, verb, flags);
    case 'number':
      return formatFloatVerb(value, 64, verb, flags) ?? badVerb(value, verb, flags);
    case 'boolean':
      return verb === 't' || verb === 'v' ? pad(String(value), flags) : badVerb(value, verb, flags);
    default:
  }
  if (value instanceof GoInteger) {
    return formatInteger(value.value, isSigned(value.type), verb, flags) ?? badVerb(value, verb, flags);
  }
  if (value instanceof GoFloat) return formatFloatVerb(value.value, 32, verb, flags) ?? badVerb(value, verb, flags);
  return value instanceof GoComplex ? complex(value, verb, flags) : undefined;
}

function isSigned(type: GoType): boolean {
  return isIntegerKind(type.kind) && integerKinds[type.kind].signed;
}

function complex(value: GoComplex, verb: string, flags: Flags): string {
  const real = formatFloatVerb(value.real, 64, verb, flags);
  const imaginary = formatFloatVerb(value.imaginary, 64, verb, { ...flags, plus: true });
  return real === undefined || imaginary === undefined ? badVerb(value, verb, flags) : `(${real}${imaginary}i)`;
}

function composite(value: GoValue, verb: string, flags: Flags, depth: number, plainly: boolean): string {
  const inner = (item: GoValue) => part(item, verb, flags, depth, plainly);
  if (value instanceof GoBytes && 'sqxX'.includes(verb)) return formatText(value.bytes, verb, flags) ?? '';
  if (value instanceof GoSlice || value instanceof GoBytes) {
    const name = depth === 0 && value.type.name === '[]uint8' ? '[]byte' : value.type.name;
    if (!flags.sharpV) return `[${(elements(value) ?? []).map(inner).join(' ')}]`;
    return value.isNil ? `${name}(nil)` : `${name}{${(elements(value) ?? []).map(inner).join(', ')}}`;
  }
  if (value instanceof GoMap) {
    const entries = value.keys().map((key) => `${inner(key)}:${inner(value.get(key) ?? null)}`);
    if (!flags.sharpV) return `map[${entries.join(' ')}]`;
    return value.isNil ? `${value.type.name}(nil)` : `${value.type.name}{${entries.join(', ')}}`;
  }
  if (value instanceof GoStruct) return struct(value, verb, flags, depth, plainly);
  return pointer(value, verb, flags, depth, plainly);
}

/** An element of a list, map or struct; nil in an interface is `<nil>` whatever the verb. */
function part(value: GoValue, verb: string, flags: Flags, depth: number, plainly: boolean): string {
  if (value === null) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  return printValue(value, verb, flags, depth + 1, plainly);
}

function struct(value: GoStruct, verb: string, flags: Flags, depth: number, plainly: boolean): string {
  const fields = (value.type.fields ?? []).map(({ name, type }) => {
    const field = value.field(name);
    const label = flags.plusV || flags.sharpV ? `${name}:` : '';
    if (field === null && flags.sharpV) return `${label}${type.name}(nil)`;
    return label + part(field, verb, flags, depth, plainly);
  });
  return flags.sharpV ? `${value.type.name}{${fields.join(', ')}}` : `{${fields.join(' ')}}`;
}

function printAddress(at: bigint, verb: string, flags: Flags): string {
  return formatInteger(at, false, verb, flags) ?? '';
}

/** Addresses have no meaning here: every pointer that is not nil shows the same one. */
const address = 0xc000012345n;

function pointer(value: GoValue, verb: string, flags: Flags, depth = 1, plainly = false): string {
  if (value instanceof GoPointer && value.target instanceof GoStruct && depth === 0) {
    return `&${printValue(value.target, verb, flags, 1, plainly)}`;
  }
  const isReference =
    value instanceof GoPointer || value instanceof GoMap || value instanceof GoSlice || value instanceof GoBytes;
  if (!isReference) return badVerb(value, verb, flags);
  const isNil = value instanceof GoPointer ? value.target === null : value.isNil;
  const at = isNil ? 0n : address;
  if (verb === 'p') return printAddress(at, 'x', { ...flags, sharp: !flags.sharp });
  if (verb !== 'v') return 'bodxX'.includes(verb) ? printAddress(at, verb, flags) : badVerb(value, verb, flags);
  if (flags.sharpV) return `(${value.type.name})(${isNil ? 'nil' : `0x${at.toString(16)}`})`;
  return isNil ? pad('<nil>', flags) : `0x${at.toString(16)}`;
}
