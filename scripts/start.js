/**
 * `npm start`: loads the shop fixture into an embedded Postgres, the way a user would, and shows what came of it.
 * Needs Node and npm, nothing else; leaves nothing behind.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const input = 'fixtures/shop/input.ndjson';
/** Of each kind of result this many lines are shown; the closing line is shown whole. */
const SHOWN_OF_A_KIND = 2;

process.exitCode = await start();

async function start() {
  if (!existsSync(join(root, 'dist/main.js'))) build();
  const folder = mkdtempSync(join(tmpdir(), 'opencdc-pg-start-'));
  try {
    const url = `pglite:${join(folder, 'shop')}`;
    print(`$ cat ${input} | opencdc-pg --url pglite:shop\n`);
    const status = await load(url);
    print(`\nexit status ${status}`);
    if (status !== 0) return status;
    await showTables(join(folder, 'shop'));
    print(`
It works. To go on with a database of your own:

  npx opencdc-pg --url postgres://user@localhost/shop ${input}
  producer | npx opencdc-pg --url postgres://user@localhost/shop
  npx opencdc-pg --help

The README has recipes: from Conduit's files, from jq, from a database's own JSON, in CI.`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build() {
  const { status } = spawnSync('npm', ['run', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('the build failed');
}

/** Runs the program on the fixture's lines by a pipe; prints its notes, and some results of each kind. */
async function load(url) {
  const child = spawn(process.execPath, [join(root, 'bin/opencdc-pg.js'), '--url', url], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  createReadStream(join(root, input)).pipe(child.stdin);
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const shown = new Map();
  let hidden = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    const kind = /"result":"(\w+)"/.exec(line)?.[1];
    const before = shown.get(kind) ?? 0;
    if (kind !== undefined && before >= SHOWN_OF_A_KIND) {
      hidden++;
      continue;
    }
    shown.set(kind, before + 1);
    if (hidden > 0) print(`… ${hidden} more result${hidden === 1 ? '' : 's'}`);
    hidden = 0;
    print(line);
  }
  return ended;
}

/** A few rows of each table, as psql would show them. */
async function showTables(folder) {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create(folder);
  try {
    const queries = [
      'SELECT id, name, email, address::text FROM customers ORDER BY id LIMIT 3',
      'SELECT sku, name, price, stock, tags::text FROM products ORDER BY sku LIMIT 3',
      'SELECT id, status, currency, fx_rate, total, items::text FROM orders ORDER BY id DESC LIMIT 3',
    ];
    for (const query of queries) {
      print(`\nshop=> ${query};`);
      const { rows, fields } = await database.query(query, [], { parsers: asText(), rowMode: 'array' });
      printTable(
        fields.map(({ name }) => name),
        rows,
      );
    }
  } finally {
    await database.close();
  }
}

/** Every type as the text that Postgres prints: a bigint has more digits than a JavaScript number. */
function asText() {
  return new Proxy({}, { get: () => (text) => text, has: () => true });
}

function printTable(names, rows) {
  const cells = [names, ...rows.map((row) => row.map((value) => shorten(String(value ?? ''))))];
  const widths = names.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const lines = cells.map((row) =>
    row
      .map((text, at) => text.padEnd(widths[at]))
      .join(' | ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('-+-'));
  print(lines.join('\n'));
}

function shorten(text) {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
