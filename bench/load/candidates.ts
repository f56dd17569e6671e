import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './processes.ts';
import type { BenchServer } from './server.ts';

/** One way to load a workload. */
export interface Candidate {
  readonly name: string;
  readonly records: number;
  /** Of the input. */
  readonly bytes: number;
  /** SQL that puts the database into the state before the run. */
  readonly before: string;
  readonly command: Command;
  /** Throws where the run did not do what it should have. */
  readonly check: (status: number | null) => void;
}

/** What the candidates share. */
export interface Surroundings {
  readonly server: BenchServer;
  /** The program's entry, `bin/opencdc-pg.js` or that of another build. */
  readonly bin: string;
  readonly folder: string;
}

interface Given {
  readonly name: string;
  readonly input: string;
  readonly records: number;
  readonly before: string;
}

/** The program, as a whole process, with its results in a file. */
export function ourCandidate(
  { server, bin, folder }: Surroundings,
  given: Given & { readonly failed?: number; readonly args?: readonly string[] },
): Candidate {
  const { name, input, records, before, failed = 0, args = [] } = given;
  const results = join(folder, 'results.ndjson');
  return {
    name,
    records,
    bytes: statSync(input).size,
    before,
    command: {
      program: process.execPath,
      args: [bin, '--url', server.url, ...args],
      stdin: input,
      stderr: results,
    },
    check: (status) => {
      const done = closingLine(results);
      if (status === (failed === 0 ? 0 : 1) && done['records'] === records && done['failed'] === failed) return;
      throw new Error(`${name}: exit status ${status}, ${JSON.stringify(done)}`);
    },
  };
}

/** psql with one `-c` for each step, all in one transaction. */
export function psqlCandidate(
  { server, folder }: Surroundings,
  given: Given & { readonly steps: string[] },
): Candidate {
  const { name, input, records, before, steps } = given;
  const errors = join(folder, 'psql.err');
  return {
    name,
    records,
    bytes: statSync(input).size,
    before,
    command: {
      program: 'psql',
      args: ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', ...steps.flatMap((step) => ['-c', step])],
      stderr: errors,
      env: server.env,
    },
    check: (status) => {
      if (status !== 0) throw new Error(`${name}: ${readFileSync(errors, 'utf8')}`);
    },
  };
}

/** One prepared statement a record, pipelined, 1,000 records a transaction: what a program of a page's length does. */
export function oneByOneCandidate(surroundings: Surroundings, given: Given): Candidate {
  return scriptCandidate(surroundings, given, ['one-by-one.js']);
}

/** One COPY by a Node program of a page's length, of ready-made `rows` or of `records`: what Node itself leaves room for. */
export function nodeCopyCandidate(surroundings: Surroundings, given: Given, of: 'rows' | 'records'): Candidate {
  return scriptCandidate(surroundings, given, ['node-copy.js', of]);
}

/** A script in this folder, which is given the input and where the server is. */
function scriptCandidate(
  { server, folder }: Surroundings,
  { name, input, records, before }: Given,
  [script, ...args]: readonly [string, ...string[]],
): Candidate {
  const errors = join(folder, `${script}.err`);
  return {
    name,
    records,
    bytes: statSync(input).size,
    before,
    command: {
      program: process.execPath,
      args: [fileURLToPath(new URL(script, import.meta.url)), ...args],
      stdin: input,
      stderr: errors,
      env: server.env,
    },
    check: (status) => {
      if (status !== 0) throw new Error(`${name}: ${readFileSync(errors, 'utf8')}`);
    },
  };
}

function closingLine(results: string): Record<string, unknown> {
  const text = readFileSync(results, 'utf8').trimEnd();
  return JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) as Record<string, unknown>; // the program's own line
}
