import type { Row } from '../../src/decode/row.ts';
import { scanObject } from '../../src/decode/text.ts';

/** The row that a JSON object's text is. */
export function rowOf(json: string): Row {
  const bytes = Buffer.from(`${json}\n`);
  const row = scanObject(bytes, 0, bytes.length - 1);
  if (row === undefined) throw new TypeError(`no JSON object: ${json}`);
  return row;
}
