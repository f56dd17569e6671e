import type { Connection } from './connection.ts';

/** Statements kept prepared at a time; with more texts than that, the later ones are parsed each time. */
const MOST_NAMES = 200;

/**
 * A view of a connection, for one transaction, in which a text that is sent a second time is prepared: parsing and
 * planning cost the server more than a single row's change. `release`, to be called before the transaction ends, gives
 * the names back without waiting: behind a pooler in transaction mode, no name may outlive the transaction.
 *
 * Where a text's parse fails, as in a transaction that has failed before, what was sent with it fails as well; so the
 * caller must take the first failure for the cause, and send again what came after it.
 */
export function preparing(connection: Connection): {
  readonly prepared: Pick<Connection, 'query'>;
  readonly release: () => void;
} {
  const seen = new Map<string, string | null>();
  let names: string[] = [];

  function nameOf(text: string): string | undefined {
    const known = seen.get(text);
    if (typeof known === 'string') return known;
    if (names.length >= MOST_NAMES) return undefined;
    if (known === undefined) {
      seen.set(text, null);
      return undefined;
    }
    const name = `opencdc_pg_${names.length}`;
    names.push(name);
    seen.set(text, name);
    return name;
  }

  return {
    prepared: {
      query: (query) => connection.query(query.values === undefined ? query : { ...query, name: nameOf(query.text) }),
    },
    release: () => {
      seen.clear();
      if (names.length > 0) connection.release(names).catch(() => undefined); // the next query says what became of the connection
      names = [];
    },
  };
}
