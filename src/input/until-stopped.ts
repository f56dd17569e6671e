/**
 * What the source yields, until the signal is aborted; then it ends as if the source had, without waiting for what the
 * source has not yielded yet (a pipe may stay silent for ever).
 */
export async function* untilStopped<T>(source: AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  // One listener whose target changes: racing each item against one long promise would pile up reactions on it.
  let onStop = () => {};
  const listener = () => onStop();
  stop.addEventListener('abort', listener, { once: true });
  let ended = false;
  try {
    while (!stop.aborted) {
      const next = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        onStop = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (next === undefined) return;
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    stop.removeEventListener('abort', listener);
    if (!ended) iterator.return?.()?.then(undefined, () => undefined);
  }
}
