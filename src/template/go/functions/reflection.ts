import { visitCounter } from '../limits.ts';
import { anyType, boolType, stringType } from '../type.ts';
import { type GoFunction, type GoValue, typeOf } from '../value.ts';
import { define } from './define.ts';
import { deepEqual } from './value/deep-equal.ts';

/** sprig's functions on types: https://masterminds.github.io/sprig/reflection.html */
export function reflectionFunctions(): readonly GoFunction[] {
  return [
    define('typeOf', [anyType], stringType, (args) => typeName(args.value(0))),
    define('typeIs', [stringType, anyType], boolType, (args) => args.text(0) === typeName(args.value(1))),
    define('typeIsLike', [stringType, anyType], boolType, (args) => {
      const name = typeName(args.value(1));
      return args.text(0) === name || `*${args.text(0)}` === name;
    }),
    define('kindOf', [anyType], stringType, (args) => typeOf(args.value(0)).kind),
    define('kindIs', [stringType, anyType], boolType, (args) => args.text(0) === typeOf(args.value(1)).kind),
    define('deepEqual', [anyType, anyType], boolType, (args) =>
      deepEqual(args.value(0), args.value(1), visitCounter(args.budget)),
    ),
  ];
}

function typeName(value: GoValue): string {
  return typeOf(value).name;
}
