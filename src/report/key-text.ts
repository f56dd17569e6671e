import type { Data } from '../decode/record.ts';
import { isRow } from '../decode/record.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import { keyLayout, rawKeyText, writeKeyValues } from './key-bytes.ts';

/** A record's key as JSON text, as result lines have it; null where there is no key. */
export function keyText(key: Data, names: readonly string[] | null): string | null {
  if (key === null) return null;
  if (!isRow(key)) return rawKeyText(key, names);
  const layout = keyLayout(key.shape, names);
  const to = new ByteSink(256);
  to.text(layout.start);
  writeKeyValues(to, key, layout);
  return to.bytes.toString('utf8', 0, to.length);
}
