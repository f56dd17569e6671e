import type { PlannedChange } from '../plan/plan-change.ts';
import type { Lanes } from './lanes.ts';
import type { Told } from './told.ts';
import type { Unit } from './units.ts';

/** Changes for the exact lane, among units of the bulk lane. */
export class ExactUnit implements Unit {
  readonly isOpen = true;
  readonly rows: number;
  readonly #lanes: Lanes;
  readonly #members: readonly PlannedChange[];
  readonly #told: Told;

  constructor(lanes: Lanes, members: readonly PlannedChange[], told: Told) {
    this.rows = members.length;
    this.#lanes = lanes;
    this.#members = members;
    this.#told = told;
  }

  statements(): readonly [] {
    return [];
  }

  take(): () => Promise<void> {
    return () => this.#lanes.writeExactly(this.#members, this.#told);
  }

  instead(): never {
    throw new TypeError('what has no statements cannot be refused');
  }
}
