import pg from 'pg';

/**
 * `COPY … FROM STDIN` with all of its data, sent at once: Parse, Bind and Execute, the data, CopyDone, Sync. Nothing is
 * waited for, so it has its place in a pipeline as a query has.
 *
 * That keeps the pipeline in step, whatever becomes of it. Where the server refuses the statement, or a row, it skips
 * what it gets up to the one Sync, the data included, and answers that. A copy that was begun has read its CopyDone
 * before the Sync comes (which it would ignore), and the Sync is answered once.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 *
 * pg takes classes of one's own into a pipeline where they are Queries.
 */
export class CopyStatement extends pg.Query {
  readonly #text: string;
  #pieces: Iterable<Buffer>;

  /** The pieces must not be changed until `done` is called; they are not copied. */
  constructor(
    text: string,
    pieces: Iterable<Buffer>,
    done: (error: Error | null | undefined, result: pg.QueryArrayResult<(string | null)[]>) => void,
  ) {
    super({ text });
    this.#text = text;
    this.#pieces = pieces;
    // Where pg itself keeps the callback that it was given.
    Object.assign(this, { callback: done });
  }

  static {
    // A method, though pg's types have it as a property: of a function put into each statement V8 keeps what it refers to,
    // which is the batch, until the old generation is swept, and every record is moved there (bench/README.md).
    CopyStatement.prototype.submit = function (this: CopyStatement, connection) {
      this.#send(connection);
    };
  }

  #send(connection: pg.Connection): void {
    const { stream } = connection;
    // A stream that ended takes no more; pg then fails the query as it learns of the end.
    if (!stream.writable) return;
    // A piece is one write of many parts where the stream can do that.
    stream.cork();
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.bind({}, true);
    connection.execute({}, true);
    for (const piece of this.#pieces) {
      writeCopyData(stream, piece);
      flush(stream);
    }
    this.#pieces = [];
    stream.write(COPY_DONE);
    connection.sync();
    stream.uncork();
  }

  /** pg's own would end the copy here, for it sends its data when it is asked to. */
  handleCopyInResponse(): void {}
}

/** Hands what was written to the system, as much as it takes, though whoever corked the stream is not done. */
function flush(stream: pg.Connection['stream']): void {
  const corks = stream.writableCorked;
  for (let cork = 0; cork < corks; cork++) stream.uncork();
  for (let cork = 0; cork < corks; cork++) stream.cork();
}

/** The server takes no message of 1 GB; of what is far below, each is one more header. */
const MESSAGE_BYTES = 64 * 1024 * 1024;
const COPY_DATA = 'd'.charCodeAt(0);
const COPY_DONE = Buffer.from([...Buffer.from('c'), 0, 0, 0, 4]);

function writeCopyData(stream: pg.Connection['stream'], data: Buffer): void {
  for (let at = 0; at < data.length; at += MESSAGE_BYTES) {
    const part = data.subarray(at, at + MESSAGE_BYTES);
    const header = Buffer.allocUnsafe(5);
    header[0] = COPY_DATA;
    header.writeInt32BE(4 + part.length, 1); // the length counts itself
    stream.write(header);
    stream.write(part);
  }
}
