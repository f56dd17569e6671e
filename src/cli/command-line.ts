import { Command, CommanderError, Option } from 'commander';
import { type OpencdcPgError, usageError } from '../errors.ts';
import { helpText } from './help.ts';
import { BadValue } from './option-values.ts';
import type { CommandName, OptionDefinition, OptionName, Options } from './options.ts';
import { environmentVariable, OPTIONS, optionWord } from './options.ts';

/** What the command line asks for. `files` holds at least one name; `-` is standard input. */
export type CommandLine =
  | ({ readonly kind: 'load' } & CommandArguments)
  | ({ readonly kind: 'route' } & CommandArguments)
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** What a command is given. */
export interface CommandArguments {
  readonly options: Options;
  readonly files: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the arguments (without node and the script) and, for options that they lack, the environment; an empty variable
 * counts as none. Pure. Throws OpencdcPgError `usage` for what can't be read, naming where it stood.
 */
export function parseCommandLine(argv: readonly string[], env: Environment): CommandLine {
  const { command, rest } = commandOf(argv);
  const program = programOf(command);
  try {
    program.parse(rest, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed')
      return { kind: 'help', text: helpText(command, program.helpInformation()) };
    if (error.code === 'commander.version') return { kind: 'version' };
    throw usageErrorOf(error, command);
  }
  const files = program.args.length === 0 ? ['-'] : [...program.args];
  return { kind: command, options: valuesOf(command, program, env), files };
}

/** The definitions by name; the mapped type of OPTIONS is too exact to be walked. */
const DEFINITIONS = Object.entries(OPTIONS) as readonly [OptionName, OptionDefinition<unknown>][]; // entries() widens the keys

/** `route` is a command where it is the first argument that is no option; a file of that name is `./route`. */
function commandOf(argv: readonly string[]): { readonly command: CommandName; readonly rest: readonly string[] } {
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (argument === '--') break;
    if (argument.startsWith('-') && argument !== '-') {
      if (takesNext(argument)) at++;
    } else {
      if (argument !== 'route') break;
      return { command: 'route', rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
    }
  }
  return { command: 'load', rest: argv };
}

function takesNext(argument: string): boolean {
  return DEFINITIONS.some(([, { flags }]) => flags.includes(' <') && optionWord(flags) === argument);
}

function programOf(command: CommandName): Command {
  const program = new Command(command === 'load' ? 'opencdc-pg' : `opencdc-pg ${command}`)
    .usage('[options] [file...]')
    .argument('[file...]')
    .exitOverride()
    .configureOutput({
      writeOut: () => {},
      writeErr: () => {},
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .helpOption('-h, --help', 'show this')
    // The number is main's to print: it stands in package.json.
    .version('', '-V, --version', 'show the version');
  for (const [, definition] of DEFINITIONS) {
    if (!definition.commands.includes(command)) continue;
    const option = new Option(definition.flags, descriptionOf(definition)).helpGroup(`${definition.group}:`);
    if (definition.join !== undefined) option.argParser((text, before: unknown) => [...listOf(before), text]);
    program.addOption(option);
  }
  return program;
}

/** With its default, where the description does not tell it itself. */
function descriptionOf({ description, fallback }: OptionDefinition<unknown>): string {
  if (description.includes('(default')) return description;
  return typeof fallback === 'string' || typeof fallback === 'number'
    ? `${description} (default: ${fallback})`
    : description;
}

function valuesOf(command: CommandName, program: Command, env: Environment): Options {
  const values = DEFINITIONS.map(([name, definition]) => {
    const word = optionWord(definition.flags);
    const variable = environmentVariable(definition.flags);
    const fromEnv = env[variable];
    if (!definition.commands.includes(command)) return [name, definition.fallback];
    const given = givenValue(program, definition);
    if (given !== undefined) return [name, readAll(definition, given, word)];
    if (fromEnv === undefined || fromEnv === '') return [name, definition.fallback];
    return [name, readAll(definition, definition.join === undefined ? [fromEnv] : fromEnv.split(';'), variable)];
  });
  return Object.fromEntries(values) as Options; // one value for every definition, each of its definition's type
}

/** The texts that the arguments give for an option; undefined where it is not among them. */
function givenValue(program: Command, definition: OptionDefinition<unknown>): readonly string[] | undefined {
  const name = new Option(definition.flags).attributeName();
  if (program.getOptionValueSource(name) !== 'cli') return undefined;
  if (!definition.flags.includes(' <')) return ['true'];
  return listOf(program.getOptionValue(name));
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === undefined ? [] : [String(value)];
}

/** `from` is what the message names: the option or the environment variable. */
function readAll(definition: OptionDefinition<unknown>, texts: readonly string[], from: string): unknown {
  try {
    const [first = '', ...more] = texts;
    const { join } = definition;
    return more.reduce((value, text) => join?.(value, definition.read(text)) ?? value, definition.read(first));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw usageError(
      `${from}: ${error.message}`,
      error.hint ?? `opencdc-pg --help says what ${optionWord(definition.flags)} takes`,
    );
  }
}

/** commander's own complaint as ours: one sentence, and its suggestion as the hint. */
function usageErrorOf(error: CommanderError, command: CommandName): OpencdcPgError {
  const [first = '', suggestion] = error.message.split('\n');
  const hint =
    suggestion?.replace(/^\((.*)\)$/, '$1') ??
    `opencdc-pg ${command === 'load' ? '' : `${command} `}--help lists the options`;
  return usageError(first.replace(/^error: /, ''), hint);
}
