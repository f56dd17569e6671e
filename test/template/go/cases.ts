import { readFileSync } from 'node:fs';
import { RecordDecoder } from '../../../src/decode/decode-record.ts';
import { type CdcRecord, isRejected } from '../../../src/decode/record.ts';

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
  readonly out_b64?: string;
}

/** The answers of Go that the fixtures hold. */
export function goCases(): readonly GoCase[] {
  const text = readFileSync(new URL('../../../fixtures/gotemplate/cases.ndjson', import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GoCase); // the fixtures' README is the type
}

/** A record as the decoder yields it. */
export function decodeRecord(record: Readonly<Record<string, unknown>>): CdcRecord {
  return decodeJson(JSON.stringify(record));
}

/**
 * A record from its JSON. What the decoder rejects for its operation, payload or such, but templates can be given
 * all the same, is decoded without it and put together again.
 */
export function decodeJson(json: string): CdcRecord {
  const line = Buffer.from(`${json}\n`);
  const decoded = new RecordDecoder(1 << 26).decode('-', 1, line, 0);
  if (decoded === undefined || isRejected(decoded)) throw new Error(`no record: ${json}`);
  return decoded;
}
