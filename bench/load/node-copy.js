/**
 * Peers of the load bench that show what Node itself leaves room for: one COPY of standard input into a table.
 *
 *     node node-copy.js rows      COPY's own text, handed on as it is read
 *     node node-copy.js records   OpenCDC records by readline and JSON.parse, each turned into a row of text
 *
 * They report nothing, check nothing and know one table.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import pg from 'pg';

const COLUMNS = ['id', 'customer', 'total', 'paid', 'created_at', 'attrs', 'quantity', 'note'];
const READ_BYTES = 256 * 1024;
const SEND_CHARACTERS = 64 * 1024;
const { PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env;

const client = new pg.Client({ host: PGHOST, port: Number(PGPORT), user: PGUSER, database: PGDATABASE });
await client.connect();
const { connection } = client;
const { stream } = connection;
const { accepted, done } = beginCopy();
await accepted;
const input = createReadStream('', { fd: 0, highWaterMark: READ_BYTES });
if (process.argv[2] === 'rows') for await (const bytes of input) await send(bytes);
else await sendRecords();
connection.endCopyFrom();
await done;
await client.end();

/** Asks for the COPY: the server takes rows when `accepted` has resolved, and has them when `done` has. */
function beginCopy() {
  const events = {};
  const accepted = new Promise((resolve) => {
    events.handleCopyInResponse = resolve;
  });
  const done = new Promise((resolve, reject) => {
    events.handleReadyForQuery = resolve;
    events.handleError = reject;
  });
  const statement = `COPY orders (${COLUMNS.join(', ')}) FROM STDIN`;
  client.query({ ...events, submit: (to) => to.query(statement), handleCommandComplete: () => {}, callback: () => {} });
  return { accepted, done };
}

/**
 * One CopyData message, framed here, as `pg` would copy its bytes. Resolves when the socket takes more.
 * https://www.postgresql.org/docs/current/protocol-flow.html
 */
async function send(bytes) {
  const head = Buffer.allocUnsafe(5);
  head[0] = 'd'.charCodeAt(0);
  head.writeUInt32BE(bytes.length + 4, 1);
  stream.cork();
  stream.write(head);
  const hasRoom = stream.write(bytes);
  stream.uncork();
  if (!hasRoom) await new Promise((resolve) => stream.once('drain', resolve));
}

async function sendRecords() {
  let rows = '';
  for await (const line of createInterface({ input })) {
    const row = JSON.parse(line).payload.after;
    rows += `${COLUMNS.map((name) => textOf(row[name])).join('\t')}\n`;
    if (rows.length < SEND_CHARACTERS) continue;
    await send(Buffer.from(rows));
    rows = '';
  }
  if (rows !== '') await send(Buffer.from(rows));
}

function textOf(value) {
  if (value === null || value === undefined) return '\\N';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[\\\n\r\t]/g, (letter) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[letter]);
}
