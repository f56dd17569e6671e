import type { RecordError } from '../errors.ts';
import type { Binder, Binding } from './binding.ts';
import { CopyGroup, LongRowError, NoBinaryFormError } from './copy-group.ts';
import { CopyPieces } from './copy-pieces.ts';
import type { CopyRule } from './copy-rule.ts';
import { type Folded, Folder } from './fold.ts';
import type { PlannedChange } from './plan-change.ts';
import type { StagedRows } from './stage.ts';

/** So that one COPY is neither sent nor held for ever. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Changes that are folded while they are sent: the rows of the first one's columns go into the stage. A row whose key comes
 * again is sent all the same; the statement that takes the rows on leaves it out.
 */
export class StagedStream implements Iterable<Buffer> {
  readonly binding: Binding;
  readonly stage: StagedRows;
  readonly #members: readonly PlannedChange[];
  readonly #folder: Folder;
  readonly #errors = new Map<PlannedChange, RecordError>();
  #next: number;
  /** Whether it ended at a change whose row can't be staged. */
  isStopped = false;
  readonly #pieces: CopyPieces;
  #folded: Folded | undefined;

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
    this.#pieces = new CopyPieces({
      add: () => this.#next < members.length && this.#add(),
      group: () => this.#stagedGroup(),
      mostBytes: MOST_BYTES,
    });
  }

  [Symbol.iterator](): Iterator<Buffer> {
    return this.#pieces[Symbol.iterator]();
  }

  /** What folding gave; sends nothing, but goes over the changes that were not asked for yet. */
  folded(): Folded {
    if (this.#folded === undefined) {
      for (const _ of this);
      this.#folded = { waves: this.#folder.joinedWaves(), errors: this.#errors, next: this.#next };
    }
    return this.#folded;
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
    const found = this.#folder.waves[0]?.groups.find(({ stage }) => stage !== undefined);
    return found instanceof CopyGroup ? found : undefined;
  }
}
