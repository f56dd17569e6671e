import type { CopyFormat } from '../encode/copy-rows.ts';
import type { RecordError } from '../errors.ts';
import type { Binding } from './binding.ts';
import { CopyGroup, NoBinaryFormError, rowBytes } from './copy-group.ts';
import type { PlannedChange } from './plan-change.ts';

/** The first piece is short, so that the server has something to do while the next is made. */
const FIRST_PIECE_BYTES = 32 * 1024;
const PIECE_BYTES = 64 * 1024;
/** For the row that fills a piece, so that its buffer seldom grows. */
const ROOM_BYTES = PIECE_BYTES + 8 * 1024;
/** So that one COPY is neither sent nor held for ever. */
const MOST_BYTES = 1024 * 1024;

/**
 * The rows of one COPY of appends, encoded while it is sent: piece by piece as they are asked for, and kept, as what is
 * behind a failed statement is sent again. Each COPY more costs the server as much as 250 rows (bench/README.md).
 */
export class CopyStream implements Iterable<Buffer> {
  /** The changes that are rows of it, in order. */
  readonly taken: PlannedChange[] = [];
  /** Changes with values that their columns refuse. */
  readonly errors = new Map<PlannedChange, RecordError>();
  /** The place of the first change that it did not go over; complete with the last piece. */
  end: number;
  /** Whether it ended at a value that must be sent as text. */
  needsText = false;
  readonly binding: Binding;
  readonly #members: readonly PlannedChange[];
  readonly #pieces: Buffer[] = [];
  readonly #source: Iterator<Buffer>;

  /** Of `members` the appends from the place `first` up to `last`, all of `binding`'s id. */
  constructor(
    members: readonly PlannedChange[],
    { first, last }: { readonly first: number; readonly last: number },
    binding: Binding,
    format: CopyFormat,
  ) {
    this.binding = binding;
    this.#members = members;
    this.end = first;
    const firstRows = Math.ceil(FIRST_PIECE_BYTES / rowBytes(binding));
    this.#source = this.#made(new CopyGroup(binding, 'append', format, firstRows), last);
  }

  *[Symbol.iterator](): Generator<Buffer> {
    for (let at = 0; ; at++) {
      if (at === this.#pieces.length) {
        const next = this.#source.next();
        if (next.done === true) return;
        this.#pieces.push(next.value);
      }
      yield this.#pieces[at] as Buffer; // made above, or before
    }
  }

  *#made(group: CopyGroup, last: number): Generator<Buffer> {
    let sent = 0;
    let most = FIRST_PIECE_BYTES;
    while (this.end < last && sent < MOST_BYTES && this.#add(group)) {
      if (group.bytes < most) continue;
      const piece = group.take(ROOM_BYTES);
      sent += piece.length;
      most = PIECE_BYTES;
      yield piece;
    }
    yield* group.finish().values;
  }

  /** Adds the change at `end`; false where it has to be sent as text. */
  #add(group: CopyGroup): boolean {
    const member = this.#members[this.end] as PlannedChange; // callers stay below the length
    try {
      const error = group.add(member.change.row, member.binding);
      if (error === undefined) this.taken.push(member);
      else this.errors.set(member, error);
    } catch (error) {
      if (!(error instanceof NoBinaryFormError)) throw error;
      this.needsText = true;
      return false;
    }
    this.end++;
    return true;
  }
}
