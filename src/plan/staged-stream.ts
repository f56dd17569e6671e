import type { RecordError } from '../errors.ts';
import type { Binder, Binding } from './binding.ts';
import { CopyGroup, LongRowError, NoBinaryFormError } from './copy-group.ts';
import type { CopyRule } from './copy-rule.ts';
import { type Folded, Folder } from './fold.ts';
import type { PlannedChange } from './plan-change.ts';
import type { StagedRows } from './stage.ts';

/** The first piece is short, so that the server has something to do while the next is made. */
const FIRST_PIECE_BYTES = 32 * 1024;
const PIECE_BYTES = 64 * 1024;
/** For the row that fills a piece, so that its buffer seldom grows. */
const ROOM_BYTES = PIECE_BYTES + 8 * 1024;
/** So that one COPY is neither sent nor held for ever. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Changes that are folded while they are sent: the rows of the first one's columns go into the stage, piece by piece as
 * they are asked for, and are kept, as what is behind a failed statement is sent again. A row whose key comes again is
 * sent all the same; the statement that takes the rows on leaves it out.
 */
export class StagedStream implements Iterable<Buffer> {
  readonly binding: Binding;
  readonly stage: StagedRows;
  readonly #members: readonly PlannedChange[];
  readonly #folder: Folder;
  readonly #errors = new Map<PlannedChange, RecordError>();
  #next: number;
  /** The group whose rows are staged, once there is one. */
  #group: CopyGroup | undefined;
  /** Whether it ended at a change whose row can't be staged. */
  isStopped = false;
  readonly #pieces: Buffer[] = [];
  readonly #source: Iterator<Buffer>;

  /** Of `members` those from the place `first` on, which has `binding`. */
  constructor(
    members: readonly PlannedChange[],
    first: number,
    binding: Binding,
    stage: StagedRows,
    { bind, copies }: { readonly bind: Binder; readonly copies: CopyRule },
  ) {
    this.binding = binding;
    this.stage = stage;
    this.#members = members;
    this.#next = first;
    const stageOf = ({ id }: Binding) => (id === binding.id ? stage : undefined);
    this.#folder = new Folder(bind, { ...copies, stageOf }, members.length - first);
    this.#source = this.#made();
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

  /** What folding gave; sends nothing, but goes over the changes that were not asked for yet. */
  folded(): Folded {
    for (const _ of this);
    return { waves: this.#folder.joinedWaves(), errors: this.#errors, next: this.#next };
  }

  *#made(): Generator<Buffer> {
    let sent = 0;
    let most = FIRST_PIECE_BYTES;
    while (this.#next < this.#members.length && sent < MOST_BYTES && this.#add()) {
      const group = this.#stagedGroup();
      if (group === undefined || group.bytes < most) continue;
      const piece = group.take(ROOM_BYTES);
      sent += piece.length;
      most = PIECE_BYTES;
      yield piece;
    }
    const group = this.#stagedGroup();
    if (group !== undefined) yield group.takeRest();
  }

  /** Folds the next change; false where it can't be staged. */
  #add(): boolean {
    const member = this.#members[this.#next] as PlannedChange; // callers stay below the length
    try {
      const error = this.#folder.add(member);
      if (error !== undefined) this.#errors.set(member, error);
    } catch (error) {
      if (!(error instanceof NoBinaryFormError || error instanceof LongRowError)) throw error;
      this.isStopped = true;
      return false;
    }
    this.#next++;
    return true;
  }

  #stagedGroup(): CopyGroup | undefined {
    if (this.#group !== undefined) return this.#group;
    const found = this.#folder.waves[0]?.groups.find(({ stage }) => stage !== undefined);
    if (found instanceof CopyGroup) this.#group = found;
    return this.#group;
  }
}
