import { stringType } from '../type.ts';
import { fromUtf8, toUtf8 } from '../utf8.ts';
import type { GoFunction, UnavailableFunction } from '../value.ts';
import { define } from './define.ts';

/**
 * sprig's `env` and `expandenv`, which answer only where the environment is given
 * (https://masterminds.github.io/sprig/os.html).
 */
export function environmentFunctions(
  env: ReadonlyMap<string, string> | undefined,
): readonly (GoFunction | UnavailableFunction)[] {
  if (env === undefined) return [withoutEnvironment('env'), withoutEnvironment('expandenv')];
  const lookUp = (name: string): string => fromUtf8(env.get(toUtf8(name)) ?? '');
  return [
    define('env', [stringType], stringType, (args) => lookUp(args.text(0))),
    define('expandenv', [stringType], stringType, (args) => expand(args.text(0), lookUp)),
  ];
}

function withoutEnvironment(name: string): UnavailableFunction {
  return {
    name,
    unavailable: `the function "${name}" reads the environment, which templates may not see unless told so`,
    hint: 'pass --template-env to let templates read environment variables',
  };
}

/** `$NAME` and `${NAME}` replaced; a dollar without a name stays, wrong braces go (https://pkg.go.dev/os#Expand). */
function expand(text: string, lookUp: (name: string) => string): string {
  return text.replace(
    /\$(?:\{([*#$@!?0-9-])\}|\{([^}]+)\}|(\{\}?)|([*#$@!?0-9-])|([A-Za-z0-9_]+))/g,
    (_, special, braced, wrong, short, plain) =>
      wrong === undefined ? lookUp(special ?? braced ?? short ?? plain) : '',
  );
}
