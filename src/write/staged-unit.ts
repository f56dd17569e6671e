import type { Answer, Statement } from '../plan/exact.ts';
import type { Wave } from '../plan/fold.ts';
import { copyStageSql, makeStageSql } from '../plan/stage.ts';
import type { StagedStream } from '../plan/staged-stream.ts';
import { isAboutRows } from './copy-choice.ts';
import type { Lanes } from './lanes.ts';
import type { ServerError } from './server-error.ts';
import type { Told } from './told.ts';
import type { Unit } from './units.ts';
import { allChanges, WaveUnit } from './wave-unit.ts';

/** A wave whose rows go by the stage while it is folded; the statement that takes them on comes with its others. */
export class StagedUnit implements Unit {
  readonly rows: number;
  readonly #lanes: Lanes;
  readonly #stream: StagedStream;
  readonly #told: Told;
  /** Known when its rows were sent. */
  #wave: { readonly wave: Wave; readonly unit: WaveUnit } | undefined;

  /** `rows`: how many the stream may have. */
  constructor(lanes: Lanes, stream: StagedStream, rows: number, told: Told) {
    this.rows = rows;
    this.#lanes = lanes;
    this.#stream = stream;
    this.#told = told;
  }

  get isOpen(): boolean {
    return this.#sent().unit.isOpen;
  }

  *statements(): Generator<Statement> {
    const { binding } = this.#stream;
    yield { text: makeStageSql(binding), values: [] };
    yield { text: copyStageSql(binding), values: [], rows: this.#stream };
    yield* this.#sent().unit.statements();
  }

  take([, , ...answers]: readonly Answer[]): boolean | (() => Promise<void>) {
    return this.#sent().unit.take(answers);
  }

  /** All rows were believed to be there. */
  wasTried(refusal: ServerError | undefined): boolean {
    return refusal === undefined && this.#stream.stage.areThere;
  }

  instead(refusal: ServerError | undefined): Iterable<Unit> {
    const { wave, unit } = this.#sent();
    const { binding } = this.#stream;
    if (this.wasTried(refusal)) this.#lanes.copies.missed(binding);
    else if (refusal === undefined || isAboutRows(refusal.sqlstate)) return unit.instead(refusal);
    else this.#lanes.copies.unstaged(binding);
    return this.#lanes.uncopied(allChanges(wave.keys), this.#told);
  }

  #sent(): { readonly wave: Wave; readonly unit: WaveUnit } {
    if (this.#wave === undefined) {
      const [wave = NONE] = this.#stream.folded().waves;
      this.#wave = { wave, unit: new WaveUnit(this.#lanes, wave, this.#told) };
    }
    return this.#wave;
  }
}

const NONE: Wave = { groups: [], keys: [] };
