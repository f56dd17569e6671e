import { type BulkStatement, bulkStatementOf } from '../plan/bulk.ts';
import type { ChangeGroup } from '../plan/change-group.ts';
import type { Answer, Statement } from '../plan/exact.ts';
import { resultOfRow } from '../plan/fold-results.ts';
import type { PlannedChange } from '../plan/plan-change.ts';
import type { Lanes } from './lanes.ts';
import type { ServerError } from './server-error.ts';
import type { Told } from './told.ts';
import type { Unit } from './units.ts';

/** A run of changes in input order, as one statement; each of its rows is one of the changes. */
export class RunUnit implements Unit {
  readonly isOpen: boolean;
  readonly rows: number;
  readonly #lanes: Lanes;
  readonly #group: ChangeGroup;
  readonly #members: readonly PlannedChange[];
  readonly #told: Told;
  /** Kept, as making it empties the group, and a unit behind one that failed is sent again. */
  #bulk: BulkStatement | undefined;

  constructor(lanes: Lanes, group: ChangeGroup, members: readonly PlannedChange[], told: Told) {
    this.isOpen = group.mayMiss;
    this.rows = group.liveRows;
    this.#lanes = lanes;
    this.#group = group;
    this.#members = members;
    this.#told = told;
  }

  statements(): readonly Statement[] {
    this.#bulk ??= bulkStatementOf(this.#group, true);
    if (this.#group.copies) this.#lanes.copies.sent(this.#group.binding);
    return [this.#bulk.statement];
  }

  take([answer]: readonly Answer[]): boolean {
    const existed = answer && this.#bulk?.existed(answer);
    // A row that is missing might be inserted alone, and seen by the run's later ones.
    if (existed === undefined || (this.#group.action === 'update' && existed !== 'all')) return false;
    for (const [row, planned] of this.#members.entries()) {
      const isThere = existed === 'all' || (existed !== 'none' && existed.has(row));
      this.#told.tell(planned, resultOfRow(planned.binding, isThere));
    }
    return true;
  }

  instead(refusal: ServerError | undefined): Iterable<Unit> {
    const { copies, binding } = this.#group;
    const members = this.#members;
    if (copies === undefined || refusal === undefined) return this.#lanes.inPieces(members, 'input', this.#told);
    this.#lanes.copies.refused(binding, copies, refusal.sqlstate);
    const suspect = (refusal.copyRow ?? 0) - 1;
    if (suspect < 0 || suspect >= members.length) return this.#lanes.inPieces(members, 'input', this.#told);
    const parts = {
      before: members.slice(0, suspect),
      suspect: members.slice(suspect, suspect + 1),
      behind: members.slice(suspect + 1),
    };
    return this.#lanes.around(parts, 'input', this.#told);
  }
}
