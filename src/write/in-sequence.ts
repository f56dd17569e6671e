/** What was written but for the server's answer to COMMIT, which is on its way. */
export interface Written<T> {
  readonly result: T;
  /** Rejects where it was not committed, or nobody knows. */
  readonly committed: Promise<void>;
}

/** How one batch is written. */
export interface Writing<B, T> {
  /** Writes a batch. `mayCommit` is awaited before COMMIT is sent; where it rejects all is rolled back, and so does this. */
  readonly write: (batch: B, mayCommit: () => Promise<void>) => Promise<Written<T>>;
  /** Writes a batch once more whose COMMIT failed with `error`, its COMMIT included; or rejects. */
  readonly writeAgain: (batch: B, error: unknown) => Promise<T>;
}

/** A batch that was written; `done` gives its result after COMMIT. An object, as a promise of a promise is none. */
export interface Applied<T> {
  readonly done: Promise<T>;
}

/**
 * Writes batches one after another, in order, without waiting for the answer to a batch's COMMIT: the next one is on its
 * way to the server while that makes it last (bench/README.md). No batch is committed before all before it are: where a
 * COMMIT fails, what was sent behind it is rolled back, that batch is written again, and then the later one.
 * Not to be called again before it has resolved. Where one batch can't be written it rejects, and so do all later calls.
 */
export function inSequence<B, T>({ write, writeAgain }: Writing<B, T>): (batch: B) => Promise<Applied<T>> {
  /** The one before, until it is committed; it must not be held longer. */
  let last: Commit<T> | undefined;
  let isWriting = false;
  let mending: Promise<unknown> | undefined;

  function sent(batch: B, written: Written<T>): Commit<T> {
    const commit = commitOf(written, (error) => writeAgain(batch, error));
    void commit.isCommitted.then((isCommitted) => {
      if (isCommitted && last === commit) last = undefined;
      // Where a later batch is being written, that has to be rolled back first.
      if (!isCommitted && !isWriting) mending = commit.mended();
    });
    return commit;
  }

  return async (batch) => {
    isWriting = true;
    try {
      for (;;) {
        if (mending !== undefined) {
          await mending;
          mending = undefined;
          last = undefined;
        }
        const before = last?.isCommitted;
        try {
          const written = await write(batch, async () => {
            if (before !== undefined && !(await before)) throw new Error('the batch before was not committed');
          });
          last = sent(batch, written);
          return { done: last.done };
        } catch (error) {
          if (before === undefined || (await before)) throw error;
          mending = last?.mended();
        }
      }
    } finally {
      isWriting = false;
    }
  };
}

interface Commit<T> extends Applied<T> {
  /** Whether COMMIT succeeded, when that is known. */
  readonly isCommitted: Promise<boolean>;
  /** Where it failed: has the batch written again, once however often it is asked for. Gives what `done` does. */
  readonly mended: () => Promise<T>;
}

function commitOf<T>({ result, committed }: Written<T>, again: (error: unknown) => Promise<T>): Commit<T> {
  let begin = () => {};
  const asked = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = committed.then(
    () => result,
    async (error: unknown) => {
      await asked;
      return again(error);
    },
  );
  // Whoever writes the next batch hears of it, even where nobody asks for the result.
  done.catch(() => undefined);
  const isCommitted = committed.then(
    () => true,
    () => false,
  );
  return {
    done,
    isCommitted,
    mended: () => {
      begin();
      return done;
    },
  };
}
