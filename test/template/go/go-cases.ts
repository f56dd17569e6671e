import { readFileSync } from 'node:fs';
import { RecordDecoder } from '../../../src/decode/decode-record.ts';
import { CdcRecord, isRejected } from '../../../src/decode/record.ts';

/** What real Go does with a template and a record; see fixtures/gotemplate/README.md. */
export interface GoCase {
  readonly id: string;
  readonly group: string;
  readonly template: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly ok: boolean;
  readonly out: string | null;
  readonly stage?: 'parse' | 'exec' | null;
  readonly err?: string;
  /** The bytes, where they are no UTF-8. */
  readonly out_b64?: string;
}

/** The answers of Go that the fixtures hold. */
export function goCases(): readonly GoCase[] {
  return ['cases', 'more-cases'].flatMap(casesIn);
}

function casesIn(name: string): readonly GoCase[] {
  const text = readFileSync(new URL(`../../../fixtures/gotemplate/${name}.ndjson`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GoCase); // the fixtures' README is the type
}

/**
 * The case's record as the decoder yields it. An operation that the decoder rejects but Conduit's type can hold
 * (`Operation(9)`) is put in afterwards: templates can be asked about it all the same.
 */
export function recordOf(record: Readonly<Record<string, unknown>>): CdcRecord {
  const { operation } = record;
  const known = ['create', 'update', 'delete', 'snapshot'].includes(String(operation));
  const decoded = decodeJson(JSON.stringify(known ? record : { ...record, operation: 'create' }));
  if (known) return decoded;
  const { positionStart, positionEnd, otherPosition, metadata, key, before, after } = decoded;
  const other = operation as CdcRecord['operation']; // on purpose no such value
  return new CdcRecord(decoded, positionStart, positionEnd, otherPosition, other, metadata, key, before, after);
}

/** A record from its JSON line. */
export function decodeJson(json: string): CdcRecord {
  const line = Buffer.from(`${json}\n`);
  const decoded = new RecordDecoder(1 << 26).decode('-', 1, line, 0);
  if (decoded === undefined || isRejected(decoded)) throw new Error(`no record: ${json}`);
  return decoded;
}
