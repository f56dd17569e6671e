import type { Readable, Writable } from 'node:stream';
import { decode } from '../decode/decode.ts';
import { openInputs } from '../input/open-inputs.ts';
import type { CommandArguments, Environment } from './command-line.ts';
import type { ExitStatus } from './exit-status.ts';
import { routeCommand } from './route-command.ts';
import { templateOf } from './template-option.ts';

/** What the route command needs of the process. */
export interface RouteContext {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/** Runs `opencdc-pg route`; gives its exit status, throws OpencdcPgError `usage` and `io`. */
export async function runRoute(
  { options, files }: CommandArguments,
  { env, stdin, stdout }: RouteContext,
): Promise<ExitStatus> {
  const template = await templateOf(options, env);
  const inputs = await openInputs(files, { stdin });
  const { schema, onlyTables, maxRecordBytes } = options;
  try {
    return await routeCommand({ template, schema, onlyTables }, decode(inputs, { maxRecordBytes }), stdout);
  } finally {
    for (const input of inputs) input.close();
  }
}
