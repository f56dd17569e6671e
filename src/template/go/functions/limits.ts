import { ExecError } from '../value.ts';

/** The longest text, in bytes, that one function may give: 1 MiB. A table name has 63. */
export const MAX_BYTES = 1 << 20;

/** The most elements that one function may make or visit. */
export const MAX_ELEMENTS = 100_000;

/** @throws ExecError for a text longer than {@link MAX_BYTES}. */
export function checkBytes(count: number): void {
  if (count > MAX_BYTES) throw new ExecError(`the result would be longer than ${MAX_BYTES} bytes`);
}

/** @throws ExecError for more elements than {@link MAX_ELEMENTS}. */
export function checkElements(count: number): void {
  if (count > MAX_ELEMENTS) throw new ExecError(`the result would have more than ${MAX_ELEMENTS} elements`);
}

/** Counts visited values and throws an ExecError past {@link MAX_ELEMENTS}: nested values may share parts. */
export function visitCounter(): () => void {
  let visited = 0;
  return () => {
    if (++visited > MAX_ELEMENTS) throw new ExecError(`the value has more than ${MAX_ELEMENTS} parts`);
  };
}
