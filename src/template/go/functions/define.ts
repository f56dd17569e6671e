import { type Budget, checkBytes } from '../limits.ts';
import { dictType, type GoType } from '../type.ts';
import { ExecError, type GoFunction, GoMap, type GoValue } from '../value.ts';

/** What a function may have beside its name and parameters. */
export interface Traits {
  /** The last parameter takes any number of arguments. */
  readonly variadic?: boolean;
  /** Equal arguments may give different answers: the clock, chance. */
  readonly volatile?: boolean;
}

/** A function whose text results are held to the limit of `limits.ts`, so that templates can't eat the memory. */
export function define(
  name: string,
  params: readonly GoType[],
  result: GoType,
  call: (args: Arguments) => GoValue,
  traits: Traits = {},
): GoFunction {
  const bounded = (args: readonly GoValue[], budget: Budget): GoValue => {
    const value = call(new Arguments(args, budget));
    if (typeof value === 'string') checkBytes(value.length);
    return value;
  };
  return { name, params, result, call: bounded, ...traits };
}

/** The same function under other names. */
export function aliases(fn: GoFunction, ...names: readonly string[]): GoFunction[] {
  return [fn, ...names.map((name) => ({ ...fn, name }))];
}

/** The checked arguments of a call, read by the type that their parameter declares. */
export class Arguments {
  /** For what costs more than the sizes of arguments and result tell. */
  readonly budget: Budget;
  private readonly values: readonly GoValue[];
  constructor(values: readonly GoValue[], budget: Budget) {
    this.values = values;
    this.budget = budget;
  }

  /** How many there are. */
  get length(): number {
    return this.values.length;
  }

  /** Any value; nil where there is no such argument. */
  value(at: number): GoValue {
    return this.values[at] ?? null;
  }

  /** The arguments from `at` on: those of a variadic parameter. */
  rest(at: number): readonly GoValue[] {
    return this.values.slice(at);
  }

  text(at: number): string {
    const value = this.values[at];
    if (typeof value === 'string') return value;
    throw wrongArgument(at, 'string');
  }

  int(at: number): bigint {
    const value = this.values[at];
    if (typeof value === 'bigint') return value;
    throw wrongArgument(at, 'int');
  }

  /** An `int` as a number: exact up to 2^53, close enough beyond for what is compared with lengths. */
  count(at: number): number {
    return Number(this.int(at));
  }

  bool(at: number): boolean {
    const value = this.values[at];
    if (typeof value === 'boolean') return value;
    throw wrongArgument(at, 'bool');
  }

  /** A map; a nil one for nil. */
  map(at: number): GoMap {
    const value = this.values[at] ?? null;
    if (value instanceof GoMap) return value;
    if (value === null) return new GoMap(dictType, null);
    throw wrongArgument(at, 'map');
  }

  /** Maps from `at` on: a variadic parameter of maps. */
  maps(at: number): GoMap[] {
    return this.values.slice(at).map((_, index) => this.map(at + index));
  }

  /** Texts from `at` on: a variadic parameter of strings. */
  texts(at: number): string[] {
    return this.values.slice(at).map((_, index) => this.text(at + index));
  }
}

/** The caller checks arguments; this tells of a table that declares other types than its function reads. */
function wrongArgument(at: number, type: string): ExecError {
  return new ExecError(`argument ${at + 1} is no ${type}`);
}
