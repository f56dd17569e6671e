import { ExecError } from '../value.ts';

/** The longest text, in bytes, that one function may give: 1 MiB. A table name has 63. */
export const MAX_BYTES = 1 << 20;

/** The most elements that one function may make or visit. */
export const MAX_ELEMENTS = 100_000;

/** A result or argument is too big for templates here; Go has no such limit, so nothing that swallows errors may hide it. */
export class LimitError extends ExecError {}

/** @throws LimitError for a text longer than {@link MAX_BYTES}. */
export function checkBytes(count: number): void {
  if (count > MAX_BYTES) throw new LimitError(`the result would be longer than ${MAX_BYTES} bytes`);
}

/** @throws LimitError for more elements than {@link MAX_ELEMENTS}. */
export function checkElements(count: number): void {
  if (count > MAX_ELEMENTS) throw new LimitError(`the result would have more than ${MAX_ELEMENTS} elements`);
}

/** How deep values may be nested: beyond it stand only maps that hold themselves. */
export const MAX_DEPTH = 1000;

/** @throws LimitError for a level beyond {@link MAX_DEPTH}. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new LimitError(`the value is nested more than ${MAX_DEPTH} levels deep`);
}

/** Counts visited values and throws a LimitError past a limit: nested values may share parts. */
export function visitCounter(limit = MAX_ELEMENTS): () => void {
  let visited = 0;
  return () => {
    if (++visited > limit) throw new LimitError(`the values have more than ${limit} parts`);
  };
}
