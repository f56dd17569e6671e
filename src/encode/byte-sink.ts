/** A growing buffer that encoders write into: one per column in the bulk lane, one reused in the exact lane. */
export class ByteSink {
  bytes: Buffer;
  length = 0;

  constructor(initialBytes = 4096) {
    this.bytes = Buffer.allocUnsafe(initialBytes);
  }

  /** Makes room for `count` more bytes; `bytes` may be another buffer afterwards. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  /** Appends `source[start, end)`. */
  copy(source: Buffer, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { bytes } = this;
    // Below about 80 bytes a loop beats the call into native code.
    if (count <= 80) {
      let to = this.length;
      for (let from = start; from < end; from++) bytes[to++] = source[from] as number;
    } else {
      source.copy(bytes, this.length, start, end);
    }
    this.length += count;
  }

  /** Appends one byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Appends a text as UTF-8. */
  text(value: string): void {
    this.reserve(value.length * 3);
    this.length += this.bytes.write(value, this.length, 'utf8');
  }

  /** Appends a signed 32-bit integer, most significant byte first, as Postgres's protocol has it. */
  int32(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeInt32BE(value, this.length);
  }
}
