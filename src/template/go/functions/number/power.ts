/**
 * 10^exponent as `math.Pow(10, exponent)` computes it: by squaring of the fraction 0.625 (10 is 0.625 · 2^4), which
 * for negative exponents may differ in the last bit from the nearest float (https://pkg.go.dev/math#Pow).
 */
export function powerOfTen(exponent: number): number {
  if (Math.abs(exponent) > 400) return exponent > 0 ? Infinity : 0;
  if (exponent === 1) return 10;
  let fraction = 1;
  let power = 0;
  let square = 0.625;
  let squarePower = 4;
  for (let rest = Math.abs(exponent); rest !== 0; rest >>= 1) {
    if ((rest & 1) === 1) {
      fraction *= square;
      power += squarePower;
    }
    square *= square;
    squarePower *= 2;
    if (square < 0.5) {
      square += square;
      squarePower--;
    }
  }
  // In two steps: 2^power alone may be beyond what a float holds.
  const half = Math.trunc(power / 2);
  return exponent < 0 ? (1 / fraction) * 2 ** -half * 2 ** (half - power) : fraction * 2 ** half * 2 ** (power - half);
}
