import { isUtf8 } from 'node:buffer';
import { buildRecord, positionOf, rejectLine } from './build-record.ts';
import { explainNotRecord, notUtf8 } from './json-mistakes.ts';
import { rawTextOf } from './raw-data.ts';
import type { Decoded, Source } from './record.ts';
import { emptyDeadLetter, tooManyDeadLetters } from './record-errors.ts';
import type { RecordFields } from './record-fields.ts';
import { Kind } from './row.ts';

/** Conduit sets it on what it writes to a dead-letter queue, and so does `--dead-letter`. */
const NACK_ERROR = 'conduit.dlq.nack.error';

/** A record may fail again and again, each time as the dead letter of the time before. */
const MAX_LEVELS = 16;

/** True where the fields are those of a dead-lettered record. */
export function isDeadLetter(fields: RecordFields): boolean {
  const { kind, row } = fields.metadata;
  return kind === Kind.object && row !== null && row.shape.indexOf.has(NACK_ERROR);
}

/**
 * Decodes the failed record in the dead letter that the fields hold, as if it were the line: an object in
 * `payload.after`, or, where the line was no record, its bytes as raw data. Its errors are those of a line. `source`
 * stays the dead letter's, and so does the position where the failed record has none.
 * https://conduit.io/docs/using/other-features/dead-letter-queue
 */
export function unwrapDeadLetter(fields: RecordFields, source: Source): Decoded {
  const { scanner } = fields;
  let position: string | null = null;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const { after } = fields;
    position = positionOf(fields) ?? position;
    if (after.kind === Kind.object) {
      fields.read(after.start);
    } else {
      const isText = after.kind === Kind.string || after.kind === Kind.escaped;
      const raw = isText ? rawTextOf(scanner.bytes, after) : undefined;
      if (raw === undefined) return rejectLine(fields, source, position, emptyDeadLetter(scanner.bytes, after));
      const { bytes } = raw;
      scanner.turnTo(bytes);
      scanner.lineFeedIsSpace = true;
      fields.clear();
      if (!isUtf8(bytes)) return rejectLine(fields, source, position, notUtf8(bytes, 0));
      if (fields.readWhole(0) < 0) {
        return rejectLine(fields, source, position, explainNotRecord(scanner, bytes, 0, bytes.length - 1));
      }
    }
    if (!isDeadLetter(fields)) return buildRecord(fields, source, position);
  }
  return rejectLine(fields, source, position, tooManyDeadLetters(MAX_LEVELS));
}
