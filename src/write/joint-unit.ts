import type { Answer, Statement } from '../plan/exact.ts';
import type { SendWindow, Unit } from './units.ts';

/** Units of few rows as one, behind one savepoint. Where anything of it fails, each of them goes by itself. */
class JointUnit implements Unit {
  readonly isOpen = false;
  readonly rows: number;
  readonly #units: readonly Unit[];
  /** How many statements each unit has. */
  #counts: readonly number[] = [];

  constructor(units: readonly Unit[]) {
    this.rows = units.reduce((sum, unit) => sum + unit.rows, 0);
    this.#units = units;
  }

  statements(): readonly Statement[] {
    const each = this.#units.map((unit) => [...unit.statements()]);
    this.#counts = each.map((statements) => statements.length);
    return each.flat();
  }

  take(answers: readonly Answer[]): boolean {
    let next = 0;
    for (const [i, unit] of this.#units.entries()) {
      const end = next + (this.#counts[i] as number); // one for each unit
      if (unit.take(answers.slice(next, end)) !== true) return false;
      next = end;
    }
    return true;
  }

  instead(): readonly Unit[] {
    return this.#units;
  }
}

/** Rows of a unit that is small, and of small ones together. */
const SMALL_UNIT_ROWS = 200;
const JOINT_ROWS = 500;

/**
 * Small units that follow one another, made one: a savepoint and its release cost both sides as much as a statement of
 * some twenty rows, and a batch of many tables has but small ones. None while statements fail: a joint one is then sent
 * for nothing.
 *
 * Without a generator of its own inside: V8 keeps what one made anew for each batch refers to, which is the batch, until
 * the old generation is swept, and every record was moved there (bench/client.bench.ts).
 */
export function* joinSmallUnits(units: Iterable<Unit>, window: SendWindow): Generator<Unit> {
  let small: Unit[] = [];
  let rows = 0;
  for (const unit of units) {
    // Of a large one it can't be asked before it is sent.
    const isSmall = unit.rows <= SMALL_UNIT_ROWS && !unit.isOpen && !window.isNarrow();
    if (!isSmall || rows + unit.rows > JOINT_ROWS) {
      yield* joined(small);
      small = [];
      rows = 0;
    }
    if (!isSmall) {
      yield unit;
      continue;
    }
    small.push(unit);
    rows += unit.rows;
  }
  yield* joined(small);
}

/** Nothing of no units, a lone one as it is, several as one. */
function joined(units: readonly Unit[]): readonly Unit[] {
  return units.length < 2 ? units : [new JointUnit(units)];
}
