import type { CopyRows } from '../../src/encode/copy-rows.ts';

/** Adds a value to the row that is being built. */
export function add(copy: CopyRows, text: string | null): void {
  if (text === null) {
    copy.null();
    return;
  }
  copy.begin();
  copy.sink.text(text);
  copy.end();
}

/** Adds a row of these values. */
export function addRow(copy: CopyRows, values: readonly (string | null)[]): void {
  for (const value of values) add(copy, value);
  copy.endRow();
}
