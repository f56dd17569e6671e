import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { LoadOptions } from '../../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../../support/server.ts';
import { assertUnseen, stageOf } from './run.ts';
import type { OracleSchema } from './schema.ts';
import { streams } from './stream.ts';

/** Sizes at which batches end in the middle of everything, and not at all. */
const allBatchSizes: readonly number[] = [1, 2, 7, 100, 5000];

/** How much of a property is looked at. */
export interface Effort {
  readonly runs: number;
  /** Records that a stream has in a row of one kind, at most; a stream has up to eight such rows. */
  readonly mostRows: number;
  /** A failed stream is made smaller for so long at most; what is smallest by then is shown. */
  readonly limitMs: number;
  readonly seed?: number;
}

const { FC_SEED, FC_NUM_RUNS = '2', FC_MOST_ROWS = '12', FC_SCHEMA } = process.env;
const effort: Effort = {
  runs: Number(FC_NUM_RUNS),
  mostRows: Number(FC_MOST_ROWS),
  limitMs: 20_000,
  ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
};

/** Tests that for each schema random streams in batches of any size come to the same as one record at a time. */
export function testUnseen(schemas: readonly OracleSchema[]): void {
  for (const major of testMajors()) {
    describe(`on PostgreSQL ${major}`, () => {
      let database: TestDatabase;
      before(async () => {
        database = await (await startServer(major)).createDatabase();
        await makeGuest(database);
      });
      after(() => database?.drop());

      for (const schema of schemas.filter(({ major: first = 0, name }) => major >= first && isWanted(name))) {
        test(`batches can't be told from one record at a time: ${schema.name}`, async () => {
          await checkSchema(schema, database, effort);
        });
      }
    });
  }
}

/** Makes the role that some schemas load as; roles belong to the whole server, which others may share. */
export async function makeGuest({ sql }: TestDatabase): Promise<void> {
  await sql(
    'DO $$ BEGIN CREATE ROLE oracle_guest; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$',
  );
}

/** Runs one schema's property; fails with the seed and the smallest stream found. */
export async function checkSchema(
  schema: OracleSchema,
  database: TestDatabase,
  { runs, mostRows, limitMs, seed }: Effort,
): Promise<void> {
  const stage = await stageOf(schema, database);
  try {
    const sizes = fc.subarray([...allBatchSizes], { minLength: 2, maxLength: 3 });
    const property = fc.asyncProperty(
      streams(schema, mostRows),
      optionsOf(schema),
      sizes,
      (lines, options, batchSizes) => assertUnseen(stage, schema, lines, options, batchSizes),
    );
    await fc.assert(property, {
      numRuns: runs,
      interruptAfterTimeLimit: limitMs,
      ...(seed === undefined ? {} : { seed }),
    });
  } finally {
    await stage.close();
  }
}

function optionsOf({ options = [] }: OracleSchema): fc.Arbitrary<LoadOptions> {
  const none: LoadOptions = {};
  if (options.length === 0) return fc.constant(none);
  return fc.oneof({ weight: 2, arbitrary: fc.constant(none) }, { weight: 1, arbitrary: fc.constantFrom(...options) });
}

function isWanted(name: string): boolean {
  return FC_SCHEMA === undefined || name.includes(FC_SCHEMA);
}
