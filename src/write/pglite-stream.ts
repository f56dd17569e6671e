import { nextTick } from 'node:process';
import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

const terminate = 'X'.charCodeAt(0);
/** How much is handed over at once: PGlite runs it to its end before anything else happens in the process. */
const portionBytes = 256 * 1024;

/**
 * A socket's stand-in that hands what `pg` writes to PGlite and gives back its answers. PGlite takes whole messages
 * only, any number at once (several Syncs too), so what is incomplete waits for its rest. One PGlite takes one session.
 * Messages: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class PgliteStream extends Duplex {
  readonly #database: PGlite;
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  constructor(database: PGlite) {
    super();
    this.#database = database;
  }

  /** What `pg` calls of a socket. There is nothing to connect to. */
  connect(): this {
    nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed when they come: there are only those that were asked for.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#take(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  async #take(chunk: Buffer): Promise<void> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    while (start < bytes.length) {
      const end = this.#endOfPortion(bytes, start);
      if (end === start) break;
      await this.#run(bytes.subarray(start, end));
      start = end;
      // Goodbye is kept back: it would end the database, not the session. What follows it has no meaning.
      if (bytes[start] === terminate) start = bytes.length;
    }
    // A copy, so that a few bytes of rest don't hold the memory of many.
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  /** Returns where the whole messages from `start` end: before a goodbye, and after a portion's worth of bytes. */
  #endOfPortion(bytes: Buffer, start: number): number {
    let end = start;
    while (end - start < portionBytes) {
      // The startup message has no type byte.
      const lengthAt = this.#started ? end + 1 : end;
      if (lengthAt + 4 > bytes.length || (this.#started && bytes[end] === terminate)) break;
      const next = lengthAt + bytes.readInt32BE(lengthAt);
      if (next > bytes.length) break;
      end = next;
      if (!this.#started) {
        this.#started = true;
        break; // PGlite answers the startup message alone, and drops what comes with it.
      }
    }
    return end;
  }

  #run(messages: Buffer): Promise<void> {
    return this.#database.runExclusive(() =>
      this.#database.execProtocolRawStream(messages, {
        // A copy: PGlite uses the memory again for its next answer.
        onRawData: (answer) => this.push(Buffer.from(answer)),
      }),
    );
  }
}
