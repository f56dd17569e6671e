import { copySql } from '../plan/bulk-statements.ts';
import type { CopyStream } from '../plan/copy-stream.ts';
import type { Answer, Statement } from '../plan/exact.ts';
import type { Lanes } from './lanes.ts';
import type { ServerError } from './server-error.ts';
import type { Told } from './told.ts';
import type { Unit } from './units.ts';

/** Appends by one COPY, encoded while it is sent. */
export class CopyUnit implements Unit {
  readonly isOpen = false;
  readonly rows: number;
  readonly #lanes: Lanes;
  readonly #stream: CopyStream;
  readonly #told: Told;

  constructor(lanes: Lanes, stream: CopyStream, told: Told) {
    this.rows = stream.mostRows;
    this.#lanes = lanes;
    this.#stream = stream;
    this.#told = told;
  }

  statements(): readonly Statement[] {
    const { binding, format } = this.#stream;
    this.#lanes.copies.sent(binding);
    return [{ text: copySql(binding, format), values: [], rows: this.#stream }];
  }

  take([answer]: readonly Answer[]): boolean {
    const { taken, binding } = this.#stream;
    if (answer?.rowCount !== taken.length) return false;
    this.#lanes.copies.landed(binding);
    for (const planned of taken) this.#told.tell(planned, 'appended');
    return true;
  }

  instead(refusal: ServerError | undefined): Iterable<Unit> {
    const { taken, binding, format } = this.#stream;
    if (refusal === undefined) return this.#lanes.inPieces(taken, 'input', this.#told);
    this.#lanes.copies.refused(binding, format, refusal.sqlstate);
    const suspect = (refusal.copyRow ?? 0) - 1;
    if (suspect < 0 || suspect >= taken.length) return this.#lanes.inPieces(taken, 'input', this.#told);
    const parts = {
      before: taken.slice(0, suspect),
      suspect: taken.slice(suspect, suspect + 1),
      behind: taken.slice(suspect + 1),
    };
    return this.#lanes.around(parts, 'input', this.#told);
  }
}
