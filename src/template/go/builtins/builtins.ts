import type { Builtin } from '../evaluate/context.ts';
import type { GoFunction } from '../value.ts';
import { compareBuiltins } from './compare.ts';
import { indexLenBuiltins } from './index-len.ts';
import { printBuiltins } from './print.ts';

/**
 * The functions of text/template itself by name. `slice` is missing: sprig's function of that name takes its place.
 * https://pkg.go.dev/text/template#hdr-Functions
 */
export function builtins(): ReadonlyMap<string, Builtin | GoFunction> {
  return new Map([...compareBuiltins, ...indexLenBuiltins, ...printBuiltins].map((fn) => [fn.name, fn]));
}
