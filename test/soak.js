/**
 * Holds batches against one record at a time for as long as one likes:
 * `node test/soak.js [--minutes N] [--seed N] [--schema PART] [--major N]`.
 * Every round goes through all schemas with a seed of its own, which is printed; what fails is printed with its seed,
 * its SQL and its records, and ends the run with status 1. `--seed` repeats one round, and ends after it.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';

register();
const { startServer } = await import('./support/server.ts');
const { checkSchema, makeGuest } = await import('./property/oracle/property.ts');
const { allSchemas } = await import('./property/oracle/all-schemas.ts');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    schema: { type: 'string', default: '' },
    major: { type: 'string', default: '18' },
  },
});

process.exitCode = await soak();
process.exit();

async function soak() {
  const major = Number(values.major);
  const database = await (await startServer(major)).createDatabase();
  await makeGuest(database);
  const schemas = allSchemas.filter((schema) => schema.name.includes(values.schema) && major >= (schema.major ?? 0));
  const end = Date.now() + Number(values.minutes) * 60_000;
  try {
    do {
      const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
      // Short streams find what single records do, long ones what happens between pieces of a statement.
      const mostRows = [8, 20, 60, 300][seed % 4];
      print(`seed ${seed}: ${schemas.length} schemas, bursts of up to ${mostRows} records`);
      for (const schema of schemas) {
        if (Date.now() > end && values.seed === undefined) break;
        const isLong = mostRows > 60;
        // The limit is there for making a failed stream smaller; one long stream may take minutes on a busy machine.
        const limitMs = isLong ? 900_000 : 60_000;
        await checkSchema(schema, database, { runs: isLong ? 1 : 4, mostRows, limitMs, seed });
      }
    } while (Date.now() < end && values.seed === undefined);
    return 0;
  } catch (error) {
    print(error.message);
    print(String(error.cause?.message ?? error.stack));
    return 1;
  } finally {
    await database.drop();
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
