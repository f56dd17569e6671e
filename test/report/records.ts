import { Buffer } from 'node:buffer';
import { CdcRecord, type Data, type RejectedLine, type Source } from '../../src/decode/record.ts';
import type { Row } from '../../src/decode/row.ts';
import { Kind } from '../../src/decode/row.ts';
import type { RecordError } from '../../src/errors.ts';

/** A column and its value as the input spells it: `['id', '1']`, `['name', '"a"']`. */
export type Column = readonly [name: string, json: string];

/** A row as the scanner would hand it over. */
export function row(...columns: readonly Column[]): Row {
  const bytes = Buffer.from(columns.map(([, json]) => json).join(','));
  const spans = new Int32Array(3 * columns.length);
  let place = 0;
  columns.forEach(([, json], index) => {
    const kind = kindOf(json);
    const quote = kind === Kind.string || kind === Kind.escaped ? 1 : 0;
    const end = place + Buffer.byteLength(json);
    spans.set([kind, place + quote, end - quote], 3 * index);
    place = end + 1;
  });
  const names = columns.map(([name]) => name);
  return { shape: { names, indexOf: new Map(names.map((name, index) => [name, index])) }, bytes, spans, offset: 0 };
}

function kindOf(json: string): Kind {
  const value: unknown = JSON.parse(json);
  if (value === null) return Kind.null;
  if (value === true) return Kind.true;
  if (value === false) return Kind.false;
  if (typeof value === 'number') return /^-?\d+$/.test(json) ? Kind.integer : Kind.decimal;
  if (typeof value === 'string') return json.includes('\\') ? Kind.escaped : Kind.string;
  return Array.isArray(value) ? Kind.array : Kind.object;
}

/** A source of no bytes of its own. */
export function source(line: number, file = '-'): Source {
  return { file, line, bytes: Buffer.alloc(0), start: 0, end: 0 };
}

/** A record of which only what a result line shows is filled in. */
export function cdcRecord(
  fields: {
    line?: number;
    file?: string;
    position?: string | null;
    /** Whether the position stands in the record's line, as nearly all do, or was found elsewhere. */
    inLine?: boolean;
    operation?: CdcRecord['operation'];
    key?: Data;
  } = {},
): CdcRecord {
  const { line = 1, file = '-', position = null, inLine = false, operation = 'create', key = null } = fields;
  if (position === null || !inLine) {
    return new CdcRecord(source(line, file), -1, -1, position, operation, null, key, null, null);
  }
  const before = '{"position":';
  const bytes = Buffer.from(`${before}${position}}`);
  const own = { file, line, bytes, start: 0, end: bytes.length };
  return new CdcRecord(own, before.length, bytes.length - 1, null, operation, null, key, null, null);
}

/** A line that was no record. */
export function rejected(
  error: RecordError,
  fields: { line?: number; file?: string; position?: string | null; operation?: string | null } = {},
): RejectedLine {
  const { line = 1, file = '-', position = null, operation = null } = fields;
  return { source: source(line, file), position, operation, error };
}
