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

/** Tiny lines become many objects: a chunk of them is decoded in parts, so that memory stays bounded. */
const MAX_BATCH_RECORDS = 4096;
/**
 * The first lines come in small parts: what they tell of the tables is asked of the database while the others are decoded,
 * by code that is still cold.
 */
const FIRST_LINES = 4096;
const FIRST_BATCH_RECORDS = 128;

/**
 * Decodes inputs one after another into records, in order: an array for each chunk that ends at least one line that
 * is not blank, or several where there are very many, or the first. Holds no more than the chunk at hand and the line begun in it. An error of an input (damaged, cut) is
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
    for await (const chunk of input.chunks) yield* lines.decode(cutter.push(chunk));
  } catch (error) {
    for (const batch of lines.decode(cutter.end())) {
      const whole = batch.filter((decoded) => !isRejected(decoded));
      if (whole.length > 0) yield whole;
    }
    throw error;
  }
  yield* lines.decode(cutter.end());
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

  /** What lines decode to, in arrays of at most MAX_BATCH_RECORDS, none of them empty. */
  *decode(cuts: readonly (Lines | TooLong)[]): Generator<readonly Decoded[]> {
    let decoded: Decoded[] = [];
    for (const lines of cuts) {
      if (lines === TOO_LONG) {
        this.line++;
        decoded.push(this.decoder.rejectTooLarge(this.file, this.line));
        continue;
      }
      let next = lines.start;
      while (next < lines.end) {
        next = this.decodeSome(lines, next, decoded);
        if (next === lines.end) break;
        yield decoded;
        decoded = [];
      }
    }
    if (decoded.length > 0) yield decoded;
  }

  /** Decodes lines from `start` on until they end or the array is full; returns the place of the next. */
  private decodeSome({ bytes, end, utf8 }: Lines, start: number, decoded: Decoded[]): number {
    const { decoder, file } = this;
    let p = this.line === 0 && startsWithMark(bytes, start) ? start + 3 : start;
    const most = this.line < FIRST_LINES ? FIRST_BATCH_RECORDS : MAX_BATCH_RECORDS;
    while (p < end && decoded.length < most) {
      this.line++;
      const one =
        utf8 || isUtf8(bytes.subarray(p, bytes.indexOf(LINE_FEED, p)))
          ? decoder.decode(file, this.line, bytes, p)
          : decoder.rejectNotUtf8(file, this.line, bytes, p);
      if (one !== undefined) decoded.push(one);
      p = decoder.next;
    }
    return p;
  }
}

/** UTF-8's byte-order mark, which is skipped at the start of an input: https://www.unicode.org/faq/utf_bom.html#bom4 */
function startsWithMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
