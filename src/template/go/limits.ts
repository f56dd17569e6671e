import { ExecError, GoBytes, GoMap, GoSlice, type GoValue } from './value.ts';

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

/** What the rendering of one record may still cost, in steps: a call, an iteration, a part of a value looked at. */
export interface Budget {
  /** @throws TemplateFailure where nothing is left. */
  spend(steps: number): void;
}

/** For values that are known to be small, or whose cost others bound. */
export const unlimited: Budget = { spend: () => {} };

/** Counts visited values, each a step, and throws a LimitError past {@link MAX_ELEMENTS}: nested values may share parts. */
export function visitCounter(budget: Budget): () => void {
  let visited = 0;
  return () => {
    budget.spend(1);
    if (++visited > MAX_ELEMENTS) throw new LimitError(`the values have more than ${MAX_ELEMENTS} parts`);
  };
}

/**
 * How many parts a value has, those of its parts included: what shares parts may have more of them than fit any memory.
 * @throws LimitError for a value of too many parts, or nested too deep.
 */
export function countParts(value: GoValue, budget: Budget): number {
  let count = 0;
  const visit = visitCounter(budget);
  const descend = (part: GoValue, depth: number): void => {
    visit();
    count++;
    checkDepth(depth);
    if (part instanceof GoSlice) for (const item of part.items) descend(item, depth + 1);
    else if (part instanceof GoMap) for (const key of part.keys()) descend(part.get(key) ?? null, depth + 1);
  };
  descend(value, 0);
  return count;
}

/** What reading an argument costs, in steps; nothing for what is small. */
export function readingSteps(value: unknown): number {
  if (typeof value === 'string') return value.length >> 6;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof GoSlice) return value.items.length >> 4;
  return value instanceof GoBytes ? value.bytes.length >> 4 : 0;
}

/** What making a result costs, in steps: more than reading, as each character or element may have been looked at. */
export function makingSteps(value: unknown): number {
  if (typeof value === 'string') return value.length >> 4;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof GoSlice) return value.items.length >> 1;
  if (value instanceof GoMap) return value.size >> 4;
  return value instanceof GoBytes ? value.bytes.length >> 4 : 0;
}
