import type zlib from 'node:zlib';

/** When a piece has become this much, it is handed on before more is decompressed: a few bytes can become gigabytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** A stream of zlib, whatever it decompresses. */
export type Decompressor = zlib.Gunzip | zlib.BrotliDecompress;

/** How a wait ends: all of the piece is done, there is much output already, or an error. */
type Outcome = 'done' | 'full' | Error;

/**
 * Drives a stream of zlib piece by piece. A stream that fails drops what it has not handed out, so its output is taken
 * as it comes, not when it is asked for: a write is only done when all of its output was.
 */
export class ZlibStream {
  /** True once the compressed data has come to its end; what is written after that is not taken. */
  ended = false;
  private readonly stream: Decompressor;
  private output: Buffer[] = [];
  private outputBytes = 0;
  private settle: (outcome: Outcome) => void = () => {};

  constructor(stream: Decompressor) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => this.take(chunk));
    // A write that fails, or that is not taken whole, is not called back.
    stream.on('error', (error) => this.settle(error));
    stream.on('end', () => {
      this.ended = true;
      this.settle('done');
    });
  }

  /** True once anything was written. */
  get isBegun(): boolean {
    return this.stream.bytesWritten > 0;
  }

  /** Writes a piece. Returns how many of its bytes were taken: all, unless the data ended in it. Throws zlib's errors. */
  async *write(piece: Buffer): AsyncGenerator<Buffer, number> {
    const before = this.stream.bytesWritten;
    if (!this.ended) yield* this.outputOf((done) => this.stream.write(piece, done));
    return this.ended ? this.stream.bytesWritten - before : piece.length;
  }

  /** Says that there is no more; throws where there should be. */
  async *end(): AsyncGenerator<Buffer> {
    if (!this.ended) yield* this.outputOf(() => this.stream.end());
  }

  /** Lets go of its memory. */
  close(): void {
    this.stream.destroy();
  }

  private take(chunk: Buffer): void {
    this.output.push(chunk);
    this.outputBytes += chunk.length;
    if (this.outputBytes < MAX_OUTPUT_BYTES) return;
    this.stream.pause();
    this.settle('full');
  }

  private async *outputOf(start: (done: (error?: Error | null) => void) => void): AsyncGenerator<Buffer> {
    let step = () => start((error) => this.settle(error ?? 'done'));
    for (;;) {
      const outcome = await new Promise<Outcome>((resolve) => {
        this.settle = resolve;
        step();
      });
      const { output } = this;
      this.output = [];
      this.outputBytes = 0;
      yield* output;
      if (outcome === 'done') return;
      if (outcome !== 'full') throw outcome;
      step = () => this.stream.resume();
    }
  }
}
