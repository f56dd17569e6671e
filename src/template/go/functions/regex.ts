import { LimitError } from '../limits.ts';
import { boolType, intType, stringsType, stringType } from '../type.ts';
import { ExecError, type GoFunction, GoSlice, strings } from '../value.ts';
import { aliases, define } from './define.ts';
import { GoRegexp, quoteMeta } from './regexp/go-regexp.ts';
import { remembering } from './remembering.ts';

/** sprig's functions on regular expressions: https://masterminds.github.io/sprig/strings.html#regexmatch */
export function regexFunctions(): readonly GoFunction[] {
  const compile = remembering((expression) => new GoRegexp(expression));
  return [
    define('regexMatch', [stringType, stringType], boolType, (args) => {
      try {
        return compile(args.text(0)).matches(args.text(1));
      } catch (error) {
        if (error instanceof ExecError && !(error instanceof LimitError)) return false; // sprig throws the error of a wrong expression away
        throw error;
      }
    }),
    define('mustRegexMatch', [stringType, stringType], boolType, (args) => compile(args.text(0)).matches(args.text(1))),
    ...aliases(
      define('regexFindAll', [stringType, stringType, intType], stringsType, (args) => {
        const text = args.text(1);
        const matches = compile(args.text(0)).findAll(text, args.count(2));
        return new GoSlice(
          stringsType,
          matches.map(([start, end]) => text.slice(start, end)),
          matches.length === 0,
        );
      }),
      'mustRegexFindAll',
    ),
    ...aliases(
      define('regexFind', [stringType, stringType], stringType, (args) => compile(args.text(0)).find(args.text(1))),
      'mustRegexFind',
    ),
    ...replacing('regexReplaceAll', false, compile),
    ...replacing('regexReplaceAllLiteral', true, compile),
    ...aliases(
      define('regexSplit', [stringType, stringType, intType], stringsType, (args) => {
        const parts = compile(args.text(0)).split(args.text(1), args.count(2));
        return args.count(2) === 0 ? new GoSlice(stringsType, [], true) : strings(parts);
      }),
      'mustRegexSplit',
    ),
    define('regexQuoteMeta', [stringType], stringType, (args) => quoteMeta(args.text(0))),
  ];
}

type Compiler = (expression: string) => GoRegexp;

function replacing(name: string, literal: boolean, compile: Compiler): readonly GoFunction[] {
  return aliases(
    define(name, [stringType, stringType, stringType], stringType, (args) =>
      compile(args.text(0)).replaceAll(args.text(1), args.text(2), literal),
    ),
    `must${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  );
}
