import { ByteSink } from '../encode/byte-sink.ts';
import type { RecordError } from '../errors.ts';
import type { Result } from '../report/outcome.ts';
import type { Change } from '../route/change.ts';
import { type Binding, type BoundColumn, hasGeneratedKey } from './binding.ts';
import * as sql from './statements.ts';
import { encodeValues, isValueError, type Parameter } from './values.ts';

/** A statement with its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Parameter[];
  /** Of a `COPY … FROM STDIN`: its data in pieces, which may be made as they are asked for, and are the same each time. */
  readonly rows?: Iterable<Buffer>;
}

/** What the server answered to one statement. */
export interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
}

/** Sends a statement inside of the record's savepoint and gives its answer; rejects with the server's error. */
export type Ask = (statement: Statement) => Promise<Answer>;

/**
 * How one change is applied alone. `single`: one statement whose answer is the result, so that many can be sent
 * without waiting. `steps`: each statement depends on the answer before.
 */
export type ExactPlan =
  | { readonly lane: 'single'; readonly statement: Statement; readonly resultOf: (answer: Answer) => Result }
  | { readonly lane: 'steps'; readonly run: (ask: Ask) => Promise<Result> };

/** True where a value of the change was refused before anything is sent. */
export function isPlanError(plan: ExactPlan | RecordError): plan is RecordError {
  return 'code' in plan;
}

/** Gives the planner of single changes: the definition of what each change means (SPEC: "Operations"). */
export function exactPlanner(): (change: Change, binding: Binding) => ExactPlan | RecordError {
  const sink = new ByteSink();
  const plan = planner(sink);
  const checked = new WeakSet<Binding>();

  return (change, binding) => {
    const planned = plan(change, binding);
    return isPlanError(planned) || !keyNeedsCheck(binding) ? planned : afterKeyCheck(planned, binding, checked);
  };
}

function planner(sink: ByteSink): (change: Change, binding: Binding) => ExactPlan | RecordError {
  return (change, binding) => {
    const values = encodeValues(change.row, binding.columns, sink);
    if (isValueError(values)) return values;
    const keyValues = hasGeneratedKey(binding)
      ? encodeValues(change.row, binding.key, sink)
      : binding.key.map((bound) => values[binding.columns.indexOf(bound)] as Parameter);
    if (isValueError(keyValues)) return keyValues;
    const write: Write = { binding, values, keyValues };
    switch (change.kind) {
      case 'append':
        return planAppend(write);
      case 'upsert':
        return planUpsert(write);
      case 'delete':
        return planDelete(write);
      case 'soft-delete':
        return planSoftDelete(write);
      case 'move': {
        const { oldKey } = change;
        if (oldKey === null) throw new TypeError('a move has an old key');
        const old = encodeValues(oldKey, binding.key, sink, (bound) => indexInKey(oldKey.shape.indexOf, bound));
        return isValueError(old) ? old : planMove(write, old);
      }
      default:
        return change.kind satisfies never;
    }
  };
}

/**
 * Whether the key is still to be held against an index: a view shows none, and the server looks for one in the table
 * below only where it plans an INSERT. What INSTEAD OF triggers and rules make of a key is theirs to know.
 */
function keyNeedsCheck({ table, kind, key }: Binding): boolean {
  if (table.kind !== 'view' || key.length === 0 || table.rules) return false;
  const { insert, update, delete: remove } = table.insteadOf;
  if (insert || update || remove) return false;
  return kind === 'upsert' || kind === 'move' || table.granted;
}

/** Asks about the key once for each binding: until it answered well. */
function afterKeyCheck(plan: ExactPlan, binding: Binding, checked: WeakSet<Binding>): ExactPlan {
  return {
    lane: 'steps',
    run: async (ask) => {
      if (!checked.has(binding)) await ask({ text: sql.checkKeySql(binding), values: [] });
      checked.add(binding);
      return runAlone(plan, ask);
    },
  };
}

interface Write {
  readonly binding: Binding;
  readonly values: readonly Parameter[];
  readonly keyValues: readonly Parameter[];
}

function indexInKey(indexOf: ReadonlyMap<string, number>, bound: BoundColumn): number {
  const index = indexOf.get(bound.column.name);
  if (index === undefined) throw new TypeError('old and new key have the same columns');
  return index;
}

/** A row that a trigger or rule swallowed is `unchanged`. */
function wasWritten(written: Result): (answer: Answer) => Result {
  return (answer) => (answer.rowCount > 0 ? written : 'unchanged');
}

const wasAppended = wasWritten('appended');

function planAppend({ binding, values }: Write): ExactPlan {
  return { lane: 'single', statement: { text: sql.insertSql(binding), values }, resultOf: wasAppended };
}

/** With `RETURNING xmax = 0`: true for an inserted row, false for an updated one, no row where one was swallowed. */
function upserted({ rows }: Answer): Result {
  const first = rows[0];
  if (first === undefined) return 'unchanged';
  return first[0] === 't' ? 'inserted' : 'updated';
}

