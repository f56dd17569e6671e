/**
 * Without a global `navigator`, which Node.js has from 21 on, pg finds out where it runs by making a `Response`, and for
 * that Node.js loads its HTTP client, HTTP/2 and web streams: 38 ms of processor time, as much as pg itself takes
 * (bench/start.bench.ts; node_modules/pg/lib/stream.js, "isCloudflareRuntime"). Evaluated before pg; `forget` after it.
 */
const isMissing = !('navigator' in globalThis);
if (isMissing) {
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true });
}

/** Takes the stand-in away, so that nobody else meets it. */
export function forgetNavigator(): void {
  if (isMissing) Reflect.deleteProperty(globalThis, 'navigator');
}
