/**
 * How many times the processor time of `run` grows when its size does sixteenfold: some 16 where it is linear, 256 where
 * it is quadratic. Processor time, the least of three, as a busy machine takes its time from all; what is too short to
 * measure counts as five milliseconds. `run` gets its input ready itself, which must be linear too.
 */
export function growth(size: number, run: (size: number) => void): number {
  return Math.max(leastMs(16 * size, run), 5) / Math.max(leastMs(size, run), 5);
}

/** What `growth` of linear work stays below, with room for the collector and the compiler. */
export const LINEAR = 80;

function leastMs(size: number, run: (size: number) => void): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    run(size);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
