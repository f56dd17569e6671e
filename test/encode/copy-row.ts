import type { BinaryForm } from '../../src/encode/binary-form.ts';
import type { CopyRows } from '../../src/encode/copy-rows.ts';

/** Adds a value to the row that is being built; false where it has no binary form, though one is asked for. */
export function add(copy: CopyRows, text: string | null, form?: BinaryForm): boolean {
  if (text === null) {
    copy.null();
    return true;
  }
  copy.begin(form);
  copy.sink.text(text);
  return copy.end(form);
}

/** Adds a row of these values. */
export function addRow(copy: CopyRows, values: readonly (string | null)[], form?: BinaryForm): void {
  copy.beginRow(values.length);
  for (const value of values) if (!add(copy, value, form)) throw new Error(`${value} has no binary form`);
  copy.endRow();
}
