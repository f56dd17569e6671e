import { closeSync, openSync, writeSync } from 'node:fs';
import { randomOf } from '../random.ts';

/** How a workload's records differ from new rows of one table, one after another. */
export interface Workload {
  readonly records: number;
  /** The key of record `n`; `n + 1` where left out. Null: a record without key. */
  readonly key?: (n: number, random: (below: number) => number) => number | null;
  /** The table of record `n`; `orders` where left out. */
  readonly table?: (n: number) => string;
  /** Whether record `n` has a value that its column refuses, in the client or only on the server. */
  readonly bad?: (n: number) => 'value' | 'check' | undefined;
  /** Columns beyond the eight. */
  readonly moreColumns?: number;
}

/** The table of the workloads: 8 columns, and as many more of text and integers as asked for. */
export function tableSql(table: string, moreColumns = 0, constraint = ''): string {
  const more = Array.from({ length: moreColumns }, (_, i) => `, ${extraName(i)} ${i % 3 === 0 ? 'integer' : 'text'}`);
  return (
    `CREATE TABLE ${table} (id bigint PRIMARY KEY, customer text, total numeric(12,2), paid boolean, ` +
    `created_at timestamptz, attrs jsonb, quantity integer, note text${more.join('')}${constraint})`
  );
}

/** The same without a key, for appends. */
export function appendTableSql(table: string): string {
  return tableSql(table).replace(' PRIMARY KEY', '');
}

/** Bytes and records that were written. */
export interface Written {
  readonly bytes: number;
}

/** Writes a workload as OpenCDC records, about 390 bytes each; the same file for the same workload. */
export function writeRecords(file: string, workload: Workload): Written {
  return writeLines(file, workload.records, (n, random) => recordLine(workload, n, random));
}

/** Writes the rows of a workload as COPY's text format wants them. https://www.postgresql.org/docs/current/sql-copy.html */
export function writeCopyRows(file: string, workload: Workload): Written {
  return writeLines(file, workload.records, (n, random) => {
    const row = rowOf(workload, n, random);
    return `${[row.id, row.customer, row.total, row.paid, row.createdAt, row.attrs, row.quantity, row.note].map((value) => value ?? '\\N').join('\t')}\n`;
  });
}

interface OrderRow {
  readonly id: number | null;
  readonly customer: string;
  readonly total: string;
  readonly paid: boolean;
  readonly createdAt: string;
  readonly attrs: string;
  readonly quantity: number;
  readonly note: string | null;
}

function rowOf({ key }: Workload, n: number, random: (below: number) => number): OrderRow {
  const id = key === undefined ? n + 1 : key(n, random);
  return {
    id: id ?? n + 1,
    customer: `customer ${random(100_000)}`,
    total: (random(1_000_000) / 100).toFixed(2),
    paid: random(2) === 1,
    createdAt: new Date(1_767_225_600_000 + random(1_000_000_000)).toISOString(),
    attrs: `{"colour": "red", "size": ${random(50)}, "tags": ["new", "sale"]}`,
    quantity: random(100),
    note: random(4) === 0 ? null : `a note on the order, number ${random(1_000_000)}`,
  };
}

function recordLine(workload: Workload, n: number, random: (below: number) => number): string {
  const row = rowOf(workload, n, random);
  const keyed = workload.key === undefined || workload.key(n, () => 0) !== null;
  const bad = workload.bad?.(n);
  const position = Buffer.from(String(n).padStart(9, '0')).toString('base64');
  const table = workload.table?.(n) ?? 'orders';
  const more = Array.from({ length: workload.moreColumns ?? 0 }, (_, i) =>
    i % 3 === 0
      ? `,"${extraName(i)}":${random(1e9)}`
      : `,"${extraName(i)}":"some text of ordinary length ${random(1e6)}"`,
  );
  return (
    `{"position":"${position}","operation":"create","metadata":{"opencdc.collection":"${table}",` +
    `"opencdc.readAt":"1767225600000000000","opencdc.version":"v1"},"key":${keyed ? `{"id":${row.id}}` : 'null'},` +
    `"payload":{"before":null,"after":{"id":${row.id},"customer":"${row.customer}",` +
    `"total":${bad === 'value' ? '"much"' : row.total},"paid":${row.paid},"created_at":"${row.createdAt}",` +
    `"attrs":${row.attrs},"quantity":${bad === 'check' ? -1 : row.quantity},` +
    `"note":${JSON.stringify(row.note)}${more.join('')}}}}\n`
  );
}

function extraName(i: number): string {
  return `column_number_${i + 1}`;
}

function writeLines(
  file: string,
  records: number,
  line: (n: number, random: (below: number) => number) => string,
): Written {
  const random = randomOf(1);
  const descriptor = openSync(file, 'w');
  let bytes = 0;
  try {
    let text = '';
    for (let n = 0; n < records; n++) {
      text += line(n, random);
      if (text.length < 1 << 20 && n + 1 < records) continue;
      bytes += writeSync(descriptor, text);
      text = '';
    }
  } finally {
    closeSync(descriptor);
  }
  return { bytes };
}
