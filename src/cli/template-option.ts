import { loadTemplate } from '../template/load-template.ts';
import type { Template } from '../template/template.ts';
import type { Environment } from './command-line.ts';
import type { Options } from './options.ts';

/** The template of `--table`, compiled; rejects with OpencdcPgError `usage` where it does not parse. */
export function templateOf(
  { table, templateSyntax, templateEnv }: Pick<Options, 'table' | 'templateSyntax' | 'templateEnv'>,
  env: Environment,
): Promise<Template> {
  return loadTemplate(table, { syntax: templateSyntax, env: templateEnv ? environmentMap(env) : undefined });
}

function environmentMap(env: Environment): ReadonlyMap<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Map(entries);
}
