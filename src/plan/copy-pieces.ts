import type { CopyGroup } from './copy-group.ts';

/** The first piece is short, so that the server has something to do while the next is made. */
export const FIRST_PIECE_BYTES = 32 * 1024;
const PIECE_BYTES = 64 * 1024;
/** For the row that fills a piece, so that its buffer seldom grows. */
const ROOM_BYTES = PIECE_BYTES + 8 * 1024;

/** What the data of a COPY is made of. */
export interface CopySource {
  /** Adds the next row to the group, or goes over a change that is none; false where nothing more is to be added. */
  readonly add: () => boolean;
  /** The group, once there is one. */
  readonly group: () => CopyGroup | undefined;
  /** So that one COPY is neither sent nor held for ever. */
  readonly mostBytes: number;
}

/** The data of one COPY in pieces, which are made as they are asked for, and kept: what is behind a failed statement is sent again. */
export class CopyPieces implements Iterable<Buffer> {
  readonly #pieces: Buffer[] = [];
  readonly #made: Iterator<Buffer>;

  constructor(source: CopySource) {
    this.#made = piecesOf(source);
  }

  *[Symbol.iterator](): Generator<Buffer> {
    for (let at = 0; ; at++) {
      if (at === this.#pieces.length) {
        const next = this.#made.next();
        if (next.done === true) return;
        this.#pieces.push(next.value);
      }
      yield this.#pieces[at] as Buffer; // made above, or before
    }
  }
}

function* piecesOf({ add, group, mostBytes }: CopySource): Generator<Buffer> {
  let made = 0;
  let most = FIRST_PIECE_BYTES;
  let filled = group();
  while (made < mostBytes && add()) {
    filled ??= group();
    if (filled === undefined || filled.bytes < most) continue;
    const piece = filled.take(ROOM_BYTES);
    made += piece.length;
    most = PIECE_BYTES;
    yield piece;
  }
  if (filled !== undefined) yield filled.takeRest();
}
