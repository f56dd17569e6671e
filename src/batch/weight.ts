import type { Shape } from '../decode/row.ts';
import { isChange, type Routed } from '../route/route.ts';

/** What is kept for each column of a set of columns while its records are on their way: names, bindings, SQL. Measured. */
const BYTES_A_COLUMN = 600;
/** Sets of columns that take turns, as those of a few tables do, are weighed once. */
const REMEMBERED_SHAPES = 64;

/**
 * Gives the function that weighs a record against a batch's `maxBytes`: the bytes of its line, and, where its columns are
 * none of those of the records before it, what is kept of them. Else a batch of records that each have other columns would
 * take ten times what its lines do (bench/memory.bench.ts, `sets`).
 */
export function recordWeights(): (routed: Routed) => number {
  const recent: Shape[] = [];
  let last: Shape | undefined;
  let oldest = 0;
  return (routed) => {
    const { start, end } = 'record' in routed ? routed.record : routed.source;
    const shape = isChange(routed) ? routed.row.shape : undefined;
    if (shape === undefined || shape === last || recent.includes(shape)) {
      last = shape;
      return end - start;
    }
    last = shape;
    recent[oldest] = shape;
    oldest = (oldest + 1) % REMEMBERED_SHAPES;
    return end - start + shape.names.length * BYTES_A_COLUMN;
  };
}
