import { isUtf8 } from 'node:buffer';
import { LINE_FEED } from './bytes.ts';
import { RecordDecoder } from './decode-record.ts';
import { LineCutter, type Lines, TOO_LONG, type TooLong } from './lines.ts';
import { type Decoded, isRejected } from './record.ts';

/** One input to decode. */
export interface DecodeInput {
  /** As results print it: the name given, `-` for standard input. */
  readonly file: string;
  readonly chunks: AsyncIterable<Buffer> | Iterable<Buffer>;
}

export interface DecodeOptions {
  /** The longest line taken, in bytes without its line end; 64 MiB where left out. */
  readonly maxRecordBytes?: number | undefined;
}

const DEFAULT_MAX_RECORD_BYTES = 64 * 1024 * 1024;

/**
 * Decodes inputs one after another into records, in order: one array for each chunk that ends at least one line that
 * is not blank. Holds no more than the chunk at hand and the line begun in it. An error of an input (damaged, cut) is
 * thrown after what came before it was yielded; a line that it cut off is yielded only where it is a whole record.
 */
export async function* decode(
  inputs: Iterable<DecodeInput> | AsyncIterable<DecodeInput>,
  options: DecodeOptions = {},
): AsyncGenerator<readonly Decoded[]> {
  const maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  const decoder = new RecordDecoder(maxRecordBytes);
  for await (const input of inputs) yield* decodeInput(input, decoder, new LineCutter(maxRecordBytes));
}

async function* decodeInput(
  input: DecodeInput,
  decoder: RecordDecoder,
  cutter: LineCutter,
): AsyncGenerator<readonly Decoded[]> {
  const lines = new InputLines(input.file, decoder);
  try {
    for await (const chunk of input.chunks) {
      const decoded: Decoded[] = [];
      for (const cut of cutter.push(chunk)) lines.decode(cut, decoded);
      if (decoded.length > 0) yield decoded;
    }
  } catch (error) {
    const rest = lines.rest(cutter).filter((decoded) => !isRejected(decoded));
    if (rest.length > 0) yield rest;
    throw error;
  }
  const rest = lines.rest(cutter);
  if (rest.length > 0) yield rest;
}

/** Numbers and decodes the lines of one input. */
class InputLines {
  private readonly file: string;
  private readonly decoder: RecordDecoder;
  private line = 0;

  constructor(file: string, decoder: RecordDecoder) {
    this.file = file;
    this.decoder = decoder;
  }

  /** The last line, where it has no line feed. */
  rest(cutter: LineCutter): readonly Decoded[] {
    const decoded: Decoded[] = [];
    const last = cutter.end();
    if (last !== undefined) this.decode(last, decoded);
    return decoded;
  }

  /** Appends what the lines decode to. */
  decode(lines: Lines | TooLong, decoded: Decoded[]): void {
    const { decoder, file } = this;
    if (lines === TOO_LONG) {
      this.line++;
      decoded.push(decoder.rejectTooLarge(file, this.line));
      return;
    }
    const { bytes, end } = lines;
    let p = lines.start;
    if (this.line === 0 && startsWithMark(bytes, p)) p += 3;
    while (p < end) {
      this.line++;
      const one =
        lines.utf8 || isUtf8(bytes.subarray(p, bytes.indexOf(LINE_FEED, p)))
          ? decoder.decode(file, this.line, bytes, p)
          : decoder.rejectNotUtf8(file, this.line, bytes, p);
      if (one !== undefined) decoded.push(one);
      p = decoder.next;
    }
  }
}

/** UTF-8's byte-order mark, which is skipped at the start of an input: https://www.unicode.org/faq/utf_bom.html#bom4 */
function startsWithMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
