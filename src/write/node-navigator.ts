/**
 * Loads what loads pg, and gives it. Without a global `navigator`, which Node.js has from 21 on, pg finds out where it runs
 * by making a `Response`, and for that Node.js loads its HTTP client, HTTP/2 and web streams: 38 ms of processor time, as
 * much as pg itself takes (bench/start.bench.ts; node_modules/pg/lib/stream.js, "isCloudflareRuntime"). So there is a
 * stand-in meanwhile, which nobody else meets.
 */
export async function withNavigator<T>(load: () => Promise<T>): Promise<T> {
  if ('navigator' in globalThis) return load();
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true });
  try {
    return await load();
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
  }
}
