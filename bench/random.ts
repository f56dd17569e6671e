/** Whole numbers from 0 to below `below`, the same for the same seed (a 32-bit xorshift). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}
