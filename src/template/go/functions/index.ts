import type { FunctionTable, GoFunction, UnavailableFunction } from '../value.ts';
import { caseFunctions } from './case.ts';
import { conversionFunctions } from './conversion.ts';
import { dateFunctions } from './dates.ts';
import { defaultFunctions, jsonFunctions } from './defaults.ts';
import { dictFunctions } from './dicts.ts';
import { encodingFunctions } from './encoding.ts';
import { environmentFunctions } from './environment.ts';
import { listFunctions } from './lists.ts';
import { mathFunctions } from './math.ts';
import { pathFunctions } from './paths.ts';
import { randomFunctions } from './random.ts';
import { reflectionFunctions } from './reflection.ts';
import { regexFunctions } from './regex.ts';
import { semverFunctions } from './semver.ts';
import { stringFunctions } from './strings.ts';
import { unavailableFunctions } from './unavailable.ts';
import { urlFunctions } from './url.ts';

/** What the functions may see of the world; all else they compute from their arguments. */
export interface SprigOptions {
  /** The environment variables that `env` and `expandenv` read; without it they are unavailable. */
  readonly env?: ReadonlyMap<string, string>;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
  /** Numbers from 0 to below 1; the runtime's by default. */
  readonly random?: () => number;
  /** The local time zone, by its name in the tz database; UTC by default. */
  readonly timeZone?: string;
}

/**
 * The functions of sprig 3.3 for text templates (`TxtFuncMap`) by name, with those that can't be had here
 * (https://masterminds.github.io/sprig/).
 */
export function sprigFunctions(options: SprigOptions = {}): FunctionTable {
  const { env, now = Date.now, random = Math.random, timeZone } = options;
  const functions: readonly (GoFunction | UnavailableFunction)[] = [
    ...stringFunctions(),
    ...caseFunctions(),
    ...conversionFunctions(),
    ...mathFunctions(),
    ...listFunctions(),
    ...dictFunctions(),
    ...defaultFunctions(),
    ...jsonFunctions(),
    ...reflectionFunctions(),
    ...regexFunctions(),
    ...dateFunctions({ now, timeZone }),
    ...encodingFunctions(),
    ...pathFunctions(),
    ...semverFunctions(),
    ...urlFunctions(),
    ...randomFunctions(random),
    ...environmentFunctions(env),
    ...unavailableFunctions(),
  ];
  return new Map(functions.map((fn) => [fn.name, fn]));
}
