/**
 * A peer of the load bench: reads OpenCDC records from standard input and upserts each by one prepared statement,
 * pipelined, 1,000 in a transaction. It reports nothing, checks nothing and knows one table.
 */
import { createInterface } from 'node:readline';
import pg from 'pg';

const BATCH_RECORDS = 1000;
const { PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env;
const client = new pg.Client({
  host: PGHOST,
  port: Number(PGPORT),
  user: PGUSER,
  database: PGDATABASE,
  pipeline: true,
});
await client.connect();

let batch = [];
for await (const line of createInterface({ input: process.stdin })) {
  batch.push(JSON.parse(line));
  if (batch.length === BATCH_RECORDS) await write();
}
if (batch.length > 0) await write();
await client.end();

async function write() {
  const sent = [client.query('BEGIN')];
  for (const { key, payload } of batch) {
    const row = { ...payload.after, ...key };
    const names = Object.keys(row);
    const columns = names.map((name) => `"${name}"`);
    const set = columns.filter((_, i) => !(names[i] in key)).map((name) => `${name} = EXCLUDED.${name}`);
    const text =
      `INSERT INTO orders (${columns.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')}) ` +
      `ON CONFLICT ("id") DO UPDATE SET ${set.join(', ')}`;
    sent.push(client.query({ name: 'upsert', text, values: Object.values(row) }));
  }
  sent.push(client.query('COMMIT'));
  batch = [];
  await Promise.all(sent);
}
