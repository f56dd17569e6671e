import type { CopyFormat } from '../encode/copy-rows.ts';
import type { Binding } from '../plan/binding.ts';
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
  readonly #binding: Binding;
  readonly #format: CopyFormat;
  readonly #stream: CopyStream;
  readonly #told: Told;

  /** `rows`: how many the stream may have. */
  constructor(
    lanes: Lanes,
    copy: {
      readonly binding: Binding;
      readonly format: CopyFormat;
      readonly stream: CopyStream;
      readonly rows: number;
    },
    told: Told,
  ) {
    this.rows = copy.rows;
    this.#lanes = lanes;
    this.#binding = copy.binding;
    this.#format = copy.format;
    this.#stream = copy.stream;
    this.#told = told;
  }

  statements(): readonly Statement[] {
    this.#lanes.copies.sent(this.#binding);
    return [{ text: copySql(this.#binding, this.#format), values: [], rows: this.#stream }];
  }

  take([answer]: readonly Answer[]): boolean {
    const { taken } = this.#stream;
    if (answer?.rowCount !== taken.length) return false;
    this.#lanes.copies.landed(this.#binding);
    for (const planned of taken) this.#told.tell(planned, 'appended');
    return true;
  }

  instead(refusal: ServerError | undefined): Iterable<Unit> {
    const { taken } = this.#stream;
    if (refusal === undefined) return this.#lanes.inPieces(taken, 'input', this.#told);
    this.#lanes.copies.refused(this.#binding, this.#format, refusal.sqlstate);
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
