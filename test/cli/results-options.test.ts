import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../../src/cli/command-line.ts';
import { resultsOptions } from '../../src/cli/results-options.ts';

const pipe = { results: 'all', format: 'json', color: false, redact: false, progress: false };
const terminal = { results: 'failed', format: 'pretty', color: true, redact: false, progress: true };

const cases: readonly {
  name: string;
  argv?: readonly string[];
  env?: Readonly<Record<string, string>>;
  isTerminal: boolean;
  want: object;
}[] = [
  { name: 'a pipe gets every result as JSON', isTerminal: false, want: pipe },
  { name: 'a terminal gets failures, in colour, and a live line', isTerminal: true, want: terminal },
  {
    name: '--results stands on a terminal',
    argv: ['--results', 'all'],
    isTerminal: true,
    want: { ...terminal, results: 'all' },
  },
  {
    name: '--log-format json on a terminal is plain',
    argv: ['--log-format', 'json'],
    isTerminal: true,
    want: { ...terminal, format: 'json', color: false, progress: false },
  },
  {
    name: '--log-format pretty on a pipe has no colours',
    argv: ['--log-format', 'pretty'],
    isTerminal: false,
    want: { ...pipe, format: 'pretty' },
  },
  { name: '--no-color', argv: ['--no-color'], isTerminal: true, want: { ...terminal, color: false } },
  { name: 'NO_COLOR', env: { NO_COLOR: '1' }, isTerminal: true, want: { ...terminal, color: false } },
  { name: 'an empty NO_COLOR', env: { NO_COLOR: '' }, isTerminal: true, want: terminal },
  {
    name: 'a dumb terminal',
    env: { TERM: 'dumb' },
    isTerminal: true,
    want: { ...terminal, color: false, progress: false },
  },
  { name: '--no-progress', argv: ['--no-progress'], isTerminal: true, want: { ...terminal, progress: false } },
  { name: '--redact', argv: ['--redact'], isTerminal: false, want: { ...pipe, redact: true } },
];
for (const { name, argv = [], env = {}, isTerminal, want } of cases) {
  test(`how results are printed: ${name}`, () => {
    const parsed = parseCommandLine(argv, env);
    assert.ok(parsed.kind === 'load');
    assert.deepEqual(resultsOptions(parsed.options, env, isTerminal), want);
  });
}
