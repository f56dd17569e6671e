import type { CopyFormat } from '../encode/copy-rows.ts';
import type { RecordError } from '../errors.ts';
import type { Binding } from './binding.ts';
import { CopyGroup, NoBinaryFormError, rowBytes } from './copy-group.ts';
import { CopyPieces, FIRST_PIECE_BYTES } from './copy-pieces.ts';
import type { PlannedChange } from './plan-change.ts';

/** So that one COPY is neither sent nor held for ever. */
const MOST_BYTES = 1024 * 1024;

/**
 * The rows of one COPY of appends, encoded while it is sent. Each COPY more costs the server as much as 250 rows (bench/README.md).
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
  readonly format: CopyFormat;
  /** How many rows it may have. */
  readonly mostRows: number;
  readonly #members: readonly PlannedChange[];
  readonly #pieces: CopyPieces;

  /** Of `members` the appends from the place `first` up to `last`, all of `binding`'s id. */
  constructor(
    members: readonly PlannedChange[],
    { first, last }: { readonly first: number; readonly last: number },
    binding: Binding,
    format: CopyFormat,
  ) {
    this.binding = binding;
    this.format = format;
    this.mostRows = last - first;
    this.#members = members;
    this.end = first;
    const firstRows = Math.ceil(FIRST_PIECE_BYTES / rowBytes(binding));
    const group = new CopyGroup(binding, 'append', format, firstRows);
    this.#pieces = new CopyPieces({
      add: () => this.end < last && this.#add(group),
      group: () => group,
      mostBytes: MOST_BYTES,
    });
  }

  [Symbol.iterator](): Iterator<Buffer> {
    return this.#pieces[Symbol.iterator]();
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