function planUpsert(write: Write): ExactPlan {
  const { binding, values } = write;
  if (binding.onConflict === 'fail') {
    return { lane: 'single', statement: { text: sql.insertSql(binding), values }, resultOf: wasWritten('inserted') };
  }
  switch (upsertWay(binding)) {
    case 'returning':
      return { lane: 'single', statement: { text: sql.upsertSql(binding), values }, resultOf: upserted };
    case 'ignore':
      return { lane: 'single', statement: { text: sql.insertNewSql(binding), values }, resultOf: upserted };
    case 'insert-first':
      return { lane: 'steps', run: (ask) => insertThenUpdate(write, ask) };
    case 'look-first':
      return { lane: 'steps', run: (ask) => lookThenWrite(write, ask) };
  }
}

/**
 * `returning`: one statement, where xmax can be read (not on partitioned tables). `insert-first`: what is new, then what
 * is there. `look-first`: where ON CONFLICT is refused (rules, INSTEAD OF triggers, foreign tables, deferrable keys),
 * below a view, whose table may have columns that the row lacks, or where the row could not be inserted but can update one that is there.
 */
function upsertWay(binding: Binding): 'returning' | 'ignore' | 'insert-first' | 'look-first' {
  const { table, uniqueKey, columns, onConflict } = binding;
  const noConflictTarget =
    table.rules || table.kind === 'foreign' || table.kind === 'view' || uniqueKey?.deferrable === true;
  // A generated key is found as given: the row it is in may get another by what else is written.
  if (noConflictTarget || hasGeneratedKey(binding) || sql.needsExistingRow(table, columns)) return 'look-first';
  if (onConflict === 'ignore') return 'ignore';
  return table.kind === 'table' ? 'returning' : 'insert-first';
}

async function insertThenUpdate(write: Write, ask: Ask): Promise<Result> {
  const { binding, values } = write;
  const inserted = await ask({ text: sql.insertNewSql(binding), values });
  if (inserted.rows.length > 0) return 'inserted';
  return updateExisting(write, ask);
}

async function lookThenWrite(write: Write, ask: Ask): Promise<Result> {
  const { binding, values, keyValues } = write;
  if (await rowExists(binding, keyValues, ask)) {
    return binding.onConflict === 'ignore' ? 'unchanged' : updateExisting(write, ask);
  }
  return wasWritten('inserted')(await ask({ text: sql.insertSql(binding), values }));
}

/** Updates the row that is there; `unchanged` where nothing is to be set, or where a trigger swallowed it. */
async function updateExisting({ binding, values, keyValues }: Write, ask: Ask): Promise<Result> {
  const set = sql.settable(binding);
  if (set.length === 0) return 'unchanged';
  const setValues = set.map((bound) => values[binding.columns.indexOf(bound)] as Parameter);
  return wasWritten('updated')(await ask({ text: sql.updateSql(binding), values: [...setValues, ...keyValues] }));
}

async function rowExists(binding: Binding, key: readonly Parameter[], ask: Ask): Promise<boolean> {
  const { rows } = await ask({ text: sql.existsSql(binding), values: key });
  return rows[0]?.[0] === 't';
}

/** A row that is there and stays was kept by a trigger, a rule or a policy; without these, none was there. */
function planDelete({ binding, keyValues }: Write): ExactPlan {
  const { table } = binding;
  const statement = { text: sql.deleteSql(binding), values: keyValues };
  const mayKeep = table.triggers || table.rules || table.rowSecurity || table.kind !== 'table';
  if (!mayKeep) {
    return { lane: 'single', statement, resultOf: (answer) => (answer.rowCount > 0 ? 'deleted' : 'absent') };
  }
  return {
    lane: 'steps',
    run: async (ask) => {
      if (!(await rowExists(binding, keyValues, ask))) return 'absent';
      return wasWritten('deleted')(await ask(statement));
    },
  };
}

/** The row stays; its column gets the time. */
function planSoftDelete(write: Write): ExactPlan {
  const { binding, values, keyValues } = write;
  const set = sql.settable(binding).map((bound) => values[binding.columns.indexOf(bound)] as Parameter);
  const statement = { text: sql.updateSql(binding), values: [...set, ...keyValues] };
  return {
    lane: 'steps',
    run: async (ask) => {
      if (!(await rowExists(binding, keyValues, ask))) return 'absent';
      return wasWritten('deleted')(await ask(statement));
    },
  };
}

function planMove(write: Write, oldKey: readonly Parameter[]): ExactPlan {
  const { binding, values, keyValues } = write;
  const upsert = planUpsert(write);
  return {
    lane: 'steps',
    run: async (ask) => {
      const state = await ask({ text: sql.moveStateSql(binding), values: [...oldKey, ...keyValues] });
      const [oldThere, newThere, sameRow] = (state.rows[0] ?? []).map((cell) => cell === 't');
      if (oldThere !== true || sameRow === true) return runAlone(upsert, ask);
      if (newThere === true) {
        if (binding.onConflict === 'ignore') return 'unchanged';
        if (binding.onConflict === 'fail') return runAlone(upsert, ask);
        await ask({ text: sql.deleteSql(binding), values: oldKey });
        await updateExisting(write, ask);
        return 'moved';
      }
      const byInsert = binding.key.some((bound) => bound.column.identityAlways);
      const text = byInsert ? sql.moveByInsertSql(binding) : sql.moveSql(binding);
      return wasWritten('moved')(await ask({ text, values: [...values, ...oldKey] }));
    },
  };
}

async function runAlone(plan: ExactPlan, ask: Ask): Promise<Result> {
  return plan.lane === 'steps' ? plan.run(ask) : plan.resultOf(await ask(plan.statement));
}
