import type { ResultsOptions } from '../report/results.ts';
import type { Environment } from './command-line.ts';
import type { Options } from './options.ts';

/** How results are printed, with the defaults that hang on standard error being a terminal. */
export function resultsOptions(
  options: Pick<Options, 'results' | 'logFormat' | 'noColor' | 'noProgress' | 'redact'>,
  env: Environment,
  isTerminal: boolean,
): ResultsOptions & { readonly progress: boolean } {
  const { NO_COLOR = '', TERM } = env;
  const format = options.logFormat ?? (isTerminal ? 'pretty' : 'json');
  // https://no-color.org: any text but the empty one counts. A dumb terminal knows neither colours nor erasing.
  const plain = options.noColor || NO_COLOR !== '' || TERM === 'dumb';
  return {
    results: options.results ?? (isTerminal ? 'failed' : 'all'),
    format,
    color: isTerminal && format === 'pretty' && !plain,
    redact: options.redact,
    progress: isTerminal && format === 'pretty' && !options.noProgress && TERM !== 'dumb',
  };
}
