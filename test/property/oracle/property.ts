import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { LoadOptions } from '../../support/load.ts';
import { startServer, type TestDatabase, testMajors } from '../../support/server.ts';
import { assertUnseen, stageOf } from './run.ts';
import type { OracleSchema } from './schema.ts';
import { streams } from './stream.ts';

const { FC_SEED, FC_NUM_RUNS = '8', FC_MOST_ROWS = '12', FC_SCHEMA, FC_LIMIT_MS = '20000' } = process.env;
/** Sizes at which batches end in the middle of everything, and not at all. */
export const allBatchSizes: readonly number[] = [1, 2, 7, 100, 5000];

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
          await checkSchema(schema, database);
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
export async function checkSchema(schema: OracleSchema, database: TestDatabase): Promise<void> {
  const stage = await stageOf(schema, database);
  try {
    const property = fc.asyncProperty(streams(schema, Number(FC_MOST_ROWS)), optionsOf(schema), (lines, options) =>
      assertUnseen(stage, schema, lines, options, allBatchSizes),
    );
    const seed = FC_SEED === undefined ? {} : { seed: Number(FC_SEED) };
    await fc.assert(property, {
      numRuns: Number(FC_NUM_RUNS),
      ...seed,
      // Shrinking has an end: what is smallest by then is shown.
      interruptAfterTimeLimit: Number(FC_LIMIT_MS),
      markInterruptAsFailure: false,
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
