import type { EnumType } from '../catalog/column-type.ts';
import type { Encoder } from './encoder.ts';
import { copyText } from './scalar-encoder.ts';
import { everyKind } from './text.ts';
import { article, cutText, type Refusal } from './value-error.ts';

const SHOWN_LABELS = 10;
const none: readonly Buffer[] = [];

/**
 * The encoder of an enum: the text of a string, number or boolean that is one of its labels, to the letter.
 * https://www.postgresql.org/docs/current/datatype-enum.html
 */
export function enumEncoder(type: EnumType): Encoder {
  const labels = new Map<number, Buffer[]>();
  for (const label of type.labels) {
    const bytes = Buffer.from(label);
    labels.set(bytes.length, [...(labels.get(bytes.length) ?? []), bytes]);
  }
  const shown = type.labels.slice(0, SHOWN_LABELS).map((label) => JSON.stringify(label));
  const more = type.labels.length > SHOWN_LABELS ? ` and ${type.labels.length - SHOWN_LABELS} more` : '';
  const no: Refusal = {
    sqlstate: '22P02',
    reason: `is no ${type.name}`,
    hint: `${article(type.name)} ${type.name} is one of ${cutText(shown.join(', '))}${more}`,
  };
  return everyKind((text, start, end, sink) => {
    for (const label of labels.get(end - start) ?? none) {
      if (standsAt(label, text, start)) return copyText(text, start, end, sink);
    }
    return no;
  });
}

/** A loop, because labels are too short for a call into native code. */
function standsAt(label: Buffer, text: Buffer, start: number): boolean {
  for (let at = 0; at < label.length; at++) if (label[at] !== text[start + at]) return false;
  return true;
}
