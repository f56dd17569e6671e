/**
 * Nanoseconds a record of rendering table templates, warm: `node bench/run.js template`. The records are
 * those of a table of 40 names; the best of many samples, as other processes can only slow one down.
 */
import { cpus } from 'node:os';
import { RecordDecoder } from '../src/decode/decode-record.ts';
import { type CdcRecord, isRejected } from '../src/decode/record.ts';
import { compileTemplate } from '../src/template/template.ts';

const RECORDS = 1000;
const SAMPLES = 1500;
const ROUNDS = 1;

const templates: readonly string[] = [
  'users',
  '{{ index .Metadata "opencdc.collection" }}',
  '{{metadata.opencdc.collection}}',
  '{{metadata.schema}}.{{metadata.opencdc.collection}}_{{operation}}',
  '{{ .Metadata.schema }}.{{ .Payload.After.kind }}_{{ .Operation }}',
  '{{ .Metadata.topic | lower | replace "." "_" }}',
  '{{ regexReplaceAll "[^a-z0-9]+" .Metadata.topic "_" }}',
  '{{ printf "%s_%02d" .Metadata.schema (mod (int .Payload.After.id) 8) }}',
  '{{ if eq .Metadata.schema "public" "app" }}{{ index .Metadata "opencdc.collection" }}{{ else }}other{{ end }}',
  '{{ range $i, $tag := .Payload.After.tags }}{{ if eq $i 0 }}{{ $tag }}{{ end }}{{ end }}',
];

function recordAt(index: number): CdcRecord {
  const table = `table_${index % 40}`;
  const line = JSON.stringify({
    position: 'cG9zLTE=',
    operation: 'create',
    metadata: {
      'opencdc.collection': table,
      'opencdc.createdAt': '1700000000123456789',
      'opencdc.readAt': '1710498600987654321',
      'opencdc.version': 'v1',
      schema: 'public',
      topic: `Db1.Sales.${table}`,
    },
    key: { id: index },
    payload: { before: null, after: { id: index, kind: `k${index % 5}`, name: 'Ada Lovelace', tags: ['red', 'blue'] } },
  });
  const decoded = new RecordDecoder(1 << 20).decode('-', 1, Buffer.from(`${line}\n`), 0);
  if (decoded === undefined || isRejected(decoded)) throw new Error(`no record: ${line}`);
  return decoded;
}

/** Nanoseconds a record, and the bytes rendered (so that nothing is optimised away). */
function measure(
  text: string,
  records: readonly CdcRecord[],
): { readonly nanoseconds: number; readonly length: number } {
  const template = compileTemplate(text);
  let length = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < ROUNDS; round++) {
      for (const record of records) {
        const rendered = template.render(record);
        length += typeof rendered === 'string' ? rendered.length : 0;
      }
    }
    best = Math.min(best, Number(process.hrtime.bigint() - start) / (ROUNDS * records.length));
  }
  return { nanoseconds: best, length };
}

const records = Array.from({ length: RECORDS }, (_, index) => recordAt(index));
process.stdout.write(
  `${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; ns a record, best of ${SAMPLES}\n`,
);
for (const text of templates) {
  const { nanoseconds, length } = measure(text, records);
  process.stdout.write(`${nanoseconds.toFixed(0).padStart(7)}  ${length > 0 ? text : `${text} rendered nothing`}\n`);
}
